//! `kvcontract matrix`: saved results side by side, requirement by implementation. Sends nothing.

use std::path::Path;

use super::args::MatrixArgs;
use super::failure::{Exit, Failure};
use super::terminal;
use crate::report::matrix::{markdown, matrix};
use crate::report::sanitize::{Spelling, inert};
use crate::report::{self, Kind, html, saved};

/// Puts the results side by side: Markdown on stdout, or files.
pub fn side_by_side(args: &MatrixArgs) -> Result<Exit, Failure> {
    let runs = args.results.iter().map(|path| saved::read(path)).collect::<Result<Vec<_>, _>>()?;
    let matrix = matrix(&runs);
    // Both places before the first file: nothing is written where the other cannot be.
    let wanted = [(Kind::Html, &args.html), (Kind::Markdown, &args.markdown)];
    report::open(wanted.iter().filter_map(|(kind, path)| Some((*kind, path.as_deref()?))))?;
    if let Some(path) = &args.html {
        write(path, &inert(&html::matrix(&matrix), Spelling::Entity))?;
    }
    match &args.markdown {
        Some(path) => write(path, &inert(&markdown(&matrix), Spelling::Plain))?,
        None if args.html.is_some() => {}
        None if !terminal::out(&markdown(&matrix)) => return Ok(Exit::Unknown),
        None => {}
    }
    Ok(Exit::Held)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    report::place(path, text)?;
    terminal::note(&format!("wrote {}", path.display()));
    Ok(())
}
