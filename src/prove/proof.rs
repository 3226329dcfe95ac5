//! What became of one fault, and what the faults say of the requirements.
//!
//! In: the result of a run against a vault with the fault. Out: whether a claim or a rule of a
//! requirement that it breaks noticed it, and who else failed. Must not know how the run was led.

use std::collections::BTreeSet;

use crate::scenario::Suite;
use crate::scenario::contract::Level;
use crate::target::open::{Fault, breaking};
use crate::verdict::{CaseResult, Outcome, Verdict};

/// The level of what is reported and never failed, as a result has it.
const MAY: &str = "may";

/// One fault and who noticed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The fault.
    pub fault: Fault,
    /// Those of the requirements it breaks for which a check failed.
    pub noticed: BTreeSet<String>,
    /// Cases with a failed check (for a may: a note) of a requirement that the fault breaks.
    pub caught_by: Vec<String>,
    /// Cases that failed although they cover none of the broken requirements.
    pub collateral: Vec<String>,
    /// Cases whose end could not be told.
    pub unknown: Vec<String>,
}

impl Proof {
    /// Reads the ends of all cases against a vault with that fault.
    pub fn of(fault: Fault, cases: &[CaseResult]) -> Proof {
        let breaks = fault.breaks();
        let mut proof = Proof {
            fault,
            noticed: BTreeSet::new(),
            caught_by: Vec::new(),
            collateral: Vec::new(),
            unknown: Vec::new(),
        };
        for case in cases {
            let missed = case.checks().filter(|(_, check)| match check.outcome {
                Outcome::Failed => true,
                // What the contract leaves open is noticed where it is reported.
                Outcome::Noted => check.clause.as_deref().is_some_and(|id| is_may(case, id)),
                Outcome::Passed => false,
            });
            let clauses = missed.filter_map(|(_, check)| check.clause.as_deref());
            let noticed: Vec<&str> = clauses.filter(|clause| breaks.contains(clause)).collect();
            let covers = case.requirements.iter().any(|r| breaks.contains(&r.id.as_str()));
            match case.verdict {
                Verdict::Error { .. } => proof.unknown.push(case.id.clone()),
                _ if !noticed.is_empty() => proof.caught_by.push(case.id.clone()),
                Verdict::Fail if !covers => proof.collateral.push(case.id.clone()),
                _ => {}
            }
            proof.noticed.extend(noticed.into_iter().map(str::to_owned));
        }
        proof
    }

    /// Whether nobody noticed it.
    pub fn survived(&self) -> bool {
        self.caught_by.is_empty()
    }
}

fn is_may(case: &CaseResult, id: &str) -> bool {
    case.requirements.iter().any(|r| r.id == id && r.level == MAY)
}

/// What the faults say of one requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The requirement's id.
    pub requirement: String,
    /// Its level.
    pub level: Level,
    /// Cases and rules that test it.
    pub scenarios: Vec<String>,
    /// Faults that break it.
    pub faults: Vec<Fault>,
    /// Those of the faults for which a check of it failed.
    pub noticed: Vec<Fault>,
}

impl Coverage {
    /// A must that nothing proves: no scenario, or no fault that a check of it notices.
    pub fn is_gap(&self) -> bool {
        self.level == Level::Must && (self.scenarios.is_empty() || self.noticed.is_empty())
    }
}

/// Every requirement with the scenarios that test it and the faults that break it.
pub fn coverage(suite: &Suite, proofs: &[Proof]) -> Vec<Coverage> {
    let trials = suite.trials();
    let all = suite.contract.requirements().map(|(_, requirement)| {
        let id = requirement.id.value.as_str();
        let testing = trials.iter().filter(|(_, clauses)| clauses.contains(&id));
        let breaking = breaking().filter(|f| f.breaks().contains(&id));
        let noticed = proofs.iter().filter(|p| p.noticed.contains(id)).map(|p| p.fault);
        Coverage {
            requirement: id.to_owned(),
            level: requirement.level,
            scenarios: testing.map(|(trial, _)| trial.clone()).collect(),
            faults: breaking.collect(),
            noticed: noticed.collect(),
        }
    });
    all.collect()
}
