//! One case, step by step: fill in, send, capture, check. A claim that is broken ends it only
//! where what follows could not be told; set-up that cannot be done always does. What comes `finally`
//! is walked however the steps ended, when the time of the case is over or the run is stopped, too.
//! It has the time of clean-up, and decides nothing.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use serde_json::{Value, json};
use tokio::time::timeout;

use super::certificate_authority::CertificateError;
use super::creates;
use super::end::{End, NotGiven};
use super::frame;
use super::poll;
use super::request::{self, NoCall};
use super::send::{Bounds, Stuck, once};
use super::session::Session;
use super::setup::{self, Taken};
use super::slots::Slot;
use super::stop::Stop;
use crate::check::{self, Context};
use crate::http::exchange::Answer;
use crate::http::not_ready::STOPPED;
use crate::scenario::model::{Action, From, Scenario, Step};
use crate::scenario::over::{OverIssuer, UNKNOWN};
use crate::template::{self, TemplateError, Variables};
use crate::verdict::finding::{CheckResult, Place};
use crate::verdict::{CaseStep, Lack, StepResult};

/// The steps of a case that were walked so far.
pub type Log = Vec<StepResult>;

/// A case that was walked.
#[derive(Debug)]
pub struct Walked {
    /// How its steps ended.
    pub end: End,
    /// What of its `finally` could not be done.
    pub untidy: Vec<String>,
}

/// Walks a case under that name; each step is logged as soon as it is done.
pub async fn walk(
    session: &Session,
    scenario: &Scenario,
    name: &str,
    log: &Mutex<Log>,
    slot: Slot,
) -> Walked {
    let mut variables = session.variables(name);
    if let Some(value) = scenario.over {
        variables.insert("over".to_owned(), json!({ "issuer": issuer(session, value) }));
    }
    let limit = session.timeouts.case;
    let bounds = Bounds { until: Instant::now() + limit, stop: session.stop.clone(), slot };
    let name = name.to_owned();
    let taker = Taker { session, scenario, name, bounds, log };
    let mut way = Way { taker, variables, broken: false };
    let ended = timeout(limit, way.steps()).await;
    let end = ended.unwrap_or_else(|_| End::Unknown(format!("not done after {limit:?}")));
    let untidy = way.finally().await;
    Walked { end, untidy }
}

/// The name of the issuer that a value of `over` stands for. A case whose role the target does
/// not have is blocked and never walked.
fn issuer(session: &Session, value: OverIssuer) -> &str {
    let name = value.role().and_then(|role| session.issuers.get(&role));
    name.map_or(UNKNOWN, String::as_str)
}

/// A case under way.
struct Way<'a> {
    taker: Taker<'a>,
    variables: Variables,
    broken: bool,
}

/// What takes the steps of a case, with whatever variables they work.
struct Taker<'a> {
    session: &'a Session,
    scenario: &'a Scenario,
    name: String,
    bounds: Bounds,
    log: &'a Mutex<Log>,
}

