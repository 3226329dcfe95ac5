//! Every clap type: what the user can type, and nothing of what it does.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use super::choices::{Contract, ReportChoice};
pub use super::serve_args::{Challenge, Dialect, ServeArgs};
use super::traffic_args::RECORDED;
pub use super::traffic_args::{RecordArgs, VerifyArgs};
use super::{api_version, duration};
use crate::target::open::Fault;

/// Tells, clause by clause, whether an endpoint keeps the contract of Azure Key Vault's
/// certificate creation.
#[derive(Debug, Parser)]
#[command(name = "kvcontract", version, arg_required_else_help = true)]
#[command(after_help = EXIT_CODES)]
pub struct Cli {
    /// When output is coloured
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: Color,
    #[command(subcommand)]
    pub command: Command,
}

/// Told under every help text; README says the same.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  the contract held
  1  the contract is broken
  2  usage, or a scenario, contract or target file is wrong
  3  it could not be told: network, harness, interrupted, or something was left behind
  4  nothing was selected, or nothing could be verified";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the suite against a target (default: the embedded vault)
    #[command(after_help = EXIT_CODES)]
    Run(Box<RunArgs>),
    /// Look at a target and say what a run would meet: connection, credential, permissions, roles
    Doctor(DoctorArgs),
    /// Judge recorded traffic (HAR, or JSON lines) by the same rules, without sending anything
    #[command(after_help = EXIT_CODES)]
    Verify(VerifyArgs),
    /// Record what goes to a target through a proxy on this machine, as HAR, while a command runs
    #[command(after_help = RECORDED)]
    Record(RecordArgs),
    /// Write reports of saved results, shards of one run put together; ends as the run did
    #[command(after_help = EXIT_CODES)]
    Report(ReportArgs),
    /// Tell one thing of a run whole: a cause, a case, a requirement
    #[command(after_help = SHOWN)]
    Show(ShowArgs),
    /// Compare two saved results: newly broken, fixed, newly untested; ends with 1 where something
    /// is newly broken
    #[command(after_help = EXIT_CODES)]
    Diff(DiffArgs),
    /// Put saved results side by side: requirement by implementation
    Matrix(MatrixArgs),
    /// List the cases with the requirements they cover, and what is blocked on a target
    List(ListArgs),
    /// List the requirements with the scenarios that test them and the faults that break them
    Contract(ContractArgs),
    /// Check scenario, contract and target files
    Lint(LintArgs),
    /// Prove that the suite bites: run it against every fault of the reference vault
    Prove(ProveArgs),
    /// Remove what earlier runs left in a target
    #[command(after_help = EXIT_CODES)]
    Sweep(SweepArgs),
    /// Run the reference vault alone, for other people's tests
    Serve(ServeArgs),
}

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
    /// A folder with scenarios of your own instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub scenarios: Option<PathBuf>,
}

/// Which target, and how it is reached.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Target")]
pub struct ConnectionArgs {
    /// A built-in target by name, a target file, or a URL
    #[arg(long, value_name = "NAME|FILE|URL", default_value = "reference")]
    pub target: String,
    /// The api-version to send; `run` takes several with commas between, and runs once for each
    /// [default: the target file's, else 7.4]
    #[arg(long, value_name = "VERSION", value_parser = api_version::several)]
    pub api_version: Option<String>,
    /// A file with further trusted certificates (PEM)
    #[arg(long, value_name = "FILE", conflicts_with = "insecure")]
    pub ca: Option<PathBuf>,
    /// Trust any certificate the target shows
    #[arg(long)]
    pub insecure: bool,
    /// The environment variable that holds the bearer token
    #[arg(long, value_name = "VAR")]
    pub token_env: Option<String>,
    /// Where what is created is noted, for `sweep` [default: kvcontract/journal in the state folder]
    #[arg(long, value_name = "DIR")]
    pub journal: Option<PathBuf>,
}

/// Which target, and what it is held to.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Target")]
pub struct TargetArgs {
    #[command(flatten)]
    pub connection: ConnectionArgs,
    /// The authority to hold it to [default: the target file's, else documented]
    #[arg(long, value_enum)]
    pub contract: Option<Contract>,
    /// The longest that one case may take: 90s, 5m (at most an hour); a number alone is seconds
    #[arg(long, value_name = "DURATION", value_parser = duration::limit)]
    pub timeout: Option<Duration>,
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
    /// Cases walked at once [default: all, for they mostly wait]
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
    #[arg(long, value_name = "RESULT.json", num_args = 0..=1, default_missing_value = "",
        conflicts_with_all = ["filters", "exact"])]
    pub rerun_failed: Option<PathBuf>,
}

impl Select {
    /// Whether all of the suite is meant.
    pub fn is_whole(&self) -> bool {
        let Select { filters, skip, exact: _, section, tag, scenarios } = self;
        let parts = [filters, skip, section, tag];
        parts.iter().all(|words| words.is_empty()) && scenarios.is_none()
    }
}

