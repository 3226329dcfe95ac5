//! Values and texts short enough to be read in one line of a report.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// Characters that are shown of one value.
const SHOWN: usize = 200;
/// Strings shorter than this are shown even if they are base64.
const FOLDED: usize = 100;

/// Text, cut where it is too long, with its length.
pub(super) fn text(text: &str) -> String {
    match head(text) {
        Some((head, length)) => format!("{head}… ({length} characters)"),
        None => text.to_owned(),
    }
}

/// Text on one line: every run of white space is one space.
pub(super) fn line(several: &str) -> String {
    text(&several.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A JSON value in one line, cut where it is too long; long base64 by its size.
pub(super) fn value(value: &Value) -> String {
    let Value::String(string) = value else { return text(&value.to_string()) };
    if let Some(bytes) = base64_size(string) {
        return format!("<base64, {bytes} bytes>");
    }
    match head(string) {
        Some((head, length)) => {
            format!("{} ({length} characters)", Value::String(format!("{head}…")))
        }
        None => value.to_string(),
    }
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
