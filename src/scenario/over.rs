//! What a conversation can run over: the issuers of its operations.

use super::needs::Role;

/// The name by which the service knows that nobody issues.
pub const UNKNOWN: &str = "Unknown";

/// One value of `over: { issuer: … }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OverIssuer {
    /// Nobody issues; a merge ends the operation.
    Manual,
    /// The target's issuer in that role.
    Role(Role),
}

impl OverIssuer {
    /// The word in scenario files and ids.
    pub fn word(self) -> &'static str {
        match self {
            OverIssuer::Manual => "manual",
            OverIssuer::Role(role) => role.word(),
        }
    }

    /// The value of a word.
    pub fn of_word(word: &str) -> Option<OverIssuer> {
        if word == OverIssuer::Manual.word() {
            Some(OverIssuer::Manual)
        } else {
            Role::of_word(word).map(OverIssuer::Role)
        }
    }

    /// The role that a target must have for it.
    pub fn role(self) -> Option<Role> {
        match self {
            OverIssuer::Manual => None,
            OverIssuer::Role(role) => Some(role),
        }
    }

    /// Every word.
    pub fn words() -> impl Iterator<Item = &'static str> {
        let roles = Role::ALL.into_iter().map(Role::word);
        std::iter::once(OverIssuer::Manual.word()).chain(roles)
    }
}
