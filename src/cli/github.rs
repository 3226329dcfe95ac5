//! What GitHub Actions shows of a run: annotations in the log, the report in the step's summary.
//!
//! Does nothing elsewhere: GitHub sets GITHUB_ACTIONS and names the summary's file.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::report::{Kind, ReportError};
use crate::verdict::RunResult;

/// Shows the run where GitHub Actions runs it; what `leaks` finds a secret in is not shown.
pub fn publish(
    run: &RunResult,
    leaks: impl Fn(&str) -> bool,
    say: impl Fn(&str) -> bool,
) -> Result<(), ReportError> {
    if std::env::var_os("GITHUB_ACTIONS").is_none_or(|v| v != "true") {
        return Ok(());
    }
    let path = std::env::var_os("GITHUB_STEP_SUMMARY").map(PathBuf::from).unwrap_or_default();
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
    append(&path, &summary).map_err(|cause| ReportError::Unwritable { path, cause })
}

/// Earlier commands of the step have written there too.
fn append(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(text.as_bytes())
}
