//! Whether a target answers, and whether it lets us in.
//!
//! In: a client. Out: how it is reached, or why it cannot be worked with. Reads one pending
//! operation that never was, with the credential and without.

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

/// Asks without the credential: whether that is to be had is another question.
pub async fn look(target: &TrackedClient, run: &RunId) -> Result<Connection, NotReady> {
    let name = run.name("doctor");
    let mut call = target.call("GET", Route::Pending(&name));
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

/// Whether the target answers and lets us in.
pub async fn greet(target: &TrackedClient, run: &RunId) -> Result<(), NotReady> {
    target.client().authenticate().await?;
    let name = run.name("greeting");
    let call = target.call("GET", Route::Pending(&name));
    let exchange = target.client().send(&call, None).await;
    let (record, answer) = (exchange.record, exchange.answer?);
    match answer.status {
        401 | 403 => Err(NotReady::Refused(format!("GET {}", record.url), answer.status)),
        _ => versions::check(target, &name, &answer).await,
    }
}
