//! Why a target cannot be worked with at all, told from an answer or the lack of one.
//!
//! In: a refused credential, no token, no answer. Out: one reason in words that say what to do.

use super::bearer::TokenError;
use super::client::{Cause, NoAnswer};

/// The reason a stopped run gives.
pub const STOPPED: &str = "the run was interrupted";

/// Why no case can be walked at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    /// No answer.
    #[error("the target cannot be reached: {0}")]
    Unreachable(NoAnswer),
    /// Nothing but 429.
    #[error("{0}")]
    Throttled(NoAnswer),
    /// A request was held back, because the journal cannot be kept.
    #[error("no case can be walked: {0}")]
    NotSent(NoAnswer),
    /// The credential gives no token.
    #[error("there is no token for the target: {0}")]
    NoToken(#[from] TokenError),
    /// 401 or 403.
    #[error("the target refuses the credential: {0} answers {1} (see --token-env)")]
    Refused(String, u16),
    /// The api-version, which others are not.
    #[error("{0}")]
    OtherVersion(Box<OtherVersion>),
    /// Ctrl-C or SIGTERM.
    #[error("{}", STOPPED)]
    Stopped,
}

/// An api-version that a target refuses, though it takes others.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the target refuses the api-version {asked}: it answers {status} ({words}) to what it \
     understands with {}; give it one of these with --api-version, or as `api_version` in the \
     target file", takes.join(", ")
)]
pub struct OtherVersion {
    /// The one that was asked with.
    pub asked: String,
    /// How that was answered.
    pub status: u16,
    /// In the target's own words, masked.
    pub words: String,
    /// Those that it takes, newest first.
    pub takes: Vec<String>,
}

impl From<NoAnswer> for NotReady {
    fn from(no: NoAnswer) -> NotReady {
        match no.cause {
            Cause::Unsent => NotReady::NotSent(no),
            Cause::Silent => NotReady::Unreachable(no),
            Cause::Throttled => NotReady::Throttled(no),
        }
    }
}
