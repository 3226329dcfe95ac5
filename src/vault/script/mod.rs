//! The grammar in which an issuer of provider `Script` says what it will do.
//!
//! In: the text of `credentials.account_id`. Out: a [`Script`], or an error that
//! says what is wrong and at which column; `parse` reads it. It must not know
//! about clocks or HTTP.
//!
//! ```text
//! script  = outcome [ "after" N "ms" ] { ";" clause }
//! outcome = "issue" | "fail" | "stall"
//! clause  = "cancel" ( "granted" | "lost" | "ignored" ) [ "after" N "ms" ]
//!         | "error" ( "issuer" | "request" )
//! ```
//!
//! * `issue` ends completed, `fail` ends failed, `stall` never ends by itself.
//!   `after` counts from the create and is 25 ms when left out; a stall takes none.
//! * `cancel granted` (the default, after 25 ms): asked in time, the operation ends
//!   canceled that long after the asking. `cancel lost`: the flag shows true until
//!   the operation ends its own way (or for the given time), then false again.
//!   `cancel ignored`: the flag stays true and nothing else happens; takes no time.
//! * `error` says who is blamed for a `fail`: `issuer` (the default) gives
//!   "Certificate issuer error", `request` gives "Request rejected".
//!
//! N is at most 600000. Each clause may stand once, in any order.

mod parse;

use std::time::Duration;

use thiserror::Error;

/// A script that does not parse: what, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("column {column}: {what}")]
pub struct ScriptError {
    column: usize,
    what: String,
}

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
