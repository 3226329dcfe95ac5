//! What a script says: an outcome, and the answer to a request for cancellation.

use std::time::Duration;

/// What a script waits where it names no time.
pub const DEFAULT_DELAY: Duration = Duration::from_millis(25);

/// What an issuer does with one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Script {
    /// How it ends when nobody interferes.
    pub outcome: Outcome,
    /// What it does when asked to cancel.
    pub cancel: Cancel,
}

/// How an operation ends by itself, and how long after its create.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A certificate is issued.
    Issue { after: Duration },
    /// The request fails.
    Fail { after: Duration, blame: Blame },
    /// Nothing ever happens.
    Stall,
}

/// Whose fault a failure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// "Certificate issuer error".
    Issuer,
    /// "Request rejected".
    Request,
}

/// The answer to a request for cancellation, counted from that request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancel {
    /// The operation ends canceled.
    Granted { after: Duration },
    /// The flag returns to false: after this time, else when the operation ends.
    Lost { after: Option<Duration> },
    /// The flag stays and nothing follows.
    Ignored,
}

impl Script {
    /// Issues after `after`, grants a cancellation after the default delay.
    pub const fn issue(after: Duration) -> Self {
        Self { outcome: Outcome::Issue { after }, cancel: Cancel::Granted { after: DEFAULT_DELAY } }
    }

    /// Whether a certificate comes of it.
    pub fn issues(self) -> bool {
        matches!(self.outcome, Outcome::Issue { .. })
    }

    /// Fails after the default delay, blaming the request.
    pub const fn reject() -> Self {
        Self {
            outcome: Outcome::Fail { after: DEFAULT_DELAY, blame: Blame::Request },
            cancel: Cancel::Granted { after: DEFAULT_DELAY },
        }
    }
}
