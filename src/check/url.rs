//! The URL matcher: path and named parameters, whoever the host is.

use serde_json::Value;
use url::Url;

use crate::scenario::matcher::UrlMatcher;

use super::describe::describe;
use super::matcher::{Judged, Miss, judge as judge_value};
use super::{shorten, text_value};

/// Whether a text is such a URL.
pub(super) fn judge(wanted: &UrlMatcher, text: &str) -> Judged {
    let url = Url::parse(text).map_err(|error| Miss::from(format!("no URL: {error}")))?;
    if segments(url.path()) != segments(&wanted.path) {
        let shown = shorten::text(url.path());
        return Err(Miss::from(format!("path {shown}, not {}", shorten::text(&wanted.path))));
    }
    for (name, matcher) in &wanted.query {
        let given = url.query_pairs().find(|(n, _)| n == name);
        let given = given.map(|(_, value)| text_value::as_asked(matcher, &value));
        if judge_value(matcher, given.as_ref()).is_err() {
            return Err(Miss::from(parameter(name, given.as_ref(), &describe(matcher))));
        }
    }
    Ok(None)
}

fn parameter(name: &str, given: Option<&Value>, wanted: &str) -> String {
    let given = given.map_or_else(|| "missing".to_owned(), shorten::value);
    format!("parameter {name} is {given}, not {wanted}")
}

/// The decoded segments: an encoded slash is not a separator.
fn segments(path: &str) -> Vec<Vec<u8>> {
    path.split('/').map(decoded).collect()
}

fn decoded(segment: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = match (first, tail) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match code {
            Some((high, low)) => {
                bytes.push(high * 16 + low);
                rest = &tail[2..];
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    bytes
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::matcher::{Matcher, parse};
    use serde_json::json;

    fn judged(wanted: Value, text: &str) -> Result<(), String> {
        let Matcher::Url(wanted) = parse(&json!({ "url": wanted })).unwrap() else {
            panic!("`url` is read as something else")
        };
        judge(&wanted, text).map(|_| ()).map_err(|miss| miss.reason.unwrap_or_default())
    }

    #[test]
    fn path_and_named_parameters_count_and_nothing_else() {
        let wanted = || json!({"path": "/certificates/a b", "query": {"api-version": 7.4}});
        assert_eq!(judged(wanted(), "https://h:9/certificates/a%20b?x=1&api-version=7.4"), Ok(()));
        assert_eq!(judged(wanted(), "http://other/certificates/%61%20b?api-version=7.4#f"), Ok(()));
        assert_eq!(
            judged(wanted(), "https://h/certificates/A%20b"),
            Err("path /certificates/A%20b, not /certificates/a b".into())
        );
        assert_eq!(
            judged(wanted(), "https://h/certificates/a%20b"),
            Err("parameter api-version is missing, not 7.4".into())
        );
        let absent = json!({"path": "/", "query": {"request_id": {"present": false}}});
        assert_eq!(judged(absent.clone(), "https://h"), Ok(()));
        assert!(judged(absent, "https://h/?request_id=1").is_err());
    }

    #[test]
    fn an_encoded_slash_is_no_separator_and_no_url_is_told() {
        assert!(judged(json!({"path": "/a/b"}), "https://h/a%2Fb").is_err());
        assert!(judged(json!({"path": "/a%"}), "https://h/a%").is_ok());
        let said = judged(json!({"path": "/"}), "/relative").unwrap_err();
        assert!(said.starts_with("no URL: "), "{said}");
    }
}
