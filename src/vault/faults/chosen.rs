//! The faults that one vault has, chosen by name.

use std::str::FromStr;

use thiserror::Error;

use super::table::Fault;

/// The faults of one vault.
#[derive(Debug, Clone, Default)]
pub struct Faults(pub(super) Vec<Fault>);

impl Faults {
    /// The vault makes these mistakes.
    pub fn new(faults: Vec<Fault>) -> Self {
        Self(faults)
    }

    /// Whether the vault makes this mistake.
    pub fn has(&self, fault: Fault) -> bool {
        self.0.contains(&fault)
    }

    /// Whether it must keep pending objects that it should forget.
    pub fn keeps_ghosts(&self) -> bool {
        let needing = [
            Fault::DeletedStillReadable,
            Fault::DeletedRequestIdRemembered,
            Fault::DeletedCode,
            Fault::OlderVersionHidesNotFound,
            Fault::OverwrittenRequestIdRemembered,
        ];
        needing.into_iter().any(|fault| self.has(fault))
    }
}

/// No fault has this name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no fault is named {name:?}; the nearest is {nearest}")]
pub struct UnknownFault {
    name: String,
    nearest: &'static str,
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, UnknownFault> {
        let exact = Self::ALL.iter().find(|fault| fault.name() == name);
        exact.copied().ok_or_else(|| {
            let likeness = |fault: &&Self| strsim::jaro_winkler(fault.name(), name);
            let nearest =
                Self::ALL.iter().max_by(|left, right| likeness(left).total_cmp(&likeness(right)));
            UnknownFault {
                // A name is shown, not a novel.
                name: name.chars().take(80).collect(),
                nearest: nearest.map_or("", |fault| fault.name()),
            }
        })
    }
}
