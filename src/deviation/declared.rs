//! A deviation, checked against the suite, and which findings it excuses.
//!
//! In: the root of a finding. Out: whether the entry speaks of it. Must not know where the entry
//! is written, nor what a verdict is.

use crate::cause::Root;
use crate::wildcard::matches;

/// A deviation, checked against the suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The file that it stands in, as its user knows it.
    pub file: String,
    /// Its line there.
    pub line: u64,
    /// The requirement that is broken.
    pub requirement: String,
    /// What the target does, `*` for any part of it.
    pub signature: String,
    /// Why that is known.
    pub reason: String,
    /// Whether it excuses anything.
    pub force: Force,
}

/// Whether a deviation excuses what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Force {
    /// It does.
    Full,
    /// Not since that day.
    Expired(String),
    /// Its reason is still to be filled in.
    Unreasoned,
}

impl Declared {
    /// Whether the entry speaks of that root.
    pub fn names(&self, root: &Root) -> bool {
        let fits = root.requirement().is_none_or(|only| only == self.requirement);
        fits && matches(&self.signature, &root.signature())
    }

    /// Whether it excuses it.
    pub fn excuses(&self, root: &Root) -> bool {
        self.force == Force::Full && self.names(root)
    }
}
