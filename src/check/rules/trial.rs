//! The trials of the rules: one for each clause of each file.
//!
//! In: a suite, and the tally of its rules. Out: what a result says of each trial, before anything
//! was held to it and after. Must not know whose answers they are.

use super::tally::Tally;
use crate::scenario::Suite;
use crate::verdict::{Answers, CaseResult, RequirementRef, StepResult, Verdict};

/// The section that rules stand in.
const SECTION: &str = "rules";

/// A trial for each clause of each file, nothing held to it yet.
pub fn trials(suite: &Suite) -> Vec<CaseResult> {
    let mut trials: Vec<CaseResult> = Vec::new();
    for file in suite.rules.iter() {
        for rule in &file.rules {
            let id = file.trial(&rule.clause);
            let known = trials.iter().any(|trial| trial.id == id);
            let Some((section, requirement)) = suite.contract.find(&rule.clause) else { continue };
            if known {
                continue;
            }
            trials.push(CaseResult {
                id,
                section: SECTION.to_owned(),
                title: file.title.clone(),
                file: file.file.clone(),
                requirements: vec![RequirementRef {
                    id: rule.clause.clone(),
                    level: requirement.level.word().to_owned(),
                    clause: requirement.clause.clone(),
                    source: section.source.clone(),
                }],
                verdict: Verdict::NotSelected,
                steps: Vec::new(),
                millis: 0,
                answers: Some(Answers::default()),
            });
        }
    }
    trials
}

/// What became of a trial so far. `excuse` says what a verdict is worth where the requirement may
/// be excused: it is given the requirement, the verdict, and what was found.
pub fn result(
    trial: &CaseResult,
    tally: &Tally,
    excuse: impl FnOnce(&str, Verdict, &[StepResult]) -> Verdict,
) -> CaseResult {
    let file = trial.id.split('/').nth(1).unwrap_or_default();
    let clause = trial.requirements.first().map_or("", |requirement| &requirement.id);
    let told = tally.of(file, clause);
    let verdict = if told.answers.held == 0 {
        Verdict::NotSelected
    } else if told.answers.broken > 0 {
        excuse(clause, Verdict::Fail, &told.found)
    } else {
        excuse(clause, Verdict::Pass, &told.found)
    };
    CaseResult { verdict, steps: told.found, answers: Some(told.answers), ..trial.clone() }
}
