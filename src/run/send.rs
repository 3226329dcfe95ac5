//! Sends the call of a step once, and logs it; and how long steps go on.

use std::time::Instant;

use super::session::Session;
use super::slots::Slot;
use super::stop::Stop;
use crate::http::exchange::{Answer, Call};
use crate::http::not_ready::STOPPED;
use crate::verdict::StepResult;

/// Why a walk cannot go on, other than a failed check.
pub struct Stuck(pub String);

/// How long steps go on.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// A target that throttles is not waited for beyond it.
    pub until: Instant,
    /// What ends them before.
    pub stop: Stop,
    /// Lent to others while one waits.
    pub slot: Slot,
}

/// Sends a call once and logs it, and what was throttled before it. A stopped run does not wait
/// for long.
pub async fn once(
    session: &Session,
    call: &Call,
    bounds: &Bounds,
    done: &mut StepResult,
) -> Result<Answer, Stuck> {
    // In a box, or each of the steps around it would move all that the client needs in its turn.
    let sent = Box::pin(session.target.send(call, Some(bounds.until)));
    let exchange = bounds.stop.or(sent).await;
    let exchange = exchange.ok_or(Stuck(STOPPED.to_owned()))?;
    done.exchanges.extend(exchange.throttled);
    done.exchanges.push(exchange.record);
    exchange.answer.map_err(|e| Stuck(e.to_string()))
}
