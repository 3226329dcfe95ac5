//! How a case ended: the verdicts, with their reasons and without.
//!
//! Nothing comes in. Must not know how a verdict comes about.

use serde::{Deserialize, Serialize};

/// The end of one case. Every planned case ends with exactly one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Verdict {
    /// The target kept every clause the case tests.
    Pass,
    /// The target broke the contract; the failed checks tell where.
    Fail,
    /// It could not be told: network, harness, an interrupted or lost trial.
    Error {
        /// What went wrong, in one line.
        reason: String,
    },
    /// The target lacks something the case needs.
    Blocked {
        /// What is missing.
        reason: String,
        /// The broken requirement that keeps it from being tested.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        broken: Option<String>,
        /// What kind of thing is missing, where nothing is broken.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lack: Option<Lack>,
    },
    /// Failed as the target file says it would.
    KnownDeviation {
        /// The reason the target file gives.
        reason: String,
    },
    /// The target file declares a deviation that did not happen: the file is stale.
    StaleDeviation {
        /// The reason the stale declaration gives.
        reason: String,
    },
    /// Left out by the filter.
    NotSelected,
}

/// What a case needs and has not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Lack {
    /// An operation that the target has not, by its word.
    Operation {
        /// The word.
        operation: String,
    },
    /// An issuer in a role.
    Issuer {
        /// The role's word.
        role: String,
    },
    /// Another api-version.
    ApiVersion {
        /// Those that will do, in words: `7.4 or newer`.
        versions: String,
    },
    /// What is presupposed of the target was not so.
    Precondition,
    /// It would have begun after one that failed.
    Turn,
}

/// A verdict without its reason: what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VerdictKind {
    /// See [`Verdict::Pass`].
    Pass,
    /// See [`Verdict::Fail`].
    Fail,
    /// See [`Verdict::Error`].
    Error,
    /// See [`Verdict::Blocked`].
    Blocked,
    /// See [`Verdict::KnownDeviation`].
    KnownDeviation,
    /// See [`Verdict::StaleDeviation`].
    StaleDeviation,
    /// See [`Verdict::NotSelected`].
    NotSelected,
}

impl VerdictKind {
    /// Every kind, in the order in which reports count them.
    pub const ALL: [VerdictKind; 7] = [
        VerdictKind::Pass,
        VerdictKind::Fail,
        VerdictKind::Error,
        VerdictKind::Blocked,
        VerdictKind::KnownDeviation,
        VerdictKind::StaleDeviation,
        VerdictKind::NotSelected,
    ];

    /// The word for it in reports.
    pub fn word(self) -> &'static str {
        match self {
            VerdictKind::Pass => "Pass",
            VerdictKind::Fail => "Fail",
            VerdictKind::Error => "Error",
            VerdictKind::Blocked => "Blocked",
            VerdictKind::KnownDeviation => "KnownDeviation",
            VerdictKind::StaleDeviation => "StaleDeviation",
            VerdictKind::NotSelected => "NotSelected",
        }
    }

    /// Whether the case was walked to its end, so that its checks tell what the target does.
    pub fn is_judged(self) -> bool {
        matches!(
            self,
            VerdictKind::Pass
                | VerdictKind::Fail
                | VerdictKind::KnownDeviation
                | VerdictKind::StaleDeviation
        )
    }
}

impl Verdict {
    /// What it is, without the reason.
    pub fn kind(&self) -> VerdictKind {
        match self {
            Verdict::Pass => VerdictKind::Pass,
            Verdict::Fail => VerdictKind::Fail,
            Verdict::Error { .. } => VerdictKind::Error,
            Verdict::Blocked { .. } => VerdictKind::Blocked,
            Verdict::KnownDeviation { .. } => VerdictKind::KnownDeviation,
            Verdict::StaleDeviation { .. } => VerdictKind::StaleDeviation,
            Verdict::NotSelected => VerdictKind::NotSelected,
        }
    }

    /// The word for it in reports.
    pub fn word(&self) -> &'static str {
        self.kind().word()
    }

    /// Why, where the verdict carries it.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Verdict::Error { reason }
            | Verdict::Blocked { reason, .. }
            | Verdict::KnownDeviation { reason }
            | Verdict::StaleDeviation { reason } => Some(reason),
            Verdict::Pass | Verdict::Fail | Verdict::NotSelected => None,
        }
    }
}
