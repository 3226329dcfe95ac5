//! The cases as the page shows them: what failed stands open, set-up is marked as such.
//!
//! In come cases, out go structs for the template. It must not know which of them are shown.

use serde::Serialize;

use super::bounds::{ENDS, NAME, SENTENCE};
use super::check::{self, Check};
use super::exchange::{self, Exchange, Wrong};
use crate::report::sanitize::{many_lines, one_line};
use crate::report::text::label;
use crate::report::words;
use crate::verdict::{CaseResult, Outcome, RequirementRef, StepResult, Tls, Verdict, VerdictKind};

#[derive(Serialize)]
pub struct Section {
    id: String,
    cases: Vec<Case>,
}

#[derive(Serialize)]
struct Case {
    id: String,
    title: String,
    kind: String,
    label: &'static str,
    open: bool,
    reason: Option<String>,
    file: String,
    took: Option<String>,
    queued: Option<String>,
    requirements: Vec<Cited>,
    steps: Vec<Step>,
}

/// A requirement as a case cites it.
#[derive(Serialize)]
struct Cited {
    id: String,
    level: String,
    clause: String,
    link: Option<String>,
    /// What the case says of it itself, where it says anything.
    told: Option<&'static str>,
}

#[derive(Serialize)]
struct Step {
    name: String,
    place: String,
    seen: Option<String>,
    set_up: bool,
    failed: bool,
    /// The request and the status that came, of the last exchange.
    line: Option<(String, String)>,
    passed: Vec<Check>,
    others: Vec<Check>,
    first: Vec<Exchange>,
    omitted: usize,
    last: Vec<Exchange>,
}

/// The cases of a section.
pub fn section(id: &str, cases: &[&CaseResult], tls: &Tls) -> Section {
    Section { id: one_line(id, NAME), cases: cases.iter().map(|c| case(c, tls)).collect() }
}

/// The verdict as the page's classes and filters name it.
pub fn kind(verdict: &Verdict) -> String {
    label(verdict).to_lowercase().replace(' ', "-")
}

/// A link to a page, where it is one that may be followed.
pub fn link(requirement: &RequirementRef) -> Option<String> {
    let link = requirement.link.as_deref().filter(|link| link.starts_with("https://"));
    link.map(|link| one_line(link, NAME))
}

fn case(case: &CaseResult, tls: &Tls) -> Case {
    let kind_of = case.verdict.kind();
    let queued = case.queued_millis();
    let walked = case.answers.is_none() && (case.millis > 0 || case.began.is_some());
    Case {
        id: one_line(&case.id, NAME),
        title: one_line(&case.title, SENTENCE),
        kind: kind(&case.verdict),
        label: label(&case.verdict),
        open: [VerdictKind::Fail, VerdictKind::Error, VerdictKind::StaleDeviation]
            .contains(&kind_of),
        reason: case.verdict.reason().map(|r| many_lines(r, SENTENCE)),
        file: one_line(&case.file, NAME),
        took: walked.then(|| exchange::took(case.millis.saturating_sub(queued))),
        queued: (queued > 0).then(|| exchange::took(queued)),
        requirements: case.requirements.iter().map(|r| cited(case, r)).collect(),
        steps: case.steps.iter().map(|s| step(s, tls)).collect(),
    }
}

fn cited(case: &CaseResult, requirement: &RequirementRef) -> Cited {
    let of_it = || case.checks().filter(|(_, c)| c.clause.as_ref() == Some(&requirement.id));
    let told = if of_it().any(|(_, check)| check.outcome == Outcome::Failed) {
        Some("broken")
    } else if of_it().next().is_none() && case.verdict.kind() == VerdictKind::Fail {
        Some("not reached")
    } else {
        None
    };
    Cited {
        id: one_line(&requirement.id, NAME),
        level: one_line(&requirement.level, NAME),
        clause: one_line(&requirement.clause, SENTENCE),
        link: link(requirement),
        told,
    }
}

fn step(step: &StepResult, tls: &Tls) -> Step {
    let n = step.exchanges.len();
    let (first, last) = if n > 2 * ENDS { (ENDS, n - ENDS) } else { (n, n) };
    let (wrong, nothing) = (Wrong::of(&step.checks), Wrong::default());
    // The checks are of the answer that came last.
    let shown = |range: std::ops::Range<usize>| {
        let views = range.map(|at| {
            let wrong = if at + 1 == n { &wrong } else { &nothing };
            exchange::view(&step.exchanges[at], wrong, tls)
        });
        views.collect()
    };
    let (passed, others) = step.checks.iter().map(check::view).partition(Check::holds);
    Step {
        name: one_line(&step.name, NAME),
        place: format!("line {}", step.line),
        seen: step.seen.as_ref().map(words::seen),
        set_up: step.seen.is_none() && step.checks.iter().all(|check| check.clause.is_none()),
        failed: step.checks.iter().any(|c| c.outcome == Outcome::Failed),
        line: step.exchanges.last().map(|last| {
            let status = last.status.map_or("no answer".to_owned(), |status| status.to_string());
            (one_line(&format!("{} {}", last.method, last.url), SENTENCE), status)
        }),
        passed,
        others,
        first: shown(0..first),
        omitted: last - first,
        last: shown(last..n),
    }
}
