//! One slot a case, filled before the run with "lost" and settled once.
//!
//! A trial that panics, is dropped or never reports leaves its slot as it was filled, so no
//! planned case ends without a verdict.

use std::sync::{Mutex, PoisonError};

use super::causes;
use super::end::NotGiven;
use crate::check::rules::trial::requirement;
use crate::plan::{Decision, Plan, Planned};
use crate::scenario::contract::Contract;
use crate::verdict::{CaseResult, StepResult, Verdict};

/// The time of a case.
#[derive(Debug, Clone, Copy)]
pub struct Took {
    /// Milliseconds into the run at which it began.
    pub began: u64,
    /// Milliseconds until it ended.
    pub millis: u64,
}

/// The slots.
#[derive(Debug)]
pub struct Ledger {
    slots: Mutex<Vec<Slot>>,
}

#[derive(Debug, Clone)]
struct Slot {
    result: CaseResult,
    settled: bool,
    /// What its set-up did not give.
    unready: Option<NotGiven>,
    /// The case that shows why it is not walked.
    behind: Option<usize>,
}

/// Gives back the room that was left for more: what is kept here is kept to the end of the run.
fn trim(steps: &mut Vec<StepResult>) {
    steps.shrink_to_fit();
    for step in steps {
        step.exchanges.shrink_to_fit();
        step.checks.shrink_to_fit();
    }
}

impl Slot {
    fn of(case: &Planned, contract: &Contract) -> Slot {
        let scenario = &case.scenario;
        let (verdict, settled) = match &case.decision {
            Decision::Run => {
                let reason = "the trial was lost: it never reported an end".to_owned();
                (Verdict::Error { reason }, false)
            }
            Decision::Blocked(reason, lack) => {
                let (reason, lack) = (reason.clone(), Some(lack.clone()));
                (Verdict::Blocked { reason, broken: None, lack }, true)
            }
            Decision::Unready(reason) => (Verdict::Error { reason: reason.clone() }, true),
            Decision::Behind { reason, clause, .. } => {
                let broken = Some(clause.clone());
                (Verdict::Blocked { reason: reason.clone(), broken, lack: None }, true)
            }
            Decision::NotSelected => (Verdict::NotSelected, true),
        };
        let behind = match case.decision {
            Decision::Behind { witness, .. } => Some(witness),
            _ => None,
        };
        let cited = scenario.covers.iter().filter_map(|c| requirement(contract, &c.clause));
        let result = CaseResult {
            id: scenario.id.clone(),
            section: scenario.section.clone(),
            title: scenario.title.clone(),
            file: scenario.file.clone(),
            requirements: cited.collect(),
            verdict,
            steps: Vec::new(),
            began: None,
            millis: 0,
            answers: None,
        };
        Slot { result, settled, unready: None, behind }
    }
}

impl Ledger {
    /// A slot for each case of the plan.
    pub fn of(plan: &Plan, contract: &Contract) -> Ledger {
        let slots = plan.cases.iter().map(|case| Slot::of(case, contract));
        Ledger { slots: Mutex::new(slots.collect()) }
    }

    /// Ends a case. The first end counts.
    pub fn settle(&self, index: usize, verdict: Verdict, mut steps: Vec<StepResult>, took: Took) {
        trim(&mut steps);
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get_mut(index).filter(|s| !s.settled) {
            slot.result.verdict = verdict;
            slot.result.steps = steps;
            slot.result.began = Some(took.began);
            slot.result.millis = took.millis;
            slot.settled = true;
        }
    }

    /// Notes that a case ended because its set-up did not give something.
    pub fn unready(&self, index: usize, not_given: NotGiven) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get_mut(index) {
            slot.unready = Some(not_given);
        }
    }

    /// Whether a case ended so.
    pub fn is_unready(&self, index: usize) -> bool {
        let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.get(index).is_some_and(|slot| slot.unready.is_some())
    }

    /// Ends every case that has not ended, for one reason.
    pub fn settle_rest(&self, reason: &str) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        for slot in slots.iter_mut().filter(|s| !s.settled) {
            slot.result.verdict = Verdict::Error { reason: reason.to_owned() };
            slot.settled = true;
        }
    }

    /// The case as it stands.
    pub fn case(&self, index: usize) -> Option<CaseResult> {
        let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.get(index).map(|s| s.result.clone())
    }

    /// Every case as it stands, with the rules behind them.
    pub fn judged(&self, rules: Vec<CaseResult>) -> Vec<CaseResult> {
        let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner).clone();
        told(slots, rules)
    }

    /// The same at the end of the run: nothing is held twice, and the slots are empty then.
    pub fn end(&self, rules: Vec<CaseResult>) -> Vec<CaseResult> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        told(std::mem::take(&mut *slots), rules)
    }
}

/// The cases and the rules behind them. A set-up that could not be done is Blocked where a broken
/// claim, or one of these rules, explains it.
fn told(slots: Vec<Slot>, rules: Vec<CaseResult>) -> Vec<CaseResult> {
    let mut cases = Vec::with_capacity(slots.len() + rules.len());
    let (mut unready, mut behind) = (Vec::new(), Vec::new());
    for (index, slot) in slots.into_iter().enumerate() {
        cases.push(slot.result);
        unready.extend(slot.unready.map(|not_given| (index, not_given)));
        behind.extend(slot.behind.map(|witness| (index, witness)));
    }
    causes::explain(&mut cases, &rules, &unready);
    for (index, witness) in behind {
        // The refusal that stopped it was then not one of every create.
        let seen = cases.get(witness).map(|case| &case.verdict);
        if matches!(seen, Some(Verdict::Pass | Verdict::Error { .. })) {
            let reason = cases[index].verdict.reason().unwrap_or_default();
            let reason = format!("not walked, and not known to be refused: {reason}");
            cases[index].verdict = Verdict::Error { reason };
        }
    }
    cases.extend(rules);
    cases
}
