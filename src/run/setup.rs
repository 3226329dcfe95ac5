//! What a step's answer means for its case: claims are judged as written, preconditions decide
//! whether a claim is due, set-up is tolerant.
//!
//! In: a step and the answer to it. Out: its checks, and how the case goes on. A set-up step is
//! done with any 2xx, or with a status that it names; what else it expects must hold, and what
//! it captures may be missing until a step needs it.

use std::collections::BTreeSet;

use crate::check::{self, Bench};
use crate::http::exchange::Answer;
use crate::scenario::model::{Action, Expectation, Method, Purpose, Step};
use crate::scenario::template::{self, Variables};
use crate::verdict::{CheckResult, Outcome};

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
    bench: &Bench<'_>,
    checks: &mut Vec<CheckResult>,
) -> Taken {
    let told = check::told(answer);
    match step.purpose {
        Purpose::Claim => claim(step, answer, bench, checks),
        Purpose::Given => {
            let all = step.expect.iter().flat_map(|e| check::expectation(e, answer, bench));
            checks.extend(all);
            match demote(checks) {
                true => Taken::NotMet(told),
                false => Taken::Done,
            }
        }
        Purpose::SetUp => {
            let welcome = (200..300).contains(&answer.status) || step.names_status(answer.status);
            for expectation in &step.expect {
                let lenient = welcome.then(|| without_status(expectation));
                let expectation = lenient.as_ref().unwrap_or(expectation);
                checks.extend(check::expectation(expectation, answer, bench));
            }
            match demote(checks) || !welcome {
                true => Taken::NotDone(told),
                false => Taken::Done,
            }
        }
    }
}

fn claim(step: &Step, answer: &Answer, bench: &Bench<'_>, checks: &mut Vec<CheckResult>) -> Taken {
    let clauses = || step.expect.iter().filter_map(|e| e.clause.as_deref());
    // That what is left open was waited for in vain is no failure either.
    if clauses().all(|clause| (bench.level_may)(clause)) {
        demote(checks);
    }
    let given_up = checks.iter().any(failed);
    let mut lacking = None;
    for expectation in &step.expect {
        match missing(&expectation.uses, bench.variables) {
            None => checks.extend(check::expectation(expectation, answer, bench)),
            Some(name) => lacking = lacking.or(Some(name)),
        }
    }
    // What cannot be captured breaks what the step is about.
    let clause = clauses().next();
    for capture in &step.captures {
        if let Err(missing) = check::capture(capture, answer) {
            checks.push(CheckResult { clause: clause.map(str::to_owned), ..*missing });
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
