//! Before the first case: is the target there, does it let us in, which operations has it, and
//! the issuers of the roles.
//!
//! What a target cannot do is told from a wrong answer by its shape: no such route answers 404,
//! 405 or 501 without the service's error envelope, even for an object that is there.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::cleanup;
use super::session::Session;
use crate::http::exchange::{Answer, Call};
use crate::plan::Capabilities;
use crate::scenario::needs::{Need, Operation, Role};
use crate::target::profile::{Issuer, Issuers};

/// Why no case can be walked at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    /// No answer.
    #[error("the target cannot be reached: {0}")]
    Unreachable(String),
    /// 401 or 403.
    #[error("the target refuses the credential: {0} answers {1} (see --token-env)")]
    Refused(String, u16),
}

/// Whether the target answers and lets us in.
pub async fn greet(session: &Session) -> Result<(), NotReady> {
    let path = format!("/certificates/{}/pending", session.run_id.name("greeting"));
    let call = session.call("GET", path);
    let (record, answer) = session.client.send(&call, Some(session.timeouts.request)).await;
    let answer = answer.map_err(|e| NotReady::Unreachable(e.to_string()))?;
    match answer.status {
        401 | 403 => Err(NotReady::Refused(format!("GET {}", record.url), answer.status)),
        _ => Ok(()),
    }
}

/// Finds out which of the needed operations are missing, those vouched for excepted.
pub async fn probe(
    session: &Session,
    needs: &BTreeSet<Need>,
    capabilities: &mut Capabilities,
) -> Result<(), NotReady> {
    let open = |operation: &Operation| {
        let need = Need::Operation(*operation);
        needs.contains(&need)
            && !capabilities.declared.contains(operation)
            && !capabilities.lacks.contains_key(&need)
    };
    let asked: Vec<Operation> = Operation::ALL.into_iter().filter(open).collect();
    let roles_need_issuers = needs.iter().any(|n| matches!(n, Need::Issuer(_)));
    let name = session.run_id.name("probe");
    for call in probes(session, &name) {
        let relevant = asked.contains(&call.0)
            || (call.0 == Operation::Issuers && roles_need_issuers && !asked.is_empty())
            || (call.0 == Operation::Create && !asked.is_empty());
        if !relevant || capabilities.declared.contains(&call.0) && call.0 != Operation::Create {
            continue;
        }
        let (record, answer) = session.send(&call.1).await;
        let answer = answer.map_err(|e| NotReady::Unreachable(e.to_string()))?;
        if answer.is_missing_route() {
            let what = format!("{} {} answers {}", record.method, call.1.path, shown(&answer));
            capabilities.lack(Need::Operation(call.0), what);
        }
    }
    cleanup::remove(session, &name).await;
    Ok(())
}

/// One request for each operation, on a certificate that is there and in progress.
fn probes(session: &Session, name: &str) -> Vec<(Operation, Call)> {
    let itself = format!("/certificates/{name}");
    let mut policy = json!({ "x509_props": { "subject": format!("CN={name}") },
                             "issuer": { "name": "Unknown" } });
    if let Some(policy) = policy.as_object_mut() {
        for (key, value) in &session.policy {
            policy.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
    let call = |method, path: String, body: Option<Value>| {
        let call = session.call(method, path);
        match body {
            Some(body) => call.json(&body),
            None => call,
        }
    };
    let pending = format!("{itself}/pending");
    let flag = json!({ "cancellation_requested": false });
    let issuer = format!("/certificates/issuers/{name}");
    vec![
        (
            Operation::Create,
            call("POST", format!("{itself}/create"), Some(json!({ "policy": policy }))),
        ),
        (Operation::Pending, call("GET", pending.clone(), None)),
        (Operation::Cancel, call("PATCH", pending.clone(), Some(flag))),
        (Operation::Merge, call("POST", format!("{pending}/merge"), Some(json!({ "x5c": [] })))),
        (Operation::Import, call("POST", format!("{itself}/import"), Some(json!({})))),
        (Operation::Certificate, call("GET", itself, None)),
        (Operation::Issuers, call("PUT", issuer, Some(json!({ "provider": "Test" })))),
        (Operation::DeletePending, call("DELETE", pending, None)),
    ]
}

/// An answer in a few words.
fn shown(answer: &Answer) -> String {
    let body = String::from_utf8_lossy(&answer.body);
    let start: String = body.chars().take(80).collect();
    match start.trim() {
        "" => format!("{} with an empty body", answer.status),
        start => format!("{} and no error envelope: {start}", answer.status),
    }
}

/// Makes the issuers of the needed roles and notes their names in the session.
pub async fn issuers(
    session: &mut Session,
    issuers: &Issuers,
    needs: &BTreeSet<Need>,
    capabilities: &mut Capabilities,
) -> Result<(), NotReady> {
    for role in Role::ALL {
        if !needs.contains(&Need::Issuer(role)) {
            continue;
        }
        let name = match issuers.of(role.word()) {
            None => continue,
            Some(Issuer::Name(name)) => name.clone(),
            Some(Issuer::Create(body)) => {
                let name = session.run_id.name(role.word());
                let call = session.call("PUT", format!("/certificates/issuers/{name}"));
                let call = call.json(&Value::Object(body.clone()));
                let (_, answer) = session.send(&call).await;
                let answer = answer.map_err(|e| NotReady::Unreachable(e.to_string()))?;
                if let Some(why) = not_made(&answer) {
                    let why = format!("PUT {} answers {why}", call.path);
                    let need = Need::Issuer(role);
                    let declared = capabilities.declared.contains(&Operation::Issuers);
                    match answer.is_missing_route() && !declared {
                        true => capabilities.lack(need, why),
                        false => drop(capabilities.contradicted.insert(need, why)),
                    }
                    continue;
                }
                name
            }
        };
        session.issuers.insert(role, name);
    }
    Ok(())
}

/// Why an answer does not mean that the issuer was made.
fn not_made(answer: &Answer) -> Option<String> {
    let body = String::from_utf8_lossy(&answer.body);
    let start: String = body.chars().take(200).collect();
    (!(200..300).contains(&answer.status)).then(|| format!("{} {start}", answer.status))
}
