//! What the user can type behind `init`.
//!
//! Out: what the user can type, and nothing of what it does.

use std::path::PathBuf;

use clap::{Arg, Args, ValueEnum};

use super::target::TargetArgs;
use crate::cli::api_version;

#[derive(Debug, Args)]
#[command(mut_arg("target", in_place), mut_arg("api_version", api_version::only_one))]
pub struct InitArgs {
    #[command(flatten)]
    pub target: TargetArgs,
    /// Whose pipeline is written [default: that of the repository whose root this is, else none]
    #[arg(long, value_enum, value_name = "WHOSE")]
    pub ci: Option<Ci>,
    /// The folder of the target file, the suite of one's own and the schemas
    #[arg(long, value_name = "DIR", default_value = "contract")]
    pub dir: PathBuf,
}

/// The target without its flag: what is begun is named first.
fn in_place(target: Arg) -> Arg {
    let help = "A URL, a target file, or a built-in target by name";
    target.long(None).index(1).help(help).help_heading(None)
}

/// Who runs a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Ci {
    /// GitHub Actions: .github/workflows/contract.yml
    Github,
    /// GitLab CI: gitlab-ci.yml in the folder, and a .gitlab-ci.yml that includes it
    Gitlab,
    /// Azure Pipelines: azure-pipelines.yml in the folder
    AzureDevops,
    /// Nobody
    None,
}
