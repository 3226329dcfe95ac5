//! The vault's only clock.
//!
//! Out: [`Moment`]s. Operations are timed by the monotonic half, so that a wall
//! clock that jumps moves no deadline; attributes show the Unix half.
//! It must not know what the time is used for.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

const MOST_SKIPPED: u64 = 100 * 365 * 86_400_000;

/// One reading of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Time since the vault started.
    pub elapsed: Duration,
    /// The same moment in Unix seconds.
    pub unix: i64,
}

/// A clock that starts with its vault.
#[derive(Debug)]
pub struct Clock {
    started: Instant,
    started_unix: Duration,
    /// Milliseconds that were not waited for.
    skipped: AtomicU64,
}

impl Clock {
    /// Starts the clock.
    pub fn start() -> Self {
        let started_unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { started: Instant::now(), started_unix, skipped: AtomicU64::new(0) }
    }

    /// Puts the clock forward, no further than a hundred years in all.
    pub fn advance(&self, millis: u64) {
        // The closure always gives a value.
        let _ = self.skipped.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |skipped| {
            Some(skipped.saturating_add(millis).min(MOST_SKIPPED))
        });
    }

    /// Reads the clock.
    pub fn now(&self) -> Moment {
        let skipped = Duration::from_millis(self.skipped.load(Ordering::SeqCst));
        let elapsed = self.started.elapsed() + skipped;
        let unix = (self.started_unix + elapsed).as_secs();
        Moment { elapsed, unix: i64::try_from(unix).unwrap_or(i64::MAX) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_halves_move_forward_together() {
        let clock = Clock::start();
        let first = clock.now();
        let second = clock.now();
        assert!(second.elapsed >= first.elapsed);
        assert!(second.unix >= first.unix);
        assert!(first.unix > 1_600_000_000);
    }

    #[test]
    fn it_is_put_forward_within_bounds() {
        let clock = Clock::start();
        let before = clock.now();
        clock.advance(3_600_000);
        assert!(clock.now().unix >= before.unix + 3600);
        clock.advance(u64::MAX);
        assert!(clock.now().elapsed < Duration::from_secs(101 * 365 * 86_400));
    }
}
