//! The stop signal of a run, and how long what is under way is still waited for.
//!
//! In: a token that Ctrl-C, SIGTERM or a user of the library cancels. Out: work, done or given up.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::http::not_ready::NotReady;

/// An answer to a request that is under way when the run is stopped is waited for this long.
const GRACE: Duration = Duration::from_secs(2);

/// Whether the run is to end.
#[derive(Debug, Clone)]
pub struct Stop(CancellationToken);

impl Stop {
    /// Stops when the token is cancelled.
    pub fn at(token: CancellationToken) -> Stop {
        Stop(token)
    }

    /// Never stops: for what is done whatever happens, within a time of its own.
    pub fn never() -> Stop {
        Stop(CancellationToken::new())
    }

    /// Whether the run was stopped.
    pub fn is_stopped(&self) -> bool {
        self.0.is_cancelled()
    }

    /// Waits until the run is stopped.
    pub async fn stopped(&self) {
        self.0.cancelled().await;
    }

    /// Does the work; none if the run was stopped, and the work had its time to end then.
    pub async fn or<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let late = async {
            self.0.cancelled().await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            biased;
            done = work => Some(done),
            () = late => None,
        }
    }

    /// What these preparations give, unless the run is stopped before they end: a target that
    /// throttles may let them wait for minutes.
    pub async fn unless<T>(
        &self,
        prepared: impl Future<Output = Result<T, NotReady>>,
    ) -> Result<T, NotReady> {
        self.or(prepared).await.unwrap_or(Err(NotReady::Stopped))
    }
}
