//! The walk of a run as libtest-mimic prints it: one trial a case.
//!
//! The only file that names libtest_mimic. It prints the trials; the verdicts are the ledger's,
//! for libtest-mimic forgets panics, and gives up when its output cannot be written.

use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, ColorSetting, Completion, Failed, FormatSetting, Trial};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::case::{self, Case, Witness};
use super::countdown::{Countdown, UnderWay};
use super::lifecycle::Run;
use super::line::Lines;
use super::slots::{AtOnce, Slots};
use crate::plan::Decision;
use crate::verdict::{CaseResult, Verdict};

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

/// The text under a failed trial.
pub type Explain = Arc<dyn Fn(&CaseResult) -> String + Send + Sync>;

/// How the walk is shown.
pub struct Show {
    /// Cases walked at once.
    pub at_once: AtOnce,
    /// Trials that wait for their case to end at once, at least 1: a line is printed when its trial is
    /// among them.
    pub threads: usize,
    /// How trials are printed.
    pub format: Format,
    /// The text under a failed trial.
    pub explain: Explain,
    /// Makes a reason, or an id, safe to print: it may quote the target, or be a file's name.
    pub sanitize: fn(&str) -> String,
    /// Columns of the window that lines are cut to; none where they are read by others.
    pub columns: Option<usize>,
    /// Is told what begins and ends.
    pub watch: Arc<dyn Watch>,
    /// Where the walks run.
    pub runtime: Handle,
}

/// Whoever wants to know how far the trials are.
pub trait Watch: Send + Sync {
    /// A case is walked from now on.
    fn begins(&self, id: &str);
    /// It has its verdict, and what it made is removed from now on.
    fn ended(&self, id: &str);
    /// All of that is removed.
    fn cleaned(&self);
    /// A line is about to be printed.
    fn prints(&self);
}

/// Walks the cases and prints them. Must not be called from inside the runtime. Gives whether all
/// output could be written; what was not walked for that is settled so. A run that is not ready
/// has nothing to walk.
pub fn walk(run: &Run, show: &Show) -> bool {
    if run.not_ready().is_some() {
        return true;
    }
    let arguments = Arguments {
        test_threads: Some(show.threads.max(1)),
        color: Some(ColorSetting::Auto),
        format: Some(match show.format {
            Format::Pretty => FormatSetting::Pretty,
            Format::Terse => FormatSetting::Terse,
            Format::Json => FormatSetting::Json,
        }),
        ..Arguments::default()
    };
    let (walks, trials) = trials(run, show);
    let slots = Slots::of(show.at_once);
    let walking = show.runtime.spawn(case::all(walks, run.ledger().clone(), slots.clone()));
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
    if !written {
        slots.close();
    }
    // What is under way ends, and what it made is removed.
    let _ = show.runtime.block_on(walking);
    if !written {
        run.ledger().settle_rest("not run: the output could not be written");
    }
    written
}

/// What a test runner asks of a test binary of Rust: the flags of libtest.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The names of the trials, and nothing else.
    pub list: bool,
    /// Only those that are ignored: none of them is run.
    pub ignored: bool,
    /// Part of a name, or the whole of it.
    pub filter: Option<String>,
    /// The filter is a whole name.
    pub exact: bool,
    /// Parts of names that are left out.
    pub skip: Vec<String>,
    /// One character a trial.
    pub terse: bool,
    /// Trials at once.
    pub threads: Option<usize>,
}

/// Reads them from the command line of the process; ends it where they are wrong.
pub fn asked() -> Asked {
    let arguments = Arguments::from_args();
    Asked {
        list: arguments.list,
        ignored: arguments.ignored,
        terse: arguments.quiet || arguments.format == Some(FormatSetting::Terse),
        filter: arguments.filter,
        exact: arguments.exact,
        skip: arguments.skip,
        threads: arguments.test_threads,
    }
}

/// Tells the trial of a case that it has ended, and who watches that it began.
struct Told {
    id: String,
    watch: Arc<dyn Watch>,
    ended: Option<oneshot::Sender<()>>,
    _under_way: UnderWay,
}

impl Witness for Told {
    fn begins(&mut self) {
        self.watch.begins(&self.id);
    }

    fn ended(&mut self) {
        self.watch.ended(&self.id);
        self.ended.take().map(|ended| ended.send(()));
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        // One that is lost on its way has told of no end.
        if self.ended.is_none() {
            self.watch.cleaned();
        }
    }
}

