//! One case, step by step: fill in, send, capture, check; the first failed step ends it.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use serde_json::Value;

use super::end::End;
use super::mask::mask;
use super::material::MaterialError;
use super::poll;
use super::request;
use super::send::{Stuck, once};
use super::session::Session;
use crate::check::schema::Schemas;
use crate::check::{self, Bench};
use crate::http::exchange::Answer;
use crate::http::not_ready::STOPPED;
use crate::scenario::model::{Action, Scenario, Step};
use crate::template::{self, Variables};
use crate::verdict::{CheckResult, Outcome, StepResult};

/// The steps of a case that were walked so far.
pub type Log = Vec<StepResult>;

/// Walks a case under that name; each step is logged as soon as it is done.
pub async fn walk(session: &Session, scenario: &Scenario, name: &str, log: &Mutex<Log>) -> End {
    let mut variables = session.variables(name);
    let until = Instant::now() + session.timeouts.case;
    for step in &scenario.steps {
        if session.stop.is_stopped() {
            return End::Unknown(STOPPED.to_owned());
        }
        let mut done = StepResult {
            name: step.name.clone(),
            line: step.line,
            exchanges: Vec::new(),
            checks: Vec::new(),
            seen: None,
        };
        let stuck = take(session, step, until, &mut variables, &mut done).await.err();
        let failed = done.checks.iter().any(|c| c.outcome == Outcome::Failed);
        log.lock().unwrap_or_else(PoisonError::into_inner).push(done);
        match stuck {
            Some(Stuck(why)) => return End::Unknown(format!("step \"{}\": {why}", step.name)),
            None if failed => return End::Broken,
            None => {}
        }
    }
    End::Held
}

async fn take(
    session: &Session,
    step: &Step,
    until: Instant,
    variables: &mut Variables,
    done: &mut StepResult,
) -> Result<(), Stuck> {
    let text = |text: &str, variables: &Variables| {
        template::fill_text(text, variables).map_err(|e| Stuck(e.to_string()))
    };
    match &step.action {
        Action::Sign { csr, other_key, into } => {
            let csr = text(csr, variables)?;
            match session.authority.sign(&csr, *other_key) {
                // The CSR is the target's: that it cannot be signed is a finding, not our error.
                Err(MaterialError::Csr(why)) => {
                    done.checks.push(unsignable(step, why));
                    Ok(())
                }
                made => keep(variables, into, made),
            }
        }
        Action::Issue { subject, into } => {
            let subject = text(subject, variables)?;
            keep(variables, into, session.authority.issue(&subject))
        }
        Action::Send { request, poll } => {
            let mut call = request::fill(request, variables, session).map_err(Stuck)?;
            call.takes_429 = step.names_status(429);
            let answer = match poll {
                None => once(session, &call, until, done).await?,
                Some(poll) => poll::wait(session, &call, poll, until, variables, done).await?,
            };
            judge(session, step, &answer, variables, &mut done.checks);
            Ok(())
        }
    }
}

fn unsignable(step: &Step, why: String) -> CheckResult {
    CheckResult {
        clause: None,
        subject: "csr".to_owned(),
        outcome: Outcome::Failed,
        matched: None,
        line: step.line,
        expected: "a request that a certificate authority can sign".to_owned(),
        actual: why,
        diff: Vec::new(),
        remark: None,
    }
}

fn keep(
    variables: &mut Variables,
    into: &str,
    made: Result<Value, MaterialError>,
) -> Result<(), Stuck> {
    let made = made.map_err(|e| Stuck(e.to_string()))?;
    variables.insert(into.to_owned(), made);
    Ok(())
}

/// Captures, then checks: an expectation may use what its own answer gave.
fn judge(
    session: &Session,
    step: &Step,
    answer: &Answer,
    variables: &mut Variables,
    checks: &mut Vec<CheckResult>,
) {
    let clause = step.expect.iter().find_map(|e| e.clause.clone());
    let mut missing = Vec::new();
    for capture in &step.captures {
        match check::capture(capture, answer) {
            Ok(value) => {
                variables.insert(capture.name.clone(), value);
            }
            // What cannot be captured breaks what the step is about.
            Err(failed) => missing.push(CheckResult { clause: clause.clone(), ..*failed }),
        }
    }
    let level_may = |clause: &str| session.may.contains(clause);
    let (schemas, mode) = (Schemas::embedded(), session.mode);
    let bench = Bench { variables, schemas, mode, level_may: &level_may };
    for expectation in &step.expect {
        checks.extend(check::expectation(expectation, answer, &bench));
    }
    checks.extend(missing);
    let redactor = session.target.client().redactor();
    checks.iter_mut().for_each(|c| mask(redactor, c));
}
