//! Which issuers a target has for which role, found out by making one of each kind that is known
//! and watching an operation of each.
//!
//! In: a client that tracks what it creates, bodies of issuers to try. Out: the body a role, and
//! what was seen. Who asks removes what was made. Waits some seconds, once for all.

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

/// Tries these bodies, all at once, under names that begin so.
pub async fn learn(
    target: &TrackedClient,
    policy: &Map<String, Value>,
    bodies: &[Map<String, Value>],
    name: &str,
) -> Result<Issuing, NotReady> {
    let mut trial = Trial { target, policy, name, learnt: Issuing::default() };
    let own = trial.begun("Self", "self").await?;
    let mut under_way = Vec::new();
    for (at, body) in bodies.iter().take(BODIES).enumerate() {
        if let Some(certificate) = trial.issuer(body, at).await? {
            under_way.push((body, certificate));
        }
    }
    let names = under_way.iter().map(|(_, certificate)| certificate.clone());
    let ends = trial.watched(names.chain(own.clone()).collect()).await?;
    trial.learnt.own = own.map(|own| ends.get(&own) == Some(&End::Completed));
    let mut waiting = Vec::new();
    for (body, certificate) in under_way {
        match ends.get(&certificate) {
            Some(End::Failed) => trial.found(Role::Failing, body),
            Some(End::None) => {
                trial.found(Role::Stalled, body);
                if trial.asks_to_cancel(&certificate).await? {
                    waiting.push((body, certificate));
                }
            }
            _ => {}
        }
    }
    let names = waiting.iter().map(|(_, certificate)| certificate.clone()).collect();
    let ends = trial.watched(names).await?;
    for (body, certificate) in waiting {
        if ends.get(&certificate) == Some(&End::Canceled) {
            trial.found(Role::Canceling, body);
        }
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
    /// Makes an issuer, and begins an operation of it; none where either is refused.
    async fn issuer(
        &mut self,
        body: &Map<String, Value>,
        at: usize,
    ) -> Result<Option<String>, NotReady> {
        let issuer = format!("{}-i{at}", self.name);
        let call = self.target.call("PUT", Route::Issuer(&issuer));
        let call = call.json(&Value::Object(body.clone()));
        if self.target.send(&call, None).await.answer?.is_success() {
            self.begun(&issuer, &at.to_string()).await
        } else {
            Ok(None)
        }
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

    /// How these operations end, waited for a while.
    async fn watched(&self, certificates: Vec<String>) -> Result<BTreeMap<String, End>, NotReady> {
        let began = Instant::now();
        let mut ends = BTreeMap::from_iter(certificates.into_iter().map(|name| (name, End::None)));
        loop {
            for (certificate, seen) in ends.iter_mut().filter(|(_, seen)| **seen == End::None) {
                let call = self.target.call("GET", Route::Pending(certificate));
                *seen = end(&self.target.send(&call, None).await.answer?);
            }
            if ends.values().all(|seen| *seen != End::None) || began.elapsed() > STAYS {
                return Ok(ends);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Whether it is taken that an operation should be canceled.
    async fn asks_to_cancel(&self, certificate: &str) -> Result<bool, NotReady> {
        let call = self.target.call("PATCH", Route::Pending(certificate));
        let call = call.json(&json!({ "cancellation_requested": true }));
        Ok(self.target.send(&call, None).await.answer?.is_success())
    }
}

/// What an operation says of its end, however it is spelt.
fn end(answer: &Answer) -> End {
    let body = answer.json().filter(|_| answer.is_success()).unwrap_or(&Value::Null);
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
            let answer = Answer { status, headers, body: body.into(), took: Duration::ZERO };
            assert_eq!(end(&answer), ended);
        }
    }
}
