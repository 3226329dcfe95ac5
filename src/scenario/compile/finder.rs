//! Where mistakes are gathered, and what a scenario may refer to outside of itself.

use std::collections::BTreeSet;

use serde_saphyr::Spanned;

use crate::scenario::steps::Library;
use crate::yaml::{Flaws, Mistake, did_you_mean, place};

/// What a scenario may refer to.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// Ids of the contract's requirements.
    pub clauses: &'a BTreeSet<String>,
    /// Names of the wire schemas.
    pub schemas: &'a BTreeSet<String>,
    /// Steps that several scenarios share.
    pub steps: &'a Library,
    /// Variables of the environment that the contract lets be read.
    pub environment: &'a BTreeSet<String>,
    /// Where names may have been given that could not be read, so that none is known to be unknown.
    pub unsure: Unsure,
}

/// What could not be read whole.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unsure {
    /// The contract: its requirements, its variables.
    pub contract: bool,
    /// The file itself, or steps that it uses: its variables.
    pub variables: bool,
}

impl Surroundings<'_> {
    /// Those of a file of which not everything could be read.
    pub(in crate::scenario) fn after(self, flaws: &Flaws) -> Self {
        let variables = self.unsure.variables || flaws.lose_names();
        Surroundings { unsure: Unsure { variables, ..self.unsure }, ..self }
    }
}

/// The mistakes found so far, and the file they are in.
pub(in crate::scenario) struct Finder<'a> {
    pub file: &'a str,
    pub around: Surroundings<'a>,
    pub mistakes: Vec<Mistake>,
    /// Whether the answer that is spoken of has no body: one to HEAD.
    pub bodiless: bool,
}

impl<'a> Finder<'a> {
    /// None found yet in that file.
    pub fn of(file: &'a str, around: Surroundings<'a>) -> Self {
        Finder { file, around, mistakes: Vec::new(), bodiless: false }
    }

    /// Takes in a mistake.
    pub fn say(&mut self, at: (u64, u64), message: impl Into<String>, hint: Option<String>) {
        self.mistakes.push(Mistake::at(self.file, at, message).hint(hint));
    }

    /// Says that nothing can be expected of a body where there is none.
    pub fn needs_body(&mut self, at: (u64, u64)) {
        if self.bodiless {
            let hint = "look at `status` and `headers`, or ask with `get`".to_owned();
            self.say(at, "an answer to HEAD has no body", Some(hint));
        }
    }

    /// Says of a clause that the contract lacks that it is unknown.
    pub fn knows_clause(&mut self, clause: &Spanned<String>) {
        if !self.around.unsure.contract && !self.around.clauses.contains(&clause.value) {
            let known = self.around.clauses.iter().map(String::as_str);
            let hint = did_you_mean(&clause.value, known);
            let message = format!("unknown requirement `{}`", clause.value);
            self.say(place(clause), message, hint);
        }
    }
}
