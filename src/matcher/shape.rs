//! Matchers that look at no more than what kind of value is there: `present`, `type`,
//! `non-empty`. None of them holds a variable.

use serde_json::Value;

use crate::template::{TemplateError, Variables};

use super::argument::{mapping, there, when};
use super::kind::{Judged, Kind, Matcher, NoMatcher, Reader};

#[derive(Debug, Clone, Copy)]
struct Present(bool);

/// The JSON types a scenario can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    String,
    Integer,
    Boolean,
    Object,
    Array,
}

#[derive(Debug, Clone, Copy)]
struct NonEmpty;

/// The words for the types, as they are written and as they are told.
const TYPES: [(Type, &str, &str); 5] = [
    (Type::String, "string", "a string"),
    (Type::Integer, "integer", "an integer"),
    (Type::Boolean, "boolean", "a boolean"),
    (Type::Object, "object", "an object"),
    (Type::Array, "array", "an array"),
];

/// Reads whether there must be a value.
pub(super) fn read_present(argument: &Value, _: &Reader) -> Result<Matcher, NoMatcher> {
    let flag = argument.as_bool();
    let flag = flag.ok_or_else(|| NoMatcher::because("`present` takes true or false"))?;
    Ok(Matcher::of(Present(flag)))
}

/// Reads the type.
pub(super) fn read_type(argument: &Value, _: &Reader) -> Result<Matcher, NoMatcher> {
    let known = TYPES.iter().find(|(_, word, _)| argument.as_str() == Some(*word));
    let kind = known.map(|(kind, ..)| Matcher::of(*kind));
    kind.ok_or_else(|| NoMatcher::because("`type` takes string, integer, boolean, object or array"))
}

/// Reads `true`.
pub(super) fn read_non_empty(argument: &Value, _: &Reader) -> Result<Matcher, NoMatcher> {
    if argument == &Value::Bool(true) {
        Ok(Matcher::of(NonEmpty))
    } else {
        Err(NoMatcher::because("`non-empty` takes only `true`"))
    }
}

impl Kind for Present {
    fn fill(&self, _: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(*self))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        when(value.is_some() == self.0)
    }

    fn describe(&self) -> String {
        if self.0 { "present".to_owned() } else { "nothing".to_owned() }
    }

    fn written(&self) -> Value {
        mapping("present", self.0)
    }
}

impl Type {
    fn words(self) -> (&'static str, &'static str) {
        let found = TYPES.iter().find(|(kind, ..)| *kind == self);
        found.map_or(("", ""), |(_, word, told)| (*word, *told))
    }
}

impl Kind for Type {
    fn fill(&self, _: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(*self))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        let value = there(value)?;
        when(match self {
            Type::String => value.is_string(),
            Type::Integer => is_integer(value),
            Type::Boolean => value.is_boolean(),
            Type::Object => value.is_object(),
            Type::Array => value.is_array(),
        })
    }

    fn describe(&self) -> String {
        self.words().1.to_owned()
    }

    fn written(&self) -> Value {
        mapping("type", self.words().0)
    }

    fn asks_for_number(&self) -> bool {
        *self == Type::Integer
    }
}

/// As JSON Schema says it: 1.0 is an integer.
fn is_integer(value: &Value) -> bool {
    value.as_number().is_some_and(|number| {
        number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|n| n.fract() == 0.0)
    })
}

impl Kind for NonEmpty {
    fn fill(&self, _: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(*self))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        when(match there(value)? {
            Value::String(text) => !text.is_empty(),
            Value::Array(items) => !items.is_empty(),
            Value::Object(fields) => !fields.is_empty(),
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        })
    }

    fn describe(&self) -> String {
        "not empty".to_owned()
    }

    fn written(&self) -> Value {
        mapping("non-empty", true)
    }
}
