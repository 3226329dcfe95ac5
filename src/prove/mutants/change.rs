//! Ways to spoil an answer: a place, and what is done to it.
//!
//! In: a good answer. Out: every way in which it can be spoilt, one mistake each. Knows the kinds
//! of values that vaults send, and no requirement.

use serde_json::{Map, Value, json};

use super::values;
use crate::http::exchange::Answer;

/// One way to spoil an answer.
#[derive(Debug, Clone)]
pub struct Change {
    /// `status`, `header location`, `body /csr`.
    pub place: String,
    /// What is done: `dropped`, `null`, `another host`.
    pub what: String,
    /// The answer that comes of it.
    pub answer: Answer,
}

/// Headers that the contract speaks of.
const HEADERS: [&str; 4] = ["location", "content-type", "retry-after", "www-authenticate"];
/// Statuses that an answer may wrongly have.
const STATUSES: [u16; 12] = [200, 201, 202, 204, 400, 401, 403, 404, 405, 409, 500, 501];
/// Values of a body that are spoilt; the rest of a long list is like its beginning.
const MOST_PLACES: usize = 200;

/// Every way to spoil an answer.
pub fn all(answer: &Answer) -> Vec<Change> {
    let mut changes: Vec<Change> = statuses(answer).collect();
    for name in HEADERS {
        changes.extend(header(answer, name));
    }
    match answer.json() {
        Some(body) => changes.extend(of_body(answer, body)),
        None if answer.body.is_empty() => {}
        None => changes.push(with_body(answer, "body", "empty", Vec::new())),
    }
    changes
}

fn statuses(answer: &Answer) -> impl Iterator<Item = Change> + '_ {
    let others = STATUSES.into_iter().filter(|status| *status != answer.status);
    others.map(|status| Change {
        place: "status".to_owned(),
        what: status.to_string(),
        answer: Answer { status, ..answer.clone() },
    })
}

fn header(answer: &Answer, name: &'static str) -> Vec<Change> {
    let change = |what: String, value: Option<String>| {
        let mut changed = answer.clone();
        changed.headers.retain(|(known, _)| known != name);
        changed.headers.extend(value.map(|value| (name.to_owned(), value)));
        Change { place: format!("header {name}"), what, answer: changed }
    };
    let Some(value) = answer.header(name) else {
        let extra = match name {
            "retry-after" => "10",
            "location" => "https://127.0.0.1/certificates/other/pending?api-version=7.4",
            _ => return Vec::new(),
        };
        return vec![change("extra".to_owned(), Some(extra.to_owned()))];
    };
    let mut changes = vec![change("dropped".to_owned(), None)];
    let others = values::others(&Value::String(value.to_owned()));
    changes.extend(others.into_iter().filter_map(|(what, other)| {
        Some(change(what.to_owned(), Some(other.as_str()?.to_owned())))
    }));
    changes
}

fn of_body(answer: &Answer, body: &Value) -> Vec<Change> {
    let whole = [
        ("empty", Vec::new()),
        ("no JSON", b"<html>Oops</html>".to_vec()),
        ("{}", b"{}".to_vec()),
        ("[]", b"[]".to_vec()),
        ("null", b"null".to_vec()),
    ];
    let whole = whole.map(|(what, bytes)| with_body(answer, "body", what, bytes));
    let mut changes = Vec::from(whole);
    for pointer in places(body) {
        let place = format!("body {pointer}");
        let Some(value) = body.pointer(&pointer) else { continue };
        let mut spoilt = vec![("dropped", without(body, &pointer))];
        if !value.is_null() {
            spoilt.push(("null", with(body, &pointer, Value::Null)));
        }
        spoilt.push(("another type", with(body, &pointer, another_type(value))));
        for (what, other) in values::others(value) {
            spoilt.push((what, with(body, &pointer, other)));
        }
        changes.extend(spoilt.into_iter().map(|(what, changed)| {
            with_body(answer, &place, what, changed.to_string().into_bytes())
        }));
    }
    changes.extend(extras(body).into_iter().map(|(place, changed)| {
        with_body(answer, &place, "extra", changed.to_string().into_bytes())
    }));
    changes
}

fn with_body(answer: &Answer, place: &str, what: &str, body: Vec<u8>) -> Change {
    let answer = Answer { body: body.into(), ..answer.clone() };
    Change { place: place.to_owned(), what: what.to_owned(), answer }
}

