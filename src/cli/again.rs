//! `run --repeat` and `run --rerun-failed`: the same once more, or a part of what was.

use std::collections::{BTreeMap, BTreeSet};

use super::args::RunArgs;
use super::failure::{Exit, Failure, worse};
use super::{last_run, run, terminal};
use crate::report::sanitize::one_line;
use crate::report::saved;
use crate::verdict::{RunResult, THE_RUN, VerdictKind};

/// Cases that are told of those that did not end the same.
const TOLD: usize = 50;
/// Characters of an id.
const NAME: usize = 200;

/// Runs so often, and says which cases and rules did not end the same each time. An interrupted
/// run is the last one.
pub fn repeat(args: &RunArgs, times: u32) -> Result<Exit, Failure> {
    let mut ends: BTreeMap<String, BTreeMap<&'static str, u32>> = BTreeMap::new();
    let (mut worst, mut done) = (Exit::Held, 0);
    for time in 1..=times {
        terminal::note(&format!("run {time} of {times}"));
        let (exit, result) = run::one(args)?;
        (worst, done) = (worse(worst, exit), time);
        for case in &result.cases {
            *ends.entry(case.id.clone()).or_default().entry(case.verdict.word()).or_default() += 1;
        }
        if result.interrupted || (args.again.fail_fast && exit != Exit::Held) {
            break;
        }
    }
    // Whether an answer came that a rule is about is a matter of time, and no difference.
    let left_out = VerdictKind::NotSelected.word();
    ends.retain(|_, words| {
        words.remove(left_out);
        words.len() > 1
    });
    let mut told = format!("{done} runs: {} cases and rules did not end the same", ends.len());
    for (id, words) in ends.iter().take(TOLD) {
        let words: Vec<String> = words.iter().map(|(word, n)| format!("{n} {word}")).collect();
        told.push_str(&format!("\n  {}: {}", one_line(id, NAME), words.join(", ")));
    }
    Ok(if terminal::out(&told) { worst } else { Exit::Unknown })
}

/// The arguments with only the cases that failed before; none where all are meant.
pub fn narrowed(args: &RunArgs) -> Result<Option<RunArgs>, Failure> {
    let Some(path) = &args.again.rerun_failed else { return Ok(None) };
    let path = path.clone().map_or_else(last_run::path, Ok)?;
    let before = saved::read(&path)?;
    let failed = failed(&before);
    if failed.is_empty() {
        return Err(Failure::NothingFailed);
    }
    // What others recorded was seen in entries of files, not in cases of ours.
    if before.is_of_recorded_traffic() {
        return Err(Failure::Usage(format!(
            "{} is what `verify` said of recorded traffic, which cannot be run again; \
             `run REQUIREMENT` runs the cases that test what broke",
            one_line(&path.display().to_string(), NAME)
        )));
    }
    let mut narrowed = args.clone();
    narrowed.select.filters = failed.into_iter().collect();
    narrowed.select.exact = true;
    // What failed in this shard is this shard's already.
    narrowed.select.shard = None;
    Ok(Some(narrowed))
}

/// The cases that failed or could not be told, or that saw a rule broken.
fn failed(run: &RunResult) -> BTreeSet<String> {
    let red = run
        .cases
        .iter()
        .filter(|case| matches!(case.verdict.kind(), VerdictKind::Fail | VerdictKind::Error));
    let mut ids = BTreeSet::new();
    for case in red {
        if case.answers.is_none() {
            ids.insert(case.id.clone());
        } else {
            ids.extend(case.seen().unwrap_or_default().cases);
        }
    }
    ids.remove(THE_RUN);
    ids
}
