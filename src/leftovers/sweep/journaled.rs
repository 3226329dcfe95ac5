//! What journals say was left in a target.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use super::{Fate, Swept};
use crate::keyvault::object::Object;
use crate::leftovers::journal::earlier::{self, Found, Line, Past};

/// What the journals of one folder say about one target.
#[derive(Debug, Default)]
pub struct Noted {
    /// Objects of that target.
    pub objects: BTreeSet<Object>,
    /// Runs that go on.
    pub live: BTreeSet<String>,
    pasts: Vec<Past>,
    target: String,
}

impl Noted {
    /// Reads the journals; a line or a file that cannot be read is a problem of the sweep's.
    pub fn read(folder: &Path, target: &str, swept: &mut Swept) -> io::Result<Noted> {
        let mut noted = Noted { target: plain(target), ..Noted::default() };
        let mut elsewhere = BTreeSet::new();
        for found in earlier::all(folder)? {
            match found {
                Found::Past(past) => {
                    noted.take(&past, &mut elsewhere, &mut swept.problems);
                    noted.pasts.push(past);
                }
                Found::Live(run) => {
                    let note = format!("run {run} still goes on: its objects are not touched");
                    swept.notes.push(note);
                    noted.live.insert(run);
                }
                Found::Unreadable(path, why) => {
                    swept.problems.push(format!("{}: cannot be read: {why}", path.display()));
                }
            }
        }
        let told = elsewhere.iter().map(|target| format!("there are journals for {target} too"));
        swept.notes.extend(told);
        Ok(noted)
    }

    fn take(&mut self, past: &Past, elsewhere: &mut BTreeSet<String>, problems: &mut Vec<String>) {
        for line in &past.lines {
            match &line.entry {
                Ok(entry) if plain(&entry.target) == self.target => {
                    self.objects.insert(entry.object.clone());
                }
                Ok(entry) => drop(elsewhere.insert(entry.target.clone())),
                Err(why) => {
                    let place = format!("{}:{}", past.path.display(), line.number);
                    problems.push(format!("{place}: {why}"));
                }
            }
        }
    }

    /// Takes out of the journals what is gone. What cannot be read stays, for a person to look at.
    pub fn settle(self, swept: &mut Swept) {
        let target = self.target;
        for past in self.pasts {
            let keep = |line: &Line| match &line.entry {
                Ok(entry) if plain(&entry.target) == target => {
                    matches!(swept.objects.get(&entry.object), Some(Fate::Left(_)))
                }
                Ok(_) | Err(_) => true,
            };
            if let Err(error) = past.keep(keep) {
                swept.problems.push(error.to_string());
            }
        }
    }
}

fn plain(target: &str) -> String {
    target.trim_end_matches('/').to_owned()
}
