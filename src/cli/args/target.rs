//! Which target, how it is reached, and what it is held to: the same for several commands.
//!
//! Out: what the user can type, and nothing of what it does.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::choices::Contract;
use crate::cli::{api_version, duration};

/// Which target, and how it is reached.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Target")]
pub struct ConnectionArgs {
    /// A built-in target by name, a target file, or a URL
    #[arg(long, value_name = "NAME|FILE|URL", default_value = "reference")]
    #[arg(env = "KVCONTRACT_TARGET")]
    pub target: String,
    /// The api-version to send; `run` takes several with commas between, and runs once for each
    /// [default: the target file's, else 7.4]
    #[arg(long, value_name = "VERSION", value_parser = api_version::several)]
    #[arg(env = "KVCONTRACT_API_VERSION")]
    pub api_version: Option<String>,
    /// A file with further trusted certificates (PEM)
    #[arg(long, value_name = "FILE", conflicts_with = "insecure", env = "KVCONTRACT_CA")]
    pub ca: Option<PathBuf>,
    /// Trust any certificate the target shows
    #[arg(long)]
    pub insecure: bool,
    /// The environment variable that holds the bearer token
    #[arg(long, value_name = "VAR", env = "KVCONTRACT_TOKEN_ENV")]
    pub token_env: Option<String>,
    /// Where what is created is noted, for `sweep` [default: kvcontract/journal in the state folder]
    #[arg(long, value_name = "DIR", env = "KVCONTRACT_JOURNAL")]
    pub journal: Option<PathBuf>,
}

/// Which target, and what it is held to.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Target")]
pub struct TargetArgs {
    #[command(flatten)]
    pub connection: ConnectionArgs,
    /// The authority to hold it to [default: the target file's, else documented]
    #[arg(long, value_enum, env = "KVCONTRACT_CONTRACT")]
    pub contract: Option<Contract>,
    /// The longest that one case may take: 90s, 5m (at most an hour); a number alone is seconds
    #[arg(long, value_name = "DURATION", value_parser = duration::limit)]
    pub timeout: Option<Duration>,
}
