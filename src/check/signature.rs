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
        Place::Text => "text".to_owned(),
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
    let parts = pointer.split('/').map(|part| if is_index(part) { "*" } else { part });
    let place: Vec<&str> = parts.collect();
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
    match got {
        Got::Value { value: Value::String(text) } => {
            volatile::is_volatile_under(place.key(), text) || volatile::is_volatile(text)
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
mod tests;
