//! Values taken out of an answer for later steps.

use serde_json::Value;

use super::parsed::Parsed;
use crate::matcher::{pattern, shorten};
use crate::scenario::model::{Capture, From};
use crate::verdict::finding::{CheckResult, Expected, Got, Place};

/// The value, or the failed check where it is not there.
pub(super) fn take(capture: &Capture, parsed: &Parsed<'_>) -> Result<Value, Box<CheckResult>> {
    found(capture, parsed).map_err(|got| {
        let place = match &capture.from {
            From::Body(pointer) => Place::Body { pointer: pointer.clone() },
            From::Header(name) => Place::Header { name: name.clone() },
        };
        let (variable, pattern) = (capture.name.clone(), capture.pattern.clone());
        let expected = Expected::Captured { variable, pattern };
        Box::new(CheckResult::failed(capture.line, place, expected, got))
    })
}

/// The value, or what is there instead.
fn found(capture: &Capture, parsed: &Parsed<'_>) -> Result<Value, Got> {
    let value = match &capture.from {
        From::Body(pointer) => parsed.json()?.and_then(|json| json.pointer(pointer)).cloned(),
        From::Header(name) => parsed.answer.header(name).map(Value::from),
    };
    let value = value.ok_or_else(|| Got::NothingIn { answer: parsed.status_line() })?;
    let Some(written) = &capture.pattern else { return Ok(value) };
    let group = value.as_str().and_then(|text| group(written, text));
    group.map(Value::from).ok_or_else(|| shorten::got(&value))
}

/// The first group of a pattern, which `lint` has compiled before.
fn group<'t>(written: &str, text: &'t str) -> Option<&'t str> {
    let captures = pattern::compile(written).ok()?.captures(text)?;
    captures.get(1).map(|group| group.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::answer;
    use crate::verdict::finding::StatusLine;
    use serde_json::json;

    fn taken(from: From, pattern: Option<&str>) -> Result<Value, Got> {
        let mut answer =
            answer(403, r#"{"id":"https://h/a/0f","n":7,"error":{"code":"No","message":"m"}}"#);
        answer.headers.push(("location".into(), "https://h/l".into()));
        let pattern = pattern.map(str::to_owned);
        let capture = Capture { name: "x".into(), line: 1, from, pattern };
        take(&capture, &Parsed::new(&answer)).map_err(|check| {
            assert!(!check.holds());
            check.got
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
        let (code, message) = (Some("No".to_owned()), Some("m".to_owned()));
        let refused = Got::NothingIn { answer: StatusLine { status: 403, code, message } };
        assert_eq!(taken(body("/nope"), None), Err(refused));
        let value = |value| Err(Got::Value { value });
        assert_eq!(taken(body("/n"), Some("(.)")), value(json!(7)));
        assert_eq!(taken(body("/id"), Some("^(x)")), value(json!("https://h/a/0f")));
        assert!(taken(From::Header("etag".into()), None).is_err());
    }

    #[test]
    fn it_is_told_what_was_to_be_captured_and_where() {
        let capture = Capture {
            name: "x".into(),
            line: 1,
            from: From::Body("/n".into()),
            pattern: Some("(.)".into()),
        };
        let failed = take(&capture, &Parsed::new(&answer(200, "{}"))).unwrap_err();
        assert_eq!(failed.place, Place::Body { pointer: "/n".into() });
        let (variable, pattern) = ("x".to_owned(), Some("(.)".to_owned()));
        assert_eq!(failed.expected, Expected::Captured { variable, pattern });
    }
}
