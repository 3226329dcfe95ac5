//! Every clap type: what the user can type, and nothing of what it does.

mod choices;
mod init;
mod run;
mod serve;
mod suite;
mod target;
mod traffic;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use super::{api_version, duration};
use crate::target::open::Fault;
pub use choices::{Contract, ReportChoice, STDOUT};
pub use init::{Ci, InitArgs};
pub use run::{Again, Deny, Format, RunArgs, Select};
pub use serve::{CaArgs, Challenge, Dialect, ServeArgs};
pub use suite::{OwnSuite, SuiteArgs};
pub use target::{ConnectionArgs, TargetArgs};
use traffic::RECORDED;
pub use traffic::{RecordArgs, VerifyArgs};

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

/// What was typed; ends the process where it is wrong, or where help was asked for. A variable that
/// stands for a flag and is empty says nothing: pipelines set such.
pub fn parse() -> Cli {
    let command =
        Cli::command().mut_subcommands(|command| command.mut_args(without_empty_variable));
    let matches = command.get_matches();
    Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

fn without_empty_variable(arg: clap::Arg) -> clap::Arg {
    let is_empty = arg.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
    if is_empty { arg.env(None::<&'static str>) } else { arg }
}

/// Told under every help text; the book says the same.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  the contract held
  1  the contract is broken, or the gate is
  2  usage, or a scenario, contract or target file is wrong
  3  it could not be told: network, harness, interrupted, or something was left behind
  4  nothing was selected, or nothing could be verified";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write what a gate is made of into a folder: target file, a suite of one's own, pipeline
    #[command(after_help = EXIT_CODES)]
    Init(InitArgs),
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
    /// Tell one requirement whole: clause, source, what real vaults do, rules, cases and faults
    Explain(ExplainArgs),
    /// Print the JSON schema of a kind of file, for editors and for readers of saved results
    Schema(SchemaArgs),
    /// Check scenario, contract and target files
    Lint(LintArgs),
    /// Prove that the suite bites: run it against every fault of the reference vault
    Prove(ProveArgs),
    /// Remove what earlier runs left in a target
    #[command(after_help = EXIT_CODES)]
    Sweep(SweepArgs),
    /// Run the reference vault alone, for other people's tests
    Serve(ServeArgs),
    /// Print a script by which a shell completes command lines
    Completions(CompletionsArgs),
    /// Write a manual page for each command into a folder
    Man(ManArgs),
}

/// How a listing is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Listing {
    /// For people
    Text,
    /// One JSON document
    Json,
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The requirement by its id, as reports name it
    #[arg(value_name = "REQUIREMENT")]
    pub requirement: String,
    #[command(flatten)]
    pub suite: SuiteArgs,
    /// How it is printed
    #[arg(long, value_enum, default_value = "text")]
    pub format: Listing,
}

#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// The kind of file [default: list them]
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Write it to this file instead of stdout
    #[arg(long, value_name = "FILE", requires = "name")]
    pub write: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct ManArgs {
    /// The folder; it is made if it is not there
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
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
    /// Results that `run --json` saved, a column each: targets, or api-versions of one; `LABEL=` before
    /// one names its column
    #[arg(value_name = "[LABEL=]RESULT.json", required = true)]
    pub results: Vec<PathBuf>,
    /// Leave out the requirements of which all columns say the same
    #[arg(long)]
    pub only_differing: bool,
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
    pub suite: OwnSuite,
    #[command(flatten)]
    pub target: TargetArgs,
    /// Write a target file with what is learnt: api-version, credential, policy of a create, issuers
    /// by role, host, what is lacking and why. Nothing that is there is overwritten
    #[arg(long, value_name = "FILE")]
    pub write: Option<PathBuf>,
    /// How it is printed
    #[arg(long, value_enum, default_value = "text")]
    pub format: Listing,
}

#[derive(Debug, Args)]
#[command(mut_arg("api_version", api_version::only_one))]
pub struct SweepArgs {
    #[command(flatten)]
    pub connection: ConnectionArgs,
    #[command(flatten)]
    pub suite: OwnSuite,
    /// By name alone remove only what runs made that began this long ago: 0s, 90m, 1h, 2d
    #[arg(long, value_name = "AGE", default_value = "1h", value_parser = duration::age)]
    pub older_than: Duration,
    /// Say what would be removed, and remove nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Take what is left under this name off the journal, though it may still be there: for what
    /// the target itself fails on, and will not mend (may be repeated)
    #[arg(long, value_name = "NAME", conflicts_with = "dry_run")]
    pub forget: Vec<String>,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    pub select: Select,
    /// Say what is blocked on this target
    #[arg(long, value_name = "NAME|FILE|URL", default_value = "reference")]
    #[arg(env = "KVCONTRACT_TARGET")]
    pub target: String,
    /// How it is printed
    #[arg(long, value_enum, default_value = "text")]
    pub format: Listing,
}

#[derive(Debug, Args)]
pub struct ContractArgs {
    #[command(flatten)]
    pub suite: SuiteArgs,
    /// How it is printed
    #[arg(long, value_enum, default_value = "text")]
    pub format: Listing,
}

#[derive(Debug, Args)]
pub struct LintArgs {
    #[command(flatten)]
    pub suite: SuiteArgs,
    /// Target files to check as well; the built-in ones always are
    #[arg(long, value_name = "FILE")]
    pub target: Vec<PathBuf>,
    /// How mistakes are printed
    #[arg(long, value_enum, default_value = "text")]
    pub format: Listing,
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
