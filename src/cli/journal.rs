//! The journal on the command line: its folder, and what is said at its end.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::terminal;
use crate::leftovers::journal::JournalError;
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

/// The folder for a run against that target; none is needed if it ends with the process.
pub fn of(target: &Target, given: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
    if target.is_embedded() { Ok(None) } else { folder(given).map(Some) }
}

/// Says where a journal is that had to be kept.
pub fn tell(ended: &Result<Option<PathBuf>, JournalError>) {
    match ended {
        Ok(None) => {}
        Ok(Some(path)) => {
            let path = path.display();
            terminal::note(&format!("what is left is noted in {path}; see `kvcontract sweep`"));
        }
        Err(error) => terminal::error(&error.to_string()),
    }
}
