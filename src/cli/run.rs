//! `kvcontract run`, with one api-version: the pipeline, one call an arrow.
//!
//! command line → target → scenarios → plan → trials → verdicts → reports

use std::sync::Arc;

use tokio::runtime::Runtime;

use super::args::{Format, RunArgs};
use super::failure::{Exit, Failure};
use super::outputs::Outputs;
use super::progress::Progress;
use super::runtime::runtime;
use super::stop::Signals;
use super::{
    clean_up, dry_run, gate, journal, last_run, machine, setup, suite, terminal, update, wait,
};
use crate::plan::{Decision, Shard};
use crate::random;
use crate::report::sanitize::Spelling;
use crate::report::{sanitize, text};
use crate::run::trials::{self, Explain, Show};
use crate::run::{AtOnce, Run, Setup};
use crate::target::{Target, open};
use crate::verdict::{ContractMode, RunRemark, RunResult, Tls};

/// Most cases that send at once where nobody says otherwise: more are not faster, for each has a
/// connection to open, and a slow target times out.
const MOST_AT_ONCE: usize = 32;
/// Most trials that wait at once for their cases to end.
const MOST_WAITING: usize = 64;
/// Threads that are left for all else.
const OTHER_THREADS: usize = 8;
/// Files that are open for all else, and those that a case may open: a connection for it and four for
/// the clean-up of others, both ends where the vault is ours.
const OTHER_FILES: usize = 20;
const FILES_OF_A_CASE: usize = 10;
/// Characters of a reason that is printed beside a trial.
const REASON: usize = 1000;

/// Prints what a run would do.
pub fn dry(args: &RunArgs) -> Result<Exit, Failure> {
    let found = setup::target(&args.target)?;
    let suite = suite::load(&args.select.suite)?;
    let (plan, _) = setup::plan(&found, &suite, &args.select)?;
    Ok(dry_run::print(&plan))
}

/// Runs the suite with one api-version.
pub fn one(args: &RunArgs) -> Result<(Exit, RunResult), Failure> {
    let mut found = setup::target(&args.target)?;
    let suite = suite::load(&args.select.suite)?;
    setup::fit(&mut found, &suite);
    let (plan, known) = setup::plan(&found, &suite, &args.select)?;
    let deviations = setup::deviations(&found, &suite)?;
    gate::check(&found, &suite)?;
    if args.update_deviations {
        update::file(&found)?;
    }
    // A report on stdout stands there alone.
    let quiet = args.quiet || !args.reports.on_stdout().is_empty();
    let outputs = Outputs::open(&args.reports, args.format == Format::Json)?;
    let runtime = runtime()?;
    let (name, profile) = (found.name.clone(), found.profile.clone());
    let target = runtime.block_on(open::open(name, profile, args.fault.clone()))?;
    let bearer = setup::bearer(&runtime, &target)?;
    if let Some(limit) = args.wait {
        wait::until_it_answers(&runtime, &target, limit)?;
    }
    let journals = journal::of(&target, args.target.connection.journal.as_deref())?;
    let again = &args.again;
    let seed = again.shuffle.then(|| again.seed.unwrap_or_else(random::seed));
    let setup = Setup {
        deviations: deviations.clone(),
        journals: journals.as_deref(),
        fail_fast: again.fail_fast,
        keep: args.keep,
        seed,
        stop: runtime.block_on(async { Signals::listen().map(Signals::stop) })?,
        ..Setup::new(&target, bearer, &suite, plan, known)
    };
    let run = runtime.block_on(Run::prepare(setup))?;
    let told = walk(args, &run, &target, &runtime, quiet);
    let mut finished = runtime.block_on(clean_up::finish(run));
    finished.result.arguments = args.same_target();
    let order =
        seed.map(|seed| RunRemark::from(format!("cases in the order of --shuffle --seed {seed}")));
    finished.result.remarks.extend(order);
    let shard = args.select.shard.map(|Shard { number, of }| RunRemark::Shard { number, of });
    finished.result.remarks.extend(shard);
    let whole = args.select.is_whole();
    gate::hold(args, &found, &deviations, whole, &mut finished.result);
    last_run::keep(&finished.result, finished.redactor());
    journal::tell(&finished.journal);
    runtime.block_on(target.close());
    // The reports come first: whatever becomes of the target file, they are not lost.
    if args.verbose && args.reports.on_stdout().is_empty() {
        tell(&finished.result);
    }
    let exit = outputs.write(&finished.result, finished.redactor());
    let exit = exit.map(|exit| if told { exit } else { Exit::Unknown });
    if let Some(most) = args.slowest.filter(|_| args.reports.on_stdout().is_empty()) {
        terminal::out(text::slowest(&finished.result, most).to_string().trim_end());
    }
    if args.update_deviations {
        update::write(&found, &deviations, whole, &finished.result)?;
    }
    Ok((exit?, finished.result))
}