/// The cases to walk, and the trials of all, in one order.
fn trials(run: &Run, show: &Show) -> (Vec<(Case, Told)>, Vec<Trial>) {
    let cases = Arc::new(Countdown::default());
    let planned = run.plan().selected().map(|case| case.scenario.id.as_str());
    let names = planned.chain(run.rulebook().ids()).chain(run.declarations().ids());
    let lines = Lines::of(show.sanitize, show.columns, names);
    let mut both: Vec<(Option<(Case, Told)>, Trial)> = Vec::new();
    for (index, planned) in run.plan().cases.iter().enumerate() {
        let name = lines.name(&planned.scenario.id);
        match &planned.decision {
            Decision::NotSelected => {}
            Decision::Blocked(reason, _) | Decision::Behind { reason, .. } => {
                let told = ignored(lines, reason);
                both.push((None, Trial::ignorable_test(name, move || Ok(told))));
            }
            Decision::Unready(reason) => {
                let reason = (show.sanitize)(reason);
                both.push((None, Trial::test(name, move || Err(Failed::from(reason)))));
            }
            Decision::Run => {
                let (ended, ends) = oneshot::channel();
                let (id, watch) = (planned.scenario.id.clone(), show.watch.clone());
                let told = Told { id, watch, ended: Some(ended), _under_way: cases.one_more() };
                let trial = trial(run, show, lines, index, ends);
                both.push((Some((run.case(index, planned), told)), trial));
            }
        }
    }
    run.order(&mut both);
    let (walks, mut trials): (Vec<_>, Vec<_>) = both.into_iter().unzip();
    trials.extend(rules(run, show, lines, &cases));
    trials.extend(deviations(run, show, lines, &cases));
    (walks.into_iter().flatten().collect(), trials)
}

/// The trial of a case that is walked; it waits until the case has its verdict.
fn trial(run: &Run, show: &Show, lines: Lines, index: usize, ends: oneshot::Receiver<()>) -> Trial {
    let (ledger, explain, watch) = (run.ledger().clone(), show.explain.clone(), show.watch.clone());
    let id = run.plan().cases[index].scenario.id.clone();
    Trial::ignorable_test(lines.name(&id), move || {
        // Of a case that was lost nobody tells; its slot in the ledger says so.
        let _ = ends.blocking_recv();
        watch.prints();
        match ledger.case(index) {
            // Whether something explains it is known when all cases have ended.
            Some(case) if ledger.is_unready(index) => {
                Ok(ignored(lines, case.verdict.reason().unwrap_or_default()))
            }
            Some(case) => completion(&case, lines, &*explain),
            None => Err(Failed::from("the case has no slot in the ledger")),
        }
    })
}

/// The trials of the rules: libtest-mimic begins them last, and they wait for the cases that are
/// still under way. A rule that no answer was held to has none.
fn rules(run: &Run, show: &Show, lines: Lines, cases: &Arc<Countdown>) -> Vec<Trial> {
    let trial = |id: &str| {
        let (id, rulebook) = (id.to_owned(), run.rulebook().clone());
        let (cases, explain) = (cases.clone(), show.explain.clone());
        Trial::ignorable_test(lines.name(&id), move || {
            cases.wait();
            match rulebook.of(&id) {
                Some(rule) => completion(&rule, lines, &*explain),
                None => Err(Failed::from("there is no such rule")),
            }
        })
    };
    run.rulebook().ids().map(trial).collect()
}

/// The trials of the deviations that the target file declares; they wait likewise.
fn deviations(run: &Run, show: &Show, lines: Lines, cases: &Arc<Countdown>) -> Vec<Trial> {
    let ended: Arc<OnceLock<Vec<CaseResult>>> = Arc::default();
    let trial = |id: &str| {
        let ended = ended.clone();
        let (id, declarations) = (id.to_owned(), run.declarations().clone());
        let (ledger, rulebook) = (run.ledger().clone(), run.rulebook().clone());
        let (cases, explain) = (cases.clone(), show.explain.clone());
        Trial::ignorable_test(lines.name(&id), move || {
            cases.wait();
            // All have ended, so what the first of these trials finds holds for the others.
            let ended = ended.get_or_init(|| ledger.judged(rulebook.results()));
            match declarations.outcome(&id, ended) {
                Some(deviation) => completion(&deviation, lines, &*explain),
                None => Err(Failed::from("there is no such deviation")),
            }
        })
    };
    run.declarations().ids().map(trial).collect()
}

fn ignored(lines: Lines, reason: &str) -> Completion {
    match lines.reason(reason) {
        Some(reason) => Completion::ignored_with(reason),
        None => Completion::ignored(),
    }
}

fn completion(
    case: &CaseResult,
    lines: Lines,
    explain: &(dyn Fn(&CaseResult) -> String + Send + Sync),
) -> Result<Completion, Failed> {
    match &case.verdict {
        Verdict::Pass => Ok(Completion::Completed),
        Verdict::KnownDeviation { reason } => {
            Ok(ignored(lines, &format!("known deviation: {reason}")))
        }
        Verdict::Blocked { reason, .. } => Ok(ignored(lines, reason)),
        Verdict::NotSelected => Ok(ignored(lines, "no answer came that it is about")),
        _ => Err(Failed::from(explain(case))),
    }
}
