//! `kvcontract run`: the pipeline, one call an arrow.
//!
//! command line → target → scenarios → plan → trials → verdicts → reports

use std::sync::Arc;
use std::time::Instant;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::runtime::Runtime;

use super::args::{Format, RunArgs};
use super::failure::{Exit, Failure};
use super::outputs::Outputs;
use super::progress::Progress;
use super::stop::Signals;
use super::{dry_run, journal, runtime, setup, terminal, update, versions};
use crate::plan::{Capabilities, Fate, Plan};
use crate::report::{text, visible};
use crate::run::cleanup;
use crate::run::ledger::Ledger;
use crate::run::prepare::NotReady;
use crate::run::session::Session;
use crate::run::{self, Job, prepare, probe};
use crate::scenario::Suite;
use crate::target::{Target, open};
use crate::verdict::{CaseResult, ContractMode, RunResult};

/// Most cases walked at once where nobody says otherwise.
const MOST_AT_ONCE: usize = 256;
/// Characters of a reason that is printed beside a trial.
const REASON: usize = 1000;

/// Runs the suite, once for each api-version.
pub fn run(args: &RunArgs) -> Result<Exit, Failure> {
    if args.dry_run {
        return dry(args);
    }
    match versions::of(args)? {
        Some(versions) => versions::each(args, &versions),
        None => one(args).map(|(exit, _)| exit),
    }
}

/// Prints what a run would do.
fn dry(args: &RunArgs) -> Result<Exit, Failure> {
    let found = setup::target(&args.aim)?;
    let suite = setup::suite(args.select.scenarios.as_deref())?;
    let (plan, _) = setup::plan(&found, &suite, &args.select)?;
    Ok(dry_run::print(&plan))
}

/// Runs the suite with one api-version.
pub fn one(args: &RunArgs) -> Result<(Exit, RunResult), Failure> {
    let began = Instant::now();
    let found = setup::target(&args.aim)?;
    let suite = setup::suite(args.select.scenarios.as_deref())?;
    let (plan, capabilities) = setup::plan(&found, &suite, &args.select)?;
    let deviations = setup::deviations(&found, &suite)?;
    if args.update_deviations {
        update::file(&found)?;
    }
    let outputs = Outputs::open(&args.reports, args.format == Format::Json)?;
    let runtime = runtime()?;
    let (name, profile) = (found.name.clone(), found.profile.clone());
    let target = runtime.block_on(open::open(name, profile, args.fault.clone()))?;
    let mut session = setup::session(&runtime, &target, &suite)?;
    session.deviations = deviations.clone();
    journal::begin(&mut session, &target, args.aim.reach.journal.as_deref())?;
    let stop = session.stop.clone();
    runtime.block_on(async { Signals::listen().map(|signals| signals.stop(stop)) })?;
    let walk = Walk { args, runtime: &runtime, target: &target, suite: &suite, began };
    let (result, session) = walk.all(session, plan, capabilities);
    runtime.block_on(target.close());
    // The reports come first: whatever becomes of the target file, they are not lost.
    let exit = outputs.write(&result, session.client.redactor());
    if args.update_deviations {
        update::write(&found, &deviations, &session.run_id, &result)?;
    }
    Ok((exit?, result))
}

/// The walk of all cases, from the first request to the last removal.
struct Walk<'a> {
    args: &'a RunArgs,
    runtime: &'a Runtime,
    target: &'a Target,
    suite: &'a Suite,
    began: Instant,
}

impl Walk<'_> {
    fn all(
        &self,
        mut session: Session,
        mut plan: Plan,
        mut known: Capabilities,
    ) -> (RunResult, Arc<Session>) {
        let started_at = OffsetDateTime::now_utc()
            .truncate_to_millisecond()
            .format(&Rfc3339)
            .unwrap_or_default();
        let stopped = session.stopped();
        let prepared = self.prepare(&mut session, &plan, &mut known);
        let ready = self.runtime.block_on(prepare::unless(stopped, prepared));
        plan.block(&known);
        let ledger = Arc::new(Ledger::of(&plan, &self.suite.contract));
        let session = Arc::new(session);
        match ready {
            Ok(()) => self.trials(plan, &session, &ledger),
            Err(not_ready) => ledger.settle_rest(&not_ready.to_string()),
        }
        self.runtime.block_on(cleanup::remove(&session, ""));
        journal::end(&session);
        let result = RunResult {
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            run_id: session.run_id.as_str().to_owned(),
            target: self.target.name.clone(),
            target_version: self.target.profile.version.clone(),
            url: self.target.base.to_string(),
            api_version: session.api_version.clone(),
            contract: session.mode,
            started_at,
            millis: self.began.elapsed().as_millis() as u64,
            interrupted: session.stop.is_cancelled(),
            remarks: session.client.remarks().into_iter().chain(session.tracker.remark()).collect(),
            cases: ledger.cases(),
            clean_up: session.tracker.summary(),
        };
        (result, session)
    }

    async fn prepare(
        &self,
        session: &mut Session,
        plan: &Plan,
        known: &mut Capabilities,
    ) -> Result<(), NotReady> {
        let needs = plan.needs();
        prepare::greet(session).await?;
        // The embedded vault is ours: what its target file says of it holds.
        if !self.target.is_embedded() {
            let findings = probe::look(session, &probe::wanted(&needs, known)).await?;
            probe::take_in(known, &findings);
        }
        prepare::issuers(session, &self.target.profile.issuers, &needs, known).await
    }

    fn trials(&self, plan: Plan, session: &Arc<Session>, ledger: &Arc<Ledger>) {
        let at_once = plan.selected().count().clamp(1, MOST_AT_ONCE);
        let threads = self.args.test_threads.map(usize::from);
        // Each is a thread, and more than there are cases would only wait.
        let threads = threads.or(self.target.profile.at_once()).unwrap_or(at_once).min(at_once);
        let watch =
            Arc::new(Progress::of(plan.cases.iter().filter(|c| c.fate == Fate::Run).count()));
        let job = Job {
            plan,
            session: session.clone(),
            ledger: ledger.clone(),
            threads,
            format: match self.args.format {
                Format::Pretty => run::Format::Pretty,
                Format::Terse => run::Format::Terse,
                Format::Json => run::Format::Json,
            },
            explain: self.explain(session.mode),
            visible: |reason| visible::one_line(reason, REASON),
            watch: watch.clone(),
            runtime: self.runtime.handle().clone(),
        };
        // One at a time, a trial's name stands there while it runs; terse ones share a line.
        let beside = threads > 1 && self.args.format != Format::Terse;
        let written = match terminal::is_patient(beside) {
            true => watch.during(|| run::run(job)),
            false => run::run(job),
        };
        if !written {
            terminal::error("what the trials say cannot be written to stdout: the run ends here");
            ledger.settle_rest("not run: the output could not be written");
        }
    }

    /// The text under a failed trial; JSON has no colours.
    fn explain(&self, mode: ContractMode) -> Arc<dyn Fn(&CaseResult) -> String + Send + Sync> {
        match self.args.format {
            Format::Json => Arc::new(move |case| text::case(case, mode)),
            _ => Arc::new(move |case| text::painted(&text::case(case, mode))),
        }
    }
}
