//! How fast requests leave, where the target file says it: one after the other, evenly spaced.
//!
//! Whoever waits stands in a queue. Who gives up waiting leaves it, and neither takes a turn nor
//! lets anybody go sooner.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// The pace of a run.
#[derive(Debug)]
pub struct Pace {
    interval: Duration,
    /// When the next request may leave. Held while waiting for it: the queue is the lock's own.
    next: Mutex<Instant>,
}

impl Pace {
    /// One request an interval.
    pub fn new(interval: Duration) -> Pace {
        Pace { interval, next: Mutex::new(Instant::now()) }
    }

    /// Waits until a request may leave.
    pub async fn turn(&self) {
        let mut next = self.next.lock().await;
        sleep_until(*next).await;
        *next = Instant::now() + self.interval;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn turns_are_an_interval_apart_however_many_ask() {
        let (pace, began) = (Arc::new(Pace::new(Duration::from_millis(20))), Instant::now());
        let turn = |pace: Arc<Pace>| async move { pace.turn().await };
        let turns: Vec<_> = (0..11).map(|_| tokio::spawn(turn(pace.clone()))).collect();
        for turn in turns {
            turn.await.unwrap();
        }
        assert!(began.elapsed() >= Duration::from_millis(200), "{:?}", began.elapsed());
    }

    #[tokio::test]
    async fn who_gives_up_takes_no_turn_and_lets_nobody_go_sooner() {
        let interval = Duration::from_millis(500);
        let pace = Pace::new(interval);
        let began = Instant::now();
        pace.turn().await;
        for _ in 0..20 {
            let _ = tokio::time::timeout(Duration::from_millis(1), pace.turn()).await;
        }
        pace.turn().await;
        assert!(began.elapsed() >= interval, "somebody's turn was given away");
        assert!(began.elapsed() < interval * 10, "turns were lost");
    }
}
