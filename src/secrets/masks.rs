//! What people and programs write where a secret was.
//!
//! In: a text. Out: whether it stands for something that was hidden. Ours is among them.

/// Whole texts, in lower case.
const WHOLE: [&str; 4] = ["redacted", "sanitized", "<redacted>", "elided"];
/// Parts of a text, in lower case.
const PARTS: [&str; 4] = ["***", "[redacted", "[masked", "(elided)"];

/// Whether a text stands for what was hidden, or holds such a place.
pub fn is_mask(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    WHOLE.contains(&text.as_str()) || PARTS.iter().any(|part| text.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_is_told_from_a_text_about_one() {
        for mask in ["***", "Bearer ***", "[REDACTED]", " Sanitized", "[masked private key]"] {
            assert!(is_mask(mask), "{mask}");
        }
        for text in ["", "*", "the value was redacted by nobody", "masked"] {
            assert!(!is_mask(text), "{text}");
        }
    }
}
