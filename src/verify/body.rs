//! Whether a recorded body is what was sent: recorders leave bodies out, cut them, redact them.
//!
//! In: a recorded exchange. Out: the body, or why it was not seen. Only what was seen is judged,
//! so every doubt counts for the target. Must not know what a body should hold.

use std::sync::LazyLock;

use regex::bytes::Regex;
use serde_json::Value;
use serde_json::error::Category;

use super::exchange::{Body, Exchange};
use crate::http::body as sent;
use crate::secrets::masks::is_mask;

/// Why a body was not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unseen {
    /// It was not recorded.
    Missing,
    /// Only its beginning was.
    Cut,
    /// Something stands in the place of a value.
    Redacted,
    /// It is still compressed.
    Compressed,
}

impl Unseen {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Unseen::Missing => "the body was not recorded",
            Unseen::Cut => "the body was cut",
            Unseen::Redacted => "values of the body are redacted",
            Unseen::Compressed => "the body is compressed",
        }
    }
}

/// Bytes of a body that is not kept as JSON as well: many wait for their turn.
const LARGE: usize = 1 << 20;

/// What stands for a value that somebody hid; found fast, looked at closely below.
static HIDDEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i-u:redacted|sanitized|elided|\*\*\*|\[masked)")
        .expect("a literal that compiles")
});

/// Keys whose value is a secret: it is hidden rightly, and no rule compares it.
const SECRET_KEYS: [&str; 7] =
    ["pwd", "password", "passphrase", "client_secret", "access_token", "value", "secret"];

/// Takes out the body of an answer, if it is what was sent.
pub(super) fn answer(exchange: &mut Exchange, status: u16) -> Result<sent::Body, Unseen> {
    let stated = stated_length(exchange.header("content-length"));
    let bytes = exchange.answer.bytes.take();
    let body = &exchange.answer;
    let Some(bytes) = bytes else {
        // A challenge has no body that rules look at, and these two never have one.
        let is_none = matches!(status, 204 | 304 | 401) || stated == Some(0);
        let was_none = is_none && !body.is_garbled;
        return was_none.then(sent::Body::default).ok_or(Unseen::Missing);
    };
    if bytes.is_empty() {
        let was_some = stated.or(body.length).is_some_and(|length| length > 0);
        return (!was_some).then(sent::Body::default).ok_or(Unseen::Missing);
    }
    match serde_json::from_slice::<Value>(&bytes) {
        Ok(json) if HIDDEN.is_match(&bytes) && is_hidden(&json) => Err(Unseen::Redacted),
        Ok(json) if bytes.len() <= LARGE => Ok(sent::Body::read_as(bytes, json)),
        Ok(_) => Ok(bytes.into()),
        Err(error) => match no_json(exchange, &bytes, stated, &error) {
            Some(why) => Err(why),
            // A page of HTML is an answer like any other: what a run would say of it is said here.
            None => Ok(bytes.into()),
        },
    }
}

/// Why a body that is no JSON is not what was sent, if that is the recorder's doing.
fn no_json(
    exchange: &Exchange,
    bytes: &[u8],
    stated: Option<u64>,
    error: &serde_json::Error,
) -> Option<Unseen> {
    let length = Some(bytes.len() as u64);
    let encoding = exchange.header("content-encoding").unwrap_or("identity");
    let is_text = std::str::from_utf8(bytes).is_ok();
    if bytes.starts_with(&[0x1F, 0x8B]) || (!is_text && encoding != "identity") {
        return Some(Unseen::Compressed);
    }
    if HIDDEN.is_match(bytes) {
        return Some(Unseen::Redacted);
    }
    let is_short = stated > length || exchange.answer.length > length;
    let breaks_off = error.classify() == Category::Eof && stated != length;
    (is_short || breaks_off).then_some(Unseen::Cut)
}

/// The request's body as JSON, without what is hidden; and whether it was recorded.
pub(super) fn request(exchange: &Exchange) -> (Option<Value>, bool) {
    let Body { bytes, length, is_garbled } = &exchange.request;
    let Some(bytes) = bytes else {
        let stated = stated_length(exchange.request_header("content-length")).or(*length);
        return (None, stated == Some(0) && !is_garbled);
    };
    let mut json: Option<Value> = serde_json::from_slice(bytes).ok();
    let mut is_whole = true;
    if let Some(json) = json.as_mut().filter(|_| HIDDEN.is_match(bytes)) {
        is_whole = !take_hidden(json);
    }
    (json, is_whole)
}

fn is_hidden(json: &Value) -> bool {
    match json {
        Value::String(text) => is_mask(text),
        Value::Array(items) => items.iter().any(is_hidden),
        Value::Object(fields) => {
            fields.iter().any(|(key, value)| !is_secret(key, value) && is_hidden(value))
        }
        _ => false,
    }
}

