//! The issuers that cases name by role: looked for or made before the first case.
//!
//! In: what the target file says of each role, and which are needed. Out: a name a role. Must not
//! know cases.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::http::exchange::Answer;
use crate::http::not_ready::NotReady;
use crate::keyvault::object::is_built_in_issuer;
use crate::keyvault::route::Route;
use crate::leftovers::names::RunId;
use crate::leftovers::tracked_client::TrackedClient;
use crate::plan::Capabilities;
use crate::scenario::needs::{Need, Operation, Role};
use crate::target::profile::{Issuer, Issuers};
use crate::verdict::MadeIssuer;

/// The issuers in their roles.
#[derive(Debug, Default)]
pub struct Ready {
    /// A name a role.
    pub names: BTreeMap<Role, String>,
    /// How those were made that were not there.
    pub made: Vec<MadeIssuer>,
}

/// Makes the issuers of the needed roles, and gives their names. What is not to be had is noted
/// in what is known.
pub async fn make(
    target: &TrackedClient,
    run: &RunId,
    issuers: &Issuers,
    needs: &BTreeSet<Need>,
    known: &mut Capabilities,
) -> Result<Ready, NotReady> {
    let mut ready = Ready::default();
    for role in Role::ALL {
        if !needs.contains(&Need::Issuer(role)) {
            continue;
        }
        let name = match issuers.of(role.word()) {
            None => continue,
            Some(Issuer::Name(name)) => {
                if let Some(why) = absent(target, name).await? {
                    known.contradicted.insert(Need::Issuer(role), why);
                    continue;
                }
                name.clone()
            }
            Some(Issuer::Create(body)) => {
                let name = run.name(role.word());
                let redactor = target.client().redactor();
                passwords(body).for_each(|password| redactor.learn_password(password));
                let call = target.call("PUT", Route::Issuer(&name));
                let call = call.json(&Value::Object(body.clone()));
                let sent = target.send(&call, None).await;
                let answer = sent.answer?;
                if let Some(why) = not_made(&answer) {
                    let why = format!("PUT {} answers {why}", call.path);
                    // It may have answered with what it was sent.
                    let why = target.client().redactor().text(&why);
                    let need = Need::Issuer(role);
                    let declared = known.declared.contains(&Operation::Issuers);
                    if answer.is_missing_route() && !declared {
                        known.lack(need, why);
                    } else {
                        known.contradicted.insert(need, why);
                    }
                    continue;
                }
                let role = role.word().to_owned();
                ready.made.push(MadeIssuer { role, name: name.clone(), exchange: sent.record });
                name
            }
        };
        ready.names.insert(role, name);
    }
    Ok(ready)
}

/// The passwords in the body of an issuer.
fn passwords(body: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let credentials = body.get("credentials").and_then(Value::as_object);
    let keys = ["pwd", "password"];
    keys.into_iter().filter_map(move |key| credentials?.get(key)?.as_str())
}

/// Why a named issuer is none. Those that every vault has are not asked for.
async fn absent(target: &TrackedClient, name: &str) -> Result<Option<String>, NotReady> {
    if is_built_in_issuer(name) {
        return Ok(None);
    }
    let call = target.call("GET", Route::Issuer(name));
    let answer = target.client().send(&call, None).await.answer?;
    let gone = answer.status == 404 && answer.has_error_envelope();
    Ok(gone.then(|| format!("there is no issuer `{name}`: GET {} answers 404", call.path)))
}

/// Why an answer does not mean that the issuer was made.
fn not_made(answer: &Answer) -> Option<String> {
    (!answer.is_success()).then(|| format!("{} {}", answer.status, answer.start(200)))
}
