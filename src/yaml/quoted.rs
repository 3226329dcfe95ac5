//! `${NAME}` in quotes: not filled in, and so most likely a mistake.
//!
//! In: a file's content as it is written, and with its variables filled in. Out: the first value in
//! which one stands as it was written. Must not know what the file means.

use serde_json::Value;

/// A text that holds `${NAME}` and is the same in both; `prose` are keys below which that is fine.
pub fn left_alone<'v>(written: &'v Value, filled: &Value, prose: &[&str]) -> Option<&'v str> {
    match (written, filled) {
        (Value::String(text), Value::String(other)) => {
            (text == other && names_variable(text)).then_some(text)
        }
        (Value::Array(items), Value::Array(others)) => {
            items.iter().zip(others).find_map(|(item, other)| left_alone(item, other, prose))
        }
        (Value::Object(fields), Value::Object(others)) => fields
            .iter()
            .filter(|(key, _)| !prose.contains(&key.as_str()))
            .find_map(|(key, field)| left_alone(field, others.get(key)?, prose)),
        _ => None,
    }
}

/// Whether `${NAME}` stands in it, other than as `$${NAME}`.
fn names_variable(text: &str) -> bool {
    text.match_indices("${").any(|(at, _)| {
        let name = text[at + 2..].split_once('}').map(|(name, _)| name);
        let named = name
            .is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'));
        named && !text[..at].ends_with('$')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_a_value_that_was_not_filled_in_is_found() {
        let written =
            json!({ "a": "${A}", "b": ["${B}"], "prose": "${C}", "d": "$${D}", "e": "$5" });
        let filled = json!({ "a": "x", "b": ["${B}"], "prose": "${C}", "d": "$${D}", "e": "$5" });
        assert_eq!(left_alone(&written, &filled, &["prose"]), Some("${B}"));
        assert_eq!(left_alone(&written, &written, &["a", "b", "prose"]), None);
    }
}
