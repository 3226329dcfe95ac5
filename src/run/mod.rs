//! The run: a plan driven through libtest-mimic, one trial a case, every end in the ledger.
//!
//! The only file that names libtest_mimic. It prints the trials; the verdicts are the ledger's,
//! for it forgets panics, and gives up when its output cannot be written.

mod causes;
pub mod cleanup;
pub mod deviation;
mod frame;
pub mod journal;
pub mod ledger;
pub mod listing;
pub mod material;
pub mod names;
pub mod object;
pub mod permissions;
mod pfx;
mod poll;
pub mod prepare;
pub mod probe;
pub mod removal;
mod request;
pub mod session;
mod setup;
pub mod walk;

use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use libtest_mimic::{Arguments, ColorSetting, Completion, Failed, FormatSetting, Trial};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::plan::{Fate, Plan};
use crate::verdict::{CaseResult, StepResult, Verdict};
use ledger::Ledger;
use session::Session;
use walk::{End, STOPPED};

/// The steps of a case that were walked so far.
pub type Log = Vec<StepResult>;

/// How trials are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One line a trial.
    Pretty,
    /// One character a trial.
    Terse,
    /// One JSON object a line.
    Json,
}

/// Everything a run of trials needs.
pub struct Job {
    /// The cases.
    pub plan: Plan,
    /// What they share.
    pub session: Arc<Session>,
    /// Where they end.
    pub ledger: Arc<Ledger>,
    /// Cases walked at once; at least 1.
    pub threads: usize,
    /// How trials are printed.
    pub format: Format,
    /// The text under a failed trial.
    pub explain: Arc<dyn Fn(&CaseResult) -> String + Send + Sync>,
    /// Makes a reason safe to print: it may quote the target.
    pub visible: fn(&str) -> String,
    /// Is told what begins and ends.
    pub watch: Arc<dyn Watch>,
    /// Where the walks run.
    pub runtime: Handle,
}

/// Whoever wants to know how far the trials are.
pub trait Watch: Send + Sync {
    /// A case is walked from now on.
    fn begins(&self, id: &str);
    /// It ended and is about to be printed.
    fn ended(&self, id: &str);
}

/// Walks the cases without a word, at most `at_once` at a time: for `prove`, which walks the
/// suite many times over.
pub async fn quietly(plan: &Plan, session: &Arc<Session>, ledger: &Arc<Ledger>, at_once: usize) {
    let permits = Arc::new(Semaphore::new(at_once.max(1)));
    let mut walks = JoinSet::new();
    for (index, case) in plan.cases.iter().enumerate().filter(|(_, c)| c.fate == Fate::Run) {
        let (session, scenario) = (session.clone(), case.scenario.clone());
        let (ledger, permits) = (ledger.clone(), permits.clone());
        walks.spawn(async move {
            let _permit = permits.acquire().await;
            Case { session, scenario, index }.settle(&ledger).await;
        });
    }
    while walks.join_next().await.is_some() {}
}

/// Runs the trials. Must not be called from inside the runtime.
/// Returns whether all output could be written.
pub fn run(job: Job) -> bool {
    let arguments = Arguments {
        test_threads: Some(job.threads.max(1)),
        color: Some(ColorSetting::Auto),
        format: Some(match job.format {
            Format::Pretty => FormatSetting::Pretty,
            Format::Terse => FormatSetting::Terse,
            Format::Json => FormatSetting::Json,
        }),
        ..Arguments::default()
    };
    let trials = trials(&job);
    // A full or closed stdout makes libtest-mimic panic; the ledger has what was done by then, and
    // who called says so.
    let usual = Arc::new(panic::take_hook());
    let others = usual.clone();
    panic::set_hook(Box::new(move |info| {
        let at = info.location().map_or("", |place| place.file());
        if !at.contains("libtest-mimic") {
            others(info);
        }
    }));
    let written = catch_unwind(AssertUnwindSafe(|| libtest_mimic::run(&arguments, trials))).is_ok();
    panic::set_hook(Box::new(move |info| usual(info)));
    written
}

