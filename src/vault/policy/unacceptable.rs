//! Why a policy is not accepted, in words that name the property.

/// A property that cannot be accepted; the text names it.
#[derive(Debug, PartialEq, Eq)]
pub struct Unacceptable(pub String);

/// A part of the policy has a value that is none.
pub(super) fn invalid(property: &str, what: &str) -> Unacceptable {
    Unacceptable(format!("Property policy.{property} has invalid value. {what}"))
}