/// A key that nobody knows, and keys of an operation that the state at hand must not have.
fn extras(body: &Value) -> Vec<(String, Value)> {
    let Some(fields) = body.as_object() else { return Vec::new() };
    let id = fields.get("id").and_then(Value::as_str).unwrap_or("https://127.0.0.1/x");
    let mut extras = vec![("unknown", json!("extra"))];
    if fields.contains_key("status") {
        let target = id.strip_suffix("/pending").unwrap_or(id);
        extras.push(("target", json!(target)));
        extras.push(("error", json!({ "code": "Request rejected", "message": "No." })));
    }
    extras.retain(|(key, _)| !fields.contains_key(*key));
    let bodies = extras.into_iter().map(|(key, value)| {
        let mut more: Map<String, Value> = fields.clone();
        more.insert(key.to_owned(), value);
        (format!("body /{key}"), Value::Object(more))
    });
    bodies.collect()
}

fn another_type(value: &Value) -> Value {
    match value {
        Value::String(_) => json!(7),
        Value::Number(_) | Value::Bool(_) | Value::Null => json!("text"),
        Value::Array(_) => json!({}),
        Value::Object(_) => json!("text"),
    }
}

/// Pointers to the values of a body, outer ones first.
fn places(body: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), body)];
    while let Some((pointer, value)) = open.pop() {
        if found.len() >= MOST_PLACES {
            break;
        }
        let mut inner: Vec<(String, &Value)> = match value {
            Value::Object(fields) => fields.iter().map(|(k, v)| (below(&pointer, k), v)).collect(),
            Value::Array(items) => {
                let items = items.iter().enumerate().take(2);
                items.map(|(index, item)| (format!("{pointer}/{index}"), item)).collect()
            }
            _ => Vec::new(),
        };
        if !pointer.is_empty() {
            found.push(pointer);
        }
        inner.reverse();
        open.extend(inner);
    }
    found
}

fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

fn with(body: &Value, pointer: &str, value: Value) -> Value {
    let mut changed = body.clone();
    if let Some(place) = changed.pointer_mut(pointer) {
        *place = value;
    }
    changed
}

fn without(body: &Value, pointer: &str) -> Value {
    let mut changed = body.clone();
    let (parent, key) = pointer.rsplit_once('/').unwrap_or(("", pointer));
    let key = key.replace("~1", "/").replace("~0", "~");
    match changed.pointer_mut(parent) {
        Some(Value::Object(fields)) => drop(fields.shift_remove(&key)),
        Some(Value::Array(items)) => {
            if let Some(index) = key.parse().ok().filter(|index: &usize| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
    changed
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use super::*;

    fn operation() -> Answer {
        let body = json!({
            "id": "https://127.0.0.1:1/certificates/a/pending",
            "issuer": { "name": "Unknown" },
            "cancellation_requested": false,
            "status": "inProgress",
            "request_id": "0123456789abcdef0123456789abcdef"
        });
        Answer {
            status: 202,
            headers: vec![("location".into(), "https://127.0.0.1:1/certificates/a/pending".into())],
            body: body.to_string().into_bytes().into(),
            took: Duration::ZERO,
        }
    }

    #[test]
    fn every_change_changes_something_and_has_a_name_of_its_own() {
        let answer = operation();
        let changes = all(&answer);
        let mut names = BTreeSet::new();
        for change in &changes {
            assert_ne!(change.answer, answer, "{} {}", change.place, change.what);
            assert!(
                names.insert((&change.place, &change.what)),
                "{} {}",
                change.place,
                change.what
            );
        }
        assert!(changes.len() > 60, "{}", changes.len());
    }

    #[test]
    fn places_outcomes_and_values_of_the_kind_are_spoilt() {
        let names: BTreeSet<String> =
            all(&operation()).into_iter().map(|c| format!("{}: {}", c.place, c.what)).collect();
        for name in [
            "status: 200",
            "header location: dropped",
            "header location: another host",
            "body: no JSON",
            "body /status: completed",
            "body /issuer/name: dropped",
            "body /request_id: another id",
            "body /cancellation_requested: turned",
            "body /id: another name",
            "body /target: extra",
        ] {
            assert!(names.contains(name), "{name} is not among {names:#?}");
        }
    }
}
