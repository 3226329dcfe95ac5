//! An answer with its body read once, and how it is told where a check cannot look into it.

use serde_json::Value;

use crate::http::exchange::Answer;
use crate::matcher::shorten;

/// An answer as the checks look at it.
pub(super) struct Seen<'a> {
    pub answer: &'a Answer,
    body: Body,
}

enum Body {
    Empty,
    Json(Value),
    /// Something, but no JSON (nested too deep counts, too).
    Other,
}

/// Bytes of a body that is no JSON that are looked at, and characters that are shown.
const START: (usize, usize) = (1024, 120);

impl<'a> Seen<'a> {
    /// Reads the body.
    pub fn new(answer: &'a Answer) -> Self {
        let body = match answer.json() {
            Some(json) => Body::Json(json),
            None if answer.body.is_empty() => Body::Empty,
            None => Body::Other,
        };
        Seen { answer, body }
    }

    /// The body as JSON, `None` where there is none; what it is instead where it is no JSON.
    pub fn json(&self) -> Result<Option<&Value>, String> {
        match &self.body {
            Body::Json(json) => Ok(Some(json)),
            Body::Empty => Ok(None),
            Body::Other => Err(self.no_json()),
        }
    }

    fn no_json(&self) -> String {
        let kind = match self.answer.header("content-type") {
            Some(kind) => format!("content-type {}", shorten::text(kind)),
            None => "no content-type".to_owned(),
        };
        let body = &self.answer.body;
        let start = String::from_utf8_lossy(&body[..body.len().min(START.0)]);
        let words: Vec<&str> = start.split_whitespace().collect();
        let line = words.join(" ");
        let shown: String = line.chars().take(START.1).collect();
        let more = if shown.len() < line.len() || body.len() > START.0 { "…" } else { "" };
        format!("no JSON ({kind}, {} bytes): {shown}{more}", body.len())
    }

    /// The status, with code and message where the body is an error envelope.
    pub fn status(&self) -> String {
        let status = self.answer.status;
        let Body::Json(body) = &self.body else { return status.to_string() };
        let part = |pointer| body.pointer(pointer).and_then(Value::as_str).map(shorten::line);
        match (part("/error/code"), part("/error/message")) {
            (Some(code), Some(message)) => format!("{status} ({code}: {message})"),
            (Some(only), None) | (None, Some(only)) => format!("{status} ({only})"),
            (None, None) => status.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::answer;

    #[test]
    fn a_body_that_is_no_json_shows_its_kind_size_and_start() {
        let mut html = answer(502, "<html>\n  <h1>Bad\u{7}");
        html.headers = vec![("content-type".into(), "text/html".into())];
        let said = Seen::new(&html).json().unwrap_err();
        assert_eq!(said, "no JSON (content-type text/html, 17 bytes): <html> <h1>Bad\u{7}");

        let mut bytes = answer(200, "");
        bytes.body = [vec![0xff; 3], vec![b'x'; 4000]].concat();
        let said = Seen::new(&bytes).json().unwrap_err();
        assert!(said.starts_with("no JSON (no content-type, 4003 bytes): \u{fffd}"), "{said}");
        assert!(said.ends_with("x…") && said.chars().count() < 200, "{said}");
    }

    #[test]
    fn too_deep_json_is_no_json_and_no_panic() {
        let deep = "[".repeat(500_000);
        assert!(Seen::new(&answer(200, &deep)).json().is_err());
    }

    #[test]
    fn the_status_carries_the_reason_of_a_refusal() {
        let told = |body: &str| Seen::new(&answer(404, body)).status();
        assert_eq!(told(r#"{"error":{"code":"A","message":"b\r\nc\n"}}"#), "404 (A: b c)");
        assert_eq!(told(r#"{"error":{"code":"A","message":7}}"#), "404 (A)");
        assert_eq!(told("<html>"), "404");
    }
}
