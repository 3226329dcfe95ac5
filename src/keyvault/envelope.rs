//! The service's error envelope, `{"error":{"code","message"}}`.
//!
//! In: the body of an answer. Out: what of an envelope is in it. Must not know the status.

use serde_json::Value;

/// What an answer's body holds of the envelope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Envelope {
    /// The code, if it is text.
    pub code: Option<String>,
    /// The message, if it is text.
    pub message: Option<String>,
}

impl Envelope {
    /// Reads a body as JSON; a body that is none holds nothing.
    pub fn of(body: &Value) -> Envelope {
        let text = |pointer| body.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        Envelope { code: text("/error/code"), message: text("/error/message") }
    }

    /// Whether both are there.
    pub fn is_whole(&self) -> bool {
        self.code.is_some() && self.message.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Envelope {
        Envelope::of(&serde_json::from_str(body).unwrap_or_default())
    }

    #[test]
    fn an_envelope_is_whole_with_both_texts_only() {
        for (body, whole) in [
            (r#"{"error":{"code":"X","message":"m"}}"#, true),
            (r#"{"error":{"code":"X"}}"#, false),
            (r#"{"error":{"code":7,"message":"m"}}"#, false),
            (r#"{"error":"Not Found"}"#, false),
            ("<html>", false),
            ("", false),
        ] {
            assert_eq!(read(body).is_whole(), whole, "{body}");
        }
        let half = read(r#"{"error":{"code":7,"message":"m"}}"#);
        assert_eq!(half, Envelope { code: None, message: Some("m".into()) });
    }
}
