//! The journal on the command line: its folder, its beginning and what is said at its end.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::terminal;
use crate::leftovers::journal::Journal;
use crate::leftovers::tracker::Tracker;
use crate::run::session::Session;
use crate::target::Target;

/// The folder of the journals: the one given, or ours among those where programs keep their state.
pub fn folder(given: Option<&Path>) -> Result<PathBuf, Failure> {
    let named = || std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let home = || std::env::home_dir().map(|home| home.join(".local/state"));
    let ours = |state: PathBuf| state.join("kvcontract/journal");
    // The convention has it that a relative path in the variable is not meant.
    let state = || named().filter(|path| path.is_absolute()).or_else(home).map(ours);
    let none = || Failure::Usage("no home to keep the journal in; give --journal DIR".to_owned());
    given.map(Path::to_owned).or_else(state).ok_or_else(none)
}

/// Begins the session's journal, if its target is one that outlives the process.
pub fn begin(session: &mut Session, target: &Target, given: Option<&Path>) -> Result<(), Failure> {
    if !target.is_embedded() {
        let journal = Journal::begin(&folder(given)?, &session.run_id, &target.place())?;
        session.tracker = Tracker::with(journal);
    }
    Ok(())
}

/// Ends it, and tells where it is if it had to be kept.
pub fn end(session: &Session) {
    match session.tracker.end() {
        Ok(None) => {}
        Ok(Some(path)) => {
            let path = path.display();
            terminal::note(&format!("what is left is noted in {path}; see `kvcontract sweep`"));
        }
        Err(error) => terminal::error(&error.to_string()),
    }
}