fn is_secret(key: &str, value: &Value) -> bool {
    value.is_string() && SECRET_KEYS.contains(&key)
}

/// Takes out what is hidden, as if it had not been sent; whether it was more than a secret.
fn take_hidden(json: &mut Value) -> bool {
    match json {
        Value::Array(items) => {
            let mut found = false;
            for item in items {
                if item.as_str().is_some_and(is_mask) {
                    *item = Value::Null;
                    found = true;
                } else {
                    found |= take_hidden(item);
                }
            }
            found
        }
        Value::Object(fields) => {
            let mut found = false;
            fields.retain(|key, value| {
                let hidden = value.as_str().is_some_and(is_mask);
                found |= hidden && !is_secret(key, value);
                !hidden
            });
            fields.values_mut().fold(found, |found, value| take_hidden(value) || found)
        }
        _ => false,
    }
}

fn stated_length(header: Option<&str>) -> Option<u64> {
    header?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, headers: &[(&str, &str)], body: Body) -> Result<String, Unseen> {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let mut exchange = Exchange {
            number: 1,
            method: "GET".into(),
            url: String::new(),
            started: None,
            millis: 0,
            request_headers: Vec::new(),
            request: Body::default(),
            status: Some(status),
            headers: headers.iter().map(pair).collect(),
            answer: body,
        };
        answer(&mut exchange, status).map(|sent| String::from_utf8_lossy(&sent).into_owned())
    }

    fn text(text: &str) -> Body {
        Body { bytes: Some(text.into()), ..Body::default() }
    }

    #[test]
    fn a_body_that_is_not_there_may_never_have_been() {
        let none = Body::default;
        assert_eq!(answered(200, &[], none()), Err(Unseen::Missing));
        assert_eq!(answered(404, &[], none()), Err(Unseen::Missing));
        assert_eq!(answered(404, &[("content-length", "0")], none()), Ok(String::new()));
        for status in [401, 204] {
            assert_eq!(answered(status, &[], none()), Ok(String::new()));
        }
        assert_eq!(answered(200, &[], text("")), Ok(String::new()));
        assert_eq!(answered(200, &[("content-length", "9")], text("")), Err(Unseen::Missing));
    }

    #[test]
    fn a_body_that_breaks_off_was_cut_unless_the_target_said_that_it_ends_there() {
        let begun = r#"{"id":"a"#;
        assert_eq!(answered(200, &[], text(begun)), Err(Unseen::Cut));
        assert_eq!(answered(200, &[("content-length", "8")], text(begun)), Ok(begun.into()));
        let longer = Body { length: Some(90), ..text("no JSON") };
        assert_eq!(answered(200, &[], longer), Err(Unseen::Cut));
        // Masking makes a body shorter, and it is whole.
        let masked = Body { length: Some(90), ..text(r#"{"pwd":"[masked]"}"#) };
        assert_eq!(answered(200, &[], masked), Ok(r#"{"pwd":"[masked]"}"#.into()));
    }

    #[test]
    fn what_is_redacted_or_compressed_is_not_seen() {
        for hidden in ["***", "[REDACTED]", "Sanitized", "[masked private key]", "MII…(elided)"] {
            let body = text(&format!(r#"{{"a":[{{"csr":"{hidden}"}}]}}"#));
            assert_eq!(answered(200, &[], body), Err(Unseen::Redacted), "{hidden}");
        }
        let named = text(r#"{"message":"the value was redacted by nobody"}"#);
        assert!(answered(200, &[], named).is_ok());
        let gzip = Body { bytes: Some(vec![0x1F, 0x8B, 8, 0]), ..Body::default() };
        assert_eq!(answered(200, &[], gzip), Err(Unseen::Compressed));
        let brotli = Body { bytes: Some(vec![0xFF, 0, 1]), ..Body::default() };
        assert_eq!(answered(200, &[("content-encoding", "br")], brotli), Err(Unseen::Compressed));
    }

    #[test]
    fn what_is_whole_and_no_json_is_an_answer_like_any_other() {
        let html = [("content-type", "text/html")];
        assert_eq!(answered(403, &html, text("<html>")), Ok("<html>".into()));
        assert_eq!(answered(403, &[], text("<html>")), Ok("<html>".into()));
        let longer = Body { length: Some(90), ..text("<html>") };
        assert_eq!(answered(403, &html, longer), Err(Unseen::Cut));
    }

    #[test]
    fn what_is_hidden_in_a_request_counts_as_not_sent() {
        let mut json = serde_json::json!({"pwd": "***", "a": {"b": "[REDACTED]", "c": 1}});
        assert!(take_hidden(&mut json));
        assert_eq!(json, serde_json::json!({"a": {"c": 1}}));
        let mut json = serde_json::json!({"pwd": "[masked]", "x5c": ["MII"]});
        assert!(!take_hidden(&mut json));
        assert_eq!(json, serde_json::json!({"x5c": ["MII"]}));
    }
}
