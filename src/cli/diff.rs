//! `kvcontract diff`: two saved results compared. Sends nothing.

use super::args::DiffArgs;
use super::failure::{Exit, Failure};
use super::terminal;
use crate::report::compare::compare;
use crate::report::{self, saved};

/// Compares them; what is newly broken ends it as a broken contract does.
pub fn diff(args: &DiffArgs) -> Result<Exit, Failure> {
    let (old, new) = (saved::read(&args.old)?, saved::read(&args.new)?);
    let changes = compare(&old, &new);
    if let Some(path) = &args.markdown {
        report::place(path, &changes.markdown())?;
    }
    if !terminal::out(changes.text().painted().trim_end()) {
        return Ok(Exit::Unknown);
    }
    Ok(if changes.is_worse() { Exit::Broken } else { Exit::Held })
}
