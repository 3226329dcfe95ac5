//! The signature of a finding: one line that is the same in every run in which the target does
//! the same, and differs where it does something else.
//!
//! In: a finding as data. Out: its signature, `*` for what differs from run to run. Made of place
//! and value, never of words for people; what is volatile is known in `volatile` alone.

use serde_json::Value;

use crate::matcher::OTHER_TEXT;
use crate::verdict::finding::{CheckResult, Expected, Got, Place, Reason, SchemaPlace, StatusLine};
use crate::volatile;

/// Characters of a signature at most; it ends with `…` where it was cut, as all cut texts do.
const LONGEST: usize = 160;

/// What a signature needs to know beside the finding.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context<'a> {
    /// The name of the case's own objects.
    pub name: Option<&'a str>,
    /// Whether a value that the case captured stands in what was expected.
    pub filled: bool,
}

/// Replaces secrets in a text.
pub type Mask<'a> = &'a dyn Fn(&str) -> String;

/// The check without secrets, and with its signature where it did not pass. Masked first: a
/// signature leaves out parts of a text, and the rest of a secret would not be known.
pub(super) fn signed(mut check: CheckResult, context: Context<'_>, mask: Mask<'_>) -> CheckResult {
    check.visit(&mut |text: &mut String| *text = mask(text));
    let signature = (!check.holds()).then(|| of(&check, context));
    CheckResult { signature, ..check }
}

/// The signature of a check that did not pass.
fn of(check: &CheckResult, context: Context<'_>) -> String {
    let text = match (&check.got, &check.place) {
        // Whatever was looked for in it, there is one thing wrong with it.
        (Got::NotJson { content_type, .. }, _) => not_json(content_type.as_deref()),
        (Got::Nothing, Place::Schema { error: None, .. }) => "body: nothing".to_owned(),
        (Got::More { .. }, _) => "schema: more errors".to_owned(),
        (got, Place::Schema { error: Some(error), .. }) => schema(error, got),
        (got, Place::Status) => format!("status {}", value(got)),
        (got, place) => {
            let what = match check.reason.as_ref().and_then(coded) {
                Some(code) => code,
                None if context.filled && is_another(&check.expected, got) => "*".to_owned(),
                None if is_volatile_at(place, got) => "*".to_owned(),
                None => value(got),
            };
            format!("{}: {what}", named(place))
        }
    };
    let text = match context.name {
        Some(name) if !name.is_empty() => text.replace(name, "*"),
        _ => text,
    };
    bounded(starred(&text.replace(['\n', '\r', '\t'], " ")))
}

fn starred(text: &str) -> String {
    volatile::replace(text, |_, _| "*".to_owned())
}

