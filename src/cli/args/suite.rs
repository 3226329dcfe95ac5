//! Which suite: the same for several commands.
//!
//! Out: what the user can type, and nothing of what it does.

use std::path::PathBuf;

use clap::{Args, ValueEnum as _};

use super::choices::Contract;

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

impl SuiteArgs {
    /// What to write on a command line to hold something to the same again.
    pub fn again(&self, contract: Option<Contract>) -> Vec<String> {
        let contract = contract.and_then(|contract| contract.to_possible_value());
        let SuiteArgs { own, scenarios } = self;
        let mut words = Vec::new();
        flag(&mut words, "--contract", contract.map(|value| value.get_name().to_owned()));
        flag(&mut words, "--suite", own.suite.as_ref().map(|path| path.display().to_string()));
        flag(&mut words, "--scenarios", scenarios.as_ref().map(|path| path.display().to_string()));
        words
    }
}

/// Adds a flag with its value, where it has one.
pub(super) fn flag(words: &mut Vec<String>, flag: &str, value: Option<String>) {
    words.extend(value.map(|value| [flag.to_owned(), value]).into_iter().flatten());
}
