//! Where mistakes are gathered, and what a scenario may refer to outside of itself.

use std::collections::BTreeSet;

use crate::scenario::steps::Library;
use crate::yaml::Mistake;

/// What a scenario may refer to.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// Ids of the contract's requirements.
    pub clauses: &'a BTreeSet<String>,
    /// Names of the wire schemas.
    pub schemas: &'a BTreeSet<String>,
    /// Steps that several scenarios share.
    pub steps: &'a Library,
}

/// The mistakes found so far, and the file they are in.
pub(super) struct Finder<'a> {
    pub file: &'a str,
    pub around: Surroundings<'a>,
    pub mistakes: Vec<Mistake>,
}

impl<'a> Finder<'a> {
    pub(super) fn of(file: &'a str, around: Surroundings<'a>) -> Self {
        Finder { file, around, mistakes: Vec::new() }
    }

    pub(super) fn say(&mut self, at: (u64, u64), message: impl Into<String>, hint: Option<String>) {
        self.mistakes.push(Mistake::at(self.file, at, message).hint(hint));
    }
}
