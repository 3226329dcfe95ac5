//! Which operations a target has, found out once a run.
//!
//! What a target cannot do is told from a wrong answer by its shape: no such route answers 404,
//! 405 or 501 without the service's error envelope, or as the target answers of a route that no
//! vault has, for an object that is there. So one certificate is created for the probe, and
//! removed after it.

mod judge;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::http::exchange::{Answer, Call};
use crate::leftovers::tracker;
use crate::plan::Capabilities;
use crate::run::prepare::NotReady;
use crate::run::request::add_policy;
use crate::run::session::Session;
use crate::scenario::needs::{Need, Operation};
pub use judge::Means;
use judge::{Known, wording};

/// What the probe of one operation showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The operation.
    pub operation: Operation,
    /// Method, path and what came, in a few words.
    pub evidence: String,
    /// What it means.
    pub means: Means,
}

/// Probes these operations, and removes what that made.
pub async fn look(
    session: &Session,
    wanted: &BTreeSet<Operation>,
) -> Result<Vec<Finding>, NotReady> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let name = name(session);
    let findings = ask(session, wanted, &name).await?;
    tracker::remove(session, &name).await;
    Ok(findings)
}

/// The name of what the probe makes.
pub fn name(session: &Session) -> String {
    session.run_id.name("probe")
}

/// Probes these operations under that name. Create always goes first: the others need something
/// to look at; and whether that can be read is what some of the others are judged by.
pub async fn ask(
    session: &Session,
    wanted: &BTreeSet<Operation>,
    name: &str,
) -> Result<Vec<Finding>, NotReady> {
    let mut answers = Vec::new();
    for (operation, call) in probes(session, name) {
        let always = matches!(operation, Operation::Create | Operation::Pending);
        if always || wanted.contains(&operation) {
            let answer = session.send(&call).await.answer?;
            answers.push((operation, call, answer));
        }
    }
    let known = known(session, name, &answers).await?;
    let finding = |(operation, call, answer): &(Operation, Call, Answer)| {
        let said = match known.is_no_route(answer) {
            true => format!("{}, as to a route that no vault has", answer.status),
            false => shown(answer),
        };
        let evidence = format!("{} {} answers {said}", call.method, call.path);
        // What a target says may be what it was sent.
        let evidence = session.client.redactor().text(&evidence);
        Finding { operation: *operation, evidence, means: known.means(*operation, answer) }
    };
    Ok(answers.iter().map(finding).collect())
}

/// What the answers tell of each other. Where one says in the envelope that something is not
/// there, it is asked what the target says of a route that no vault has, and of no object.
async fn known(
    session: &Session,
    name: &str,
    answers: &[(Operation, Call, Answer)],
) -> Result<Known, NotReady> {
    let succeeded = |operation: Operation| {
        let mut those = answers.iter().filter(|(of, _, _)| *of == operation);
        those.any(|(_, _, answer)| answer.is_success())
    };
    let (created, read) = (succeeded(Operation::Create), succeeded(Operation::Pending));
    let mut known = Known { created, read, ..Known::default() };
    if answers.iter().any(|(_, _, answer)| wording(answer).is_some()) {
        let pending = format!("/certificates/{name}/pending");
        let no_route = session.call("GET", format!("{pending}/kvcontract-no-such-route"));
        known.no_route = wording(&session.send(&no_route).await.answer?);
        for (word, of) in known.no_object.iter_mut().zip(["/pending", ""]) {
            let no_object = session.call("GET", format!("/certificates/{name}-none{of}"));
            *word = wording(&session.send(&no_object).await.answer?);
        }
    }
    let create = answers.iter().find(|(operation, _, _)| *operation == Operation::Create);
    known.no_create =
        create.is_some_and(|(of, _, answer)| known.means(*of, answer) == Means::Missing);
    Ok(known)
}

/// Takes the findings into what is known of the target. What the target file vouches for and
/// the probe does not find is a contradiction, not a gap.
pub fn take_in(capabilities: &mut Capabilities, findings: &[Finding]) {
    for finding in findings.iter().filter(|f| f.means == Means::Missing) {
        let need = Need::Operation(finding.operation);
        let evidence = finding.evidence.clone();
        match capabilities.declared.contains(&finding.operation) {
            true => {
                let why = format!("the target file vouches for it, but {evidence}");
                capabilities.contradicted.insert(need, why);
            }
            false => capabilities.lack(need, evidence),
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
fn probes(session: &Session, name: &str) -> Vec<(Operation, Call)> {
    let itself = format!("/certificates/{name}");
    let subject = format!("CN={name}");
    let mut create = json!({
        "policy": { "x509_props": { "subject": subject }, "issuer": { "name": "Unknown" } }
    });
    add_policy(&mut create, &session.policy);
    let bare = |method, path: &str| session.call(method, path);
    let call = |method, path: &str, body: Value| session.call(method, path).json(&body);
    let pending = format!("{itself}/pending");
    let issuer = format!("/certificates/issuers/{name}");
    let unflagged = json!({ "cancellation_requested": false });
    vec![
        (Operation::Create, call("POST", &format!("{itself}/create"), create)),
        (Operation::Pending, bare("GET", &pending)),
        (Operation::Cancel, call("PATCH", &pending, unflagged)),
        (Operation::Merge, call("POST", &format!("{pending}/merge"), json!({ "x5c": [] }))),
        (Operation::Import, call("POST", &format!("{itself}/import"), json!({}))),
        (Operation::Certificate, bare("GET", &itself)),
        (Operation::Issuers, call("PUT", &issuer, json!({ "provider": "Test" }))),
        (Operation::DeletePending, bare("DELETE", &pending)),
    ]
}

/// An answer in a few words.
fn shown(answer: &Answer) -> String {
    let start = answer.start(80);
    match (start.trim(), answer.status < 300 || answer.has_error_envelope()) {
        ("", _) => format!("{} with an empty body", answer.status),
        (_, true) => answer.status.to_string(),
        (start, false) => format!("{} and no error envelope: {start}", answer.status),
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
            means: Means::Missing,
        };
        let mut known = Capabilities::default();
        known.declared.insert(Operation::Merge);
        take_in(&mut known, &[missing(Operation::Merge), missing(Operation::Import)]);
        assert!(known.contradicted.contains_key(&Need::Operation(Operation::Merge)));
        assert!(known.lacks.contains_key(&Need::Operation(Operation::Import)));
    }
}
