//! The log of exchanges: one JSON object a line, as far as the file may grow.
//!
//! In: what was asked and answered, as JSON. Out: lines in a file, without what is secret. It
//! must not know what an exchange means.

use std::{
    fs::File,
    io::Write,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::{Value, json};

/// A log that has grown so far is written no further.
const MOST_BYTES: u64 = 1 << 30;
/// A body that is no JSON is told only if it is short.
const LONGEST_TEXT: usize = 1024;
const HIDDEN: &str = "***";

/// A file that exchanges are written to.
#[derive(Debug, Clone)]
pub struct Log(Arc<Mutex<Sink>>);

#[derive(Debug)]
struct Sink {
    file: File,
    left: u64,
}

impl Log {
    /// A log in this file, from where it stands.
    pub fn to(file: File) -> Self {
        Self(Arc::new(Mutex::new(Sink { file, left: MOST_BYTES })))
    }

    /// Writes one line. A file that cannot be written to is given up: the vault goes on.
    pub(super) fn write(&self, exchange: &Value) {
        let line = format!("{exchange}\n");
        let mut sink = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
        if length > sink.left || sink.file.write_all(line.as_bytes()).is_err() {
            sink.left = 0;
        } else {
            sink.left -= length;
        }
    }
}

/// A body as the log shows it: JSON, or a short text; keys, passwords and tokens never.
pub(super) fn body_of(bytes: &[u8]) -> Value {
    if bytes.is_empty() {
        return Value::Null;
    }
    if let Ok(mut body) = serde_json::from_slice::<Value>(bytes) {
        hide(&mut body);
        return body;
    }
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let suspect = ["PRIVATE KEY", "pwd", "value", "token"].iter().any(|word| text.contains(word));
    if text.is_empty() || text.len() > LONGEST_TEXT || suspect {
        return json!(format!("({} bytes that are no JSON)", bytes.len()));
    }
    json!(text)
}

/// A header's value as the log shows it.
pub(super) fn header_of(name: &str, value: &str) -> Value {
    match name {
        "authorization" => {
            let scheme = value.split_once(' ').map_or("", |(scheme, _)| scheme);
            json!(format!("{scheme} {HIDDEN}").trim_start())
        }
        "cookie" | "proxy-authorization" | "x-identity-header" => json!(HIDDEN),
        _ => json!(value),
    }
}

/// `value` is a file with a private key in imports, secrets and backups; in lists it is a list.
fn hide(body: &mut Value) {
    match body {
        Value::Object(map) => {
            for (key, value) in map {
                let secret = ["pwd", "value", "access_token"].contains(&key.as_str());
                if secret && value.is_string() {
                    *value = json!(HIDDEN);
                } else {
                    hide(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(hide),
        Value::String(text) if text.contains("PRIVATE KEY") => *text = HIDDEN.to_owned(),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_passwords_and_tokens_are_not_shown() {
        let body = json!({ "value": "MIIK", "pwd": "hunter2", "policy": { "a": [1] },
                           "note": "-----BEGIN PRIVATE KEY-----" });
        let shown = body_of(body.to_string().as_bytes());
        let expected =
            json!({ "value": "***", "pwd": "***", "policy": { "a": [1] }, "note": "***" });
        assert_eq!(shown, expected);
        let list = json!({ "value": [{ "id": "a" }], "nextLink": null });
        assert_eq!(body_of(list.to_string().as_bytes()), list);
        assert_eq!(body_of(br#"{"pwd": "hunter2""#), json!("(17 bytes that are no JSON)"));
        assert_eq!(body_of(b"MIIC"), json!("MIIC"));
        assert_eq!(body_of(b""), Value::Null);
        assert_eq!(header_of("authorization", "Bearer abc"), "Bearer ***");
        assert_eq!(header_of("authorization", "abc"), "***");
        assert_eq!(header_of("host", "kv1"), "kv1");
    }

    #[test]
    fn a_log_ends_where_it_is_full() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let log = Log::to(file.reopen().unwrap());
        log.0.lock().unwrap().left = 10;
        for _ in 0..3 {
            log.write(&json!({ "a": 1 }));
        }
        assert_eq!(std::fs::read_to_string(file.path()).unwrap(), "{\"a\":1}\n");
    }
}
