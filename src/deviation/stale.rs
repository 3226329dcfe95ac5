//! Each deviation as a trial of its own: red where what it declares did not happen.
//!
//! In: deviations in force, and the ends of all cases and rules. Out: a [`CaseResult`] each. Must
//! not know how cases are walked.

use super::declared::{Declared, Force};
use crate::cause::Root;
use crate::verdict::{CaseResult, RequirementRef, StepResult, Verdict};

/// The section that deviations stand in.
const SECTION: &str = "deviations";

/// A trial for each deviation in force, nothing known of it yet.
pub fn drafts(
    declared: &[Declared],
    requirement: impl Fn(&str) -> Option<RequirementRef>,
) -> Vec<(Declared, CaseResult)> {
    let mut drafts: Vec<(Declared, CaseResult)> = Vec::new();
    for entry in declared.iter().filter(|entry| entry.force == Force::Full) {
        let plain = format!("{SECTION}/{}", entry.requirement);
        let alike = drafts.iter().filter(|(known, _)| known.requirement == entry.requirement);
        let id = match alike.count() {
            0 => plain,
            earlier => format!("{plain}/{}", earlier + 1),
        };
        let (name, line) = (entry.signature.clone(), entry.line);
        let (exchanges, checks) = (Vec::new(), Vec::new());
        let draft = CaseResult {
            id,
            section: SECTION.to_owned(),
            title: entry.signature.clone(),
            file: entry.file.clone(),
            requirements: requirement(&entry.requirement).into_iter().collect(),
            verdict: Verdict::NotSelected,
            steps: vec![StepResult { name, line, exchanges, checks, seen: None }],
            began: None,
            millis: 0,
            answers: None,
        };
        drafts.push((entry.clone(), draft));
    }
    drafts
}

/// Whether a trial is that of the deviation.
pub(super) fn is_of(trial: &CaseResult, entry: &Declared) -> bool {
    let line = trial.steps.first().map(|step| step.line);
    trial.section == SECTION && line == Some(entry.line)
}

/// What became of a deviation in a run that ended with these cases and rules. Nothing is said of
/// one that did not happen where a case that could have shown it was not judged.
pub fn outcome(entry: &Declared, draft: &CaseResult, cases: &[CaseResult]) -> CaseResult {
    let about =
        || cases.iter().filter(|c| c.requirements.iter().any(|r| r.id == entry.requirement));
    // A rule that no answer came for could not have shown it.
    let open = about().any(|case| case.answers.is_none() && !is_judged(case));
    let verdict = if cases.iter().any(|case| shows(entry, case)) {
        Verdict::KnownDeviation { reason: entry.reason.clone() }
    } else if !open && about().any(is_judged) {
        Verdict::StaleDeviation { reason: entry.reason.clone() }
    } else {
        Verdict::NotSelected
    };
    CaseResult { verdict, ..draft.clone() }
}

fn is_judged(case: &CaseResult) -> bool {
    case.verdict.kind().is_judged()
}

fn shows(entry: &Declared, case: &CaseResult) -> bool {
    case.steps.iter().any(|step| {
        let mut broken = step.checks.iter().filter(|check| check.breaks_a_requirement());
        broken.any(|check| entry.names(&Root::of(step, check)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::VerdictKind;

    fn entry() -> Declared {
        Declared {
            file: "t.yaml".into(),
            line: 3,
            requirement: "a.b".into(),
            signature: "status 202".into(),
            reason: "old".into(),
            force: Force::Full,
        }
    }

    fn requirement(id: &str) -> Option<RequirementRef> {
        let (level, clause, source) = ("must".to_owned(), String::new(), String::new());
        Some(RequirementRef { id: id.to_owned(), level, clause, source, link: None })
    }

    fn ends(verdicts: &[Verdict]) -> VerdictKind {
        let drafts = drafts(&[entry()], requirement);
        let (entry, draft) = &drafts[0];
        let case = |verdict: &Verdict| CaseResult {
            section: "a".into(),
            verdict: verdict.clone(),
            steps: Vec::new(),
            ..draft.clone()
        };
        let cases: Vec<CaseResult> = verdicts.iter().map(case).collect();
        outcome(entry, draft, &cases).verdict.kind()
    }

    #[test]
    fn what_did_not_happen_is_stale_only_where_it_could_have() {
        let blocked = || Verdict::Blocked { reason: String::new(), broken: None, lack: None };
        assert_eq!(ends(&[Verdict::Pass, Verdict::Fail]), VerdictKind::StaleDeviation);
        for left in [blocked(), Verdict::NotSelected, Verdict::Error { reason: String::new() }] {
            assert_eq!(ends(&[Verdict::Pass, left]), VerdictKind::NotSelected);
        }
        assert_eq!(ends(&[]), VerdictKind::NotSelected);
    }

    #[test]
    fn deviations_of_one_requirement_are_numbered_and_those_without_force_are_none() {
        let expired = Declared { force: Force::Expired("2020-01-31".into()), ..entry() };
        let drafts = drafts(&[entry(), expired, entry()], requirement);
        let ids: Vec<&str> = drafts.iter().map(|(_, draft)| draft.id.as_str()).collect();
        assert_eq!(ids, ["deviations/a.b", "deviations/a.b/2"]);
    }
}
