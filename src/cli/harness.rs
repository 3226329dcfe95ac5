//! The suite as a test target of somebody's own crate, in the way of libtest: `cargo test` runs it,
//! and `cargo nextest` lists it and runs each case in a process of its own, in as many partitions
//! as it likes.

use std::process::ExitCode;

use clap::Parser as _;

use super::args::{Cli, Command, Format, RunArgs};
use super::failure::{Exit, Failure};
use super::{setup, suite, terminal, versions};
use crate::plan::{Decision, Shard};
use crate::run::trials::{self, Asked};

/// Runs the suite with those words of `kvcontract run`, as the flags of a test runner ask for it.
/// A case is a trial; what cannot be tested is ignored, and no failure. Where one case runs alone,
/// a rule that its answers break fails it.
///
/// `tests/contract.rs`, with `harness = false` in its `[[test]]`:
///
/// ```no_run
/// fn main() -> std::process::ExitCode {
///     // Start your server here, or name a target file of yours.
///     kvcontract::cli::harness(["--target", "https://127.0.0.1:8443", "--ca", "ca.pem"])
/// }
/// ```
pub fn harness<'w>(words: impl IntoIterator<Item = &'w str>) -> ExitCode {
    // Whoever has installed a provider keeps it.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let asked = trials::asked();
    let Cli { color, command } = Cli::parse_from(["kvcontract", "run"].into_iter().chain(words));
    super::terminal::color(color);
    let Command::Run(mut args) = command else { return Exit::Usage.into() };
    narrow(&mut args, &asked);
    let outcome = if asked.list {
        list(&args, asked.ignored)
    } else if asked.ignored {
        Ok(Exit::Held)
    } else {
        versions::run(&args)
    };
    match outcome.unwrap_or_else(Failure::told) {
        // A filter that is meant for other tests, or a case that is blocked.
        Exit::Nothing => Exit::Held.into(),
        exit => exit.into(),
    }
}

/// The names of the cases as libtest lists tests, or of those alone that are ignored.
fn list(args: &RunArgs, only_ignored: bool) -> Result<Exit, Failure> {
    let target = setup::target(&args.target)?;
    let suite = suite::load(&args.select.suite)?;
    let (plan, _) = setup::plan(&target, &suite, &args.select)?;
    let listed = plan
        .selected()
        .filter(|case| !only_ignored || matches!(case.decision, Decision::Blocked(..)));
    let lines: Vec<String> = listed.map(|case| format!("{}: test", case.scenario.id)).collect();
    let told = lines.is_empty() || terminal::out(&lines.join("\n"));
    Ok(Exit::of_telling(told))
}

/// What the runner asks for. It says which tests are whose: a shard of ours beside that would leave
/// cases to nobody.
fn narrow(args: &mut RunArgs, asked: &Asked) {
    let Asked { filter, exact, skip, terse, threads, .. } = asked;
    args.select.exact |= *exact && filter.is_some();
    args.select.filters.extend(filter.clone());
    args.select.skip.extend(skip.iter().cloned());
    args.select.shard = Shard::new(1, 1);
    args.test_threads = threads.and_then(|n| u16::try_from(n).ok()).or(args.test_threads);
    if *terse {
        args.format = Format::Terse;
    }
}