/// Every case that was walked, with what was sent and came.
fn tell(result: &RunResult) {
    for case in result.cases.iter().filter(|case| !case.steps.is_empty()) {
        if let Some(told) = text::show(result, Some(&case.id)) {
            terminal::out(&told.painted());
        }
    }
}

/// How many cases are walked at once: more than the machine gives connections for would be lost.
fn at_once(args: &RunArgs, run: &Run, target: &Target) -> AtOnce {
    let most = run.plan().selected().count().max(1);
    let files = machine::files().map(|files| files.saturating_sub(OTHER_FILES) / FILES_OF_A_CASE);
    let most = files.unwrap_or(most).clamp(1, most);
    match args.test_threads.map(usize::from).or(target.profile.at_once()) {
        Some(asked) => AtOnce::Cases(asked.min(most)),
        None => AtOnce::Sending(most.min(MOST_AT_ONCE)),
    }
}

/// How many trials wait for their cases at once: each is a thread.
fn threads(at_once: AtOnce) -> usize {
    let cases = match at_once {
        AtOnce::Cases(cases) => cases.min(MOST_WAITING),
        AtOnce::Sending(_) => MOST_WAITING,
    };
    let wanted = cases + OTHER_THREADS;
    machine::threads(wanted).saturating_sub(OTHER_THREADS).max(1)
}

/// Walks the cases, a trial each where anybody is to read of them. Whether all that the trials say
/// could be written.
fn walk(args: &RunArgs, run: &Run, target: &Target, runtime: &Runtime, quiet: bool) -> bool {
    let plan = run.plan();
    let at_once = at_once(args, run, target);
    if quiet {
        runtime.block_on(run.walk(at_once));
        return true;
    }
    let threads = threads(at_once);
    let watch =
        Arc::new(Progress::of(plan.cases.iter().filter(|c| c.decision == Decision::Run).count()));
    let show = Show {
        at_once,
        threads,
        format: match args.format {
            Format::Pretty => trials::Format::Pretty,
            Format::Terse => trials::Format::Terse,
            Format::Json => trials::Format::Json,
        },
        explain: explain(args.format, run.mode(), run.tls().clone()),
        sanitize: |reason| inert(&sanitize::one_line(reason, REASON)),
        columns: terminal::columns(),
        watch: watch.clone(),
        runtime: runtime.handle().clone(),
    };
    // One at a time, a trial's name stands there while it runs; terse ones share a line.
    let beside = threads > 1 && args.format != Format::Terse;
    let written = if terminal::is_patient(beside) {
        watch.during(|| trials::walk(run, &show))
    } else {
        trials::walk(run, &show)
    };
    if !written {
        terminal::error("what the trials say cannot be written to stdout");
    }
    written
}

/// What libtest-mimic prints is printed past `terminal`.
fn inert(text: &str) -> String {
    sanitize::inert(text, Spelling::Plain).into_owned()
}

/// The text under a failed trial; JSON has no colours.
fn explain(format: Format, mode: ContractMode, tls: Tls) -> Explain {
    match format {
        Format::Json => Arc::new(move |case| inert(&text::case(case, mode, &tls).to_string())),
        _ => Arc::new(move |case| inert(&text::case(case, mode, &tls).painted())),
    }
}
