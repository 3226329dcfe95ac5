//! The shape of an answer: what is there, whatever its value.
//!
//! In: a record. Out: marks that can be compared as sets: each key with its type, the media
//! type, the headers that the contract speaks of. It must not know which shapes are right.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::kind::Route;
use crate::mutation::type_of;
use crate::record::{Record, split};

/// What an answer has, one line each.
pub type Marks = BTreeSet<String>;

/// The shape of an answer.
pub fn of(record: &Record) -> Marks {
    let mut marks = of_body(record);
    let header = |name: &str| record.headers.get(name);
    if header("retry-after").is_some() {
        marks.insert("retry-after".to_owned());
    }
    if let Some(location) = header("location") {
        let (path, query) = split(location);
        marks.insert("location".to_owned());
        marks.extend(Route::of(path).map(|route| format!("location to {route:?}")));
        marks.extend(keys(query, '&').map(|key| format!("location with {key}")));
    }
    if let Some((scheme, parameters)) = header("www-authenticate").and_then(|c| c.split_once(' ')) {
        marks.insert(format!("challenge {scheme}"));
        marks.extend(keys(parameters, ',').map(|key| format!("challenge with {key}")));
    }
    marks
}

/// The shape of a body and its media type.
pub fn of_body(record: &Record) -> Marks {
    let mut marks = Marks::new();
    value("", &record.body, &mut marks);
    marks.extend(record.headers.get("content-type").map(|media| format!("media {media}")));
    if let Some(status) = record.body.get("status").and_then(Value::as_str) {
        marks.insert(format!("status {status}"));
    }
    marks
}

/// What all of them have.
pub fn shared(shapes: &[Marks]) -> Marks {
    let (first, rest) =
        shapes.split_first().map_or((Marks::new(), shapes), |(f, r)| (f.clone(), r));
    rest.iter().fold(first, |shared, shape| &shared & shape)
}

/// What `one` has and `other` lacks; what an array holds counts only where both hold something.
pub fn only_in(one: &Marks, other: &Marks) -> Marks {
    let counts = |mark: &&String| match mark.split_once("/*") {
        Some((array, _)) => other.iter().any(|held| held.starts_with(&format!("{array}/*"))),
        None => true,
    };
    one.difference(other).filter(counts).cloned().collect()
}

/// The items of an array are told as one, `*`.
fn value(at: &str, held: &Value, marks: &mut Marks) {
    marks.insert(format!("{at}/: {}", type_of(held)));
    match held {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, held)| value(&format!("{at}/{key}"), held, marks));
        }
        Value::Array(items) => items.iter().for_each(|item| value(&format!("{at}/*"), item, marks)),
        _ => {}
    }
}

fn keys(text: &str, between: char) -> impl Iterator<Item = &str> {
    text.split(between).filter_map(|pair| Some(pair.split_once('=')?.0.trim()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(headers: &[(&str, &str)], body: Value) -> Record {
        Record {
            name: String::new(),
            method: "GET".to_owned(),
            url: String::new(),
            status: 200,
            headers: headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            body,
        }
    }

    fn marks<const N: usize>(marks: [&str; N]) -> Marks {
        marks.map(str::to_owned).into()
    }

    #[test]
    fn a_shape_has_keys_types_and_headers_but_no_values() {
        let location = "https://v/certificates/a/pending?api-version=7.0&request_id=1";
        let shape =
            of(&record(&[("location", location)], json!({ "a": [{ "b": 1 }, { "c": "" }] })));
        let expected = [
            "/: object",
            "/a/: array",
            "/a/*/: object",
            "/a/*/b/: integer",
            "/a/*/c/: string",
            "location",
            "location to Pending",
            "location with api-version",
            "location with request_id",
        ];
        assert_eq!(shape, marks(expected));
    }

    #[test]
    fn what_an_array_holds_does_not_count_against_an_empty_one() {
        let theirs = marks(["/a/: array", "/a/*/: object", "/a/*/b/: string"]);
        assert!(only_in(&theirs, &marks(["/a/: array"])).is_empty());
        let ours = marks(["/a/: array", "/a/*/: object"]);
        assert_eq!(only_in(&theirs, &ours), marks(["/a/*/b/: string"]));
    }

    #[test]
    fn shared_is_what_all_have() {
        assert_eq!(shared(&[marks(["a", "b"]), marks(["b", "c"])]), marks(["b"]));
        assert!(shared(&[]).is_empty());
    }
}
