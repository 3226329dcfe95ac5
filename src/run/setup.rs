//! What a step's answer means for its case: claims are judged as written, preconditions decide
//! whether a claim is due, set-up is tolerant.
//!
//! In: a step and the answer to it. Out: its checks, and how the case goes on. A set-up step is
//! done with any 2xx, or with a status that it names; what else it expects must hold, and what
//! it captures may be missing until a step needs it. What a step that makes a claim expects without
//! a clause is what the claim presupposes, to the letter.

use std::collections::BTreeSet;

use crate::check::{self, Context};
use crate::http::exchange::Answer;
use crate::scenario::model::{Action, Expectation, Purpose, Step};
use crate::template::{self, Variables};
use crate::verdict::Outcome;
use crate::verdict::finding::{CheckResult, Place};

/// How a case goes on after a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Taken {
    /// To the next step.
    Done,
    /// A claim is broken. The target may still be as later steps expect it.
    Broken { goes_on: bool },
    /// A claim could not be judged whole, for lack of that variable of an earlier step.
    Lacking(String),
    /// What is left open was refused: claims that build on it are not due.
    Refused(String),
    /// A precondition is not met.
    NotMet(String),
    /// A set-up step could not be done.
    NotDone(String),
    /// What a step is to act on will not do, and nothing was sent.
    NotTried(String),
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
            if demote(checks) { Taken::NotMet(told(answer, checks)) } else { Taken::Done }
        }
        Purpose::SetUp => {
            let done = set_up(step, answer, context, checks);
            if demote(checks) || !done { Taken::NotDone(told(answer, checks)) } else { Taken::Done }
        }
    }
}

/// Whether a set-up step is done: with any 2xx, or with a status that it names.
fn set_up(
    step: &Step,
    answer: &Answer,
    context: &Context<'_>,
    checks: &mut Vec<CheckResult>,
) -> bool {
    let welcome = (200..300).contains(&answer.status) || allows(step, answer.status);
    let mut found = Vec::new();
    for expectation in &step.expect {
        let lenient = welcome.then(|| without_status(expectation));
        let expectation = lenient.as_ref().unwrap_or(expectation);
        found.extend(check::expectation(expectation, answer, context));
    }
    let held = !demote(&mut found);
    checks.extend(found);
    held && welcome
}

/// Whether an expectation of a set-up step names that status.
fn allows(step: &Step, status: u16) -> bool {
    let mut named = step.expect.iter().filter_map(|e| e.documented.status.as_ref());
    named.any(|(_, demand)| demand.allows(status))
}

/// Whether what the claims of a step presuppose is so: a message of a refusal can only be judged
/// where there was one.
fn presupposed(
    step: &Step,
    answer: &Answer,
    context: &Context<'_>,
    checks: &mut Vec<CheckResult>,
) -> bool {
    let plain = step.expect.iter().filter(|e| e.clause.is_none());
    let mut found: Vec<CheckResult> =
        plain.flat_map(|e| check::expectation(e, answer, context)).collect();
    let held = !demote(&mut found);
    checks.extend(found);
    held
}

fn claim(
    step: &Step,
    answer: &Answer,
    context: &Context<'_>,
    checks: &mut Vec<CheckResult>,
) -> Taken {
    if !presupposed(step, answer, context, checks) {
        demote(checks);
        return Taken::NotDone(told(answer, checks));
    }
    let claims = || step.expect.iter().filter(|e| e.clause.is_some());
    // That what is left open was waited for in vain is no failure either.
    if claims().filter_map(|e| e.clause.as_deref()).all(|clause| (context.level_may)(clause)) {
        demote(checks);
    }
    let given_up = checks.iter().any(failed);
    // An answer of another status than a claim names is another answer: only claims that name one
    // themselves are due, and of them no more than that.
    let mut named = claims().filter(|e| !e.advisory);
    let as_named = named.all(|e| check::is_of_status(e, answer, context.mode));
    let mut lacking = None;
    for expectation in claims() {
        let of_status = check::is_of_status(expectation, answer, context.mode);
        if !as_named && of_status && expectation.documented.status.is_none() {
            continue;
        }
        match missing(&expectation.uses, context.variables).filter(|_| of_status) {
            None => checks.extend(check::expectation(expectation, answer, context)),
            Some(name) => lacking = lacking.or(Some(name)),
        }
    }
    if as_named {
        checks.extend(not_captured(step, answer, context));
    }
    attribute(step, checks);
    // What a `may` asks for may be refused; what it should have made is then not there.
    let refused = !as_named && !is_read(step) && answer.status >= 400;
    match (checks.iter().any(failed), lacking) {
        (true, _) => {
            let goes_on = !given_up && (is_read(step) || step.allows(answer.status));
            Taken::Broken { goes_on }
        }
        (false, _) if refused => Taken::Refused(told(answer, checks)),
        (false, Some(name)) => Taken::Lacking(name),
        (false, None) => Taken::Done,
    }
}

/// That waiting was given up is told by the claims about the last answer; where they hold, it is
/// what the step is about that did not come.
fn attribute(step: &Step, checks: &mut [CheckResult]) {
    let told = checks.iter().any(|check| failed(check) && check.clause.is_some());
    let first = step.expect.iter().find_map(|e| e.clause.clone());
    for check in checks.iter_mut().filter(|check| failed(check) && check.clause.is_none()) {
        if told {
            check.outcome = Outcome::Noted;
        } else {
            check.clause = first.clone();
        }
    }
}

/// What was not as it should be, in a few words: a value by its signature, else the answer.
fn told(answer: &Answer, checks: &[CheckResult]) -> String {
    let mut noted = checks.iter().filter(|c| c.outcome == Outcome::Noted && c.clause.is_none());
    let value = noted.find(|c| !matches!(c.place, Place::Status | Place::Poll));
    match value.and_then(|check| check.signature.as_ref()) {
        Some(signature) if (200..300).contains(&answer.status) => signature.clone(),
        _ => format!("answered {}", check::status_line(answer)),
    }
}

/// What was to be captured and is not there, under the clauses that this breaks.
fn not_captured(step: &Step, answer: &Answer, context: &Context<'_>) -> Vec<CheckResult> {
    let mut found = Vec::new();
    for capture in &step.captures {
        if let Err(missing) = check::capture(capture, answer, context.variables, context.mask) {
            let clauses = blamed(step, &capture.name).map(str::to_owned);
            found.extend(clauses.map(|c| CheckResult { clause: Some(c), ..(*missing).clone() }));
        }
    }
    found
}

/// The clauses that a missing capture breaks: those whose expectations need it, or what the step
/// is about where none does.
fn blamed<'s>(step: &'s Step, capture: &str) -> impl Iterator<Item = &'s str> {
    let mut clauses: Vec<&str> = Vec::new();
    let needing =
        step.expect.iter().filter(|e| e.uses.iter().any(|u| u.split('.').next() == Some(capture)));
    for clause in needing.filter_map(|e| e.clause.as_deref()) {
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
    matches!(&step.action, Action::Send { request, .. } if request.method.is_read())
}

fn without_status(expectation: &Expectation) -> Expectation {
    let mut lenient = expectation.clone();
    lenient.documented.status = None;
    if let Some(observed) = &mut lenient.observed {
        observed.demands.status = None;
    }
    lenient
}