impl Way<'_> {
    async fn steps(&mut self) -> End {
        for (index, step) in self.taker.scenario.steps.iter().enumerate() {
            if let Some(end) = self.step(step, index).await {
                return if self.broken { End::Broken } else { end };
            }
        }
        if self.broken { End::Broken } else { End::Held }
    }

    /// Takes a step; the end where the case ends with it.
    async fn step(&mut self, step: &Step, index: usize) -> Option<End> {
        if self.taker.session.stop.is_stopped() {
            return Some(End::Unknown(STOPPED.to_owned()));
        }
        let name = &step.name;
        match self.taken(step).await {
            Ok(Taken::Done) => None,
            Ok(Taken::Broken { goes_on }) => {
                self.broken = true;
                (!goes_on).then_some(End::Broken)
            }
            Ok(Taken::Lacking(variable)) => Some(self.lacking(step, index, &variable)),
            Ok(Taken::Refused(_)) if index + 1 == self.taker.scenario.steps.len() => None,
            Ok(Taken::NotMet(told) | Taken::Refused(told)) => {
                let reason = self.taker.masked(format!("precondition not met: {name}: {told}"));
                Some(End::NotDue(reason, Lack::Precondition))
            }
            Ok(Taken::NotDone(told)) => {
                Some(self.unready(name, &told, NotGiven { step: index, value: None }))
            }
            Ok(Taken::NotTried(told)) => {
                let not_given = match acts_on(step) {
                    Some(variable) => self.not_given(index, variable),
                    None => NotGiven { step: index, value: None },
                };
                Some(self.unready(name, &told, not_given))
            }
            Err(Stuck(why)) => Some(End::Unknown(format!("step \"{name}\": {why}"))),
        }
    }

    /// Takes a step with the variables of the case, or with its own where it is a shared one.
    async fn taken(&mut self, step: &Step) -> Result<Taken, Stuck> {
        let Some(frame) = &step.frame else {
            return match setup::missing(&step.uses, &self.variables) {
                Some(variable) => Ok(Taken::Lacking(variable)),
                None => self.taker.logged(step, &mut self.variables).await,
            };
        };
        let mut seen = match frame::enter(frame, &self.variables) {
            Ok(seen) => seen,
            Err(TemplateError::Missing(variable)) => return Ok(Taken::Lacking(variable)),
            Err(other) => return Err(Stuck(other.to_string())),
        };
        if let Some(variable) = setup::missing(&step.uses, &seen) {
            return Ok(Taken::Lacking(variable));
        }
        let taken = self.taker.logged(step, &mut seen).await;
        frame::leave(frame, step, seen, &mut self.variables);
        taken
    }

    fn unready(&self, step: &str, told: &str, not_given: NotGiven) -> End {
        let reason = self.taker.masked(format!("set-up: step \"{step}\": {told}"));
        End::Unready(reason, not_given)
    }

    /// A step needs what an earlier one did not give.
    fn lacking(&self, step: &Step, index: usize, variable: &str) -> End {
        let not_given = self.not_given(index, variable);
        let maker =
            self.taker.scenario.steps.get(not_given.step).filter(|_| not_given.step != index);
        let from = maker.map(|maker| format!(", which step \"{}\" did not give", maker.name));
        let from = from.unwrap_or_default();
        let reason = format!("set-up: step \"{}\" needs `{variable}`{from}", step.name);
        End::Unready(reason, not_given)
    }

    /// Which step should have made a variable, and out of what.
    fn not_given(&self, index: usize, variable: &str) -> NotGiven {
        let Some(step) = self.maker(index, variable) else {
            return NotGiven { step: index, value: None };
        };
        let parts: Vec<&str> = variable.split('.').collect();
        let mut captures = self.taker.scenario.steps[step].captures.iter();
        let capture = captures.find(|capture| parts.contains(&capture.name.as_str()));
        let value = capture.map(|capture| match &capture.from {
            From::Body(pointer) => Place::Body { pointer: pointer.clone() },
            From::Header(name) => Place::Header { name: name.clone() },
        });
        NotGiven { step, value }
    }

    /// The last step before `index` that should have made a variable.
    fn maker(&self, index: usize, variable: &str) -> Option<usize> {
        let parts: Vec<&str> = variable.split('.').collect();
        let mut before = self.taker.scenario.steps.iter().take(index);
        before.rposition(|step| frame::made(step).any(|made| parts.contains(&made)))
    }

    /// What always runs. It decides nothing, and what it lacks it leaves out. What could not be done
    /// is told.
    async fn finally(&mut self) -> Vec<String> {
        let limit = self.taker.session.timeouts.clean_up;
        let slot = self.taker.bounds.slot.clone();
        self.taker.bounds = Bounds { until: Instant::now() + limit, stop: Stop::never(), slot };
        let mut untidy = Vec::new();
        let all = async {
            if !self.taker.scenario.finally.is_empty() {
                self.taker.bounds.slot.again().await;
            }
            for step in &self.taker.scenario.finally {
                let told = match self.taken(step).await {
                    Ok(
                        Taken::NotDone(told)
                        | Taken::NotTried(told)
                        | Taken::NotMet(told)
                        | Taken::Refused(told),
                    ) => told,
                    Err(Stuck(why)) => why,
                    Ok(Taken::Done | Taken::Lacking(_) | Taken::Broken { .. }) => continue,
                };
                untidy.push(format!("step \"{}\": {told}", step.name));
            }
        };
        if timeout(limit, all).await.is_err() {
            untidy.push(format!("not done after {limit:?} (timeouts.clean_up in the target file)"));
        }
        untidy.into_iter().map(|told| self.taker.masked(told)).collect()
    }
}

