//! How long clean-up goes on without removing anything, whoever asks for it: one time for all.
//!
//! In: removals. Out: their ends, or that clean-up was given up. A target that is slow and removes
//! is waited for; one that is silent, or answers 409 for ever, is not. Must not know what is removed.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The second chance, where patience ran out: a part of it.
const SECOND: u32 = 4;

/// What is left of it.
#[derive(Debug)]
pub struct Patience {
    limit: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    under_way: usize,
    /// Since when nothing was removed, while something is under way.
    since: Instant,
    /// What went by before that.
    fruitless: Duration,
}

/// Clean-up was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "clean-up was given up: {0:?} went by without anything removed (timeouts.clean_up in the target \
     file)"
)]
pub struct GivenUp(Duration);

impl Patience {
    /// So much.
    pub fn new(limit: Duration) -> Patience {
        let state = State { under_way: 0, since: Instant::now(), fruitless: Duration::ZERO };
        Patience { limit, state: Mutex::new(state) }
    }

    /// How long it lasts.
    pub fn limit(&self) -> Duration {
        self.limit
    }

    /// Before the last attempt: all of it again, or where it had run out, a part.
    pub fn renew(&self) {
        let used_up = self.left().is_zero();
        let mut state = self.state();
        state.since = Instant::now();
        state.fruitless = if used_up { self.limit - self.limit / SECOND } else { Duration::ZERO };
    }

    /// Waits for the end of a removal, as long as there is patience.
    pub async fn during<T>(
        &self,
        removal: impl Future<Output = Result<T, String>>,
    ) -> Result<Result<T, String>, GivenUp> {
        let _turn = self.begin();
        tokio::pin!(removal);
        loop {
            let left = self.left();
            if left.is_zero() {
                return Err(GivenUp(self.limit));
            }
            if let Ok(end) = tokio::time::timeout(left, &mut removal).await {
                if end.is_ok() {
                    self.removed();
                }
                return Ok(end);
            }
        }
    }

    fn begin(&self) -> Turn<'_> {
        let mut state = self.state();
        if state.under_way == 0 {
            state.since = Instant::now();
        }
        state.under_way += 1;
        Turn(self)
    }

    fn removed(&self) {
        let mut state = self.state();
        state.since = Instant::now();
        state.fruitless = Duration::ZERO;
    }

    fn left(&self) -> Duration {
        let state = self.state();
        let now = if state.under_way > 0 { state.since.elapsed() } else { Duration::ZERO };
        self.limit.saturating_sub(state.fruitless + now)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A removal under way.
struct Turn<'a>(&'a Patience);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.under_way -= 1;
        if state.under_way == 0 {
            let went_by = state.since.elapsed();
            state.fruitless += went_by;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_millis(40);

    #[tokio::test]
    async fn it_runs_out_once_for_all_and_has_one_more_chance() {
        let patience = Patience::new(LIMIT);
        let silent = || std::future::pending::<Result<(), String>>();
        assert_eq!(patience.during(silent()).await, Err(GivenUp(LIMIT)));
        let began = Instant::now();
        assert_eq!(patience.during(silent()).await, Err(GivenUp(LIMIT)));
        assert!(began.elapsed() < LIMIT, "it was waited for again");
        patience.renew();
        assert_eq!(patience.during(async { Ok(7) }).await, Ok(Ok(7)));
        assert!(patience.left() > LIMIT / 2, "a removal gives it back");
    }

    #[tokio::test]
    async fn refusals_use_it_up_as_silence_does() {
        let patience = Patience::new(LIMIT);
        let began = Instant::now();
        let mut refused = 0;
        let refuse = || async {
            tokio::time::sleep(LIMIT / 8).await;
            Err::<(), _>("409".to_owned())
        };
        while patience.during(refuse()).await.is_ok() {
            refused += 1;
        }
        assert!(refused > 0 && began.elapsed() >= LIMIT, "{refused}");
    }
}
