//! How one server is to behave: whom it serves, how it paces clients, whose dialect it speaks.

use secrecy::SecretString;

use super::{dialect::Dialect, faults::Faults, log::Log};

/// The settings of one server.
#[derive(Debug, Default)]
pub struct Settings {
    /// Which authority's answers it gives.
    pub dialect: Dialect,
    /// The mistakes it makes.
    pub faults: Faults,
    /// The one token that it takes; `None`: any.
    pub token: Option<SecretString>,
    /// Which requests without a token are challenged.
    pub challenge: Challenge,
    /// When clients are told to wait.
    pub pace: Pace,
    /// Whether the routes for tests are there: seed, reset, advance, token.
    pub fixture: bool,
    /// Where every exchange is written to.
    pub log: Option<Log>,
}

/// Which requests without a bearer token are answered with 401 and the challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Challenge {
    /// None.
    #[default]
    Never,
    /// Writes without a body: by these the Azure SDKs ask for the challenge.
    Writes,
    /// All, as real vaults do.
    Always,
}

/// When `Retry-After` is sent with an operation in progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// Where the operation will last a second or more: ten seconds.
    #[default]
    WhenSlow,
    /// Always, so many seconds; real vaults send 10 since 2018.
    Seconds(u16),
}