impl Taker<'_> {
    /// Takes a step that lacks nothing, and logs it.
    async fn logged(&self, step: &Step, variables: &mut Variables) -> Result<Taken, Stuck> {
        let mut done = StepResult {
            name: step.name.clone(),
            line: step.line,
            exchanges: Vec::new(),
            checks: Vec::new(),
            seen: None,
        };
        let number = self.log.lock().unwrap_or_else(PoisonError::into_inner).len();
        let sender = CaseStep { case: self.scenario.id.clone(), step: number };
        let taken = self.take(step, sender, variables, &mut done).await;
        self.log.lock().unwrap_or_else(PoisonError::into_inner).push(done);
        taken
    }

    async fn take(
        &self,
        step: &Step,
        sender: CaseStep,
        variables: &mut Variables,
        done: &mut StepResult,
    ) -> Result<Taken, Stuck> {
        let session = self.session;
        match &step.action {
            Action::Sign { csr, other_key, into } => {
                let csr = text(csr, variables)?;
                match session.authority.sign(&csr, *other_key) {
                    // The CSR is the target's: that it cannot be signed is a finding, not our error.
                    Err(CertificateError::Csr { code, detail }) => {
                        let redactor = session.target.client().redactor();
                        let found = check::unsignable(&csr, step.line, code, &detail, &|t| {
                            redactor.text(t)
                        });
                        done.checks.push(found);
                        setup::demote(&mut done.checks);
                        Ok(Taken::NotTried(format!("the request cannot be signed: {detail}")))
                    }
                    made => keep(variables, into, made),
                }
            }
            Action::Issue { subject, into } => {
                let subject = text(subject, variables)?;
                keep(variables, into, session.authority.issue(&subject))
            }
            Action::Send { request, poll } => {
                let mut call = match request::fill(request, variables, session) {
                    Ok(call) => call,
                    // The URL is the target's: where it leads is its business, and not our error.
                    Err(NoCall::NotFollowed(why)) => return Ok(Taken::NotTried(why.to_string())),
                    Err(NoCall::Unfilled(error)) => return Err(Stuck(error.to_string())),
                };
                call.takes_429 = step.names_status(429);
                call.step = Some(sender);
                let creates = step.creates.as_ref();
                call.creates =
                    creates.map(|c| creates::fill(c, variables, &self.name)).transpose()?;
                let bounds = &self.bounds;
                let answer = match poll {
                    None => once(session, &call, bounds, done).await?,
                    Some(poll) => poll::wait(session, &call, poll, bounds, variables, done).await?,
                };
                Ok(judge(session, step, &answer, variables, &mut done.checks))
            }
        }
    }

    fn masked(&self, text: String) -> String {
        self.session.target.client().redactor().text(&text)
    }
}

fn text(text: &str, variables: &Variables) -> Result<String, Stuck> {
    template::fill_text(text, variables).map_err(|e| Stuck(e.to_string()))
}

/// The variable with the request that a step signs, or with the URL that it follows: its own, or the
/// one that it was given.
fn acts_on(step: &Step) -> Option<&str> {
    let csr = match &step.action {
        Action::Sign { csr, .. } => csr,
        Action::Send { request, .. } if request.follows => &request.path,
        Action::Send { .. } | Action::Issue { .. } => return None,
    };
    let name = *template::names(csr).ok()?.first()?;
    let Some(parameter) = name.strip_prefix("with.") else { return Some(name) };
    let mut given = step.frame.as_ref()?.with.iter().filter(|(name, _)| name == parameter);
    template::names(given.next()?.1.as_str()?).ok()?.first().copied()
}

fn keep(
    variables: &mut Variables,
    into: &str,
    made: Result<Value, CertificateError>,
) -> Result<Taken, Stuck> {
    let made = made.map_err(|e| Stuck(e.to_string()))?;
    variables.insert(into.to_owned(), made);
    Ok(Taken::Done)
}

/// Captures, then checks: an expectation may use what its own answer gave.
fn judge(
    session: &Session,
    step: &Step,
    answer: &Answer,
    variables: &mut Variables,
    checks: &mut Vec<CheckResult>,
) -> Taken {
    let redactor = session.target.client().redactor();
    let mask = |text: &str| redactor.text(text);
    for capture in &step.captures {
        // What is missing is told where it is needed: by the claims of this step, or by a later one.
        if let Ok(value) = check::capture(capture, answer, variables, &mask) {
            variables.insert(capture.name.clone(), value);
        }
    }
    let (schemas, mode) = (&*session.schemas, session.mode);
    let context = Context {
        variables,
        schemas,
        mode,
        level_may: &|clause| session.may.contains(clause),
        mask: &mask,
    };
    setup::judge(step, answer, &context, checks)
}
