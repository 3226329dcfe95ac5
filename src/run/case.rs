//! One case from its first request to its verdict and its clean-up, whatever happens on the way.
//!
//! In: a scenario and the session. Out: a settled slot of the ledger.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::task::JoinSet;

use super::end::End;
use super::ledger::{Ledger, Took};
use super::session::Session;
use super::slots::{Slot, Slots};
use super::walk::{Log, Walked, walk};
use crate::deviation;
use crate::http::not_ready::STOPPED;
use crate::scenario::model::Scenario;
use crate::verdict::{Lack, Verdict};

/// One case under way.
pub struct Case {
    /// What it shares with the others.
    pub session: Arc<Session>,
    /// What to walk.
    pub scenario: Arc<Scenario>,
    /// Its slot.
    pub index: usize,
}

/// Walks cases in their order, as there are slots for them, and ends when all have ended; each with
/// who wants to know of it.
pub(super) async fn all<W: Witness>(cases: Vec<(Case, W)>, ledger: Arc<Ledger>, slots: Slots) {
    let mut walks = JoinSet::new();
    for (case, witness) in cases {
        let Some(slot) = slots.next().await else { break };
        let ledger = ledger.clone();
        walks.spawn(async move { case.done(&ledger, &slot, witness).await });
        while walks.try_join_next().is_some() {}
    }
    while walks.join_next().await.is_some() {}
}

/// Who wants to know how far a case is.
pub trait Witness: Send + 'static {
    /// It is walked from now on.
    fn begins(&mut self) {}
    /// It has its verdict; what it made is removed next, and the witness dropped then.
    fn ended(&mut self) {}
}

/// Nobody.
impl Witness for () {}

impl Case {
    /// Walks it, settles it in the ledger, and cleans up whatever happened.
    pub async fn done(self, ledger: &Ledger, slot: &Slot, mut witness: impl Witness) {
        witness.begins();
        let name = self.session.run_id.case(self.index, &self.scenario.id);
        self.settle(&name, ledger, slot).await;
        witness.ended();
        slot.cleaned(self.session.target.remove(&name)).await;
    }

    async fn settle(&self, name: &str, ledger: &Ledger, slot: &Slot) {
        let began = Instant::now();
        let log = Arc::new(Mutex::new(Log::new()));
        let Walked { end, untidy } = self.walked(name, &log, slot).await;
        self.session.note_untidy(&self.scenario.id, untidy);
        let mut steps = std::mem::take(&mut *log.lock().unwrap_or_else(PoisonError::into_inner));
        let unready = match &end {
            End::Unready(_, not_given) => Some(not_given.clone()),
            _ => None,
        };
        let verdict = deviation::judge(end.verdict(), &mut steps, &self.session.deviations);
        let keep = self.session.keep && verdict == Verdict::Fail;
        if verdict == Verdict::Fail {
            self.session.failed.store(true, Ordering::SeqCst);
        }
        let took = Took {
            began: began.duration_since(self.session.began).as_millis() as u64,
            millis: began.elapsed().as_millis() as u64,
        };
        ledger.settle(self.index, verdict, steps, took);
        if let Some(not_given) = unready {
            ledger.unready(self.index, not_given);
        }
        if keep {
            self.session.target.tracker().keep(name);
        }
    }

    /// The walk as a task of its own, so that a panic in it ends only itself.
    async fn walked(&self, name: &str, log: &Arc<Mutex<Log>>, slot: &Slot) -> Walked {
        if self.session.stop.is_stopped() {
            return not_walked(End::Unknown(STOPPED.to_owned()));
        }
        if self.session.fail_fast && self.session.failed.load(Ordering::SeqCst) {
            let why = "not begun: an earlier case failed (--fail-fast)";
            return not_walked(End::NotDue(why.to_owned(), Lack::Turn));
        }
        let (session, scenario) = (self.session.clone(), self.scenario.clone());
        let (name, log, slot) = (name.to_owned(), log.clone(), slot.clone());
        let task = tokio::spawn(async move { walk(&session, &scenario, &name, &log, slot).await });
        task.await.unwrap_or_else(|panic| {
            not_walked(End::Unknown(format!("the harness panicked: {panic}")))
        })
    }
}

fn not_walked(end: End) -> Walked {
    Walked { end, untidy: Vec::new() }
}
