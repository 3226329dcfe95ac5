//! What the user can type behind `verify` and `record`.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::choices::{Contract, ReportChoice};
use super::serve::CaArgs;
use super::suite::{SuiteArgs, flag};

/// Told under the help of `record`.
pub const RECORDED: &str = "\
Examples:
  kvcontract record --to https://127.0.0.1:8443 --ca ca.pem --har traffic.har --verify -- pytest
  kvcontract record --to https://127.0.0.1:8443 -k --har traffic.har \
      --host kv1.vault.localhost --ca-file proxy.pem -- pytest
  kvcontract record --to https://kv1.vault.azure.net --har traffic.har --tls

Ends with the command's exit code where it is not 0, else with that of --verify:
  0  the contract held, or nothing was to be judged
  1  the contract is broken
  2  usage, or the file cannot be written
  3  it could not be told, or the command was ended by a signal
  4  nothing could be verified";

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
    #[command(flatten)]
    pub suite: SuiteArgs,
    #[command(flatten)]
    pub reports: ReportChoice,
}

impl VerifyArgs {
    /// What to write on a command line for the same traffic, held to the same.
    pub fn same_traffic(&self) -> Vec<String> {
        let mut words: Vec<String> = self.files.iter().map(|f| f.display().to_string()).collect();
        flag(&mut words, "--target", self.target.clone());
        words.extend(self.suite.again(self.contract));
        words.extend(self.gaps.then(|| "--gaps".to_owned()));
        words
    }
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
    /// A file with further certificates that are trusted for the target (PEM)
    #[arg(long, value_name = "FILE", conflicts_with = "insecure")]
    pub ca: Option<PathBuf>,
    /// Trust any certificate the target shows
    #[arg(long, short = 'k')]
    pub insecure: bool,
    /// Speak TLS with clients, as SDKs want it before they send a token; --host, --ca-file and
    /// --ca-cert ask for it as well
    #[arg(long)]
    pub tls: bool,
    /// The name that clients will use, such as kv1.vault.localhost; the target's challenge is then
    /// told as one for the parent of that name, which SDKs check
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    #[command(flatten)]
    pub own: CaArgs,
    /// Hold what was recorded to the rules, as `verify` does
    #[arg(long)]
    pub verify: bool,
    /// The authority to hold it to [default: documented]
    #[arg(long, value_enum, requires = "verify")]
    pub contract: Option<Contract>,
    /// Record while this runs; it finds the proxy's URL in KVCONTRACT_URL, and the file with its CA
    /// in KVCONTRACT_CA [default: until Ctrl-C]
    #[arg(last = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
}
