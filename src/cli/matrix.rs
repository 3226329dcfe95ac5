//! `kvcontract matrix`: saved results side by side, requirement by implementation. Sends nothing.

use std::path::{Path, PathBuf};

use super::args::MatrixArgs;
use super::failure::{Exit, Failure};
use super::terminal;
use crate::report::matrix::{labelled, markdown};
use crate::report::sanitize::{Spelling, inert};
use crate::report::{self, Kind, html, saved};

/// Puts the results side by side: Markdown on stdout, or files.
pub fn side_by_side(args: &MatrixArgs) -> Result<Exit, Failure> {
    let (labels, paths): (Vec<_>, Vec<_>) = args.results.iter().map(|path| named(path)).unzip();
    let runs = paths.iter().map(|path| saved::read(path)).collect::<Result<Vec<_>, _>>()?;
    let mut matrix = labelled(&runs, &labels);
    if args.only_differing {
        matrix = matrix.only_what_differs();
    }
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

/// `main=run.json`: the label, and the file; a file that has an equals sign in its name is one.
fn named(argument: &Path) -> (Option<String>, PathBuf) {
    let text = argument.to_str().filter(|_| !argument.exists());
    match text.and_then(|text| text.split_once('=')) {
        Some((label, path)) if !label.is_empty() => (Some(label.to_owned()), path.into()),
        _ => (None, argument.to_owned()),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    report::place(path, text)?;
    terminal::note(&format!("wrote {}", path.display()));
    Ok(())
}
