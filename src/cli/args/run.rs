//! What `run` takes: which cases, how often and in which order, what breaks the gate, which
//! reports.
//!
//! Out: what the user can type, and nothing of what it does.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::choices::ReportChoice;
use super::suite::{SuiteArgs, flag};
use super::target::{ConnectionArgs, TargetArgs};
use crate::cli::duration;
use crate::plan::Shard;
use crate::target::open::Fault;

/// Which cases.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Selection")]
pub struct Select {
    /// Cases whose id contains one of these, or that cover that requirement
    #[arg(value_name = "FILTER")]
    pub filters: Vec<String>,
    /// Leave these out (may be repeated)
    #[arg(long, value_name = "FILTER")]
    pub skip: Vec<String>,
    /// FILTER is a whole case id
    #[arg(long)]
    pub exact: bool,
    /// Only this section of the contract (may be repeated)
    #[arg(long, value_name = "SECTION")]
    pub section: Vec<String>,
    /// Only cases with this tag (may be repeated)
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
    /// Of these the part K of N, for machines that share the suite; `report` puts their results
    /// together [default: as Bazel (TEST_SHARD_INDEX) or GitLab (CI_NODE_INDEX) says, else all]
    #[arg(long, value_name = "K/N")]
    pub shard: Option<Shard>,
    #[command(flatten)]
    pub suite: SuiteArgs,
}

#[derive(Debug, Clone, Args)]
pub struct RunArgs {
    #[command(flatten)]
    pub select: Select,
    #[command(flatten)]
    pub target: TargetArgs,
    /// Switch on this fault of the embedded vault (may be repeated)
    #[arg(long, value_name = "NAME")]
    pub fault: Vec<Fault>,
    /// Wait so long until the target answers at all, before anything else: 60s, 5m
    #[arg(long, value_name = "DURATION", value_parser = duration::limit)]
    pub wait: Option<Duration>,
    /// Leave in the target what failed cases made, with the issuers, and say so
    #[arg(long)]
    pub keep: bool,
    /// Write into the target file what it does wrong, a deviation a cause, with a reason to fill
    /// in, and what goes untested and why; drop the deviations that no longer happen
    #[arg(long)]
    pub update_deviations: bool,
    /// What breaks the gate beside broken requirements (may be repeated)
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    pub deny: Vec<Deny>,
    /// At least so many requirements must be tested, or the gate breaks
    #[arg(long, value_name = "N")]
    pub min_tested: Option<usize>,
    /// Print the plan and the requests without sending anything
    #[arg(long, conflicts_with_all = ["report", "junit", "html", "json", "update_deviations"])]
    pub dry_run: bool,
    /// Cases walked at once, those that wait among them [default: 32 that send; those that wait hold
    /// nobody up]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub test_threads: Option<u16>,
    /// How trials are printed
    #[arg(long, value_enum, default_value = "pretty")]
    pub format: Format,
    /// Print no trials, only the end
    #[arg(long, short, conflicts_with_all = ["verbose", "format"])]
    pub quiet: bool,
    /// Print what was sent and came of every case, passing ones too
    #[arg(long, short)]
    pub verbose: bool,
    /// Name the cases that took longest
    #[arg(long, value_name = "N")]
    pub slowest: Option<usize>,
    #[command(flatten)]
    pub again: Again,
    #[command(flatten)]
    pub reports: ReportChoice,
}

/// How often, in which order, and how far.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Order and repetition")]
pub struct Again {
    /// Begin no further case once one failed; those that were under way end
    #[arg(long)]
    pub fail_fast: bool,
    /// Run this often, and say which cases did not end the same each time; reports are of the
    /// last run
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub repeat: Option<u32>,
    /// Walk the cases in another order each time; the seed is told
    #[arg(long)]
    pub shuffle: bool,
    /// The order that this seed gives
    #[arg(long, value_name = "SEED", requires = "shuffle")]
    pub seed: Option<u64>,
    /// Only the cases that failed or could not be told, or that saw a rule broken, in the last
    /// run on this machine or in a saved result
    #[arg(long, value_name = "RESULT.json", conflicts_with_all = ["filters", "exact"])]
    pub rerun_failed: Option<Option<PathBuf>>,
}

impl Select {
    /// Whether all of the suite is meant.
    pub fn is_whole(&self) -> bool {
        let Select { filters, skip, exact: _, section, tag, shard, suite } = self;
        let parts = [filters, skip, section, tag];
        parts.iter().all(|words| words.is_empty()) && shard.is_none() && suite.scenarios.is_none()
    }
}

impl RunArgs {
    /// What to write on a command line for the same target, held to the same.
    pub fn same_target(&self) -> Vec<String> {
        let ConnectionArgs { target, api_version, ca, insecure, token_env, journal } =
            &self.target.connection;
        let mut words = Vec::new();
        let mut add = |name: &str, value: Option<String>| flag(&mut words, name, value);
        add("--target", (target != "reference").then(|| target.clone()));
        add("--api-version", api_version.clone());
        add("--ca", ca.as_ref().map(|path| path.display().to_string()));
        add("--token-env", token_env.clone());
        add("--journal", journal.as_ref().map(|path| path.display().to_string()));
        words.extend(self.select.suite.again(self.target.contract));
        for fault in &self.fault {
            words.extend(["--fault".to_owned(), fault.name().to_owned()]);
        }
        if *insecure {
            words.push("--insecure".to_owned());
        }
        words
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// A requirement that went untested and stands not under `untested` of the target file
    Untested,
    /// A deviation whose reason is still to be filled in
    Unfilled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One line a case
    Pretty,
    /// One character a case
    Terse,
    /// One JSON object a line
    Json,
}
