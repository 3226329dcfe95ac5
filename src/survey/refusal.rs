//! A request of the run's own that the target refuses, before any case: whatever is asked with the
//! same would be refused as well.
//!
//! In: a call and the answer to it. Out: both as data, and in a sentence. Must not know what was
//! wrong with it.

use std::fmt;

use crate::http::exchange::{Answer, Call};
use crate::secrets::redact::Redactor;

use super::words::message;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Method and path.
    pub asked: String,
    /// The status.
    pub status: u16,
    /// The target's own words, masked.
    pub words: String,
}

impl Refusal {
    /// Of an answer; what a target says may be what it was sent.
    pub fn of(call: &Call, answer: &Answer, redactor: &Redactor) -> Refusal {
        let asked = format!("{} {}", call.method, call.path);
        Refusal { asked, status: answer.status, words: redactor.text(&message(answer)) }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} answers {}: {}", self.asked, self.status, self.words)
    }
}

/// Whether an answer refuses what was sent, rather than who sent it or how often, or a route.
pub fn refuses(answer: &Answer) -> bool {
    (400..500).contains(&answer.status)
        && !matches!(answer.status, 401 | 403..=405 | 408 | 409 | 429)
}
