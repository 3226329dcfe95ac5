//! Values and texts short enough to be read in one line of a report.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::verdict::finding::{Got, Reason};

/// Characters that are shown of one value.
const SHOWN: usize = 200;
/// Strings shorter than this are shown even if they are base64.
const FOLDED: usize = 100;

/// Text, cut where it is too long, with its length.
pub fn text(text: &str) -> String {
    match head(text) {
        Some((head, length)) => format!("{head}… ({length} characters)"),
        None => text.to_owned(),
    }
}

/// Text on one line: every run of white space is one space.
pub fn line(several: &str) -> String {
    text(&several.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A JSON value as a finding keeps it: whole, or its beginning and length, or the size of base64.
pub fn got(value: &Value) -> Got {
    if let Some(bytes) = value.as_str().and_then(base64_size) {
        return Got::Base64 { bytes };
    }
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match head(&text) {
        Some((start, characters)) => Got::Long { start: format!("{start}…"), characters },
        None => Got::Value { value: value.clone() },
    }
}

/// A JSON value in one line, cut where it is too long; long base64 by its size.
pub fn value(value: &Value) -> String {
    match value {
        Value::String(_) => words(&got(value)),
        other => text(&other.to_string()),
    }
}

/// What [`got`] gives, in one line. Other kinds of it have no words here.
pub fn words(got: &Got) -> String {
    match got {
        Got::Nothing => "nothing".to_owned(),
        Got::Value { value: Value::String(string) } => Value::from(string.as_str()).to_string(),
        Got::Value { value } => text(&value.to_string()),
        Got::Long { start, characters } => {
            let length = if *characters == 0 { "…".to_owned() } else { characters.to_string() };
            format!("{} ({length} characters)", Value::from(start.as_str()))
        }
        Got::Base64 { bytes: 0 } => "<base64>".to_owned(),
        Got::Base64 { bytes } => format!("<base64, {bytes} bytes>"),
        Got::More { errors } => format!("… and {errors} more"),
        Got::NothingIn { .. }
        | Got::Status { .. }
        | Got::Answer { .. }
        | Got::NotJson { .. }
        | Got::Valid => String::new(),
    }
}

/// A value as a reason keeps it.
pub(super) fn kept(value: &Value) -> Value {
    serde_json::to_value(got(value)).unwrap_or_default()
}

/// A value that a reason keeps, in one line.
pub(super) fn told(reason: &Reason, name: &str) -> String {
    let told = reason.about.get(name).cloned().unwrap_or_default();
    serde_json::from_value(told).map_or_else(|_| String::new(), |got| words(&got))
}

/// The part that is shown of a text that is too long, and its length in characters.
fn head(text: &str) -> Option<(&str, usize)> {
    let (end, _) = text.char_indices().nth(SHOWN)?;
    Some((&text[..end], text.chars().count()))
}

fn base64_size(text: &str) -> Option<usize> {
    if text.len() < FOLDED {
        return None;
    }
    STANDARD.decode(text).ok().map(|bytes| bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn long_text_is_cut_between_characters_and_tells_its_length() {
        let long = "é".repeat(201);
        assert_eq!(text(&long), format!("{}… (201 characters)", "é".repeat(200)));
        assert_eq!(text(&long[..400]), "é".repeat(200));
        let quoted = value(&json!(long));
        assert!(quoted.ends_with("é…\" (201 characters)"), "{quoted}");
        let list = value(&json!(vec![1; 4000]));
        assert!(list.starts_with("[1,1") && list.ends_with("… (8001 characters)"), "{list}");
    }

    #[test]
    fn long_base64_is_told_by_its_size() {
        assert_eq!(value(&json!(STANDARD.encode([7; 300]))), "<base64, 300 bytes>");
        assert_eq!(value(&json!("AAAA")), r#""AAAA""#);
    }
}