fn bounded(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// The place as a signature writes it.
fn named(place: &Place) -> String {
    match place {
        Place::Status => "status".to_owned(),
        Place::Header { name } => format!("header {name}"),
        Place::Body { pointer } if pointer.is_empty() => "body".to_owned(),
        Place::Body { pointer } => format!("body {pointer}"),
        Place::Schema { .. } => "schema".to_owned(),
        Place::Csr => "csr".to_owned(),
        Place::Poll => "poll".to_owned(),
    }
}

/// A reason by its code, with what it names and the reason inside it. None where it only tells
/// how to read the value: whether two long texts look the same when shortened is chance.
fn coded(reason: &Reason) -> Option<String> {
    let Reason { code, about } = reason;
    if code == OTHER_TEXT {
        return None;
    }
    let named = ["name", "argument", "variable"].iter().find_map(|key| about.get(*key)?.as_str());
    let inner = about.get("reason").and_then(|inner| inner.get("code")).and_then(Value::as_str);
    let parts = [Some(code.as_str()), named, inner];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn not_json(content_type: Option<&str>) -> String {
    let essence = content_type.and_then(|kind| kind.split(';').next()).map(str::trim);
    format!("body: not JSON {}", essence.unwrap_or_default()).trim_end().to_owned()
}

/// The part of the body and the keyword, with what tells one breach of it from another.
fn schema(error: &SchemaPlace, got: &Got) -> String {
    let SchemaPlace { pointer, keyword, property, .. } = error;
    let property = property.as_ref().map(|name| format!("/{name}")).unwrap_or_default();
    // Which element of a list it is depends on what else is in the list.
    let any = |part| if is_index(part) { "*" } else { part };
    let place: Vec<&str> = pointer.split('/').map(any).collect();
    let place = format!("{}{property}", place.join("/"));
    let place = if place.is_empty() { "schema".to_owned() } else { format!("schema {place}") };
    match keyword.as_str() {
        "type" => format!("{place}: type {}", json_type(got)),
        "enum" | "const" => format!("{place}: {keyword} {}", value(got)),
        _ => format!("{place}: {keyword}"),
    }
}

fn is_index(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|c| c.is_ascii_digit())
}

/// A value of the same type as the one that was expected: it is another one in each run.
fn is_another(expected: &Expected, got: &Got) -> bool {
    let Expected::Match { matcher } = expected else { return false };
    let wanted = match matcher {
        Value::Object(written) => written.get("equals").unwrap_or(&Value::Null),
        plain => plain,
    };
    !wanted.is_null() && json_type(got) == type_of(wanted) && *got != Got::Nothing
}

fn is_volatile_at(place: &Place, got: &Got) -> bool {
    let key = match place {
        Place::Body { pointer } => pointer.rsplit('/').next().unwrap_or_default(),
        _ => "",
    };
    match got {
        Got::Value { value: Value::String(text) } => {
            volatile::is_volatile_under(key, text) || volatile::is_volatile(text)
        }
        Got::Base64 { .. } => true,
        _ => false,
    }
}

fn json_type(got: &Got) -> &'static str {
    match got {
        Got::Value { value } => type_of(value),
        Got::Base64 { .. } => "string",
        // What is no string is kept as its JSON text.
        Got::Long { start, .. } => match start.chars().next() {
            Some('{') => "object",
            Some('[') => "array",
            _ => "string",
        },
        _ => "nothing",
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn value(got: &Got) -> String {
    match got {
        Got::Nothing | Got::NothingIn { .. } => "nothing".to_owned(),
        Got::Value { value } => value.to_string(),
        Got::Long { start, .. } => start.clone(),
        Got::Base64 { .. } => "*".to_owned(),
        Got::Status { answer } | Got::Answer { answer, .. } => {
            let StatusLine { status, code, .. } = answer;
            format!("{status} {}", code.as_deref().unwrap_or_default()).trim_end().to_owned()
        }
        Got::NotJson { content_type, .. } => not_json(content_type.as_deref()),
        Got::Valid => "valid".to_owned(),
        Got::More { .. } => "more errors".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NAME: &str = "kvc-6920ab12aabbcc-001-a";

    fn signed(place: Place, expected: Value, got: Got, filled: bool) -> String {
        let expected = Expected::Match { matcher: expected };
        let check = CheckResult::failed(1, place, expected, got);
        of(&check, Context { name: Some(NAME), filled })
    }

    fn body(pointer: &str, got: Value) -> String {
        let place = Place::Body { pointer: pointer.into() };
        signed(place, json!({"present": false}), Got::Value { value: got }, false)
    }

    fn schema_error(pointer: &str, keyword: &str, property: Option<&str>, got: Value) -> String {
        let error = SchemaPlace {
            pointer: pointer.into(),
            keyword: keyword.into(),
            property: property.map(str::to_owned),
            by: format!("operation#/{keyword}"),
        };
        let place = Place::Schema { schema: "operation".into(), error: Some(error) };
        signed(place, Value::Null, Got::Value { value: got }, false)
    }

    #[test]
    fn a_status_is_signed_with_the_code_of_the_error() {
        let status = |code: Option<&str>| {
            let (code, message) = (code.map(str::to_owned), Some("at 12:03".to_owned()));
            let got = Got::Status { answer: StatusLine { status: 400, code, message } };
            signed(Place::Status, Value::Null, got, false)
        };
        assert_eq!(status(Some("BadParameter")), "status 400 BadParameter");
        assert_eq!(status(None), "status 400");
    }

    #[test]
    fn values_are_signed_by_place_and_kind() {
        let location = Place::Header { name: "location".into() };
        assert_eq!(signed(location, json!("x"), Got::Nothing, false), "header location: nothing");
        assert_eq!(body("/status", json!("completed")), r#"body /status: "completed""#);
        assert_eq!(body("/error", Value::Null), "body /error: null");
        assert_eq!(body("/request_id", json!("0f".repeat(16))), "body /request_id: *");
        assert_eq!(body("/x5t", json!("rsl30znig-tax2-zu2licihjhxc")), "body /x5t: *");
        assert_eq!(body("/at", json!(1_795_334_724)), "body /at: *");
        assert_eq!(body("/a", json!(format!("/{NAME}/x"))), r#"body /a: "/*/x""#);
        assert_eq!(body("/key_size", json!(2048)), "body /key_size: 2048");
        let csr = Place::Body { pointer: "/csr".into() };
        assert_eq!(signed(csr, json!("x"), Got::Base64 { bytes: 9 }, false), "body /csr: *");
    }

    #[test]
    fn a_reason_stands_for_the_value() {
        let mut check = CheckResult::failed(
            1,
            Place::Body { pointer: "/csr".into() },
            Expected::Match { matcher: json!({"csr": {}}) },
            Got::Value { value: json!("AAA!") },
        );
        check.reason = Some(Reason { code: "not-base64".into(), about: serde_json::Map::new() });
        assert_eq!(of(&check, Context::default()), "body /csr: not-base64");
        let about = json!({ "name": "api-version" }).as_object().cloned().unwrap_or_default();
        check.reason = Some(Reason { code: "other-parameter".into(), about });
        assert_eq!(of(&check, Context::default()), "body /csr: other-parameter api-version");
        check.reason = Some(Reason { code: OTHER_TEXT.into(), about: serde_json::Map::new() });
        assert_eq!(of(&check, Context::default()), "body /csr: \"AAA!\"");
    }

    #[test]
    fn another_value_than_the_captured_one_is_a_star_and_another_type_is_not() {
        let place = || Place::Body { pointer: "/id".into() };
        let got = |value: Value| Got::Value { value };
        assert_eq!(signed(place(), json!("abc"), got(json!("abd")), true), "body /id: *");
        assert_eq!(signed(place(), json!("abc"), got(json!("abd")), false), "body /id: \"abd\"");
        assert_eq!(signed(place(), json!("abc"), got(json!(7)), true), "body /id: 7");
        assert_eq!(signed(place(), json!("abc"), Got::Nothing, true), "body /id: nothing");
    }

    #[test]
    fn two_errors_of_one_schema_have_two_signatures() {
        assert_eq!(schema_error("", "required", Some("csr"), json!(1)), "schema /csr: required");
        let null = schema_error("/error/message", "type", None, Value::Null);
        assert_eq!(null, "schema /error/message: type null");
        assert_ne!(null, schema_error("/error/message", "type", None, json!(7)));
        let id = schema_error("/value/17/id", "pattern", None, json!("x"));
        assert_eq!(id, "schema /value/*/id: pattern");
        let word = schema_error("/status", "enum", None, json!("Done"));
        assert_eq!(word, "schema /status: enum \"Done\"");
        assert_eq!(schema_error("", "minProperties", None, json!({})), "schema: minProperties");
    }

    #[test]
    fn a_body_that_is_no_json_is_one_thing_whatever_was_looked_for() {
        let html = || Got::NotJson {
            content_type: Some("text/html; charset=utf-8".into()),
            bytes: 9,
            start: "<html>".into(),
        };
        let place = Place::Body { pointer: "/error".into() };
        assert_eq!(signed(place, json!("x"), html(), false), "body: not JSON text/html");
        let schema = Place::Schema { schema: "error".into(), error: None };
        assert_eq!(signed(schema, json!("x"), html(), false), "body: not JSON text/html");
    }

    #[test]
    fn a_signature_is_one_short_line() {
        let long = body("/error/message", json!("two\nlines ".repeat(90)));
        assert!(long.ends_with('…') && long.chars().count() == LONGEST + 1, "{long}");
    }
}
