//! Every answer of a good run, spoilt in every way: each must be noticed by a case or a rule, or
//! stand in `scenarios/open.yaml` with a reason. No person chooses the mistakes.
//!
//! In: a suite and the embedded target. Out: a [`Report`]. A mutant is a kind of exchange, a place
//! in the answer and what is done there; it is tried in one case after the other that has such an
//! exchange, over a recording of the good run.

mod change;
mod kind;
mod mutant;
mod open;
mod recording;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;

use super::drive::NotDriven;
use crate::credential;
use crate::http::client::Client;
use crate::http::exchange::Answer;
use crate::http::wire::Wire;
use crate::keyvault::route;
use crate::plan::{Capabilities, Decision, Filter, plan};
use crate::run::again::Again;
use crate::run::{BeginError, Run, Setup};
use crate::scenario::Suite;
use crate::target::Target;
use crate::target::named::NamedTarget;
use crate::target::open as door;
use crate::verdict::finding::CheckResult;
use crate::verdict::{Outcome, Verdict};
pub use mutant::Mutant;
use recording::{Player, Recorded, Recorder};

/// Exchanges of its kind in which a mutant is tried at most.
const MOST_TRIES: usize = 12;
/// Cases walked at once while the good run is recorded.
const CASES: usize = 8;
/// Mutants tried at once.
const AT_ONCE: usize = 4;
/// Nothing is waited for between two reads of a played case. What never comes ends with the
/// recording; the bound is for the harness alone, and long, for the machine may be busy.
const PATIENCE: (Duration, Duration) = (Duration::ZERO, Duration::from_secs(10));

/// What became of the mutants.
#[derive(Debug, Default)]
pub struct Report {
    /// Those that were noticed, with the requirement and the case or rule that said so.
    pub caught: BTreeMap<Mutant, String>,
    /// Those that were not, and need not be: the reason.
    pub excused: BTreeMap<Mutant, String>,
    /// Those that were not.
    pub survived: BTreeSet<Mutant>,
    /// Reasons of excuses that no mutant needs.
    pub idle: Vec<String>,
}

impl Report {
    /// Whether every mutant was noticed or is excused, and every excuse is needed.
    pub fn holds(&self) -> bool {
        self.survived.is_empty() && self.idle.is_empty()
    }

    /// How many there were.
    pub fn made(&self) -> usize {
        self.caught.len() + self.excused.len() + self.survived.len()
    }
}

/// Case, exchange, and how many come behind it in the case.
type Where = (usize, usize, usize);

/// A good run, recorded.
struct Good {
    run: Run,
    target: Target,
    cases: BTreeMap<usize, Arc<Vec<Recorded>>>,
    /// The requirements of level may.
    may: BTreeSet<String>,
    /// Which mutants there are, and where.
    mutants: BTreeMap<Mutant, Vec<Where>>,
}

/// Makes every mutant and tries it.
pub async fn mutants(
    suite: &Suite,
    embedded: NamedTarget,
    known: Capabilities,
) -> Result<Report, NotDriven> {
    let excuses = open::read().map_err(|mistake| NotDriven::Lost(mistake.to_string()))?;
    let good = Arc::new(record(suite, embedded, known).await?);
    let mut report = Report::default();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for (mutant, noticed) in trials(&good).await? {
        let excuse = excuses.iter().position(|excuse| excuse.covers(&mutant));
        match (noticed, excuse) {
            (Some(by), _) => drop(report.caught.insert(mutant, by)),
            (None, Some(index)) => {
                used.insert(index);
                report.excused.insert(mutant, excuses[index].reason.clone());
            }
            (None, None) => drop(report.survived.insert(mutant)),
        }
    }
    let idle = excuses.iter().enumerate().filter(|(index, _)| !used.contains(index));
    report.idle = idle.map(|(_, excuse)| excuse.reason.clone()).collect();
    if let Some(Good { run, target, .. }) = Arc::into_inner(good) {
        run.finish().await;
        target.close().await;
    }
    Ok(report)
}

/// The mutants alone.
pub async fn list(
    suite: &Suite,
    embedded: NamedTarget,
    known: Capabilities,
) -> Result<Vec<Mutant>, NotDriven> {
    let Good { run, target, mutants, .. } = record(suite, embedded, known).await?;
    run.finish().await;
    target.close().await;
    Ok(mutants.into_keys().collect())
}

async fn record(
    suite: &Suite,
    embedded: NamedTarget,
    known: Capabilities,
) -> Result<Good, NotDriven> {
    let target = door::open(embedded.name, embedded.profile, Vec::new()).await?;
    let bearer = credential::of(&target)?;
    let plan = plan(suite, &known, &Filter::default());
    let (recorder, taken) = Recorder::over(Box::new(Wire::to(&target).map_err(BeginError::from)?));
    let setup = Setup::new(&target, bearer, suite, plan, known);
    let run = Run::prepare(Setup { wire: Some(Box::new(recorder)), ..setup }).await?;
    run.walk(CASES).await;
    let taken = std::mem::take(&mut *taken.lock().unwrap_or_else(PoisonError::into_inner));
    let cases = by_case(&run, taken);
    let may = suite.contract.may();
    let mut good = Good { run, target, cases, may, mutants: BTreeMap::new() };
    let mut mutants: BTreeMap<Mutant, Vec<Where>> = BTreeMap::new();
    for (index, case) in &good.cases {
        let (again, used) = good.play(*index, None).await?;
        let id = &good.run.plan().cases[*index].scenario.id;
        if again.verdict != Verdict::Pass || noticed(&again, id, &good.may).is_some() {
            return Err(NotDriven::Lost(format!("{id} does not play: {:?}", again.verdict)));
        }
        let own = request_id(case);
        let last = used.iter().rposition(|used| *used).unwrap_or_default();
        for (at, recorded) in case.iter().enumerate().filter(|(at, _)| used[*at]) {
            let kind = kind::of(recorded, own.as_deref());
            for change in change::all(&recorded.answer) {
                let (kind, place, change) = (kind.clone(), change.place, change.what);
                let mutant = Mutant { kind, place, change };
                let place = (*index, at, last.saturating_sub(at));
                mutants.entry(mutant).or_default().push(place);
            }
        }
    }
    // Set-up comes first in a case, and forgives much: what a case claims stands at its end.
    for places in mutants.values_mut() {
        places.sort_by_key(|(_, _, from_end)| *from_end);
    }
    good.mutants = mutants;
    Ok(good)
}

