//! One request and its answer as the page shows them.
//!
//! In comes an [`ExchangeRecord`], out goes a struct for the template; bodies that are JSON are
//! laid out, if that changes nothing but white space.

use serde::Serialize;

use crate::report::sanitize::{many_lines, one_line};
use crate::verdict::ExchangeRecord;

const LINE: usize = 4000;
const BODY: usize = 70_000;

#[derive(Serialize)]
pub struct Exchange {
    method: String,
    url: String,
    status: Option<u16>,
    took: String,
    request_headers: Vec<(String, String)>,
    request_body: Option<String>,
    response_headers: Vec<(String, String)>,
    response_body: Option<String>,
    cut: Option<String>,
    curl: String,
}

/// The exchange as the page shows it.
pub fn view(record: &ExchangeRecord) -> Exchange {
    let kept = record.response_body.len() as u64;
    let cut = (record.response_bytes > kept)
        .then(|| format!("the first {kept} of {} bytes", record.response_bytes));
    Exchange {
        method: one_line(&record.method, LINE),
        url: one_line(&record.url, LINE),
        status: record.status,
        took: took(record.millis),
        request_headers: headers(&record.request_headers),
        request_body: record.request_body.as_deref().map(body),
        response_headers: headers(&record.response_headers),
        response_body: (!record.response_body.is_empty()).then(|| body(&record.response_body)),
        cut,
        curl: many_lines(&record.curl, BODY),
    }
}

fn headers(pairs: &[(String, String)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| (one_line(name, LINE), one_line(value, LINE))).collect()
}

fn body(text: &str) -> String {
    many_lines(&laid_out(text).unwrap_or_else(|| text.to_owned()), BODY)
}

/// JSON on several lines. None where reading it loses something, such as a key that is there
/// twice or a number's spelling: what was sent is shown then.
fn laid_out(text: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let again = serde_json::to_string(&value).ok()?;
    if again == text { serde_json::to_string_pretty(&value).ok() } else { None }
}

/// Milliseconds as people read them.
pub fn took(millis: u64) -> String {
    match millis {
        0..=999 => format!("{millis} ms"),
        more => format!("{}.{:03} s", more / 1000, more % 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_laid_out_unless_that_would_lose_something() {
        assert_eq!(body(r#"{"a":[1,"x"]}"#), "{\n  \"a\": [\n    1,\n    \"x\"\n  ]\n}");
        for kept in [r#"{"a":1,"a":2}"#, r#"{"a": 1}"#, "[1e2]", "<html>", "[", ""] {
            assert_eq!(body(kept), kept);
        }
    }

    #[test]
    fn hidden_characters_of_a_body_are_shown() {
        assert_eq!(body("a\u{1b}[31m\u{0}\r\n"), "a\\u{1b}[31m\\u{0}\\u{d}\n");
        assert_eq!(body("\"\u{202e}\""), "\"\\u{202e}\"");
    }

    #[test]
    fn times_read_well() {
        assert_eq!((took(7).as_str(), took(61_050).as_str()), ("7 ms", "61.050 s"));
    }
}
