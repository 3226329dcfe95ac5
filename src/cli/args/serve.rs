//! What the user can type behind `serve`, and of the CA that `record` has as well.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::target::open::Fault;

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
    #[command(flatten)]
    pub ca: CaArgs,
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

#[derive(Debug, Args)]
pub struct CaArgs {
    /// Where to write the certificate of the CA by which it is trusted (PEM) [default: a temporary
    /// file]
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// The certificate of a CA that stays (PEM); made, with its key, if neither is there
    #[arg(long, value_name = "FILE", requires = "ca_key")]
    pub ca_cert: Option<PathBuf>,
    /// Its private key (PEM)
    #[arg(long, value_name = "FILE", requires = "ca_cert")]
    pub ca_key: Option<PathBuf>,
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
pub enum Dialect {
    /// As the contract document says
    Documented,
    /// As real vaults were recorded to answer
    Observed,
}
