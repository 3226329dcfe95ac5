//! The arguments of matchers as they are written, and the few judgements that many share.

use serde_json::{Map, Value};

use crate::yaml::did_you_mean;

use super::kind::{Judged, Miss, NoMatcher};
use super::reason::because;
use super::shorten;

/// A string.
pub(super) fn text(key: &str, value: &Value) -> Result<String, NoMatcher> {
    let taken = value.as_str().map(str::to_owned);
    taken.ok_or_else(|| NoMatcher::because(format!("`{key}` takes a string")))
}

/// A mapping with none but these keys.
pub(super) fn fields<'v>(
    key: &str,
    value: &'v Value,
    known: &[&str],
) -> Result<&'v Map<String, Value>, NoMatcher> {
    let fields = value.as_object();
    let fields = fields.ok_or_else(|| NoMatcher::because(format!("`{key}` takes a mapping")))?;
    match fields.keys().find(|f| !known.contains(&f.as_str())) {
        Some(unknown) => Err(NoMatcher {
            message: format!("`{key}` knows no `{unknown}`"),
            hint: did_you_mean(unknown, known.iter().copied()),
        }),
        None => Ok(fields),
    }
}

/// A mapping of one key, as a scenario writes a matcher.
pub(super) fn mapping(key: &str, argument: impl Into<Value>) -> Value {
    Value::Object(Map::from_iter([(key.to_owned(), argument.into())]))
}

/// Matched, or a miss of which the value tells enough.
pub(super) fn when(matched: bool) -> Judged {
    if matched { Ok(None) } else { Err(Miss::default()) }
}

/// The value, where there is one.
pub(super) fn there(value: Option<&Value>) -> Result<&Value, Miss> {
    value.ok_or_else(Miss::default)
}

/// The string, where there is one.
pub(super) fn string(value: Option<&Value>) -> Result<&str, Miss> {
    there(value)?.as_str().ok_or_else(|| because("not-a-string").into())
}

/// Text in quotation marks, short enough to be read.
pub(super) fn quoted(text: &str) -> String {
    shorten::value(&text.into())
}
