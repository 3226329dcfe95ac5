//! The journal on the command line: its folder, and what is said at its end.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::terminal;
use crate::leftovers::journal::JournalError;
use crate::target::Target;

/// The folder of the journals: the one given, or ours among those where programs keep their state.
pub fn folder(given: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    let Some(state) = state() else {
        let why = "no home to keep the journal in; give --journal DIR";
        return Err(Failure::Usage(why.to_owned()));
    };
    Ok(state.join("kvcontract/journal"))
}

/// Where programs keep their state.
fn state() -> Option<PathBuf> {
    let named = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    // The convention has it that a relative path in the variable is not meant.
    named
        .filter(|path| path.is_absolute())
        .or_else(|| Some(std::env::home_dir()?.join(".local/state")))
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
