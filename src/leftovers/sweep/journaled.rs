//! What the journals of one folder say was left in one target.
//!
//! In: a folder. Out: objects, and the runs that go on. What cannot be read is told, and kept.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use super::swept::{Outcome, Swept};
use crate::keyvault::object::Object;
use crate::leftovers::journal::earlier::{self, EndedJournal, JournalFile, Line};

/// Lines of one journal that are told one by one, if they cannot be read.
const MOST_TOLD: usize = 10;

/// What the journals of one folder say about one target.
#[derive(Debug, Default)]
pub struct Journaled {
    /// Objects of that target.
    pub objects: BTreeSet<Object>,
    /// Runs that go on.
    pub live: BTreeSet<String>,
    ended: Vec<EndedJournal>,
    target: String,
}

impl Journaled {
    /// The runs whose journals are held here.
    pub fn ended(&self) -> BTreeSet<String> {
        self.ended.iter().map(|journal| journal.run()).collect()
    }

    /// Reads the journals; a line or a file that cannot be read is a problem of the sweep's.
    pub fn read(folder: &Path, target: &str, swept: &mut Swept) -> io::Result<Journaled> {
        let mut journaled = Journaled { target: plain(target), ..Journaled::default() };
        let mut elsewhere = BTreeSet::new();
        for file in earlier::all(folder)? {
            match file {
                JournalFile::Ended(journal) => {
                    journaled.take(&journal, &mut elsewhere, &mut swept.problems);
                    journaled.ended.push(journal);
                }
                JournalFile::Live(run) => {
                    let note = format!("run {run} still goes on: its objects are not touched");
                    swept.notes.push(note);
                    journaled.live.insert(run);
                }
                JournalFile::Unreadable(path, why) => {
                    swept.problems.push(format!("{}: cannot be read: {why}", path.display()));
                }
            }
        }
        let told = elsewhere.iter().map(|target| format!("there are journals for {target} too"));
        swept.notes.extend(told);
        Ok(journaled)
    }

    fn take(
        &mut self,
        journal: &EndedJournal,
        elsewhere: &mut BTreeSet<String>,
        problems: &mut Vec<String>,
    ) {
        let mut wrong = 0;
        for line in &journal.lines {
            match &line.entry {
                Ok(entry) if plain(&entry.target) == self.target => {
                    self.objects.insert(entry.object.clone());
                }
                Ok(entry) => drop(elsewhere.insert(entry.target.clone())),
                Err(why) => {
                    wrong += 1;
                    if wrong <= MOST_TOLD {
                        let place = format!("{}:{}", journal.path.display(), line.number);
                        problems.push(format!("{place}: {why}"));
                    }
                }
            }
        }
        if wrong > MOST_TOLD {
            let (path, more) = (journal.path.display(), wrong - MOST_TOLD);
            problems.push(format!("{path}: {more} more lines are no entries"));
        }
    }

    /// Takes out of the journals what is gone. What cannot be read stays, for a person to look at.
    pub fn settle(self, swept: &mut Swept) {
        let target = self.target;
        for journal in self.ended {
            if let Err(error) = journal.keep(|line| is_open(line, &target, swept)) {
                swept.problems.push(error.to_string());
            }
        }
    }
}

/// Whether a line is of another target, cannot be read, or names what is left.
fn is_open(line: &Line, target: &str, swept: &Swept) -> bool {
    match &line.entry {
        Ok(entry) if plain(&entry.target) == target => {
            matches!(swept.objects.get(&entry.object), Some(Outcome::Left(_)))
        }
        Ok(_) | Err(_) => true,
    }
}

fn plain(target: &str) -> String {
    target.trim_end_matches('/').to_owned()
}
