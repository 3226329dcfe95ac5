//! Every clap type: what the user can type, and nothing of what it does.

use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use super::report_choice::ReportChoice;
use super::{api_version, duration};
use crate::target::open::Fault;

/// Tells, clause by clause, whether an endpoint keeps the contract of Azure Key Vault's
/// certificate creation.
#[derive(Debug, Parser)]
#[command(name = "kvcontract", version, arg_required_else_help = true)]
#[command(after_help = EXIT_CODES)]
pub struct Cli {
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

/// Told under the help of `record`.
const RECORDED: &str = "\
Examples:
  kvcontract record --to https://127.0.0.1:8443 --ca ca.pem --har traffic.har --verify -- pytest
  kvcontract record --to https://kv1.vault.azure.net --har traffic.har

Ends with the command's exit code where it is not 0, else with that of --verify:
  0  the contract held, or nothing was to be judged
  1  the contract is broken
  2  usage, or the file cannot be written
  3  it could not be told, or the command was ended by a signal
  4  nothing could be verified";

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
    /// Write what fails into the target file as deviations with a reason to fill in, and drop
    /// those that no longer happen; only of the cases that this run tested
    #[arg(long)]
    pub update_deviations: bool,
    /// Print the plan and the requests without sending anything
    #[arg(long, conflicts_with_all = ["report", "junit", "html", "json", "update_deviations"])]
    pub dry_run: bool,
    /// Cases walked at once [default: all, for they mostly wait]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub test_threads: Option<u16>,
    /// How trials are printed
    #[arg(long, value_enum, default_value = "pretty")]
    pub format: Format,
    #[command(flatten)]
    pub reports: ReportChoice,
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Recorded traffic: HAR 1.2, or JSON objects one after another with method, url,
    /// request_headers, request_body, status, headers, response_body, started_at; `-` is stdin
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// The authority to hold it to [default: the target file's, else documented]
    #[arg(long, value_enum)]
    pub contract: Option<Contract>,
    /// A target file whose deviations are known, and whose authority counts
    #[arg(long, value_name = "NAME|FILE")]
    pub target: Option<String>,
    /// The traffic has gaps: leave out rules that need that nothing happened out of sight
    /// [default: a name is taken as whole from its create on]
    #[arg(long)]
    pub gaps: bool,
    /// A folder with scenarios and rules of your own instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub scenarios: Option<PathBuf>,
    #[command(flatten)]
    pub reports: ReportChoice,
}

#[derive(Debug, Args)]
pub struct RecordArgs {
    /// The URL of the target that requests go to; their own credentials go along
    #[arg(long, value_name = "URL")]
    pub to: String,
    /// The file that exchanges are written to (HAR 1.2), their secrets masked; whole at any time
    #[arg(long, value_name = "FILE")]
    pub har: PathBuf,
    /// Where to listen on this machine; port 0 is a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// A file with further trusted certificates (PEM)
    #[arg(long, value_name = "FILE", conflicts_with = "insecure")]
    pub ca: Option<PathBuf>,
    /// Trust any certificate the target shows
    #[arg(long, short = 'k')]
    pub insecure: bool,
    /// Hold what was recorded to the rules, as `verify` does
    #[arg(long)]
    pub verify: bool,
    /// The authority to hold it to [default: documented]
    #[arg(long, value_enum, requires = "verify")]
    pub contract: Option<Contract>,
    /// Record while this runs; it finds the proxy's URL in KVCONTRACT_URL [default: until Ctrl-C]
    #[arg(last = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
}

#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Results that `run --json` saved; several are the shards of one run
    #[arg(value_name = "RESULT.json", required = true)]
    pub results: Vec<PathBuf>,
    #[command(flatten)]
    pub reports: ReportChoice,
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

#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Port; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// The address to listen on; on 127.0.0.1 it listens on ::1 as well
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub bind: IpAddr,
    /// A name that clients will use, such as kv1.vault.localhost; each name is a vault of its own
    /// (may be repeated)
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// Where to write the certificate of the vault's CA (PEM) [default: a temporary file]
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// The certificate of a CA that stays (PEM); made, with its key, if neither is there
    #[arg(long, value_name = "FILE", requires = "ca_key")]
    pub ca_cert: Option<PathBuf>,
    /// Its private key (PEM)
    #[arg(long, value_name = "FILE", requires = "ca_cert")]
    pub ca_key: Option<PathBuf>,
    /// Take the bearer token that this environment variable holds, and no other
    #[arg(long, value_name = "VAR")]
    pub token_env: Option<String>,
    /// Which requests without a token are answered with 401 and the challenge
    #[arg(long, value_enum, default_value = "writes", conflicts_with = "token_env")]
    pub challenge: Challenge,
    /// Seconds in Retry-After while an operation is in progress (real vaults say 10); 0: it is sent
    /// only where the operation will last
    #[arg(long, value_name = "SECONDS", default_value_t = 1)]
    pub retry_after: u16,
    /// The authority to play where the two differ
    #[arg(long, value_enum, default_value = "observed")]
    pub contract: Dialect,
    /// Say where it is as one line of JSON
    #[arg(long)]
    pub json: bool,
    /// Write every exchange to this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// Make this mistake (may be repeated)
    #[arg(long, value_name = "NAME")]
    pub fault: Vec<Fault>,
    /// Say which faults there are, with the requirements each breaks, and end
    #[arg(long)]
    pub list_faults: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Challenge {
    /// All of them, as real vaults do; any bearer token is taken
    Always,
    /// Writes without a body, by which Azure's SDKs ask for the challenge
    Writes,
    /// None
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Contract {
    /// The contract document, to the letter
    Documented,
    /// What real vaults were recorded to answer, where it differs
    Observed,
    /// Either of the two
    Either,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Dialect {
    /// As the contract document says
    Documented,
    /// As real vaults were recorded to answer
    Observed,
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
