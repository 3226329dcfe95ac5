//! What a step's answer means for its case: claims are judged as written, preconditions decide
//! whether a claim is due, set-up is tolerant.
//!
//! In: a step and the answer to it. Out: its checks, and how the case goes on. A set-up step is
//! done with any 2xx, or with a status that it names; what else it expects must hold, and what
//! it captures may be missing until a step needs it.

use std::collections::BTreeSet;

use crate::check::{self, Context};
use crate::http::exchange::Answer;
use crate::scenario::method::Method;
use crate::scenario::model::{Action, Expectation, Purpose, Step};
use crate::template::{self, Variables};
use crate::verdict::Outcome;
use crate::verdict::finding::CheckResult;

/// How a case goes on after a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Taken {
    /// To the next step.
    Done,
    /// A claim is broken. The target may still be as later steps expect it.
    Broken { goes_on: bool },
    /// A claim could not be judged whole, for lack of that variable of an earlier step.
    Lacking(String),
    /// A precondition is not met.
    NotMet(String),
    /// A set-up step could not be done.
    NotDone(String),
}

/// The first of the variables that has no value.
pub(super) fn missing(uses: &BTreeSet<String>, variables: &Variables) -> Option<String> {
    uses.iter().find(|name| !template::is_there(name, variables)).cloned()
}

/// Judges an answer; `checks` may already hold that a poll was given up.
pub(super) fn judge(
    step: &Step,
    answer: &Answer,
    context: &Context<'_>,
    checks: &mut Vec<CheckResult>,
) -> Taken {
    let mut plain = step.expect.iter().filter(|e| e.clause.is_none());
    if let Some(name) = plain.find_map(|e| missing(&e.uses, context.variables)) {
        demote(checks);
        return Taken::Lacking(name);
    }
    match step.purpose {
        Purpose::Claim => claim(step, answer, context, checks),
        Purpose::Given => {
            let all = step.expect.iter().flat_map(|e| check::expectation(e, answer, context));
            checks.extend(all);
            if demote(checks) { Taken::NotMet(told(answer)) } else { Taken::Done }
        }
        Purpose::SetUp => {
            let done = set_up(step, answer, context, checks);
            if demote(checks) || !done { Taken::NotDone(told(answer)) } else { Taken::Done }
        }
    }
}

/// Whether what a step expects without a clause holds, by and large.
fn set_up(
    step: &Step,
    answer: &Answer,
    context: &Context<'_>,
    checks: &mut Vec<CheckResult>,
) -> bool {
    let welcome = (200..300).contains(&answer.status) || allows(step, answer.status);
    let mut found = Vec::new();
    for expectation in step.expect.iter().filter(|e| e.clause.is_none()) {
        let lenient = welcome.then(|| without_status(expectation));
        let expectation = lenient.as_ref().unwrap_or(expectation);
        found.extend(check::expectation(expectation, answer, context));
    }
    let held = !demote(&mut found);
    checks.extend(found);
    held && welcome
}

/// Whether an expectation without a clause names that status.
fn allows(step: &Step, status: u16) -> bool {
    let plain = step.expect.iter().filter(|e| e.clause.is_none());
    let mut named = plain.filter_map(|e| e.documented.status.as_ref());
    named.any(|(_, demand)| demand.allows(status))
}

fn claim(
    step: &Step,
    answer: &Answer,
    context: &Context<'_>,
    checks: &mut Vec<CheckResult>,
) -> Taken {
    let clauses = || step.expect.iter().filter_map(|e| e.clause.as_deref());
    // What it expects without a clause is set-up: without it, its claims are not due.
    let sets_up = step.expect.iter().any(|e| e.clause.is_none());
    if sets_up && !set_up(step, answer, context, checks) {
        demote(checks);
        return Taken::NotDone(told(answer));
    }
    // That what is left open was waited for in vain is no failure either.
    if clauses().all(|clause| (context.level_may)(clause)) {
        demote(checks);
    }
    let given_up = checks.iter().any(failed);
    let mut lacking = None;
    for expectation in step.expect.iter().filter(|e| e.clause.is_some()) {
        match missing(&expectation.uses, context.variables) {
            None => checks.extend(check::expectation(expectation, answer, context)),
            Some(name) => lacking = lacking.or(Some(name)),
        }
    }
    for capture in &step.captures {
        if let Err(missing) = check::capture(capture, answer, context.variables, context.mask) {
            checks.extend(blamed(step, &capture.name).map(|clause| CheckResult {
                clause: Some(clause.to_owned()),
                ..(*missing).clone()
            }));
        }
    }
    match (checks.iter().any(failed), lacking) {
        (true, _) => {
            let goes_on = !given_up && (is_read(step) || step.allows(answer.status));
            Taken::Broken { goes_on }
        }
        (false, Some(name)) => Taken::Lacking(name),
        (false, None) => Taken::Done,
    }
}

/// Status and error of an answer in a few words.
fn told(answer: &Answer) -> String {
    format!("answered {}", check::status_line(answer))
}

/// The clauses that a missing capture breaks: those whose expectations need it, or what the step
/// is about where none does.
fn blamed<'s>(step: &'s Step, capture: &str) -> impl Iterator<Item = &'s str> {
    let mut clauses: Vec<&str> = Vec::new();
    let needs = |e: &&Expectation| e.uses.iter().any(|u| u.split('.').next() == Some(capture));
    let needing = step.expect.iter().filter(needs).filter_map(|e| e.clause.as_deref());
    for clause in needing {
        if !clauses.contains(&clause) {
            clauses.push(clause);
        }
    }
    let first = step.expect.iter().find_map(|e| e.clause.as_deref());
    let first = first.filter(|_| clauses.is_empty());
    clauses.into_iter().chain(first)
}

fn failed(check: &CheckResult) -> bool {
    check.outcome == Outcome::Failed
}

/// Makes failures notes: they tell of the set-up, not of a requirement. Whether there were any.
pub(super) fn demote(checks: &mut [CheckResult]) -> bool {
    let mut any = false;
    for check in checks.iter_mut().filter(|check| failed(check)) {
        check.outcome = Outcome::Noted;
        any = true;
    }
    any
}

fn is_read(step: &Step) -> bool {
    matches!(&step.action, Action::Send { request, .. } if request.method == Method::Get)
}

fn without_status(expectation: &Expectation) -> Expectation {
    let mut lenient = expectation.clone();
    lenient.documented.status = None;
    if let Some(observed) = &mut lenient.observed {
        observed.demands.status = None;
    }
    lenient
}
