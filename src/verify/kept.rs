//! What is kept of a recorded exchange for the reports, its secrets masked.
//!
//! In: exchanges as they were recorded, secrets and all. Out: the same as a run would have kept
//! them. Must not know what was found.

use std::time::Duration;

use time::OffsetDateTime;

use super::address::Address;
use super::exchange::Exchange;
use crate::http::body::Body;
use crate::http::exchange::{self, Answer, Call};
use crate::secrets::redact::Redactor;
use crate::verdict::ExchangeRecord;

/// What is kept of the exchange.
pub(super) fn record(
    recorded: &Exchange,
    address: &Address,
    answer: &Answer,
    redactor: &Redactor,
) -> ExchangeRecord {
    let body = recorded.request.bytes.as_deref().filter(|bytes| !bytes.is_empty());
    let call = Call {
        written_query: None,
        method: address.method,
        path: address.path.clone(),
        query: address.query.clone(),
        headers: Vec::new(),
        body: body.map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
        authenticated: recorded.request_header("authorization").is_some(),
        takes_429: false,
        creates: None,
        step: None,
    };
    let query = recorded.url.split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let url = format!("{}{}?{query}", address.origin, address.path);
    let began = recorded.started.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let sent = &recorded.request_headers;
    exchange::record(&url, sent, &call, Some(answer), began, redactor)
}

/// The answer as rules look at it; its headers are taken out of what was recorded.
pub(super) fn answer(recorded: &mut Exchange, status: u16, body: Body) -> Answer {
    let headers = std::mem::take(&mut recorded.headers);
    Answer { status, headers, body, took: Duration::from_millis(recorded.millis) }
}
