//! The mistakes of one file while it is compiled, and what they are told by.

use std::collections::BTreeSet;

use crate::yaml::Mistake;

/// What a scenario may refer to.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// Ids of the contract's requirements.
    pub clauses: &'a BTreeSet<String>,
    /// Names of the wire schemas.
    pub schemas: &'a BTreeSet<String>,
}

/// The mistakes found so far, and the file they are in.
pub(super) struct Finder<'a> {
    pub file: &'a str,
    pub around: Surroundings<'a>,
    pub mistakes: Vec<Mistake>,
}

impl Finder<'_> {
    /// Adds a mistake.
    pub fn say(&mut self, at: (u64, u64), message: impl Into<String>, hint: Option<String>) {
        self.mistakes.push(Mistake::at(self.file, at, message).hint(hint));
    }
}
