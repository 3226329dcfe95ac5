//! A target that throttles: how long to wait after an answer 429, and when not to wait any more.
//!
//! In: such answers. Out: a wait before the same request is sent again, or why it is not. One for
//! all requests of a run. Must not send anything itself.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::exchange::Answer;
use crate::verdict::RunRemark;

/// The status that says so.
pub const TOO_MANY_REQUESTS: u16 = 429;
/// A request is sent again at most so often.
const TRIES: usize = 5;
/// The first wait where the target does not say how long; each further one is twice as long.
const FIRST: Duration = Duration::from_secs(1);
/// No single wait is longer, whatever the target says.
const LONGEST: Duration = Duration::from_secs(60);
/// A target that answers nothing but 429 for so long, to anybody, is not waited for any more.
const PATIENCE: Duration = Duration::from_secs(300);

/// What is known of a target's throttling.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Since when nothing but 429 was answered.
    since: Option<Instant>,
    /// Answers 429.
    answers: usize,
    /// The waits that ended, added up.
    waited: Duration,
}

impl Throttle {
    /// How long to wait after this answer to a request that was sent again `again` times already,
    /// but not beyond `until`; or why not to wait.
    pub fn wait(
        &self,
        answer: &Answer,
        again: usize,
        until: Option<Instant>,
    ) -> Result<Duration, String> {
        let now = Instant::now();
        let wait = answer.retry_after();
        let wait = wait.unwrap_or_else(|| FIRST * 2_u32.saturating_pow(again as u32)).min(LONGEST);
        let mut state = self.state();
        state.answers += 1;
        let since = *state.since.get_or_insert(now);
        let why = match () {
            () if again >= TRIES => format!("it answered 429 {} times in a row", again + 1),
            () if until.is_some_and(|until| now + wait > until) => {
                format!("it answers 429, and there is no time left to wait {wait:?}")
            }
            () if now + wait > since + PATIENCE => {
                format!("it has answered nothing but 429 for {PATIENCE:?}")
            }
            () => return Ok(wait),
        };
        Err(format!(
            "the target throttles: {why}; give it less at once, with `rate_limit` or `concurrency` in \
             the target file"
        ))
    }

    /// A wait has ended.
    pub fn waited(&self, wait: Duration) {
        self.state().waited += wait;
    }

    /// The target answered something else.
    pub fn over(&self) {
        self.state().since = None;
    }

    /// What is worth telling when the run is over.
    pub fn remark(&self) -> Option<RunRemark> {
        let State { answers, waited, .. } = &*self.state();
        let waited_millis = u64::try_from(waited.as_millis()).unwrap_or(u64::MAX);
        (*answers > 0).then_some(RunRemark::Throttled { times: *answers, waited_millis })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[path = "throttle/tests.rs"]
mod tests;
