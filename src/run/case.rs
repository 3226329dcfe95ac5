//! One case from its first request to its verdict and its clean-up, whatever happens on the way.
//!
//! In: a scenario and the session. Out: a settled slot of the ledger.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::end::End;
use super::ledger::{Ledger, Took};
use super::session::Session;
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

impl Case {
    /// Walks it, settles it in the ledger, and cleans up whatever happened.
    pub async fn settle(self, ledger: &Ledger) {
        let began = Instant::now();
        let log = Arc::new(Mutex::new(Log::new()));
        let name = self.session.run_id.case(self.index, &self.scenario.id);
        let Walked { end, untidy } = self.walked(&name, &log).await;
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
            self.session.target.tracker().keep(&name);
        }
        self.session.target.remove(&name).await;
    }

    /// The walk as a task of its own, so that a panic in it ends only itself.
    async fn walked(&self, name: &str, log: &Arc<Mutex<Log>>) -> Walked {
        let not_walked = |end| Walked { end, untidy: Vec::new() };
        if self.session.stop.is_stopped() {
            return not_walked(End::Unknown(STOPPED.to_owned()));
        }
        if self.session.fail_fast && self.session.failed.load(Ordering::SeqCst) {
            let why = "not begun: an earlier case failed (--fail-fast)";
            return not_walked(End::NotDue(why.to_owned(), Lack::Turn));
        }
        let (session, scenario) = (self.session.clone(), self.scenario.clone());
        let (name, log) = (name.to_owned(), log.clone());
        let task = tokio::spawn(async move { walk(&session, &scenario, &name, &log).await });
        task.await.unwrap_or_else(|panic| {
            not_walked(End::Unknown(format!("the harness panicked: {panic}")))
        })
    }
}
