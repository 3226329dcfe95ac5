//! Whether a server keeps the connections that it does not say it closes.
//!
//! In: which of our sockets an answer came to, and connections that ended without an answer. Out:
//! whether a request that must not be sent twice may go over a connection that was used before.
//! Servers that close without notice (Node.js after five seconds) make that a race, and a write
//! that loses it may have been done or not. Must not know what the requests are.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

/// Sockets that are remembered while it is not known yet.
const MOST: usize = 1024;

/// What one server was seen to do.
#[derive(Debug, Default)]
pub struct Keeping(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    sockets: HashSet<SocketAddr>,
    answered: bool,
    reused: bool,
    closed: bool,
}

impl Keeping {
    /// An answer came to that socket of ours.
    pub fn answered(&self, socket: Option<SocketAddr>) {
        let mut seen = self.seen();
        seen.answered = true;
        if seen.reused || seen.sockets.len() >= MOST {
            return;
        }
        if let Some(socket) = socket {
            seen.reused = !seen.sockets.insert(socket);
        }
    }

    /// A connection ended without an answer. Whether the server was there before, so that the
    /// connection may have been one that it had closed.
    pub fn closed(&self) -> bool {
        let mut seen = self.seen();
        seen.closed = true;
        seen.answered
    }

    /// Whether a connection was used twice, and none was found closed.
    pub fn is_sure(&self) -> bool {
        let seen = self.seen();
        seen.reused && !seen.closed
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_relied_on_when_it_kept_a_connection_and_until_it_closes_one() {
        let (one, other) = (SocketAddr::from(([127, 0, 0, 1], 1)), ([127, 0, 0, 1], 2).into());
        let keeping = Keeping::default();
        assert!(!keeping.is_sure());
        keeping.answered(Some(one));
        keeping.answered(Some(other));
        keeping.answered(None);
        assert!(!keeping.is_sure());
        keeping.answered(Some(one));
        assert!(keeping.is_sure());
        assert!(keeping.closed());
        keeping.answered(Some(one));
        assert!(!keeping.is_sure());
        assert!(!Keeping::default().closed(), "it had never been there");
    }
}
