//! Which operations a target has, found out once a run.
//!
//! What a target cannot do is told from a wrong answer by its shape: no such route answers 404,
//! 405 or 501 without the service's error envelope, for an object that is there. So one
//! certificate is created for the probe, and removed after it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::cleanup;
use super::prepare::NotReady;
use super::request::add_policy;
use super::session::Session;
use crate::http::exchange::{Answer, Call};
use crate::plan::Capabilities;
use crate::scenario::needs::{Need, Operation};

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

/// What an answer says of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// It is there, whether or not it works as it should.
    There,
    /// It is there and not allowed.
    Forbidden,
    /// There is no such route.
    Missing,
    /// It cannot be told.
    Unclear,
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
    cleanup::remove(session, &name).await;
    Ok(findings)
}

/// The name of what the probe makes.
pub fn name(session: &Session) -> String {
    session.run_id.name("probe")
}

/// Probes these operations under that name. Create always goes first: the others need something
/// to look at.
pub async fn ask(
    session: &Session,
    wanted: &BTreeSet<Operation>,
    name: &str,
) -> Result<Vec<Finding>, NotReady> {
    let mut findings = Vec::new();
    let mut created = false;
    for (operation, call) in probes(session, name) {
        if operation != Operation::Create && !wanted.contains(&operation) {
            continue;
        }
        let answer = session.send(&call).await.answer?;
        created |= operation == Operation::Create && (200..300).contains(&answer.status);
        let evidence = format!("{} {} answers {}", call.method, call.path, shown(&answer));
        // What a target says may be what it was sent.
        let evidence = session.client.redactor().text(&evidence);
        findings.push(Finding { operation, evidence, means: means(operation, &answer, created) });
    }
    Ok(findings)
}

fn means(operation: Operation, answer: &Answer, created: bool) -> Means {
    // Of an object that is not there, a bare 404 says nothing about the route.
    let about_object = !matches!(operation, Operation::Create | Operation::Issuers);
    match answer.status {
        403 => Means::Forbidden,
        404 if answer.is_missing_route() && about_object && !created => Means::Unclear,
        _ if answer.is_missing_route() => Means::Missing,
        _ => Means::There,
    }
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
    use std::time::Duration;

    fn answer(status: u16, body: &str) -> Answer {
        let (headers, body) = (Vec::new(), body.as_bytes().to_vec());
        Answer { status, headers, body, took: Duration::ZERO }
    }

    #[test]
    fn a_bare_404_speaks_of_the_route_only_where_the_object_is_there() {
        let bare = answer(404, "<html>");
        assert_eq!(means(Operation::Merge, &bare, true), Means::Missing);
        assert_eq!(means(Operation::Merge, &bare, false), Means::Unclear);
        assert_eq!(means(Operation::Issuers, &bare, false), Means::Missing);
        assert_eq!(means(Operation::Merge, &answer(405, ""), false), Means::Missing);
        assert_eq!(means(Operation::Merge, &answer(500, ""), false), Means::There);
        let envelope = r#"{"error":{"code":"c","message":"m"}}"#;
        assert_eq!(means(Operation::Import, &answer(404, envelope), true), Means::There);
        assert_eq!(means(Operation::Import, &answer(403, envelope), true), Means::Forbidden);
    }

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
