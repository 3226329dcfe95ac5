//! What a sweep is to do, and what it did.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use crate::http::client::Client;
use crate::http::not_ready::NotReady;
use crate::keyvault::object::Object;
use crate::leftovers::listing::List;
use crate::target::Target;

/// What to sweep.
#[derive(Debug)]
pub struct Order<'a> {
    /// Talks to the target.
    pub client: Arc<Client>,
    /// The target.
    pub target: &'a Target,
    /// The journals' folder.
    pub journal: &'a Path,
    /// The lists that are read.
    pub lists: Vec<List>,
    /// Names tell what was left only of runs that began this long ago.
    pub older_than: Duration,
    /// Seconds since 1970.
    pub now: u64,
    /// Remove nothing.
    pub dry_run: bool,
    /// Names that are taken off the journals though what bears them may be there.
    pub forget: BTreeSet<String>,
    /// How far it is, for who waits for it.
    pub watch: Arc<Watch>,
}

/// How far a sweep is.
#[derive(Debug, Default)]
pub struct Watch {
    /// Objects to remove, as far as is known.
    pub found: AtomicUsize,
    /// Objects that are done with.
    pub done: AtomicUsize,
}

/// What became of an object that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is gone.
    Removed,
    /// Deleted; why it stays among the deleted ones.
    Deleted(String),
    /// It was deleted before; why it stays among the deleted ones.
    StaysDeleted(String),
    /// It may still be there, and why.
    Left(String),
    /// It may still be there, and why; somebody took it off the journals all the same.
    Forgotten(String),
    /// It is there; nothing was to be removed.
    Found,
}

/// What a sweep did.
#[derive(Debug, Default)]
pub struct Swept {
    /// What was found.
    pub objects: BTreeMap<Object, Outcome>,
    /// What is worth knowing.
    pub notes: Vec<String>,
    /// Why something may be left that was not found.
    pub problems: Vec<String>,
    /// What is left and known by a journal alone, so that it can be forgotten.
    pub forgettable: BTreeSet<Object>,
}

impl Swept {
    /// How many of the objects found are gone.
    pub fn removed(&self) -> usize {
        self.objects.values().filter(|outcome| **outcome == Outcome::Removed).count()
    }

    /// How many are deleted as far as the target allows it, and stay among the deleted ones.
    pub fn deleted(&self) -> usize {
        self.objects
            .values()
            .filter(|outcome| matches!(outcome, Outcome::Deleted(_) | Outcome::StaysDeleted(_)))
            .count()
    }

    /// How many were taken off the journals though they may be there.
    pub fn forgotten(&self) -> usize {
        self.objects.values().filter(|outcome| matches!(outcome, Outcome::Forgotten(_))).count()
    }

    /// How many may still be there.
    pub fn left(&self) -> usize {
        self.objects.len() - self.removed() - self.deleted() - self.forgotten()
    }
}

/// Why nothing was swept.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The target.
    #[error("{0}")]
    NotReady(#[from] NotReady),
    /// The folder of the journals.
    #[error("the journals in {0} cannot be read: {1}")]
    Journal(String, std::io::Error),
}
