//! Repeats a request until its condition holds: the target's pace, a deadline, an early end.

use std::time::{Duration, Instant};

use super::send::{Bounds, Stuck, once};
use super::session::Session;
use crate::check::{self, Context, GaveUp};
use crate::http::exchange::{Answer, Call};
use crate::http::not_ready::STOPPED;
use crate::scenario::model::Poll;
use crate::template::Variables;
use crate::verdict::{ExchangeRecord, StepResult};

/// Exchanges of one wait that are kept: the first ones and the last.
const KEPT: usize = 10;

/// A pause is such a part of what was waited so far, and at most so many intervals, or so long
/// where these are short.
const PART: u32 = 2;
const MOST_INTERVALS: u32 = 3;
const MOST_OF_SHORT: Duration = Duration::from_millis(250);

/// Sends the call until `until` holds, and gives the last answer. Giving up is a failed check;
/// the step's expectations then still tell what is wrong with that answer.
pub async fn wait(
    session: &Session,
    call: &Call,
    poll: &Poll,
    bounds: &Bounds,
    variables: &Variables,
    done: &mut StepResult,
) -> Result<Answer, Stuck> {
    let began = Instant::now();
    let deadline = poll.deadline.unwrap_or(session.timeouts.poll);
    let bounds = Bounds { until: bounds.until.min(began + deadline), ..bounds.clone() };
    loop {
        let answer = once(session, call, &bounds, done).await?;
        thin_out(&mut done.exchanges);
        let (arrived, hopeless) = met(session, poll, &answer, variables);
        if arrived {
            return Ok(answer);
        }
        let left = deadline.saturating_sub(began.elapsed());
        let why = match () {
            () if hopeless => GaveUp::Pointless,
            () if !waits_through(poll, answer.status) => GaveUp::Status,
            () if left.is_zero() => GaveUp::After(deadline),
            () => {
                let pause = pause(session, &bounds, &answer, began.elapsed(), left);
                bounds.slot.lent(pause, bounds.stop.stopped()).await;
                if bounds.stop.is_stopped() {
                    return Err(Stuck(STOPPED.to_owned()));
                }
                continue;
            }
        };
        let redactor = session.target.client().redactor();
        done.checks.push(check::gave_up(&answer, done.line, why, &|text| redactor.text(text)));
        return Ok(answer);
    }
}

fn waits_through(poll: &Poll, status: u16) -> bool {
    // Who waits for a status waits through others: what was just deleted is a 404 for a while
    // (records 055 and 056, 20 s apart).
    let awaits_status = poll.until.status.is_some();
    let through = poll.through.as_ref();
    status == 200 || through.map_or(awaits_status, |through| through.allows(status))
}

/// Whether the awaited condition holds, and whether it never will.
fn met(session: &Session, poll: &Poll, answer: &Answer, variables: &Variables) -> (bool, bool) {
    let (schemas, mode) = (&*session.schemas, session.mode);
    let context = Context { variables, schemas, mode, level_may: &|_| false, mask: &str::to_owned };
    let hopeless = poll.fail_if.as_ref().is_some_and(|f| check::holds(f, answer, &context));
    (check::holds(&poll.until, answer, &context), hopeless)
}

/// As long as the target asks for, but not beyond the deadline, nor when the run is stopped.
async fn pause(
    session: &Session,
    bounds: &Bounds,
    answer: &Answer,
    waited: Duration,
    left: Duration,
) {
    let asked = answer.retry_after().unwrap_or_default();
    let pause = asked.max(own_pause(session.timeouts.interval, waited)).min(left);
    tokio::select! {
        () = session.target.client().pause(pause) => {}
        () = bounds.stop.stopped() => {}
    }
}

/// The pause where the target asks for none: what has taken long is looked at less often.
fn own_pause(interval: Duration, waited: Duration) -> Duration {
    let most = (interval * MOST_INTERVALS).max(MOST_OF_SHORT);
    (waited / PART).min(most).max(interval)
}

fn thin_out(exchanges: &mut Vec<ExchangeRecord>) {
    while exchanges.len() > KEPT {
        exchanges.remove(KEPT / 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_long_is_looked_at_less_often_and_often_enough() {
        let millis = Duration::from_millis;
        let pauses = |interval: u64, waited: [u64; 4]| {
            waited.map(|waited| own_pause(millis(interval), millis(waited)))
        };
        assert_eq!(pauses(100, [0, 400, 800, 60_000]), [100, 200, 300, 300].map(millis));
        assert_eq!(pauses(10, [0, 40, 800, 60_000]), [10, 20, 250, 250].map(millis));
    }
}
