//! Masks secrets that an answer echoed, in what was found of it.

use crate::secrets::redact::Redactor;
use crate::verdict::CheckResult;

/// Masks them.
pub fn mask(redactor: &Redactor, check: &mut CheckResult) {
    check.expected = redactor.text(&check.expected);
    check.actual = redactor.text(&check.actual);
    check.diff.iter_mut().for_each(|line| *line = redactor.text(line));
}
