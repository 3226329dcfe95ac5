//! The trials of the rules: one for each clause of each file.
//!
//! In: a suite, and the tally of its rules. Out: what a result says of each trial, before anything
//! was held to it and after. Must not know whose answers they are.

use super::tally::Tally;
use crate::scenario::Suite;
use crate::scenario::contract::Contract;
use crate::scenario::rules::RuleFile;
use crate::verdict::{Answers, CaseResult, RequirementRef, StepResult, Verdict};

/// The section that rules stand in.
const SECTION: &str = "rules";

/// A trial for each clause of each file, nothing held to it yet.
pub fn trials(suite: &Suite) -> Vec<CaseResult> {
    let clauses = suite.rule_trials().into_iter();
    clauses.filter_map(|(file, clause)| trial(file, clause, &suite.contract)).collect()
}

fn trial(file: &RuleFile, clause: &str, contract: &Contract) -> Option<CaseResult> {
    Some(CaseResult {
        id: file.trial(clause),
        section: SECTION.to_owned(),
        title: file.title.clone(),
        file: file.file.clone(),
        requirements: vec![requirement(contract, clause)?],
        verdict: Verdict::NotSelected,
        steps: Vec::new(),
        began: None,
        millis: 0,
        answers: Some(Answers::default()),
    })
}

/// A requirement as results name it.
pub fn requirement(contract: &Contract, id: &str) -> Option<RequirementRef> {
    let (section, requirement) = contract.find(id)?;
    Some(RequirementRef {
        id: id.to_owned(),
        level: requirement.level.word().to_owned(),
        clause: requirement.clause.clone(),
        source: section.source.clone(),
        link: section.link.as_ref().map(|link| link.value.clone()),
    })
}

/// What became of a trial so far. `excuse` says what a verdict is worth where what was found may be
/// excused.
pub fn result(
    trial: &CaseResult,
    tally: &Tally,
    excuse: impl FnOnce(Verdict, &mut [StepResult]) -> Verdict,
) -> CaseResult {
    let file = trial.id.split('/').nth(1).unwrap_or_default();
    let clause = trial.requirements.first().map_or("", |requirement| &requirement.id);
    let mut told = tally.of(file, clause);
    let verdict = if told.answers.held == 0 {
        Verdict::NotSelected
    } else if told.answers.broken > 0 {
        excuse(Verdict::Fail, &mut told.found)
    } else {
        excuse(Verdict::Pass, &mut told.found)
    };
    CaseResult { verdict, steps: told.found, answers: Some(told.answers), ..trial.clone() }
}
