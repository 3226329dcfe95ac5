//! What was not tested, why, and how to change that.
//!
//! In come the run and its causes, out go groups, one a reason, the one of most requirements first.

use std::collections::BTreeSet;

use serde::Serialize;

use super::bounds::{CASES, NAME, SENTENCE};
use crate::cause::Cause;
use crate::report::coverage::{Section, Tested};
use crate::report::sanitize::one_line;
use crate::report::{group, text};
use crate::verdict::{CaseResult, Lack, RunResult, Verdict};

/// What one reason keeps from being tested.
#[derive(Serialize)]
pub struct Untested {
    reason: String,
    /// The cause that is in the way.
    cause: Option<usize>,
    /// What to do about it, and as a command.
    remedy: String,
    command: Option<String>,
    requirements: Vec<String>,
    /// What `cases` are: cases, or rules.
    kind: &'static str,
    cases: Vec<String>,
    more: usize,
}

/// Why a case told nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Why<'r> {
    Broken { clause: &'r str, reason: &'r str },
    Lacking(&'r str, Option<&'r Lack>),
    Stuck(&'r str),
    LeftOut,
    NoSuchAnswer,
}

/// The groups.
pub fn groups(run: &RunResult, causes: &[Cause], covered: &[Section<'_>]) -> Vec<Untested> {
    let tested = covered.iter().flat_map(|section| &section.requirements);
    let untested: Vec<&Tested<'_>> = tested.filter(|tested| !tested.is_tested).collect();
    let open: BTreeSet<&str> = untested.iter().map(|t| t.requirement.id.as_str()).collect();
    let told = run.cases.iter().filter_map(|case| {
        let why = why(case)?;
        // What others tested without it is missed by nobody, unless the target lacks something.
        let missed = !matches!(why, Why::LeftOut | Why::NoSuchAnswer)
            || case.requirements.iter().any(|r| open.contains(r.id.as_str()));
        missed.then_some((why, case))
    });
    let groups = group::in_order(told).into_iter();
    let mut groups: Vec<Untested> =
        groups.map(|(why, cases)| one(run, causes, &open, &why, &cases)).collect();
    groups.sort_by_key(|group| usize::MAX - group.requirements.len());
    groups
}

fn why(case: &CaseResult) -> Option<Why<'_>> {
    match &case.verdict {
        Verdict::Blocked { reason, broken: Some(clause), .. } => {
            Some(Why::Broken { clause, reason })
        }
        Verdict::Blocked { reason, lack, .. } => Some(Why::Lacking(reason, lack.as_ref())),
        Verdict::Error { reason } => Some(Why::Stuck(reason)),
        Verdict::NotSelected if case.answers.is_some() => Some(Why::NoSuchAnswer),
        Verdict::NotSelected => Some(Why::LeftOut),
        _ => None,
    }
}

fn one(
    run: &RunResult,
    causes: &[Cause],
    open: &BTreeSet<&str>,
    why: &Why<'_>,
    cases: &[&CaseResult],
) -> Untested {
    let cited = cases.iter().flat_map(|case| &case.requirements).map(|r| r.id.as_str());
    let requirements: BTreeSet<&str> = cited.filter(|id| open.contains(id)).collect();
    let reason = match why {
        Why::Broken { reason, .. } | Why::Lacking(reason, _) | Why::Stuck(reason) => reason,
        Why::LeftOut => "left out by the filter",
        Why::NoSuchAnswer => "no answer came that these rules are about",
    };
    let told = cases.first().and_then(|case| text::remedy(run, case));
    let (remedy, command) = told.unwrap_or_default();
    Untested {
        reason: one_line(reason, SENTENCE),
        cause: match why {
            Why::Broken { clause, .. } => {
                let mut causes = causes.iter();
                let broken = causes.find(|c| c.requirements.iter().any(|r| r.id == *clause));
                broken.map(|cause| cause.number)
            }
            _ => None,
        },
        remedy,
        command,
        requirements: requirements.into_iter().map(|id| one_line(id, NAME)).collect(),
        kind: if *why == Why::NoSuchAnswer { "rule" } else { "case" },
        cases: cases.iter().take(CASES).map(|case| one_line(&case.id, NAME)).collect(),
        more: cases.len().saturating_sub(CASES),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{coverage, sample};

    #[test]
    fn every_reason_is_told_once_with_its_remedy() {
        let mut run = sample::run();
        let mut behind = run.cases[3].clone();
        behind.verdict = Verdict::Blocked {
            reason: "set-up".to_owned(),
            broken: Some("conflict.create".to_owned()),
            lack: None,
        };
        run.cases.push(behind);
        let causes = crate::cause::causes(&run);
        let groups = groups(&run, &causes, &coverage::sections(&run));
        let told = |reason: &str| groups.iter().find(|g| g.reason.contains(reason)).unwrap();
        let lacking = told("role `stalled`");
        assert_eq!(lacking.cases.len(), 2);
        let command = lacking.command.as_deref();
        assert_eq!(command, Some("kvcontract doctor --target 'my lowkey.yaml'"));
        let blocked = told("set-up");
        let cause = causes.iter().find(|c| c.requirements[0].id == "conflict.create").unwrap();
        assert_eq!((blocked.cause, &blocked.command), (Some(cause.number), &None));
    }

    #[test]
    fn what_to_do_is_what_belongs_to_the_reason() {
        let mut run = sample::run();
        let lacks = [
            Lack::Operation { operation: "import".to_owned() },
            Lack::Operation { operation: "authentication".to_owned() },
            Lack::ApiVersion { versions: "7.6 or newer".to_owned() },
            Lack::Precondition,
            Lack::Turn,
        ];
        for (at, lack) in lacks.into_iter().enumerate() {
            let mut case = run.cases[3].clone();
            case.verdict =
                Verdict::Blocked { reason: at.to_string(), broken: None, lack: Some(lack) };
            run.cases.push(case);
        }
        let groups = groups(&run, &[], &coverage::sections(&run));
        let told: std::collections::BTreeSet<&str> =
            groups.iter().map(|group| group.remedy.as_str()).collect();
        assert_eq!(told.len(), groups.len(), "{told:?}");
        for part in ["role `stalled`", "`import`", "--token-env", "7.6", "--fail-fast"] {
            assert!(told.iter().any(|told| told.contains(part)), "{part}");
        }
    }
}
