//! The command line: what the user typed, made calls to the other rooms.
//!
//! In: arguments. Out: text on stdout and stderr, and an exit code. The only room that prints.

mod api_version;
pub mod args;
mod contract;
mod doctor;
mod dry_run;
mod duration;
pub(crate) mod failure;
mod github;
mod journal;
mod lint;
mod list;
mod matrix;
mod outputs;
mod progress;
mod prove;
mod record;
mod report;
mod report_choice;
mod run;
mod runtime;
mod serve;
mod setup;
mod stop;
mod sweep;
mod terminal;
mod update;
mod verify;
mod versions;

use args::{Cli, Command};
use failure::Exit;

/// Carries out a command line.
pub fn main(cli: Cli) -> Exit {
    let outcome = match cli.command {
        Command::Run(args) => versions::run(&args),
        Command::Doctor(args) => doctor::doctor(&args),
        Command::Verify(args) => verify::verify(&args),
        Command::Record(args) => record::record(&args),
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
