//! Sends the call of a step once, and logs it.

use std::time::Instant;

use super::session::Session;
use crate::http::exchange::{Answer, Call};
use crate::http::not_ready::STOPPED;
use crate::verdict::StepResult;

/// Why a walk cannot go on, other than a failed check.
pub struct Stuck(pub String);

/// Sends a call once and logs it, and what was throttled before it. A stopped run does not wait
/// for long, and a target that throttles is not waited for beyond `until`.
pub async fn once(
    session: &Session,
    call: &Call,
    until: Instant,
    done: &mut StepResult,
) -> Result<Answer, Stuck> {
    let exchange = session.stop.or(session.target.send(call, Some(until))).await;
    let exchange = exchange.ok_or(Stuck(STOPPED.to_owned()))?;
    done.exchanges.extend(exchange.throttled);
    done.exchanges.push(exchange.record);
    exchange.answer.map_err(|e| Stuck(e.to_string()))
}
