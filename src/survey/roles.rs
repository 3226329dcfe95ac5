//! Which issuers a target has for which role, found out by making one of each kind that is known
//! and watching an operation of it.
//!
//! In: a client that tracks what it creates, bodies of issuers to try. Out: the body a role, and
//! what was seen. Who asks removes what was made. Waits some seconds at most for each.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::creates::create;
use crate::http::exchange::Answer;
use crate::http::not_ready::NotReady;
use crate::keyvault::route::Route;
use crate::leftovers::tracked_client::TrackedClient;
use crate::scenario::needs::Role;

/// An operation that has not ended by then stays in progress, as far as can be waited.
const STAYS: Duration = Duration::from_secs(3);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(100);
/// Bodies that are tried at most.
const BODIES: usize = 12;

/// What became of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Completed,
    Failed,
    Canceled,
    /// It is still in progress.
    None,
    /// It cannot be told.
    Unclear,
}

/// What was learnt of issuers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Issuing {
    /// The body of an issuer for a role.
    pub roles: BTreeMap<Role, Map<String, Value>>,
    /// Whether an operation of the issuer `Self` ended completed; none if none could be begun.
    pub own: Option<bool>,
    /// Names under which certificates were created.
    pub made: Vec<String>,
}

/// Tries these bodies, under names that begin so.
pub async fn learn(
    target: &TrackedClient,
    policy: &Map<String, Value>,
    bodies: &[Map<String, Value>],
    name: &str,
) -> Result<Issuing, NotReady> {
    let mut trial = Trial { target, policy, name, learnt: Issuing::default() };
    if let Some(certificate) = trial.begun("Self", "self").await? {
        let end = trial.end_of(&certificate).await?;
        trial.learnt.own = Some(end == End::Completed);
    }
    for (at, body) in bodies.iter().take(BODIES).enumerate() {
        let wanted = [Role::Failing, Role::Stalled, Role::Canceling];
        if wanted.iter().all(|role| trial.learnt.roles.contains_key(role)) {
            break;
        }
        trial.issuer(body, at).await?;
    }
    Ok(trial.learnt)
}

struct Trial<'a> {
    target: &'a TrackedClient,
    policy: &'a Map<String, Value>,
    name: &'a str,
    learnt: Issuing,
}

impl Trial<'_> {
    /// Makes an issuer, and learns from one operation of it.
    async fn issuer(&mut self, body: &Map<String, Value>, at: usize) -> Result<(), NotReady> {
        let issuer = format!("{}-i{at}", self.name);
        let call = self.target.call("PUT", Route::Issuer(&issuer));
        let call = call.json(&Value::Object(body.clone()));
        if !self.target.send(&call, None).await.answer?.is_success() {
            return Ok(());
        }
        let Some(certificate) = self.begun(&issuer, &at.to_string()).await? else { return Ok(()) };
        match self.end_of(&certificate).await? {
            End::Failed => self.found(Role::Failing, body),
            End::None => {
                self.found(Role::Stalled, body);
                if !self.learnt.roles.contains_key(&Role::Canceling)
                    && self.cancels(&certificate).await?
                {
                    self.found(Role::Canceling, body);
                }
            }
            End::Completed | End::Canceled | End::Unclear => {}
        }
        Ok(())
    }

    fn found(&mut self, role: Role, body: &Map<String, Value>) {
        self.learnt.roles.entry(role).or_insert_with(|| body.clone());
    }

    /// Begins an operation of that issuer; none if it is refused.
    async fn begun(&mut self, issuer: &str, part: &str) -> Result<Option<String>, NotReady> {
        let name = format!("{}-c{part}", self.name);
        let call = create(self.target, self.policy, &name, issuer);
        let begun = self.target.send(&call, None).await.answer?.is_success();
        if begun {
            self.learnt.made.push(name.clone());
        }
        Ok(begun.then_some(name))
    }

    /// How an operation ends, waited for a while.
    async fn end_of(&self, certificate: &str) -> Result<End, NotReady> {
        let began = Instant::now();
        loop {
            let call = self.target.call("GET", Route::Pending(certificate));
            let end = end(&self.target.send(&call, None).await.answer?);
            if end != End::None || began.elapsed() > STAYS {
                return Ok(end);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Whether a cancellation is granted.
    async fn cancels(&self, certificate: &str) -> Result<bool, NotReady> {
        let call = self.target.call("PATCH", Route::Pending(certificate));
        let call = call.json(&json!({ "cancellation_requested": true }));
        let taken = self.target.send(&call, None).await.answer?.is_success();
        Ok(taken && self.end_of(certificate).await? == End::Canceled)
    }
}

/// What an operation says of its end, however it is spelt.
fn end(answer: &Answer) -> End {
    let body = answer.json().filter(|_| answer.is_success()).unwrap_or_default();
    let status = body.get("status").and_then(Value::as_str).unwrap_or_default();
    match status.to_ascii_lowercase().as_str() {
        "inprogress" => End::None,
        "completed" => End::Completed,
        "failed" => End::Failed,
        // azure-keyvault-emulator and real vaults spell it with two l, the document with one.
        "canceled" | "cancelled" => End::Canceled,
        _ => End::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_told_by_the_word_of_an_operation_and_nothing_else() {
        for (status, body, ended) in [
            (200, r#"{"status":"inProgress"}"#, End::None),
            (200, r#"{"status":"Cancelled"}"#, End::Canceled),
            (200, r#"{"status":"failed"}"#, End::Failed),
            (200, r#"{"status":"completed"}"#, End::Completed),
            (404, r#"{"status":"completed"}"#, End::Unclear),
            (200, r#"{"status":7}"#, End::Unclear),
            (200, "<html>", End::Unclear),
        ] {
            let (headers, body) = (Vec::new(), body.as_bytes().to_vec());
            let answer = Answer { status, headers, body, took: Duration::ZERO };
            assert_eq!(end(&answer), ended);
        }
    }
}
