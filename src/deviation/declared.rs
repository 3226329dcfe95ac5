//! A deviation, checked against the suite, and which failures it describes.
//!
//! In: a case or a failed check. Out: whether the entry speaks of it. Must not know where the
//! entry is written, nor what a verdict is.

use super::pattern::matches;
use crate::scenario::model::Scenario;

/// A deviation, checked against the suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// `file:line` of its entry.
    pub place: String,
    pub(super) case: Option<String>,
    pub(super) requirement: Option<String>,
    pub(super) failures: Vec<String>,
    pub(super) reason: String,
    pub(super) expired: bool,
}

/// A failed check as a deviation describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure<'s> {
    /// The requirement; none where the check only secures the set-up.
    pub clause: Option<&'s str>,
    /// `step: signature`.
    pub text: String,
}

impl Declared {
    /// Whether the entry speaks of that case.
    pub fn names(&self, scenario: &Scenario) -> bool {
        match (&self.case, &self.requirement) {
            (Some(pattern), _) => matches(pattern, &scenario.id),
            (None, Some(id)) => scenario.covers.iter().any(|c| c.clause == *id),
            (None, None) => false,
        }
    }

    /// Which of its failures describes this one.
    pub(super) fn describes(&self, failure: &Failure<'_>) -> Option<usize> {
        let spoken_of = self.requirement.is_none() || self.requirement.as_deref() == failure.clause;
        self.failures.iter().position(|pattern| spoken_of && matches(pattern, &failure.text))
    }

    /// Whether it excuses this one.
    pub(super) fn excuses(&self, failure: &Failure<'_>) -> bool {
        !self.expired && self.describes(failure).is_some()
    }
}
