//! A deviation, checked against the suite, and which failures it describes.
//!
//! In: a trial or a failed check. Out: whether the entry speaks of it. Must not know where the
//! entry is written, nor what a verdict is.

use crate::wildcard::matches;

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
    /// Whether the entry speaks of that trial, a case or a rule, which is about these clauses.
    pub fn names(&self, id: &str, clauses: &[&str]) -> bool {
        match (&self.case, &self.requirement) {
            (Some(pattern), _) => is_named(pattern, id),
            (None, Some(requirement)) => clauses.contains(&requirement.as_str()),
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

/// Whether a pattern names that trial; `section/claim` speaks of every value of `over`.
pub(super) fn is_named(pattern: &str, id: &str) -> bool {
    let conversation = id.split('[').next().unwrap_or(id);
    matches(pattern, id) || matches(pattern, conversation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_names_the_cases_of_all_its_values_and_a_case_only_itself() {
        assert!(is_named("delete/x", "delete/x[manual]") && is_named("delete/x", "delete/x"));
        assert!(is_named("delete/x[manual]", "delete/x[manual]"));
        assert!(!is_named("delete/x[manual]", "delete/x[stalled]"));
        assert!(!is_named("delete/x", "delete/xy[manual]"));
    }
}
