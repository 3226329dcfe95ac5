//! What a run says that a target file should declare: entries to drop, entries to add, one a
//! cause. Only of what this run tested.

use std::collections::BTreeSet;

use super::declared::Declared;
use super::stale::is_of;
use crate::cause::Cause;
use crate::verdict::{CaseResult, VerdictKind};

/// The change of a target file's deviations.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Update {
    /// Entries to drop, by their index in the file.
    pub drop: BTreeSet<usize>,
    /// Entries to add: requirement and signature, in the order of the causes.
    pub add: Vec<(String, String)>,
}

/// Compares what a target file declares with what a run found.
pub fn update(declared: &[Declared], cases: &[CaseResult], causes: &[Cause]) -> Update {
    let mut update = Update::default();
    for (index, entry) in declared.iter().enumerate() {
        if cases.iter().any(|trial| is_stale(trial) && is_of(trial, entry)) {
            update.drop.insert(index);
        }
    }
    // One that expired, or waits for its reason, is a person's to mend; a second would hide it.
    let open = causes.iter().filter(|cause| !cause.is_declared());
    for cause in open.filter(|cause| !declared.iter().any(|entry| entry.names(&cause.root))) {
        if let Some(charged) = cause.requirements.first() {
            update.add.push((charged.id.clone(), cause.signature.clone()));
        }
    }
    update
}

fn is_stale(trial: &CaseResult) -> bool {
    trial.verdict.kind() == VerdictKind::StaleDeviation
}
