//! Which operations a target has, found out once a run by asking for each.
//!
//! In: a client, operations to ask for. Out: a finding for each, and what follows for the plan.
//! What a target cannot do is told from a wrong answer by its shape: no such route answers 404,
//! 405 or 501 without the service's error envelope, or as the target answers of a route that no
//! vault has, for an object that is there. So one certificate is created; who asks removes it.

mod judge;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::creates::create;
use super::refusal::refuses;
use super::words::message;
use crate::http::exchange::{Answer, Call};
use crate::http::not_ready::NotReady;
use crate::keyvault::route::Route;
use crate::leftovers::tracked_client::TrackedClient;
use crate::plan::Capabilities;
use crate::scenario::needs::{Need, Operation};
pub use judge::Presence;
use judge::{Others, wording};

/// Characters of an answer that are told.
const SAID: usize = 80;

/// What the probe of one operation showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The operation.
    pub operation: Operation,
    /// Method, path and what came, in a few words.
    pub evidence: String,
    /// What it means.
    pub presence: Presence,
    /// Whether what was sent was refused for what it held.
    pub refused: bool,
}

/// Probes these operations under that name. Create always goes first: the others need something
/// to look at; and whether that can be read is what some of the others are judged by.
pub async fn ask(
    target: &TrackedClient,
    policy: &Map<String, Value>,
    wanted: &BTreeSet<Operation>,
    name: &str,
) -> Result<Vec<Finding>, NotReady> {
    let mut asked = Vec::new();
    for (operation, call) in probes(target, policy, name) {
        let always = matches!(operation, Operation::Create | Operation::Pending);
        if always || wanted.contains(&operation) {
            let answer = target.send(&call, None).await.answer?;
            asked.push((operation, call, answer));
        }
    }
    let answers = others(target, name, &asked).await?;
    let findings = asked.iter().map(|(operation, call, answer)| {
        let said = if answers.is_no_route(answer) {
            format!("{}, as to a route that no vault has", answer.status)
        } else {
            shown(answer)
        };
        let evidence = format!("{} {} answers {said}", call.method, call.path);
        // What a target says may be what it was sent.
        let evidence = target.client().redactor().text(&evidence);
        let presence = answers.presence(*operation, answer);
        Finding { operation: *operation, evidence, presence, refused: refuses(answer) }
    });
    Ok(findings.collect())
}

/// What the answers tell of each other. Where one says in the envelope that something is not
/// there, it is asked what the target says of a route that no vault has, and of no object.
async fn others(
    target: &TrackedClient,
    name: &str,
    asked: &[(Operation, Call, Answer)],
) -> Result<Others, NotReady> {
    let succeeded = |operation: Operation| {
        let mut those = asked.iter().filter(|(of, _, _)| *of == operation);
        those.any(|(_, _, answer)| answer.is_success())
    };
    let (created, read) = (succeeded(Operation::Create), succeeded(Operation::Pending));
    let mut others = Others { created, read, ..Others::default() };
    if asked.iter().any(|(_, _, answer)| wording(answer).is_some()) {
        let no_route = Route::Part(name, "pending/kvcontract-no-such-route");
        let no_route = target.call("GET", no_route);
        others.no_route = wording(&target.send(&no_route, None).await.answer?);
        let never = format!("{name}-none");
        let never = [Route::Pending(&never), Route::Certificate(&never)];
        for (word, route) in others.no_object.iter_mut().zip(never) {
            let no_object = target.call("GET", route);
            *word = wording(&target.send(&no_object, None).await.answer?);
        }
    }
    let create = asked.iter().find(|(operation, _, _)| *operation == Operation::Create);
    others.no_create =
        create.is_some_and(|(of, _, answer)| others.presence(*of, answer) == Presence::Missing);
    Ok(others)
}

/// Takes the findings into what is known of the target. What the target file vouches for and
/// the probe does not find is a contradiction, not a gap.
pub fn take_in(capabilities: &mut Capabilities, findings: &[Finding]) {
    for finding in findings.iter().filter(|f| f.presence == Presence::Missing) {
        let need = Need::Operation(finding.operation);
        let evidence = finding.evidence.clone();
        if capabilities.declared.contains(&finding.operation) {
            let why = format!("the target file vouches for it, but {evidence}");
            capabilities.contradicted.insert(need, why);
        } else {
            capabilities.lack(need, evidence);
        }
    }
}

/// The operations that the cases need and that are not known to be missing.
pub fn wanted(needs: &BTreeSet<Need>, capabilities: &Capabilities) -> BTreeSet<Operation> {
    needs
        .iter()
        .filter(|need| !capabilities.lacks.contains_key(need))
        .filter_map(|need| match need {
            Need::Operation(Operation::Authentication) | Need::Issuer(_) => None,
            Need::Operation(operation) => Some(*operation),
        })
        .collect()
}

/// One request for each operation, on a certificate that is there and in progress.
fn probes(
    target: &TrackedClient,
    policy: &Map<String, Value>,
    name: &str,
) -> Vec<(Operation, Call)> {
    let call = |method, route, body: Value| target.call(method, route).json(&body);
    let pending = Route::Pending(name);
    let unflagged = json!({ "cancellation_requested": false });
    vec![
        (Operation::Create, create(target, policy, name, "Unknown")),
        (Operation::Pending, target.call("GET", pending)),
        (Operation::Cancel, call("PATCH", pending, unflagged)),
        (Operation::Merge, call("POST", Route::Merge(name), json!({ "x5c": [] }))),
        (Operation::Import, call("POST", Route::Import(name), json!({}))),
        (Operation::Certificate, target.call("GET", Route::Certificate(name))),
        (Operation::Issuers, call("PUT", Route::Issuer(name), json!({ "provider": "Test" }))),
        (Operation::DeletePending, target.call("DELETE", pending)),
    ]
}

/// An answer in a few words.
fn shown(answer: &Answer) -> String {
    let start = answer.start(80);
    let said: String = message(answer).chars().take(SAID).collect();
    match (start.trim(), answer.status < 300 || answer.has_error_envelope()) {
        ("", _) => format!("{} with an empty body", answer.status),
        (_, true) => answer.status.to_string(),
        (_, false) => format!("{} and no error envelope: {said}", answer.status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vouched_operation_that_is_missing_is_a_contradiction() {
        let missing = |operation| Finding {
            operation,
            evidence: "GET /x answers 404".into(),
            presence: Presence::Missing,
            refused: false,
        };
        let mut known = Capabilities::default();
        known.declared.insert(Operation::Merge);
        take_in(&mut known, &[missing(Operation::Merge), missing(Operation::Import)]);
        assert!(known.contradicted.contains_key(&Need::Operation(Operation::Merge)));
        assert!(known.lacks.contains_key(&Need::Operation(Operation::Import)));
    }
}
