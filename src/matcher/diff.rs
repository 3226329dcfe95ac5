//! How two JSON values differ: the values that are there on one side only, or differ, by pointer.

use std::collections::HashMap;

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use crate::verdict::finding::{Difference, Got};

use super::shorten;

/// Values of one side that are compared, and values of either side that are differences.
const MAX_VALUES: usize = 1000;
const MAX_TOLD: usize = 40;
/// Characters of one key in a pointer.
const MAX_KEY: usize = 60;

/// The values that differ; none for two plain values, which are read at a glance. Where there are
/// too many, the last one says how many more.
pub(super) fn differences(expected: &Value, actual: &Value) -> Vec<Difference> {
    match (expected, actual) {
        (Value::Array(_) | Value::Object(_), _) | (_, Value::Array(_) | Value::Object(_)) => {
            changed(&Flat::of(expected), &Flat::of(actual))
        }
        _ => Vec::new(),
    }
}

/// The character from which on two texts differ that look the same when they are shortened.
pub(super) fn same_beginning(expected: &Value, actual: &Value) -> Option<usize> {
    let (one, other) = (expected.as_str()?, actual.as_str()?);
    if shorten::value(expected) != shorten::value(actual) {
        return None;
    }
    Some(one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count() + 1)
}

fn changed(expected: &Flat, actual: &Flat) -> Vec<Difference> {
    let (old, new) = (expected.compared(), actual.compared());
    let mut differences = Differences::default();
    for change in TextDiff::from_slices(&old, &new).iter_all_changes() {
        match (change.tag(), change.old_index(), change.new_index()) {
            (ChangeTag::Delete, Some(index), _) => {
                differences.add(&expected.0[index], Side::Expected)
            }
            (ChangeTag::Insert, _, Some(index)) => differences.add(&actual.0[index], Side::Got),
            _ => {}
        }
    }
    differences.finish()
}

#[derive(Clone, Copy)]
enum Side {
    Expected,
    Got,
}

/// The differences so far, both sides of a pointer together.
#[derive(Default)]
struct Differences {
    differences: Vec<Difference>,
    by_pointer: HashMap<String, usize>,
    values: usize,
}

impl Differences {
    fn add(&mut self, line: &Line, side: Side) {
        self.values += 1;
        if self.values > MAX_TOLD {
            return;
        }
        let next = self.differences.len();
        let index = *self.by_pointer.entry(line.pointer.clone()).or_insert(next);
        if index == next {
            let pointer = line.pointer.clone();
            self.differences.push(Difference { pointer, expected: None, got: None });
        }
        match side {
            Side::Expected => self.differences[index].expected = Some(line.shown.clone()),
            Side::Got => self.differences[index].got = Some(line.shown.clone()),
        }
    }

    fn finish(mut self) -> Vec<Difference> {
        if self.values > MAX_TOLD {
            let more = Got::More { errors: self.values - MAX_TOLD };
            let pointer = String::new();
            self.differences.push(Difference { pointer, expected: None, got: Some(more) });
        }
        self.differences
    }
}

/// A JSON value as one line for each value in it.
struct Flat(Vec<Line>);

struct Line {
    /// What is compared: nothing folded.
    whole: String,
    pointer: String,
    shown: Got,
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
                let whole = format!("{path} = {leaf}");
                let pointer = shorten::text(path);
                self.0.push(Line { whole, pointer, shown: shorten::got(leaf) });
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
        let side = |got: Option<Got>| got.map_or("-".to_owned(), |got| shorten::words(&got));
        let line = |d: Difference| format!("{}: {} | {}", d.pointer, side(d.expected), side(d.got));
        differences(&expected, &actual).into_iter().map(line).collect::<Vec<_>>().join("\n")
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
        /a/b~1c/1: 2 | 3
        /a/b~1c/2: 3 | -
        /cer: <base64, 300 bytes> | <base64, 1200 bytes>
        /gone: {} | -
        /new: - | null
        "
        );
    }

    #[test]
    fn a_list_against_nothing_like_it() {
        insta::assert_snapshot!(text(json!(["a"]), json!("a")), @r#"
        /0: "a" | -
        : - | "a"
        "#);
        assert!(differences(&json!({"a": 1, "b": 2}), &json!({"b": 2, "a": 1})).is_empty());
        assert!(differences(&json!("a"), &json!("b")).is_empty());
    }

    #[test]
    fn texts_that_look_the_same_shortened_tell_where_they_differ() {
        let long = "x ".repeat(300);
        let found = same_beginning(&json!(long), &json!(format!("{}!", &long[..599])));
        assert_eq!(found, Some(600));
        assert_eq!(same_beginning(&json!("a"), &json!("b")), None);
    }

    #[test]
    fn a_huge_value_gives_few_and_short_differences() {
        let key = "k~".repeat(1_000_000);
        let many: Vec<Value> = (0..200_000).map(|n| json!(n)).collect();
        let found = differences(&json!({"a": 1}), &json!({ key: many }));
        assert_eq!(found.len(), MAX_TOLD + 1);
        assert_eq!(found[MAX_TOLD].got, Some(Got::More { errors: 961 }));
        assert!(found.iter().all(|d| d.pointer.len() < 600));
    }
}
