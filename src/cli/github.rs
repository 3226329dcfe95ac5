//! What GitHub Actions shows of a run: annotations in the log, the report in the step's summary.
//!
//! Does nothing elsewhere: GitHub sets GITHUB_ACTIONS and names the summary's file.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::terminal;
use crate::report::sanitize::one_line;
use crate::report::{Kind, ReportError};
use crate::verdict::RunResult;

/// Characters of a path that is told.
const PATH: usize = 1000;

/// Shows the run where GitHub Actions runs it; what `leaks` finds a secret in is not shown.
pub fn publish(
    run: &RunResult,
    leaks: impl Fn(&str) -> bool,
    say: impl Fn(&str) -> bool,
) -> Result<(), ReportError> {
    let Some(path) = summary() else { return Ok(()) };
    let render = |kind: Kind| match kind.render(run) {
        text if leaks(&text) => Err(ReportError::Secret { kind, path: path.clone() }),
        text => Ok(text),
    };
    let commands = render(Kind::Github)?;
    if !commands.is_empty() {
        say(&commands);
    }
    if path.as_os_str().is_empty() {
        return Ok(());
    }
    let summary = render(Kind::Markdown)?;
    if let Err(cause) = append(&path, &summary) {
        terminal::note(&unwritten(&path, &cause));
    }
    Ok(())
}

/// Says before a run that the step will have no summary. Nobody asked for one by name, so this is
/// no reason not to run (in containers the variable names a file of the host).
pub fn ready() {
    let Some(path) = summary().filter(|path| !path.as_os_str().is_empty()) else { return };
    if let Err(cause) = append(&path, "") {
        terminal::note(&unwritten(&path, &cause));
    }
}

fn unwritten(path: &Path, cause: &std::io::Error) -> String {
    let path = one_line(&path.display().to_string(), PATH);
    format!(
        "no summary of this step: GITHUB_STEP_SUMMARY names {path}, which cannot be written: {cause}"
    )
}

/// The file of the step's summary, or no path if the step has none; nothing elsewhere.
fn summary() -> Option<PathBuf> {
    std::env::var_os("GITHUB_ACTIONS").filter(|v| v == "true")?;
    Some(std::env::var_os("GITHUB_STEP_SUMMARY").map(PathBuf::from).unwrap_or_default())
}

/// Earlier commands of the step have written there too.
fn append(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(text.as_bytes())
}
