//! The ways in which a record is spoilt.
//!
//! In: a body and the keys it must have. Out: each body with one thing wrong: a required key
//! gone, a value of another type, a status misspelt. It must not know what a schema accepts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::required::below;

/// Words of all states: right in one, wrong in any other.
const STATES: [&str; 4] = ["inProgress", "completed", "failed", "canceled"];

/// One body with one thing wrong.
pub struct Mutation {
    /// JSON pointer to what is wrong.
    pub at: String,
    /// What is wrong with it.
    pub wrong: Wrong,
    /// The body.
    pub body: Value,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// The key is gone.
    Removed,
    /// The value is of that type.
    Retyped(&'static str),
    /// The status is written so.
    Misspelt(String),
}

/// Everything that can be wrong with a body in which `required` must be there.
pub fn all(body: &Value, required: &BTreeSet<String>) -> Vec<Mutation> {
    let mut found: Vec<Mutation> = required.iter().map(|at| removed(body, at)).collect();
    for at in pointers(body) {
        found.extend(retyped(body, &at));
    }
    if let Some(status) = body.get("status").and_then(Value::as_str) {
        found.extend(misspellings(status).into_iter().map(|word| Mutation {
            at: "/status".to_owned(),
            body: replaced(body, "/status", json!(word)),
            wrong: Wrong::Misspelt(word),
        }));
    }
    found
}

/// The body without one key.
pub fn removed(body: &Value, at: &str) -> Mutation {
    let mut spoilt = body.clone();
    let (parent, key) = at.rsplit_once('/').expect("the whole body is no key");
    let key = key.replace("~1", "/").replace("~0", "~");
    let parent = spoilt.pointer_mut(parent).and_then(Value::as_object_mut);
    let gone = parent.and_then(|parent| parent.shift_remove(&key));
    assert!(gone.is_some(), "{at} is required, and is not there");
    Mutation { at: at.to_owned(), wrong: Wrong::Removed, body: spoilt }
}

/// Pointers to every key of every object of a body.
pub fn keys(body: &Value) -> Vec<String> {
    let holder = |at: &str| body.pointer(at.rsplit_once('/')?.0);
    pointers(body).into_iter().filter(|at| holder(at).is_some_and(Value::is_object)).collect()
}

/// Pointers to every value of a body, itself first.
fn pointers(body: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut next = 0;
    while let Some(at) = found.get(next).cloned() {
        match body.pointer(&at) {
            Some(Value::Object(fields)) => found.extend(fields.keys().map(|key| below(&at, key))),
            Some(Value::Array(items)) => {
                found.extend((0..items.len()).map(|index| format!("{at}/{index}")));
            }
            _ => {}
        }
        next += 1;
    }
    found
}

/// The JSON type of a value, whole numbers apart.
pub fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn retyped(body: &Value, at: &str) -> Vec<Mutation> {
    let own = body.pointer(at).map(type_of);
    let others =
        [json!(null), json!(true), json!(1.5), json!(7), json!("word"), json!([]), json!({})];
    let others = others.into_iter().filter(|other| Some(type_of(other)) != own);
    let spoil = |other: Value| Mutation {
        at: at.to_owned(),
        wrong: Wrong::Retyped(type_of(&other)),
        body: replaced(body, at, other),
    };
    others.map(spoil).collect()
}

fn replaced(body: &Value, at: &str, by: Value) -> Value {
    let mut spoilt = body.clone();
    *spoilt.pointer_mut(at).expect("the pointer was made from this body") = by;
    spoilt
}

/// A letter missing, doubled or exchanged with the next; the first in the other case; nothing;
/// another state's word.
fn misspellings(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut found = BTreeSet::from([String::new()]);
    found.extend(STATES.map(str::to_owned));
    for at in 0..letters.len() {
        let (mut missing, mut doubled, mut exchanged) =
            (letters.clone(), letters.clone(), letters.clone());
        missing.remove(at);
        doubled.insert(at, letters[at]);
        exchanged.swap(at, (at + 1).min(letters.len() - 1));
        found.extend([missing, doubled, exchanged].map(|letters| letters.iter().collect()));
    }
    let mut recased = letters;
    if let Some(first) = recased.first_mut() {
        *first = if first.is_lowercase() {
            first.to_ascii_uppercase()
        } else {
            first.to_ascii_lowercase()
        };
    }
    found.insert(recased.iter().collect());
    found.remove(word);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_spoilt_in_one_place_at_a_time() {
        let body = json!({ "a": { "b/c": 1 }, "d": [true] });
        let required = BTreeSet::from(["/a".to_owned(), "/a/b~1c".to_owned()]);
        let all = all(&body, &required);
        // Five values with six other types each, and two keys.
        assert_eq!(all.len(), 5 * 6 + 2);
        let removed: Vec<&Value> =
            all.iter().filter(|m| m.wrong == Wrong::Removed).map(|m| &m.body).collect();
        assert_eq!(removed, [&json!({ "d": [true] }), &json!({ "a": {}, "d": [true] })]);
        assert!(all.iter().all(|mutation| mutation.body != body));
    }

    #[test]
    fn a_misspelling_is_never_the_word_itself() {
        let found = misspellings("cancelled");
        for word in ["canceled", "cacnelled", "ccancelled", "Cancelled", "failed", ""] {
            assert!(found.contains(word), "{word}");
        }
        assert!(!found.contains("cancelled"));
    }
}
