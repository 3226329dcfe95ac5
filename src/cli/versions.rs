//! `kvcontract run --api-version 7.4,2025-07-01`: the suite once for each api-version, and where
//! they differ.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use super::args::{Format, RunArgs, STDOUT};
use super::failure::{Exit, Failure, worse};
use super::{again, run, shard, terminal};
use crate::report::matrix::{Matrix, matrix};
use crate::report::{self, ReportError};

/// Runs the suite, once for each api-version.
pub fn run(args: &RunArgs) -> Result<Exit, Failure> {
    let placed = shard::placed(args)?;
    let args = &placed;
    if args.dry_run {
        return run::dry(args);
    }
    let again = again::narrowed(args)?;
    let args = again.as_ref().unwrap_or(args);
    match (several(args)?, args.again.repeat) {
        (Some(_), Some(_)) => Err(Failure::Usage("--repeat takes one api-version".to_owned())),
        (Some(versions), None) => each(args, &versions),
        (None, Some(times)) => again::repeat(args, times),
        (None, None) => run::one(args).map(|(exit, _)| exit),
    }
}

/// The api-versions, if there are several.
fn several(args: &RunArgs) -> Result<Option<Vec<String>>, Failure> {
    let Some(written) = args.target.connection.api_version.as_deref().filter(|v| v.contains(','))
    else {
        return Ok(None);
    };
    if args.update_deviations {
        return Err(Failure::Usage("--update-deviations takes one api-version".to_owned()));
    }
    Ok(Some(written.split(',').map(str::to_owned).collect()))
}

/// Runs once for each; a report's path gets the api-version before its ending.
fn each(args: &RunArgs, versions: &[String]) -> Result<Exit, Failure> {
    let runs: Vec<RunArgs> = versions.iter().map(|v| with(args, v)).collect::<Result<_, _>>()?;
    // Every run opens its own; the last one's are made sure of before the first sends anything.
    report::open(runs.iter().flat_map(|run| run.reports.wanted()))?;
    let (mut worst, mut results) = (Exit::Held, Vec::new());
    for run in &runs {
        let (exit, result) = run::one(run)?;
        let stopped = result.interrupted;
        results.push(result);
        worst = worse(worst, exit);
        if stopped {
            return Ok(worst);
        }
    }
    let told = differing(&matrix(&results));
    // Trials as JSON have stdout for themselves.
    if args.format == Format::Json {
        terminal::note(&told);
        return Ok(worst);
    }
    Ok(if terminal::out(&told) { worst } else { Exit::Unknown })
}

fn with(args: &RunArgs, version: &str) -> Result<RunArgs, ReportError> {
    let mut args = args.clone();
    args.target.connection.api_version = Some(version.to_owned());
    let reports = &mut args.reports;
    let short = [&mut reports.junit, &mut reports.html, &mut reports.json];
    let short = short.into_iter().filter_map(Option::as_mut);
    for path in short.chain(reports.report.iter_mut().map(|wanted| &mut wanted.path)) {
        *path = named(path, version)?;
    }
    Ok(args)
}

/// `reports/run.json` for 7.4 is `reports/run-7.4.json`.
fn named(path: &Path, version: &str) -> Result<PathBuf, ReportError> {
    if path == Path::new(STDOUT) {
        let cause = io::Error::other("several api-versions do not share stdout");
        return Err(ReportError::Unwritable { path: path.to_owned(), cause });
    }
    let Some(stem) = path.file_stem().map(OsStr::to_string_lossy) else {
        let (path, cause) = (path.to_owned(), io::Error::other("it names no file"));
        return Err(ReportError::Unwritable { path, cause });
    };
    let ending = path.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
    Ok(path.with_file_name(format!("{stem}-{version}{ending}")))
}

/// The state of a requirement to which nothing was held.
const UNTESTED: &str = "untested";

/// The requirements of which the api-versions say different things.
fn differing(matrix: &Matrix) -> String {
    let mut text = String::new();
    let versions: Vec<&str> = matrix.columns.iter().map(|c| c.api_version.as_str()).collect();
    for row in matrix.sections.iter().flat_map(|s| &s.rows) {
        // Whether an answer came that a rule is about is a matter of time, and no difference.
        let mut tested = row.cells.iter().filter(|cell| cell.state != UNTESTED);
        let first = tested.next();
        if tested.all(|cell| Some(cell) == first) {
            continue;
        }
        let cells = versions.iter().zip(&row.cells);
        let cells: Vec<String> = cells.map(|(v, c)| format!("{v} {}", c.state)).collect();
        let _ = write!(text, "\n  {}: {}", row.requirement, cells.join(", "));
    }
    let versions = versions.join(", ");
    let shapes = match matrix.differences.len() + matrix.more {
        0 => String::new(),
        n => format!(
            "\n{n} kinds of answers differ in shape though both passed; save the runs with --json \
                      and see `kvcontract matrix`"
        ),
    };
    if text.is_empty() {
        format!("api-versions {versions}: no requirement differs{shapes}")
    } else {
        format!("api-versions {versions} differ in{text}{shapes}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_gets_the_version_before_its_ending() {
        let named = |path: &str, version: &str| named(Path::new(path), version);
        assert_eq!(named("r/run.json", "7.4").unwrap(), Path::new("r/run-7.4.json"));
        assert_eq!(named("run", "2025-07-01").unwrap(), Path::new("run-2025-07-01"));
        for path in ["..", "r/..", "/", ""] {
            assert!(named(path, "7.4").is_err(), "{path:?}");
        }
    }
}
