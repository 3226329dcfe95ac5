//! How two JSON values differ, as changed lines of `path = value`.

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::shorten;

/// Values of one side that are compared, and changed lines that are shown.
const MAX_VALUES: usize = 1000;
const MAX_LINES: usize = 40;
/// Characters of one key in a path.
const MAX_KEY: usize = 60;

/// The changed lines, `-` expected and `+` actual; none for two plain values, which are read at
/// a glance, unless they look the same when shortened.
pub(super) fn lines(expected: &Value, actual: &Value) -> Vec<String> {
    match (expected, actual) {
        (Value::Array(_) | Value::Object(_), _) | (_, Value::Array(_) | Value::Object(_)) => {
            changed(&Flat::of(expected), &Flat::of(actual))
        }
        (Value::String(one), Value::String(other))
            if shorten::value(expected) == shorten::value(actual) =>
        {
            let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
            vec![format!("different from character {} on", same + 1)]
        }
        _ => Vec::new(),
    }
}

fn changed(expected: &Flat, actual: &Flat) -> Vec<String> {
    let (old, new) = (expected.compared(), actual.compared());
    let diff = TextDiff::from_slices(&old, &new);
    let line = |change: similar::Change<&str>| match change.tag() {
        ChangeTag::Equal => None,
        ChangeTag::Delete => change.old_index().map(|i| format!("- {}", expected.0[i].shown)),
        ChangeTag::Insert => change.new_index().map(|i| format!("+ {}", actual.0[i].shown)),
    };
    let mut lines: Vec<String> = diff.iter_all_changes().filter_map(line).collect();
    if lines.len() > MAX_LINES {
        let more = format!("… and {} more", lines.len() - MAX_LINES);
        lines.truncate(MAX_LINES);
        lines.push(more);
    }
    lines
}

/// A JSON value as one line for each value in it.
struct Flat(Vec<Line>);

struct Line {
    /// What is compared: nothing folded.
    whole: String,
    /// What is shown.
    shown: String,
}

impl Flat {
    fn of(value: &Value) -> Self {
        let mut flat = Flat(Vec::new());
        flat.add("", value);
        flat
    }

    fn compared(&self) -> Vec<&str> {
        self.0.iter().map(|line| line.whole.as_str()).collect()
    }

    /// Adds a value and what is in it. Keys are sorted, so that order is no difference.
    fn add(&mut self, path: &str, value: &Value) {
        if self.0.len() >= MAX_VALUES {
            return;
        }
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                let mut keys: Vec<&String> = fields.keys().collect();
                keys.sort();
                keys.into_iter().for_each(|k| self.add(&below(path, k), &fields[k.as_str()]));
            }
            Value::Array(items) if !items.is_empty() => {
                let items = items.iter().take(MAX_VALUES).enumerate();
                items.for_each(|(index, item)| self.add(&format!("{path}/{index}"), item));
            }
            leaf => {
                let path = if path.is_empty() { "(whole)" } else { path };
                let whole = format!("{path} = {leaf}");
                let shown = format!("{} = {}", shorten::text(path), shorten::value(leaf));
                self.0.push(Line { whole, shown });
            }
        }
    }
}

/// The path of a field, its key escaped as in a JSON pointer and cut where it is too long.
fn below(path: &str, key: &str) -> String {
    let cut: String = key.chars().take(MAX_KEY).collect();
    let more = if cut.len() < key.len() { "…" } else { "" };
    format!("{path}/{}{more}", cut.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(expected: Value, actual: Value) -> String {
        lines(&expected, &actual).join("\n")
    }

    #[test]
    fn only_what_changed_is_shown_and_long_base64_is_folded() {
        let long = |byte: &str| byte.repeat(400);
        insta::assert_snapshot!(
            text(
                json!({"a": {"b/c": [1, 2, 3]}, "cer": long("A"), "same": true, "gone": {}}),
                json!({"same": true, "cer": long("AAAB"), "a": {"b/c": [1, 3]}, "new": null}),
            ),
            @r"
        - /a/b~1c/1 = 2
        - /a/b~1c/2 = 3
        - /cer = <base64, 300 bytes>
        - /gone = {}
        + /a/b~1c/1 = 3
        + /cer = <base64, 1200 bytes>
        + /new = null
        "
        );
    }

    #[test]
    fn a_list_against_nothing_like_it() {
        insta::assert_snapshot!(text(json!(["a"]), json!("a")), @r#"
        - /0 = "a"
        + (whole) = "a"
        "#);
        assert!(lines(&json!({"a": 1, "b": 2}), &json!({"b": 2, "a": 1})).is_empty());
        assert!(lines(&json!("a"), &json!("b")).is_empty());
    }

    #[test]
    fn texts_that_look_the_same_shortened_tell_where_they_differ() {
        let long = "x ".repeat(300);
        let found = text(json!(long), json!(format!("{}!", &long[..599])));
        assert_eq!(found, "different from character 600 on");
    }

    #[test]
    fn a_huge_value_gives_a_short_diff() {
        let key = "k~".repeat(1_000_000);
        let many: Vec<Value> = (0..200_000).map(|n| json!(n)).collect();
        let found = lines(&json!({"a": 1}), &json!({ key: many }));
        assert_eq!(found.len(), MAX_LINES + 1);
        assert_eq!(found[MAX_LINES], "… and 961 more");
        assert!(found.iter().all(|line| line.len() < 600));
    }
}
