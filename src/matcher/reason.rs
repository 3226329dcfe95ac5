//! Reasons as data: how the matchers make them, and words for those that several of them give.
//!
//! What is said of a reason comes from saved results, too, so nothing is taken for granted of it.

use serde_json::Value;

use crate::verdict::finding::Reason;

/// A reason that says all by its code.
pub(super) fn because(code: &str) -> Reason {
    about(code, [])
}

/// A reason with what its words need.
pub(super) fn about<const N: usize>(code: &str, facts: [(&str, Value); N]) -> Reason {
    let about = facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Reason { code: code.to_owned(), about }
}

/// The same reason, which lies with an argument of the matcher and not with the value.
pub(super) fn of_argument(mut reason: Reason, name: &str) -> Reason {
    reason.about.insert("argument".to_owned(), name.into());
    reason
}

/// The argument that a reason lies with.
pub(super) fn argument(reason: &Reason) -> Option<&str> {
    reason.about.get("argument").and_then(Value::as_str)
}

/// A number that a reason tells.
pub(super) fn number(reason: &Reason, name: &str) -> u64 {
    reason.about.get(name).and_then(Value::as_u64).unwrap_or_default()
}

/// A text that a reason tells.
pub(super) fn text<'r>(reason: &'r Reason, name: &str) -> &'r str {
    reason.about.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Another reason that a reason tells.
pub(super) fn inner(reason: &Reason) -> Option<Reason> {
    serde_json::from_value(reason.about.get("reason")?.clone()).ok()
}

/// A reason as part of another one.
pub(super) fn nested(reason: Option<Reason>) -> Value {
    reason.and_then(|reason| serde_json::to_value(reason).ok()).unwrap_or_default()
}

/// Words for a reason that several matchers give; for an unknown one its code.
pub(super) fn words(reason: &Reason) -> String {
    match reason.code.as_str() {
        "not-a-string" => "not a string".to_owned(),
        "not-a-number" => "not a number".to_owned(),
        "not-a-list" => "not a list".to_owned(),
        "beyond-64-bits" => {
            "a number beyond 64 bits, of which only the first digits are known".to_owned()
        }
        code => code.replace('-', " "),
    }
}
