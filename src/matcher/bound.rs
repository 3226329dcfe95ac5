//! `at-least` and `at-most`: a number not below, or not above, another one.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use crate::template::{self, TemplateError, Variables};
use crate::verdict::finding::Reason;

use super::argument::{mapping, there, when};
use super::equals::holds_inexact;
use super::kind::{Judged, Kind, Matcher, Miss, NoMatcher, Reader};
use super::reason::because;
use super::shorten;

#[derive(Debug, Clone)]
struct Bound {
    side: Side,
    bound: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    AtLeast,
    AtMost,
}

/// Reads the lower bound: a number, or a variable that is one.
pub(super) fn read_at_least(argument: &Value, _: &Reader) -> Result<Matcher, NoMatcher> {
    Ok(Matcher::of(Bound { side: Side::AtLeast, bound: argument.clone() }))
}

/// Reads the upper bound.
pub(super) fn read_at_most(argument: &Value, _: &Reader) -> Result<Matcher, NoMatcher> {
    Ok(Matcher::of(Bound { side: Side::AtMost, bound: argument.clone() }))
}

impl Kind for Bound {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        let bound = template::fill(&self.bound, variables)?;
        Ok(Matcher::of(Bound { side: self.side, bound }))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        let value = there(value)?;
        let (bound, number) = match (&self.bound, value) {
            (Value::Number(bound), Value::Number(number)) => (bound, number),
            (Value::Number(_), _) => return Err(because("not-a-number").into()),
            _ => return Err(because("bound-no-number").into()),
        };
        match (compare(number, bound), self.side) {
            // Of two such numbers that look the same, either may be the greater one.
            (Some(Ordering::Equal), _) if holds_inexact(value) => {
                Err(because("beyond-64-bits").into())
            }
            (Some(order), Side::AtLeast) => when(order != Ordering::Less),
            (Some(order), Side::AtMost) => when(order != Ordering::Greater),
            (None, _) => Err(Miss::default()),
        }
    }

    fn describe(&self) -> String {
        let words = match self.side {
            Side::AtLeast => "at least",
            Side::AtMost => "at most",
        };
        format!("{words} {}", shorten::value(&self.bound))
    }

    fn explain(&self, reason: &Reason) -> Option<String> {
        (reason.code == "bound-no-number").then(|| "the bound is no number".to_owned())
    }

    fn written(&self) -> Value {
        let key = match self.side {
            Side::AtLeast => "at-least",
            Side::AtMost => "at-most",
        };
        mapping(key, self.bound.clone())
    }

    fn asks_for_number(&self) -> bool {
        true
    }
}

/// Integers to the last digit, others as floating-point numbers.
fn compare(one: &Number, other: &Number) -> Option<Ordering> {
    match (one.as_i128(), other.as_i128()) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use serde_json::{Value, json};

    fn takes(matcher: Value, value: &str) -> bool {
        let value = serde_json::from_str(value).unwrap();
        parse(&matcher).unwrap().judge(Some(&value)).is_ok()
    }

    #[test]
    fn a_bound_counts_to_the_last_digit() {
        assert!(takes(json!({"at-least": 9_007_199_254_740_993_u64}), "9007199254740993"));
        assert!(!takes(json!({"at-least": 9_007_199_254_740_993_u64}), "9007199254740992"));
        assert!(takes(json!({"at-most": 9_007_199_254_740_992_u64}), "9007199254740992"));
        assert!(!takes(json!({"at-most": 9_007_199_254_740_992_u64}), "9007199254740993"));
        assert!(takes(json!({"at-most": 2.5}), "2"));
        assert!(!takes(json!({"at-most": 0}), "12345678901234567890123"));
        let huge = json!({"at-least": 1.234_567_890_123_456_8e22});
        assert!(!takes(huge, "12345678901234567890123"), "either may be greater");
    }
}
