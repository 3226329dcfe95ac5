//! Values taken out of an answer for later steps.

use serde_json::Value;

use crate::matcher::{pattern, shorten};
use crate::scenario::model::{Capture, From};

use super::body;
use super::finding::Finding;
use super::seen::Seen;

/// The value, or the failed check where it is not there.
pub(super) fn take(capture: &Capture, seen: &Seen<'_>) -> Result<Value, Box<Finding>> {
    let subject = match &capture.from {
        From::Body(pointer) => body::subject(pointer),
        From::Header(name) => format!("header {name}"),
    };
    let expected = match &capture.pattern {
        None => format!("a value for `{}`", capture.name),
        Some(written) => {
            let written = shorten::text(written);
            format!("a string that matches {written}, for `{}`", capture.name)
        }
    };
    let missing = |actual| Finding::failed(capture.line, subject, expected, actual);
    found(capture, seen).map_err(|actual| Box::new(missing(actual)))
}

/// The value, or what is there instead.
fn found(capture: &Capture, seen: &Seen<'_>) -> Result<Value, String> {
    let value = match &capture.from {
        From::Body(pointer) => seen.json()?.and_then(|json| json.pointer(pointer)).cloned(),
        From::Header(name) => seen.answer.header(name).map(Value::from),
    };
    let value = value.ok_or_else(|| format!("nothing, in an answer {}", seen.status()))?;
    let Some(written) = &capture.pattern else { return Ok(value) };
    let group = value.as_str().map(|text| group(written, text)).transpose()?.flatten();
    group.map(Value::from).ok_or_else(|| shorten::value(&value))
}

fn group<'t>(written: &str, text: &'t str) -> Result<Option<&'t str>, String> {
    let captures = pattern::compile(written)
        .map_err(|why| format!("no regular expression: {why}"))?
        .captures(text);
    Ok(captures.and_then(|c| c.get(1)).map(|group| group.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::answer;
    use serde_json::json;

    fn taken(from: From, pattern: Option<&str>) -> Result<Value, String> {
        let mut answer =
            answer(403, r#"{"id":"https://h/a/0f","n":7,"error":{"code":"No","message":"m"}}"#);
        answer.headers.push(("location".into(), "https://h/l".into()));
        let pattern = pattern.map(str::to_owned);
        let capture = Capture { name: "x".into(), line: 1, from, pattern };
        take(&capture, &Seen::new(&answer)).map_err(|f| {
            assert!(!f.holds);
            format!("{} | {} | {}", f.subject, f.expected, f.actual)
        })
    }

    #[test]
    fn values_are_taken_with_their_type_and_patterns_by_their_group() {
        let body = |pointer: &str| From::Body(pointer.to_owned());
        assert_eq!(taken(body("/n"), None), Ok(json!(7)));
        assert_eq!(taken(body("/id"), Some("/([0-9a-f]{2})$")), Ok(json!("0f")));
        assert_eq!(taken(From::Header("location".into()), None), Ok(json!("https://h/l")));
    }

    #[test]
    fn what_is_not_there_is_a_failed_check() {
        let body = |pointer: &str| From::Body(pointer.to_owned());
        insta::assert_snapshot!(
            taken(body("/nope"), None).unwrap_err(),
            @"body /nope | a value for `x` | nothing, in an answer 403 (No: m)"
        );
        insta::assert_snapshot!(
            taken(body("/n"), Some("(.)")).unwrap_err(),
            @"body /n | a string that matches (.), for `x` | 7"
        );
        insta::assert_snapshot!(
            taken(body("/id"), Some("^(x)")).unwrap_err(),
            @r#"body /id | a string that matches ^(x), for `x` | "https://h/a/0f""#
        );
        assert!(taken(From::Header("etag".into()), None).is_err());
    }
}
