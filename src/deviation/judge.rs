//! The verdict of a case or rule, what its target file declares taken into account.
//!
//! In come what the walk came to, its findings and the deviations; out goes the verdict, and each
//! finding that is declared knows why. It must not know how findings come about, nor read more
//! of one than its root.

use super::declared::Declared;
use crate::cause::Root;
use crate::verdict::finding::CheckResult;
use crate::verdict::{StepResult, Verdict};

/// The verdict of a case or rule that came to `verdict`.
pub fn judge(verdict: Verdict, steps: &mut [StepResult], declared: &[Declared]) -> Verdict {
    let mut reasons: Vec<String> = Vec::new();
    let mut open = false;
    for step in steps.iter_mut() {
        let failed = step.checks.iter().enumerate();
        let failed = failed.filter(|(_, check)| check.breaks_a_requirement());
        let found: Vec<(usize, Option<String>)> =
            failed.map(|(index, check)| (index, excuse(step, check, declared))).collect();
        for (index, reason) in found {
            open |= reason.is_none();
            if let Some(reason) = reason.as_ref().filter(|reason| !reasons.contains(reason)) {
                reasons.push(reason.clone());
            }
            step.checks[index].declared = reason;
        }
    }
    if verdict == Verdict::Fail && !open && !reasons.is_empty() {
        Verdict::KnownDeviation { reason: reasons.join("; ") }
    } else {
        verdict
    }
}

/// Why it is excused, where it is.
fn excuse(step: &StepResult, check: &CheckResult, declared: &[Declared]) -> Option<String> {
    let root = Root::of(step, check);
    declared.iter().find(|entry| entry.excuses(&root)).map(|entry| entry.reason.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deviation::declared::Force;
    use crate::verdict::finding::{CheckResult, Expected, Got, Place, StatusLine};

    fn steps(signature: &str) -> Vec<StepResult> {
        let answer = StatusLine { status: 202, code: None, message: None };
        let (expected, got) = (Expected::Status { any_of: vec![409] }, Got::Status { answer });
        let check = CheckResult {
            clause: Some("conflict.create".into()),
            signature: Some(signature.into()),
            ..CheckResult::failed(1, Place::Status, expected, got)
        };
        let (exchanges, checks) = (Vec::new(), vec![check]);
        vec![StepResult { name: "again".into(), line: 1, exchanges, checks, seen: None }]
    }

    fn declared(signature: &str, force: Force) -> Declared {
        Declared {
            file: "t.yaml".into(),
            line: 3,
            requirement: "conflict.create".into(),
            signature: signature.into(),
            reason: "it replaces".into(),
            force,
        }
    }

    fn verdict(walked: Verdict, signature: &str, entry: &Declared) -> Verdict {
        judge(walked, &mut steps(signature), std::slice::from_ref(entry))
    }

    #[test]
    fn only_what_is_declared_is_excused() {
        let entry = declared("*status 202, not 409", Force::Full);
        let known = Verdict::KnownDeviation { reason: "it replaces".into() };
        assert_eq!(verdict(Verdict::Fail, "status 202", &entry), known);
        assert_eq!(verdict(Verdict::Fail, "status 500", &entry), Verdict::Fail);
        let error = || Verdict::Error { reason: "net".into() };
        assert_eq!(verdict(error(), "status 202", &entry), error());
        for force in [Force::Expired("2020-01-31".into()), Force::Unreasoned] {
            let entry = declared("*status 202, not 409", force);
            assert_eq!(verdict(Verdict::Fail, "status 202", &entry), Verdict::Fail);
        }
    }

    #[test]
    fn a_second_thing_wrong_beside_it_is_not_excused() {
        let mut both = steps("status 202");
        both.extend(steps("status 500"));
        let entry = declared("*status 202, not 409", Force::Full);
        assert_eq!(judge(Verdict::Fail, &mut both, &[entry]), Verdict::Fail);
        assert_eq!(both[0].checks[0].declared.as_deref(), Some("it replaces"));
        assert_eq!(both[1].checks[0].declared, None);
    }
}
