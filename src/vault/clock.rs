//! The vault's only clock.
//!
//! Out: [`Moment`]s. Operations are timed by the monotonic half, so that a wall
//! clock that jumps moves no deadline; attributes show the Unix half.
//! It must not know what the time is used for.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

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
    /// Tests do not wait: they skip milliseconds.
    #[cfg(test)]
    pub skipped: std::sync::atomic::AtomicU64,
}

impl Clock {
    /// Starts the clock.
    pub fn start() -> Self {
        let started_unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            started: Instant::now(),
            started_unix,
            #[cfg(test)]
            skipped: 0.into(),
        }
    }

    /// Reads the clock.
    pub fn now(&self) -> Moment {
        let elapsed = self.started.elapsed();
        #[cfg(test)]
        let elapsed =
            elapsed + Duration::from_millis(self.skipped.load(std::sync::atomic::Ordering::SeqCst));
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
}
