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
use crate::verdict::{CaseResult, RunResult, Verdict};

/// What one reason keeps from being tested.
#[derive(Serialize)]
pub struct Untested {
    reason: String,
    /// The cause that is in the way.
    cause: Option<usize>,
    /// What to do about it, and as a command.
    remedy: &'static str,
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
    Lacking(&'r str),
    Stuck(&'r str),
    LeftOut,
    NoSuchAnswer,
}

/// The groups.
pub fn groups(run: &RunResult, causes: &[Cause], covered: &[Section<'_>]) -> Vec<Untested> {
    let tested = covered.iter().flat_map(|section| &section.requirements);
    let untested: Vec<&Tested<'_>> = tested.filter(|tested| !tested.is_tested).collect();
    let open: BTreeSet<&str> = untested.iter().map(|t| t.requirement.id.as_str()).collect();
    let cited = |case: &CaseResult| case.requirements.iter().any(|r| open.contains(r.id.as_str()));
    let told = run.cases.iter().filter_map(|case| {
        let why = why(case)?;
        // What others tested without it is missed by nobody, unless the target lacks something.
        let missed = !matches!(why, Why::LeftOut | Why::NoSuchAnswer) || cited(case);
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
        Verdict::Blocked { reason, broken: Some(clause) } => Some(Why::Broken { clause, reason }),
        Verdict::Blocked { reason, broken: None } => Some(Why::Lacking(reason)),
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
    let (reason, remedy, command) = match why {
        Why::Broken { reason, .. } => (*reason, "Mend what is broken, and run again.", None),
        Why::Lacking(reason) => (
            *reason,
            "Give the target what it needs, or tell the target file of it; this says what is there:",
            Some(text::command("doctor", run, &[])),
        ),
        Why::Stuck(reason) => (*reason, "Mend what stopped it, and run again.", None),
        Why::LeftOut => {
            ("left out by the filter", "Run the whole suite:", Some(text::command("run", run, &[])))
        }
        Why::NoSuchAnswer => (
            "no answer came that these rules are about",
            "They are judged where a case brings such an answer about: those above, or those left \
             out.",
            None,
        ),
    };
    Untested {
        reason: one_line(reason, SENTENCE),
        cause: match why {
            Why::Broken { clause, .. } => {
                let broken = |cause: &&Cause| cause.requirements.iter().any(|r| r.id == *clause);
                causes.iter().find(broken).map(|cause| cause.number)
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
}