/// The exchanges of each case that was walked: by the name in their paths, and those that name
/// nothing, lists, while the case lasted.
fn by_case(run: &Run, taken: Vec<Recorded>) -> BTreeMap<usize, Arc<Vec<Recorded>>> {
    let walked =
        run.plan().cases.iter().enumerate().filter(|(_, case)| case.decision == Decision::Run);
    let mut cases = BTreeMap::new();
    for (index, _) in walked {
        let name = run.name_of(index);
        let is_named = |recorded: &Recorded| recorded.path.contains(&name);
        let span = taken.iter().position(is_named).zip(taken.iter().rposition(is_named));
        let during = span.map_or(&[][..], |(first, last)| &taken[first..=last]);
        let own = during.iter().filter(|r| is_named(r) || is_list_for(r, &name, during));
        cases.insert(index, Arc::new(own.cloned().collect()));
    }
    cases
}

/// Whether it is a list that a case may have asked for: one that shows its name, if any of that
/// address does.
fn is_list_for(recorded: &Recorded, name: &str, during: &[Recorded]) -> bool {
    let is_list = recorded.method == "GET" && route::is_list(&recorded.path);
    let mut alike = during.iter().filter(|r| r.path == recorded.path && r.query == recorded.query);
    is_list && (shows(recorded, name) || !alike.any(|other| shows(other, name)))
}

fn shows(recorded: &Recorded, name: &str) -> bool {
    String::from_utf8_lossy(&recorded.answer.body).contains(name)
}

/// The request_id of the first operation of a case.
fn request_id(case: &[Recorded]) -> Option<String> {
    case.iter()
        .find_map(|recorded| Some(recorded.answer.json()?.get("request_id")?.as_str()?.to_owned()))
}

async fn trials(good: &Arc<Good>) -> Result<Vec<(Mutant, Option<String>)>, NotDriven> {
    let mut open: Vec<Mutant> = good.mutants.keys().cloned().collect();
    open.reverse();
    let open = Arc::new(Mutex::new(open));
    let mut workers = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (good, open) = (good.clone(), open.clone());
        workers.spawn(async move {
            let mut tried = Vec::new();
            loop {
                let next = open.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let Some(mutant) = next else { return Ok(tried) };
                let by = good.try_out(&mutant).await?;
                tried.push((mutant, by));
            }
        });
    }
    let mut all = Vec::new();
    while let Some(done) = workers.join_next().await {
        let tried: Result<_, NotDriven> = done.map_err(|e| NotDriven::Lost(e.to_string()))?;
        all.extend(tried?);
    }
    Ok(all)
}

impl Good {
    /// Plays a case, perhaps with one answer changed; which exchanges were used.
    async fn play(
        &self,
        index: usize,
        changed: Option<(usize, Answer)>,
    ) -> Result<(Again, Vec<bool>), NotDriven> {
        let (player, used) = Player::of(self.cases[&index].clone(), changed);
        let client = Client::over(Box::new(player), &self.target, None);
        let again = self.run.again(index, &self.target, client, PATIENCE).await;
        let again = again.map_err(BeginError::from)?;
        let used = used.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok((again, used))
    }

    /// Who notices a mutant, in whichever case.
    async fn try_out(&self, mutant: &Mutant) -> Result<Option<String>, NotDriven> {
        for (index, at, _) in self.mutants[mutant].iter().take(MOST_TRIES) {
            let good = &self.cases[index][*at].answer;
            let changes = change::all(good).into_iter();
            let mut same = changes.filter(|c| c.place == mutant.place && c.what == mutant.change);
            let Some(change) = same.next() else { continue };
            let (again, _) = self.play(*index, Some((*at, change.answer))).await?;
            let id = &self.run.plan().cases[*index].scenario.id;
            if let Some(by) = noticed(&again, id, &self.may) {
                return Ok(Some(by));
            }
        }
        Ok(None)
    }
}

/// The requirement that is said to be broken, and who says so: rules before cases. What the contract
/// leaves open is noticed where it is reported.
fn noticed(again: &Again, case: &str, may: &BTreeSet<String>) -> Option<String> {
    let mut rules = again.rules.iter();
    let rule = rules.find(|rule| rule.checks().any(|(_, check)| is_told(check, may)));
    if let Some(rule) = rule {
        return Some(rule.id.clone());
    }
    let failed = again.steps.iter().flat_map(|step| &step.checks).find(|c| is_told(c, may))?;
    Some(format!("{case}: {}", failed.clause.as_deref().unwrap_or_default()))
}

fn is_told(check: &CheckResult, may: &BTreeSet<String>) -> bool {
    match (&check.outcome, &check.clause) {
        (Outcome::Failed, Some(_)) => true,
        (Outcome::Noted, Some(clause)) => may.contains(clause),
        _ => false,
    }
}
