//! The command line: what the user typed, made calls to the other rooms.
//!
//! In: arguments. Out: text on stdout and stderr, and an exit code. The only room that prints.

mod again;
mod api_version;
pub mod args;
mod authority;
mod clean_up;
mod completions;
mod contract;
mod diff;
mod doctor;
mod dry_run;
mod duration;
mod explain;
pub(crate) mod failure;
mod filter_hint;
mod gate;
mod github;
mod harness;
mod init;
mod journal;
mod last_run;
mod lint;
mod list;
mod machine;
mod matrix;
mod outputs;
mod progress;
mod prove;
mod record;
mod report;
mod run;
mod runtime;
mod schema;
mod serve;
mod setup;
mod shard;
mod show;
mod stop;
mod suite;
mod sweep;
mod terminal;
mod update;
mod verify;
mod versions;
mod wait;

use args::{Cli, Command};
use failure::Exit;
pub use harness::harness;

/// Carries out a command line.
pub fn main(cli: Cli) -> Exit {
    terminal::color(cli.color);
    let outcome = match cli.command {
        Command::Init(args) => init::init(&args),
        Command::Run(args) => versions::run(&args),
        Command::Doctor(args) => doctor::doctor(&args),
        Command::Verify(args) => verify::verify(&args),
        Command::Record(args) => record::record(&args),
        Command::Report(args) => report::report(&args),
        Command::Show(args) => show::show(&args),
        Command::Diff(args) => diff::diff(&args),
        Command::Matrix(args) => matrix::side_by_side(&args),
        Command::List(args) => list::list(&args),
        Command::Contract(args) => contract::contract(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Schema(args) => schema::schema(&args),
        Command::Lint(args) => lint::lint(&args),
        Command::Prove(args) => prove::run(&args),
        Command::Sweep(args) => sweep::run(&args),
        Command::Serve(args) => serve::serve(&args),
        Command::Completions(args) => completions::completions(&args),
        Command::Man(args) => completions::man(&args),
    };
    outcome.unwrap_or_else(|failure| failure.told())
}
