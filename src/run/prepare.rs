//! Before the first case: is the target there, does it let us in, and the issuers of the roles.

use std::collections::BTreeSet;

use serde_json::Value;

use super::session::Session;
use super::walk::STOPPED;
use crate::http::bearer::TokenError;
use crate::http::client::{Cause, NoAnswer};
use crate::http::exchange::Answer;
use crate::plan::Capabilities;
use crate::scenario::needs::{Need, Operation, Role};
use crate::target::profile::{Issuer, Issuers};

/// Why no case can be walked at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    /// No answer.
    #[error("the target cannot be reached: {0}")]
    Unreachable(NoAnswer),
    /// Nothing but 429.
    #[error("{0}")]
    Throttled(NoAnswer),
    /// A request was held back, because the journal cannot be kept.
    #[error("no case can be walked: {0}")]
    NotSent(NoAnswer),
    /// The credential gives no token.
    #[error("there is no token for the target: {0}")]
    NoToken(#[from] TokenError),
    /// 401 or 403.
    #[error("the target refuses the credential: {0} answers {1} (see --token-env)")]
    Refused(String, u16),
    /// Ctrl-C or SIGTERM.
    #[error("{}", STOPPED)]
    Stopped,
}

impl From<NoAnswer> for NotReady {
    fn from(no: NoAnswer) -> NotReady {
        match no.cause {
            Cause::Unsent => NotReady::NotSent(no),
            Cause::Silent => NotReady::Unreachable(no),
            Cause::Throttled => NotReady::Throttled(no),
        }
    }
}

/// What these preparations give, unless the run is stopped before they end: a target that
/// throttles may let them wait for minutes.
pub async fn unless<T, E: From<NotReady>>(
    stopped: impl Future<Output = ()>,
    prepared: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    tokio::select! {
        biased;
        prepared = prepared => prepared,
        () = stopped => Err(NotReady::Stopped.into()),
    }
}

/// Whether the target answers and lets us in.
pub async fn greet(session: &Session) -> Result<(), NotReady> {
    session.client.authenticate().await?;
    let path = format!("/certificates/{}/pending", session.run_id.name("greeting"));
    let call = session.call("GET", path);
    let exchange = session.client.send(&call, None).await;
    let (record, answer) = (exchange.record, exchange.answer?);
    match answer.status {
        401 | 403 => Err(NotReady::Refused(format!("GET {}", record.url), answer.status)),
        _ => Ok(()),
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
            Some(Issuer::Name(name)) => {
                if let Some(why) = absent(session, name).await? {
                    capabilities.contradicted.insert(Need::Issuer(role), why);
                    continue;
                }
                name.clone()
            }
            Some(Issuer::Create(body)) => {
                let name = session.run_id.name(role.word());
                let call = session.call("PUT", format!("/certificates/issuers/{name}"));
                let call = call.json(&Value::Object(body.clone()));
                let answer = session.send(&call).await.answer?;
                if let Some(why) = not_made(&answer) {
                    let why = format!("PUT {} answers {why}", call.path);
                    // It may have answered with what it was sent.
                    let why = session.client.redactor().text(&why);
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

/// Why a named issuer is none. Those that every vault has are not asked for.
async fn absent(session: &Session, name: &str) -> Result<Option<String>, NotReady> {
    if ["self", "unknown"].contains(&name.to_ascii_lowercase().as_str()) {
        return Ok(None);
    }
    let call = session.call("GET", format!("/certificates/issuers/{name}"));
    let answer = session.client.send(&call, None).await.answer?;
    let gone = answer.status == 404 && answer.has_error_envelope();
    Ok(gone.then(|| format!("there is no issuer `{name}`: GET {} answers 404", call.path)))
}

/// Why an answer does not mean that the issuer was made.
fn not_made(answer: &Answer) -> Option<String> {
    (!answer.is_success()).then(|| format!("{} {}", answer.status, answer.start(200)))
}
