//! Machines that share a suite: which part is this one's, by `--shard` or by what the system that
//! started it says in the environment, and where that system wants its JUnit report.

use std::path::PathBuf;

use super::args::RunArgs;
use super::failure::Failure;
use crate::plan::Shard;
use crate::report::Kind;

/// What Bazel's test runner says: from 0, of how many, a file that a runner touches which knows of
/// shards, where it reads the results.
const BAZEL: (&str, &str) = ("TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS");
const BAZEL_STATUS: &str = "TEST_SHARD_STATUS_FILE";
const BAZEL_XML: &str = "XML_OUTPUT_FILE";
/// What GitLab says of a job with `parallel`: from 1, of how many.
const GITLAB: (&str, &str) = ("CI_NODE_INDEX", "CI_NODE_TOTAL");

/// The arguments with what the environment says where they say nothing.
pub fn placed(args: &RunArgs) -> Result<RunArgs, Failure> {
    let mut args = args.clone();
    if let Some(file) = of_environment(BAZEL_STATUS) {
        // Where it is not touched, Bazel says that the test knows nothing of shards.
        std::fs::write(&file, "").map_err(|e| {
            Failure::Usage(format!("{BAZEL_STATUS}: {file} cannot be written: {e}"))
        })?;
    }
    // A case that is asked for by its whole name is asked for here.
    if args.select.shard.is_none() && !args.select.exact {
        args.select.shard = match said(BAZEL, 0)? {
            Some(shard) => Some(shard),
            None => said(GITLAB, 1)?,
        };
    }
    // The only part is the whole.
    args.select.shard = args.select.shard.filter(|shard| shard.of > 1);
    let reports = &mut args.reports;
    if !reports.asks_for(Kind::Junit) {
        reports.junit = of_environment(BAZEL_XML).map(PathBuf::from);
    }
    Ok(args)
}

/// The part that two variables name, the first part's number being `first`.
fn said((index, total): (&str, &str), first: usize) -> Result<Option<Shard>, Failure> {
    let (Some(at), Some(of)) = (of_environment(index), of_environment(total)) else {
        return Ok(None);
    };
    let numbers = at.parse::<usize>().ok().zip(of.parse().ok());
    let shard = numbers.and_then(|(at, of)| Shard::new((at + 1).checked_sub(first)?, of));
    shard.map(Some).ok_or_else(|| {
        Failure::Usage(format!(
            "{index} and {total} name no part of the suite: `{at}` of `{of}`, counted from {first}; \
             --shard 1/1 is all of it"
        ))
    })
}

fn of_environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
