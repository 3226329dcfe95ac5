//! Where mistakes are gathered, and what a scenario may refer to outside of itself.

use std::collections::BTreeSet;

use serde_saphyr::Spanned;

use crate::scenario::steps::Library;
use crate::yaml::{Mistake, did_you_mean, place};

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
pub(in crate::scenario) struct Finder<'a> {
    pub file: &'a str,
    pub around: Surroundings<'a>,
    pub mistakes: Vec<Mistake>,
}

impl<'a> Finder<'a> {
    /// None found yet in that file.
    pub fn of(file: &'a str, around: Surroundings<'a>) -> Self {
        Finder { file, around, mistakes: Vec::new() }
    }

    /// Takes in a mistake.
    pub fn say(&mut self, at: (u64, u64), message: impl Into<String>, hint: Option<String>) {
        self.mistakes.push(Mistake::at(self.file, at, message).hint(hint));
    }

    /// Says of a clause that the contract lacks that it is unknown.
    pub fn knows_clause(&mut self, clause: &Spanned<String>) {
        if !self.around.clauses.contains(&clause.value) {
            let known = self.around.clauses.iter().map(String::as_str);
            let hint = did_you_mean(&clause.value, known);
            let message = format!("unknown requirement `{}`", clause.value);
            self.say(place(clause), message, hint);
        }
    }
}