impl RunArgs {
    /// What to write on a command line for the same target, held to the same.
    pub fn same_target(&self) -> Vec<String> {
        let ConnectionArgs { target, api_version, ca, insecure, token_env, journal } =
            &self.target.connection;
        let mut words = Vec::new();
        let mut add = |flag: &str, value: Option<String>| {
            words.extend(value.map(|value| [flag.to_owned(), value]).into_iter().flatten());
        };
        add("--target", (target != "reference").then(|| target.clone()));
        add("--api-version", api_version.clone());
        add("--ca", ca.as_ref().map(|path| path.display().to_string()));
        add("--token-env", token_env.clone());
        add("--journal", journal.as_ref().map(|path| path.display().to_string()));
        let contract = self.target.contract.and_then(|c| c.to_possible_value());
        add("--contract", contract.map(|value| value.get_name().to_owned()));
        add("--scenarios", self.select.scenarios.as_ref().map(|path| path.display().to_string()));
        for fault in &self.fault {
            add("--fault", Some(fault.name().to_owned()));
        }
        if *insecure {
            words.push("--insecure".to_owned());
        }
        words
    }
}

#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Results that `run --json` saved; several are the shards of one run
    #[arg(value_name = "RESULT.json", required = true)]
    pub results: Vec<PathBuf>,
    #[command(flatten)]
    pub reports: ReportChoice,
}

/// Told under the help text of `show`.
const SHOWN: &str = "\
Examples:
  kvcontract show                    the causes of the last run, the one that frees most first
  kvcontract show 2                  the second of them: what came, what was expected, how to repeat it
  kvcontract show delete/pending-is-gone        a case with all that was sent and came
  kvcontract show conflict.create    a requirement: who tested it, what came of it
  kvcontract show notes              what was seen where the contract leaves it open";

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// A cause by its number, a case or rule or requirement by its id, or `notes` [default: all causes]
    #[arg(value_name = "WHAT")]
    pub what: Option<String>,
    /// A result that `run --json` saved [default: the last run on this machine]
    #[arg(long, value_name = "RESULT.json")]
    pub from: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The earlier result, that `run --json` saved
    #[arg(value_name = "OLD.json")]
    pub old: PathBuf,
    /// The later one
    #[arg(value_name = "NEW.json")]
    pub new: PathBuf,
    /// Write it as Markdown to this file, for a comment on a pull request
    #[arg(long, value_name = "FILE")]
    pub markdown: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct MatrixArgs {
    /// Results that `run --json` saved, a column each: targets, or api-versions of one
    #[arg(value_name = "RESULT.json", required = true)]
    pub results: Vec<PathBuf>,
    /// Write Markdown to this file [default: to stdout]
    #[arg(long, value_name = "FILE")]
    pub markdown: Option<PathBuf>,
    /// Write HTML to this file
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(mut_arg("api_version", api_version::only_one))]
pub struct DoctorArgs {
    #[command(flatten)]
    pub target: TargetArgs,
}

#[derive(Debug, Args)]
#[command(mut_arg("api_version", api_version::only_one))]
pub struct SweepArgs {
    #[command(flatten)]
    pub connection: ConnectionArgs,
    /// By name alone remove only what runs made that began this long ago: 0s, 90m, 1h, 2d
    #[arg(long, value_name = "AGE", default_value = "1h", value_parser = duration::age)]
    pub older_than: Duration,
    /// Say what would be removed, and remove nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    pub select: Select,
    /// Say what is blocked on this target
    #[arg(long, value_name = "NAME|FILE|URL", default_value = "reference")]
    pub target: String,
}

#[derive(Debug, Args)]
pub struct ContractArgs {
    /// A folder with scenarios of your own instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub scenarios: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct LintArgs {
    /// A folder with scenarios of your own instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub scenarios: Option<PathBuf>,
    /// Target files to check as well; the built-in ones always are
    #[arg(long, value_name = "FILE")]
    pub target: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ProveArgs {
    /// Only this fault (may be repeated) [default: all; see `serve --list-faults`]
    #[arg(long, value_name = "NAME")]
    pub fault: Vec<Fault>,
    /// Only the answer mutants: every answer of a good run, spoilt in every way
    #[arg(long, conflicts_with = "fault")]
    pub mutants: bool,
    /// List the answer mutants and try none
    #[arg(long, conflicts_with = "fault")]
    pub list_mutants: bool,
    /// Say of each mutant who noticed it, or why nobody need
    #[arg(long, conflicts_with = "fault")]
    pub verbose: bool,
    /// A folder with scenarios of your own instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub scenarios: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// Where a terminal shows it, and NO_COLOR does not ask for none
    Auto,
    /// Always
    Always,
    /// Never
    Never,
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
