//! The verdict of a case, what its target file declares taken into account.
//!
//! In come what the walk came to, its findings and the deviations that name the case; out goes
//! the verdict. It must not know how findings come about, nor read more of one than its
//! requirement and its signature.

use super::declared::{Declared, Failure};
use crate::verdict::{Outcome, StepResult, Verdict};

/// The failed checks of a walk.
pub(super) fn failures(steps: &[StepResult]) -> Vec<Failure<'_>> {
    let checks = steps.iter().flat_map(|step| step.checks.iter().map(move |check| (step, check)));
    checks
        .filter(|(_, check)| check.outcome == Outcome::Failed)
        .map(|(step, check)| Failure {
            clause: check.clause.as_deref(),
            text: format!("{}: {}", step.name, check.signature.as_deref().unwrap_or_default()),
        })
        .collect()
}

/// The verdict of a case that was walked and came to `verdict`.
pub fn judge(verdict: Verdict, steps: &[StepResult], declared: &[&Declared]) -> Verdict {
    if !verdict.kind().is_judged() {
        return verdict;
    }
    let failed = failures(steps);
    let excused = |failure: &Failure<'_>| declared.iter().any(|d| d.excuses(failure));
    if verdict == Verdict::Fail && !failed.iter().all(excused) {
        return Verdict::Fail;
    }
    match (stale(&failed, declared), verdict) {
        (Some(reason), _) => Verdict::Undeclared { reason },
        (None, Verdict::Fail) => {
            let reasons: Vec<&str> = declared.iter().map(|d| d.reason.as_str()).collect();
            Verdict::KnownDeviation { reason: reasons.join("; ") }
        }
        (None, held) => held,
    }
}

/// The first declared failure that did not happen, in words.
fn stale(failed: &[Failure<'_>], declared: &[&Declared]) -> Option<String> {
    let happens = |d: &Declared, index| failed.iter().any(|f| d.describes(f) == Some(index));
    declared.iter().find_map(|d| {
        let index = (0..d.failures.len()).find(|index| !happens(d, *index))?;
        Some(format!("{}: `{}` did not happen ({})", d.place, d.failures[index], d.reason))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::VerdictKind;
    use crate::verdict::finding::{CheckResult, Expected, Got, Place, StatusLine};

    fn steps(signature: &str) -> Vec<StepResult> {
        let answer = StatusLine { status: 202, code: None, message: None };
        let check = CheckResult {
            clause: Some("conflict.create".into()),
            place: Place::Status,
            outcome: Outcome::Failed,
            matched: None,
            line: 1,
            expected: Expected::Status { any_of: vec![409] },
            got: Got::Status { answer },
            reason: None,
            differences: Vec::new(),
            signature: Some(signature.into()),
            remark: None,
        };
        let (exchanges, checks) = (Vec::new(), vec![check]);
        vec![StepResult { name: "again".into(), line: 1, exchanges, checks, seen: None }]
    }

    fn declared(failure: &str, expired: bool) -> Declared {
        Declared {
            place: "t.yaml:3".into(),
            case: Some("conflict/*".into()),
            requirement: None,
            failures: vec![failure.into()],
            reason: "it replaces".into(),
            expired,
        }
    }

    fn verdict(walked: Verdict, signature: &str, entry: &Declared) -> Verdict {
        judge(walked, &steps(signature), &[entry])
    }

    #[test]
    fn only_the_declared_failure_is_excused() {
        let entry = declared("again: status 202*", false);
        let known = Verdict::KnownDeviation { reason: "it replaces".into() };
        assert_eq!(verdict(Verdict::Fail, "status 202", &entry), known);
        assert_eq!(verdict(Verdict::Fail, "status 500", &entry), Verdict::Fail);
        let error = || Verdict::Error { reason: "net".into() };
        assert_eq!(verdict(error(), "status 202", &entry), error());
        let expired = declared("again: status 202", true);
        assert_eq!(verdict(Verdict::Fail, "status 202", &expired), Verdict::Fail);
    }

    #[test]
    fn what_does_not_happen_is_stale() {
        let held = judge(Verdict::Pass, &[], &[&declared("again: status 202", false)]);
        assert_eq!(held.kind(), VerdictKind::Undeclared);
        assert!(held.reason().is_some_and(|r| r.starts_with("t.yaml:3: ")), "{held:?}");
        let both = [&declared("again: status 202", false), &declared("other: *", false)];
        let one_of_two = judge(Verdict::Fail, &steps("status 202"), &both);
        assert_eq!(one_of_two.kind(), VerdictKind::Undeclared);
        assert_eq!(judge(Verdict::Pass, &[], &[]), Verdict::Pass);
    }
}
