//! Which suite: the same for several commands.
//!
//! Out: what the user can type, and nothing of what it does.

use std::path::PathBuf;

use clap::Args;

/// A suite of one's own, or the built-in one.
#[derive(Debug, Clone, Default, Args)]
pub struct OwnSuite {
    /// A suite of your own: a folder with contract.yaml (which may say `extends: builtin`), cases,
    /// rules, steps and schemas
    #[arg(long, value_name = "DIR", env = "KVCONTRACT_SUITE")]
    pub suite: Option<PathBuf>,
}

/// The suite, or a part of one.
#[derive(Debug, Clone, Default, Args)]
pub struct SuiteArgs {
    #[command(flatten)]
    pub own: OwnSuite,
    /// Scenarios of your own instead of those of the suite: a folder, or one file
    #[arg(long, value_name = "DIR|FILE")]
    pub scenarios: Option<PathBuf>,
}
