//! `kvcontract completions` and `kvcontract man`: what clap makes of the definitions in `args`.

use std::path::Path;

use clap::CommandFactory as _;

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::failure::{Exit, Failure};
use super::terminal;

const NAME: &str = "kvcontract";

/// Prints the script.
pub fn completions(args: &CompletionsArgs) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), NAME, &mut script);
    let told = terminal::out(String::from_utf8_lossy(&script).trim_end());
    Ok(Exit::of_telling(told))
}

/// Writes the pages.
pub fn man(args: &ManArgs) -> Result<Exit, Failure> {
    let folder = &args.folder;
    std::fs::create_dir_all(folder).map_err(|e| unwritten(folder, &e))?;
    clap_mangen::generate_to(Cli::command(), folder).map_err(|e| unwritten(folder, &e))?;
    let told = terminal::out(&format!("manual pages: {}", folder.display()));
    Ok(Exit::of_telling(told))
}

fn unwritten(folder: &Path, e: &std::io::Error) -> Failure {
    Failure::Usage(format!("{}: the manual cannot be written there: {e}", folder.display()))
}