fn trials(job: &Job) -> Vec<Trial> {
    let mut trials = Vec::new();
    for (index, case) in job.plan.cases.iter().enumerate() {
        let id = case.scenario.id.clone();
        match &case.fate {
            Fate::NotSelected => {}
            Fate::Blocked(reason) => {
                let reason = (job.visible)(reason);
                let blocked = move || Ok(Completion::ignored_with(reason));
                trials.push(Trial::ignorable_test(id, blocked));
            }
            Fate::Unready(reason) => {
                let reason = (job.visible)(reason);
                trials.push(Trial::test(id, move || Err(Failed::from(reason))));
            }
            Fate::Run => {
                let (session, ledger) = (job.session.clone(), job.ledger.clone());
                let (runtime, explain) = (job.runtime.clone(), job.explain.clone());
                let (scenario, watch) = (case.scenario.clone(), job.watch.clone());
                let visible = job.visible;
                trials.push(Trial::ignorable_test(id.clone(), move || {
                    let case = Case { session, scenario, index };
                    watch.begins(&id);
                    runtime.block_on(case.settle(&ledger));
                    watch.ended(&id);
                    told(&ledger, index, &*explain, visible)
                }));
            }
        }
    }
    trials
}

fn told(
    ledger: &Ledger,
    index: usize,
    explain: &(dyn Fn(&CaseResult) -> String + Send + Sync),
    visible: fn(&str) -> String,
) -> Result<Completion, Failed> {
    let Some(case) = ledger.case(index) else {
        return Err(Failed::from("the case has no slot in the ledger"));
    };
    match &case.verdict {
        Verdict::Pass => Ok(Completion::Completed),
        Verdict::KnownDeviation { reason } => {
            Ok(Completion::ignored_with(format!("known deviation: {reason}")))
        }
        Verdict::Blocked { reason } => Ok(Completion::ignored_with(visible(reason))),
        // Whether something explains it is known when all cases have ended.
        Verdict::Error { reason } if ledger.is_unready(index) => {
            Ok(Completion::ignored_with(visible(reason)))
        }
        _ => Err(Failed::from(explain(&case))),
    }
}

/// One case under way.
struct Case {
    session: Arc<Session>,
    scenario: Arc<crate::scenario::model::Scenario>,
    index: usize,
}

impl Case {
    /// Walks it, settles it in the ledger, and cleans up whatever happened.
    async fn settle(self, ledger: &Ledger) {
        let began = Instant::now();
        let log = Arc::new(Mutex::new(Log::new()));
        let name = self.session.run_id.case(self.index, &self.scenario.id);
        let end = self.walked(&name, &log).await;
        let steps = std::mem::take(&mut *log.lock().unwrap_or_else(PoisonError::into_inner));
        let unready = match &end {
            End::Unready(_, step) => Some(*step),
            _ => None,
        };
        let named = self.session.deviations.iter().filter(|d| d.names(&self.scenario));
        let verdict = deviation::judge(end, &steps, &named.collect::<Vec<_>>(), &name);
        ledger.settle(self.index, verdict, steps, began.elapsed().as_millis() as u64);
        if let Some(step) = unready {
            ledger.unready(self.index, step);
        }
        cleanup::remove(&self.session, &name).await;
    }

    /// The walk as a task of its own, so that a panic in it ends only itself.
    async fn walked(&self, name: &str, log: &Arc<Mutex<Log>>) -> End {
        if self.session.stop.is_cancelled() {
            return End::Unknown(STOPPED.to_owned());
        }
        let (session, scenario) = (self.session.clone(), self.scenario.clone());
        let (name, log) = (name.to_owned(), log.clone());
        let limit = session.timeouts.case;
        let mut task =
            tokio::spawn(async move { walk::walk(&session, &scenario, &name, &log).await });
        match tokio::time::timeout(limit, &mut task).await {
            Ok(Ok(end)) => end,
            Ok(Err(panic)) => End::Unknown(format!("the harness panicked: {panic}")),
            Err(_) => {
                task.abort();
                End::Unknown(format!("not done after {limit:?}"))
            }
        }
    }
}
