//! A header or a query parameter as the JSON value that a matcher looks at.

use serde_json::{Number, Value};

use crate::scenario::matcher::{JsonType, Matcher};

/// Text, or the number that it writes where the matcher asks for a number.
pub(super) fn as_asked(matcher: &Matcher, text: &str) -> Value {
    match text.parse::<Number>() {
        Ok(number) if asks_for_number(matcher) => Value::Number(number),
        _ => Value::String(text.to_owned()),
    }
}

fn asks_for_number(matcher: &Matcher) -> bool {
    match matcher {
        Matcher::AtLeast(_) | Matcher::Type(JsonType::Integer) => true,
        Matcher::Equals(wanted) => wanted.is_number(),
        Matcher::Not(inner) | Matcher::Optional(inner) => asks_for_number(inner),
        Matcher::OneOf(inner) => inner.iter().any(asks_for_number),
        _ => false,
    }
}
