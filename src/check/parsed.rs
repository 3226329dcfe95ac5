//! An answer with its body read, and what is kept of it where a check cannot look into it.
//!
//! In: an answer. Out: its body as JSON, or its status and beginning, bounded. Must not know what
//! was expected.

use serde_json::Value;

use crate::http::exchange::Answer;
use crate::keyvault::envelope::Envelope;
use crate::verdict::finding::{Got, StatusLine};

/// An answer as the checks look at it.
pub(super) struct Parsed<'a> {
    pub answer: &'a Answer,
    body: Body<'a>,
}

enum Body<'a> {
    Empty,
    Json(&'a Value),
    /// Something, but no JSON (nested too deep counts, too).
    Other,
}

/// Bytes of a body that is no JSON that are looked at, and characters that are kept.
const START: (usize, usize) = (1024, 120);
/// Characters that are kept of a content type, an error code and its message.
const LINE: usize = 200;

impl<'a> Parsed<'a> {
    /// Reads the body.
    pub fn new(answer: &'a Answer) -> Self {
        let body = match answer.json() {
            Some(json) => Body::Json(json),
            None if answer.body.is_empty() => Body::Empty,
            None => Body::Other,
        };
        Parsed { answer, body }
    }

    /// The body as JSON, `None` where there is none; what it is instead where it is no JSON.
    pub fn json(&self) -> Result<Option<&Value>, Got> {
        match &self.body {
            Body::Json(json) => Ok(Some(json)),
            Body::Empty => Ok(None),
            Body::Other => Err(self.not_json()),
        }
    }

    /// The body as text, none where it is empty; bytes that are no UTF-8 are replaced.
    pub fn text(&self) -> Option<Value> {
        let body = &self.answer.body;
        (!body.is_empty()).then(|| String::from_utf8_lossy(body).into_owned().into())
    }

    fn not_json(&self) -> Got {
        let body = &self.answer.body;
        let start = String::from_utf8_lossy(&body[..body.len().min(START.0)]);
        let line = on_one_line(&start);
        let shown: String = line.chars().take(START.1).collect();
        let more = if shown.len() < line.len() || body.len() > START.0 { "…" } else { "" };
        let content_type = self.answer.header("content-type").map(cut);
        Got::NotJson { content_type, bytes: body.len(), start: format!("{shown}{more}") }
    }

    /// The status, with code and message where the body is an error envelope.
    pub fn status_line(&self) -> StatusLine {
        let Envelope { code, message } = match &self.body {
            Body::Json(body) => Envelope::of(body),
            Body::Empty | Body::Other => Envelope::default(),
        };
        let (code, message) = (code.as_deref().map(cut), message.as_deref().map(cut));
        StatusLine { status: self.answer.status, code, message }
    }
}

/// Text on one line, cut where it is too long.
fn cut(text: &str) -> String {
    let line = on_one_line(text);
    match line.char_indices().nth(LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Every run of white space is one space.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::answer;

    fn not_json(answer: &Answer) -> (Option<String>, usize, String) {
        match Parsed::new(answer).json() {
            Err(Got::NotJson { content_type, bytes, start }) => (content_type, bytes, start),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_body_that_is_no_json_keeps_its_kind_size_and_start() {
        let mut html = answer(502, "<html>\n  <h1>Bad\u{7}");
        html.headers = vec![("content-type".into(), "text/html".into())];
        let kept = (Some("text/html".into()), 17, "<html> <h1>Bad\u{7}".into());
        assert_eq!(not_json(&html), kept);

        let mut bytes = answer(200, "");
        bytes.body = [vec![0xff; 3], vec![b'x'; 4000]].concat().into();
        let (kind, size, start) = not_json(&bytes);
        assert_eq!((kind, size), (None, 4003));
        assert!(start.starts_with('\u{fffd}') && start.ends_with("x…"), "{start}");
        assert!(start.chars().count() < 200, "{start}");
    }

    #[test]
    fn too_deep_json_is_no_json_and_no_panic() {
        let deep = "[".repeat(500_000);
        assert!(Parsed::new(&answer(200, &deep)).json().is_err());
    }

    #[test]
    fn the_status_carries_the_reason_of_a_refusal() {
        let line = |body: &str| {
            let StatusLine { status, code, message } =
                Parsed::new(&answer(404, body)).status_line();
            format!("{status} {} {}", code.unwrap_or_default(), message.unwrap_or_default())
        };
        assert_eq!(line(r#"{"error":{"code":"A","message":"b\r\nc\n"}}"#), "404 A b c");
        assert_eq!(line(r#"{"error":{"code":"A","message":7}}"#), "404 A ");
        assert_eq!(line("<html>"), "404  ");
        let long = line(&format!(r#"{{"error":{{"code":"{}"}}}}"#, "x".repeat(5000)));
        assert!(long.chars().count() < 210 && long.ends_with("… "), "{long}");
    }
}
