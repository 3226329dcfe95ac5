//! Patterns of our own files: a text in which `*` stands for anything.
//!
//! In come a pattern and a text, out goes whether they agree. It must not know what either is about.

/// Whether the text is what the pattern says.
pub fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(before) = last.replace(part) {
            match rest.find(before) {
                Some(at) => rest = &rest[at + before.len()..],
                None => return false,
            }
        }
    }
    last.map_or(rest.is_empty(), |part| rest.ends_with(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_take_a_star_for_anything() {
        assert!(matches("a*c", "abc") && matches("*", "") && matches("a*b*c", "a1b2c"));
        assert!(matches("abc", "abc") && matches("*c", "abcc") && matches("a**", "a"));
        assert!(!matches("a*c", "ab") && !matches("abc", "abcd") && !matches("a*b", "ba"));
    }
}
