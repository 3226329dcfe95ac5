//! What one check found, before it is known what that means for the case.

use crate::verdict::{CheckResult, Outcome};

/// One check of one demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    /// Line of the demand in the scenario file.
    pub line: u64,
    /// What was looked at.
    pub subject: String,
    pub expected: String,
    pub actual: String,
    pub holds: bool,
    pub diff: Vec<String>,
    pub remark: Option<String>,
}

impl Finding {
    /// A check that found what it looked for.
    pub fn held(line: u64, subject: String, expected: String, actual: String) -> Self {
        Finding { line, subject, expected, actual, holds: true, diff: Vec::new(), remark: None }
    }

    /// A check that did not.
    pub fn failed(line: u64, subject: String, expected: String, actual: String) -> Self {
        Finding { holds: false, ..Finding::held(line, subject, expected, actual) }
    }

    /// As a report keeps it; a check that did not hold comes out as `miss`.
    pub fn result(self, miss: Outcome) -> CheckResult {
        CheckResult {
            clause: None,
            subject: self.subject,
            outcome: if self.holds { Outcome::Passed } else { miss },
            matched: None,
            line: self.line,
            expected: self.expected,
            actual: self.actual,
            diff: self.diff,
            remark: self.remark,
        }
    }
}
