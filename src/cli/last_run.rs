//! The last run on this machine, for `show` and `run --rerun-failed`: its result, secrets masked,
//! in the state folder.

use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use super::failure::Failure;
use super::journal;
use crate::report;
use crate::secrets::redact::Redactor;
use crate::secrets::sieve::Sieve;
use crate::verdict::RunResult;

/// Where it is.
pub fn path() -> Result<PathBuf, Failure> {
    let journals = journal::folder(None)?;
    let state = journals.parent().map(std::path::Path::to_owned).unwrap_or(journals);
    Ok(state.join("last-run.json"))
}

/// Keeps a result. Nobody asked for it by name, so a place that cannot be written is no failure;
/// what a secret stands in is not kept.
pub fn keep(result: &RunResult, redactor: &Redactor) {
    if let Ok(path) = path() {
        let _ = report::place_by(&path, |file| {
            let mut through = Sieve::new(redactor, BufWriter::new(file));
            report::write_json(result, &mut through)?;
            through.flush()
        });
    }
}
