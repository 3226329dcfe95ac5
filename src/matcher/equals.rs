//! `equals`, also written as the plain value: the same JSON value.
//!
//! A number beyond 64 bits is kept by its first digits alone, so two of them never count as
//! equal, and none can be written.

use serde_json::Value;

use crate::template::{self, TemplateError, Variables};
use crate::verdict::finding::Reason;

use super::argument::{mapping, there};
use super::kind::{Judged, Kind, Matcher, Miss, NoMatcher, Reader, meant};
use super::reason::{about, because, number};
use super::{diff, shorten};

/// The code of the reason that two texts differ which look the same when they are shortened. It
/// depends on their lengths, so what is told from one run to the next must leave it out.
pub const OTHER_TEXT: &str = "other-text";

/// 2⁵³: below it every integer is a floating-point number of its own.
const EXACT: f64 = 9_007_199_254_740_992.0;

#[derive(Debug)]
struct Equals(Value);

/// Reads any value.
pub(super) fn read(argument: &Value, _: &Reader) -> Result<Matcher, NoMatcher> {
    if holds_inexact(argument) {
        let message = "a number beyond 64 bits cannot be compared: only its first digits are kept";
        return Err(NoMatcher::because(message));
    }
    Ok(Matcher::of(Equals(argument.clone())))
}

impl Kind for Equals {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(Equals(template::fill(&self.0, variables)?)))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        let (wanted, value) = (&self.0, there(value)?);
        if !same(wanted, value) {
            let reason = diff::same_beginning(wanted, value);
            let reason = reason.map(|from| about(OTHER_TEXT, [("from", from.into())]));
            return Err(Miss { reason, differences: diff::differences(wanted, value) });
        }
        if holds_inexact(wanted) { Err(because("beyond-64-bits").into()) } else { Ok(None) }
    }

    fn takes(&self, value: Option<&Value>) -> bool {
        value.is_some_and(|value| same(&self.0, value)) && !holds_inexact(&self.0)
    }

    fn describe(&self) -> String {
        shorten::value(&self.0)
    }

    fn explain(&self, reason: &Reason) -> Option<String> {
        (reason.code == OTHER_TEXT)
            .then(|| format!("different from character {} on", number(reason, "from")))
    }

    fn written(&self) -> Value {
        match &self.0 {
            Value::Object(_) => mapping("equals", self.0.clone()),
            // A value that an answer gave may be such a word.
            Value::String(word) if meant(word).is_some() => mapping("equals", self.0.clone()),
            plain => plain.clone(),
        }
    }

    fn asks_for_number(&self) -> bool {
        self.0.is_number()
    }

    fn plain(&self) -> Option<&Value> {
        Some(&self.0)
    }
}

/// Whether two values are the same to JSON Schema, to which 1 and 1.0 are one number.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) if a.is_f64() != b.is_f64() => {
            // The integer side is exact; the other is one only where nothing of it is rounded.
            let (whole, float) = if a.is_f64() { (b, a) } else { (a, b) };
            let float = float.as_f64().filter(|n| n.fract() == 0.0 && n.abs() < EXACT);
            float.is_some_and(|n| whole.as_i128() == Some(n as i128))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| b.get(key).is_some_and(|v| same(value, v)))
        }
        _ => one == other,
    }
}

/// Whether a number in a value stands for others, too: integers beyond 64 bits are read as
/// floating-point numbers.
pub(super) fn holds_inexact(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            // 2⁶⁴, from which on no integer is one to serde_json.
            number.is_f64()
                && number.as_f64().is_some_and(|n| n.abs() >= 18_446_744_073_709_551_616.0)
        }
        Value::Array(items) => items.iter().any(holds_inexact),
        Value::Object(fields) => fields.values().any(holds_inexact),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn integers_beyond_64_bits_never_pass_as_equal() {
        let huge = "12345678901234567890123";
        for text in [huge, &format!("-{huge}"), &format!("[{huge}]"), "18446744073709551616"] {
            let no = parse(&read(text)).unwrap_err();
            assert!(no.message.starts_with("a number beyond 64 bits"), "{text}: {}", no.message);
        }
        let variables = json!({"n": read(huge)}).as_object().cloned().unwrap_or_default().into();
        let captured = parse(&json!("{{n}}")).unwrap().fill(&variables).unwrap();
        let miss = captured.judge(Some(&read("12345678901234567890999"))).unwrap_err();
        let said = captured.explain(&miss.reason.unwrap());
        assert!(said.starts_with("a number beyond 64 bits"), "{said}");
    }

    #[test]
    fn one_and_one_point_zero_are_one_number() {
        let takes = |wanted: &str, value: &str| {
            parse(&read(wanted)).unwrap().judge(Some(&read(value))).is_ok()
        };
        assert!(
            takes("1", "1.0")
                && takes("1.0", "1")
                && takes("{\"equals\":{\"a\":[1]}}", "{\"a\":[1.0]}")
        );
        assert!(takes("{\"type\":\"integer\"}", "1.0") && !takes("{\"type\":\"integer\"}", "1.5"));
        assert!(!takes("1", "1.5") && !takes("1", "\"1\""));
        assert!(!takes("9007199254740993", "9007199254740992.0"), "rounded");
    }

    #[test]
    fn integers_of_64_bits_are_told_apart_to_the_last_digit() {
        for (wanted, other) in [
            ("18446744073709551615", "18446744073709551614"),
            ("-9223372036854775808", "-9223372036854775807"),
            ("9007199254740993", "9007199254740992"),
        ] {
            let matcher = parse(&read(wanted)).unwrap();
            assert_eq!(matcher.judge(Some(&read(wanted))), Ok(None));
            assert!(matcher.judge(Some(&read(other))).is_err(), "{wanted} takes {other}");
        }
        assert!(parse(&read("1.5")).unwrap().judge(Some(&read("1.5"))).is_ok());
    }
}
