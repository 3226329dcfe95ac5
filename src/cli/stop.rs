//! Ctrl-C, SIGTERM and SIGHUP (a terminal that goes away): the first one stops the run in good order, the second one at once.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::failure::{Exit, Failure};
use super::terminal;

/// Listens from the moment it is made, so that no signal is missed before the first wait.
pub struct Signals {
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(unix)]
    hang_up: Signal,
}

impl Signals {
    /// Must be called inside the runtime.
    pub fn listen() -> Result<Signals, Failure> {
        #[cfg(unix)]
        {
            Ok(Signals {
                interrupt: watch(SignalKind::interrupt())?,
                terminate: watch(SignalKind::terminate())?,
                hang_up: watch(SignalKind::hangup())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Signals {})
    }

    /// Waits for one.
    pub async fn next(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }

    /// A token that is cancelled at the first one; the second one ends the process.
    pub fn stop(mut self) -> CancellationToken {
        let stop = CancellationToken::new();
        let token = stop.clone();
        tokio::spawn(async move {
            self.next().await;
            terminal::note("stopping: cleaning up and writing reports; again to stop at once");
            token.cancel();
            self.next().await;
            terminal::note("stopped without clean-up");
            std::process::exit(Exit::Unknown.code().into());
        });
        stop
    }
}

#[cfg(unix)]
fn watch(kind: SignalKind) -> Result<Signal, Failure> {
    signal(kind).map_err(|e| Failure::Internal(format!("signals cannot be watched: {e}")))
}
