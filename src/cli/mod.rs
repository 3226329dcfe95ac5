//! The command line: what the user typed, made calls to the other rooms.
//!
//! In: arguments. Out: text on stdout and stderr, and an exit code. The only room that prints.

mod age;
pub mod args;
mod contract;
mod doctor;
mod dry_run;
pub mod failure;
mod github;
mod journal;
mod lint;
mod list;
mod matrix;
mod outputs;
mod progress;
mod prove;
mod report;
mod run;
mod serve;
mod setup;
mod stop;
mod sweep;
mod terminal;
mod update;
mod versions;

use args::{Cli, Command};
use failure::{Exit, Failure};

/// Carries out a command line.
pub fn main(cli: Cli) -> Exit {
    let outcome = match cli.command {
        Command::Run(args) => run::run(&args),
        Command::Doctor(args) => doctor::doctor(&args),
        Command::Report(args) => report::report(&args),
        Command::Matrix(args) => matrix::side_by_side(&args),
        Command::List(args) => list::list(&args),
        Command::Contract(args) => contract::contract(&args),
        Command::Lint(args) => lint::lint(&args),
        Command::Prove(args) => prove::run(&args),
        Command::Sweep(args) => sweep::run(&args),
        Command::Serve(args) => serve::serve(&args),
    };
    outcome.unwrap_or_else(|failure| failure.told())
}

/// The runtime that requests and the vault run on.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let built = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    built.map_err(|e| Failure::Internal(format!("the async runtime did not start: {e}")))
}
