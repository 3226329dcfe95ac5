//! The deviations of a run, each a trial of its own once all cases have ended.
//!
//! In: what the target file declares, and the ends of cases and rules. Out: a [`CaseResult`] each.

use crate::check::rules::trial::requirement;
use crate::deviation::{self, Declared, Force};
use crate::scenario::contract::Contract;
use crate::verdict::{CaseResult, RunRemark};

/// The deviations in force, and what is to be told of the others.
#[derive(Debug)]
pub struct Declarations {
    drafts: Vec<(Declared, CaseResult)>,
    remarks: Vec<String>,
}

impl Declarations {
    /// Of what a target file declares.
    pub fn of(declared: &[Declared], contract: &Contract) -> Declarations {
        Declarations {
            drafts: deviation::drafts(declared, |id| requirement(contract, id)),
            remarks: declared.iter().filter_map(remark).collect(),
        }
    }

    /// The ids of their trials.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.drafts.iter().map(|(_, draft)| draft.id.as_str())
    }

    /// What became of one.
    pub fn outcome(&self, id: &str, cases: &[CaseResult]) -> Option<CaseResult> {
        let (entry, draft) = self.drafts.iter().find(|(_, draft)| draft.id == id)?;
        Some(deviation::outcome(entry, draft, cases))
    }

    /// What became of all of them.
    pub fn outcomes(&self, cases: &[CaseResult]) -> Vec<CaseResult> {
        self.drafts.iter().map(|(entry, draft)| deviation::outcome(entry, draft, cases)).collect()
    }

    /// What is to be told of those that excuse nothing.
    pub fn remarks(&self) -> impl Iterator<Item = RunRemark> + '_ {
        self.remarks.iter().cloned().map(RunRemark::from)
    }
}

fn remark(entry: &Declared) -> Option<String> {
    let Declared { file, line, requirement, .. } = entry;
    let why = match &entry.force {
        Force::Full => return None,
        Force::Expired(day) => format!("expired on {day}"),
        Force::Unreasoned => "waits for its reason".to_owned(),
    };
    Some(format!("{file}:{line}: the deviation of {requirement} {why}: it excuses nothing"))
}
