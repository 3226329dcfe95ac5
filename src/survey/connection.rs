//! Whether a target answers, and whether it lets us in.
//!
//! In: a client, what to ask for first. Out: how it is reached, or why it cannot be worked with.
//! Reads something that never was, with the credential and without: a pending operation, or what the
//! cases themselves read where they have nothing to do with certificates.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::versions;
use crate::http::not_ready::NotReady;
use crate::keyvault::route::Route;
use crate::leftovers::names::RunId;
use crate::leftovers::tracked_client::TrackedClient;

/// How a target is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// How long an answer took.
    pub millis: u64,
    /// Whether over TLS, with a certificate that is trusted.
    pub tls: bool,
    /// How many seconds its clock is behind ours; none if it does not tell.
    pub behind: Option<i64>,
}

/// What is read first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum First {
    /// A pending operation: every vault has such.
    Operation,
    /// What a case reads; the name is put in for `{name}`.
    Path(String),
    /// No case reads what never was.
    Nothing,
}

impl First {
    fn path(&self, name: &str) -> Option<String> {
        match self {
            First::Operation => Some(Route::Pending(name).to_string()),
            First::Path(path) => Some(path.replace("{name}", name)),
            First::Nothing => None,
        }
    }
}

/// Asks without the credential: whether that is to be had is another question.
pub async fn look(
    target: &TrackedClient,
    run: &RunId,
    first: &First,
) -> Result<Connection, NotReady> {
    let path = first.path(&run.name("doctor")).unwrap_or_else(|| "/".to_owned());
    let mut call = target.call("GET", path);
    call.authenticated = false;
    let exchange = target.client().send(&call, None).await;
    let (record, answer) = (exchange.record, exchange.answer?);
    let date = answer.header("date").and_then(|d| OffsetDateTime::parse(d, &Rfc2822).ok());
    Ok(Connection {
        millis: record.millis,
        tls: record.url.starts_with("https:"),
        behind: date.map(|date| (OffsetDateTime::now_utc() - date).whole_seconds()),
    })
}

/// Whether the target answers and lets us in. What it forbids of what is not its certificates is
/// for the cases to find.
pub async fn greet(target: &TrackedClient, run: &RunId, first: &First) -> Result<(), NotReady> {
    target.client().authenticate().await?;
    let Some(path) = first.path(&run.name("greeting")) else { return Ok(()) };
    let call = target.call("GET", path.as_str());
    let exchange = target.client().send(&call, None).await;
    let (record, answer) = (exchange.record, exchange.answer?);
    match answer.status {
        403 if *first != First::Operation => Ok(()),
        401 | 403 => Err(NotReady::Refused(format!("GET {}", record.url), answer.status)),
        _ => versions::check(target, &path, &answer).await,
    }
}
