//! A value as our own YAML files write it: plain where nobody can misread it, else as a JSON string.
//!
//! In: a value. Out: its text, on one line. Must not know what it means.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::yaml;

/// A text: plain if it is a dotted word (`conflict.create`), which no reader takes for anything else.
pub fn dotted(text: &str) -> String {
    let word = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.contains('.')
        && text.chars().all(is_plain);
    if word { text.to_owned() } else { quoted(text) }
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_/.".contains(c)
}

/// A JSON string is a YAML string, but for characters that YAML does not take as they are, and
/// those that would hide or turn around what stands beside them.
fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    for c in Value::from(text).to_string().chars() {
        let hides = matches!(u32::from(c),
            0x7f..=0x9f | 0xad | 0x61c | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff
                | 0xfff9..=0xffff);
        if hides { quoted.push_str(&format!("\\u{:04x}", u32::from(c))) } else { quoted.push(c) }
    }
    quoted
}

/// Words that readers of YAML take for something else than a text.
const OTHERS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

/// A text that may be one word, as `Self`, `create`, `20s` or `https://127.0.0.1:8443/`.
fn word(text: &str) -> String {
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(is_plain)
        && !OTHERS.iter().any(|other| text.eq_ignore_ascii_case(other));
    let is_url = ["http://", "https://"].iter().any(|scheme| {
        let rest = text.strip_prefix(scheme).unwrap_or_default();
        !rest.is_empty() && !rest.ends_with(':') && rest.chars().all(|c| is_plain(c) || c == ':')
    });
    let is_time = yaml::duration(text).is_some();
    if is_word || is_url || is_time { text.to_owned() } else { quoted(text) }
}

/// Any value on one line: `{ create: { provider: Test } }`.
pub fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => word(text),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", "))
        }
        Value::Object(fields) if fields.is_empty() => "{}".to_owned(),
        Value::Object(fields) => {
            let fields =
                fields.iter().map(|(key, value)| format!("{}: {}", word(key), flow(value)));
            format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// Keys and values, a line each below one another; what is in a value on one line, but for what
/// holds a variable (`${NAME}`), which stands on a line of its own and without quotes.
pub fn block(fields: &Map<String, Value>, indent: usize, end: &str) -> String {
    let mut text = String::new();
    for (key, value) in fields {
        let (key, space) = (word(key), " ".repeat(indent));
        let _ = match value {
            Value::Object(inner) if has_variable(value) => {
                let inner = block(inner, indent + 2, end);
                write!(text, "{space}{key}:{end}{inner}")
            }
            Value::String(variable) if is_variable(variable) => {
                write!(text, "{space}{key}: {variable}{end}")
            }
            value => write!(text, "{space}{key}: {}{end}", flow(value)),
        };
    }
    text
}

fn has_variable(value: &Value) -> bool {
    match value {
        Value::String(text) => is_variable(text),
        Value::Object(fields) => fields.values().any(has_variable),
        _ => false,
    }
}

/// Whether a text holds a variable and can stand as it is.
fn is_variable(text: &str) -> bool {
    text.contains("${")
        && text.chars().all(|c| is_plain(c) || "${}".contains(c))
        && !text.starts_with(['{', '}', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_reads_back_as_it_is_whatever_is_in_it() {
        for value in [
            json!({"create": {"provider": "Test", "credentials": {"account_id": "stall; cancel"}}}),
            json!({"a": ["7.4", "no", "Null", "-", "", "1e3", "a: b", "# x", "0x1", "~", "[", "{}"]}),
            json!({"url": "http://127.0.0.1:1/a", "odd": "http://a:", "more": "https://", "é": "\u{202e}"}),
            json!({"time": "90s", "other": "0s", "t": true, "n": null, "i": 2048, "empty": {}, "none": [], "Y": "y", "7": "7"}),
        ] {
            let text = format!("value: {}\n", flow(&value));
            let read: Value = yaml::parse("t.yaml", &text).unwrap();
            assert_eq!(read["value"], value, "{text}");
            assert_eq!(text.lines().count(), 1, "{text}");
            assert!(!text.contains('\u{202e}'), "{text}");
        }
    }

    #[test]
    fn a_variable_stands_on_a_line_of_its_own_without_quotes() {
        let fields = json!({"failing": {"create": {"provider": "Test", "pwd": "${PASSWORD}"}},
            "issuing": {"name": "Self"}});
        let text = block(fields.as_object().unwrap(), 2, "\n");
        let wanted = "  failing:\n    create:\n      provider: Test\n      pwd: ${PASSWORD}\n  \
                      issuing: { name: Self }\n";
        assert_eq!(text, wanted);
        assert_eq!(yaml::parse::<Value>("t.yaml", &text).unwrap(), fields);
    }
}
