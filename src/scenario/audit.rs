//! Rules over the whole suite, which no single file can break: every requirement covered, every
//! scenario covering one, every scenario in a section of the contract, all shared steps used.

use super::Suite;
use super::contract::{Requirement, Section};
use crate::yaml::{Mistake, did_you_mean, place};

/// Scenarios that cover nothing or stand in no section of the contract.
pub fn scenarios(suite: &Suite) -> Vec<Mistake> {
    let mut found = Vec::new();
    for scenario in &suite.scenarios {
        if scenario.covers.is_empty() {
            let hint = "name a `clause` in at least one expectation".to_owned();
            let mistake = Mistake::whole(&scenario.file, "the scenario covers no requirement");
            found.push(mistake.hint(Some(hint)));
        }
        if !scenario.uncited && !sections(suite).any(|s| s == scenario.section) {
            let message = format!("`{}` is no section of the contract", scenario.section);
            let hint = did_you_mean(&scenario.section, sections(suite));
            found.push(Mistake::whole(&scenario.file, message).hint(hint));
        }
    }
    found
}

fn sections(suite: &Suite) -> impl Iterator<Item = &str> {
    suite.contract.sections.iter().map(|section| section.id.value.as_str())
}

/// Files of shared steps that no scenario uses.
pub fn steps(suite: &Suite) -> Vec<Mistake> {
    let unused = suite.unused_steps.iter();
    unused.map(|file| Mistake::whole(file, "no scenario uses these shared steps")).collect()
}

/// Requirements that neither a scenario nor a rule covers.
pub fn coverage(suite: &Suite) -> Vec<Mistake> {
    let mistakes = uncovered(suite).map(|(section, Requirement { id, .. })| {
        let message = format!("no scenario and no rule covers the requirement `{}`", id.value);
        Mistake::at(&section.file, place(id), message)
    });
    mistakes.collect()
}

/// The requirements that no scenario and no rule cites, each with its section.
pub fn uncovered(suite: &Suite) -> impl Iterator<Item = (&Section, &Requirement)> {
    suite.contract.requirements().filter(move |(_, r)| !is_covered(suite, &r.id.value))
}

fn is_covered(suite: &Suite, id: &str) -> bool {
    let ruled = suite.rules.iter().flat_map(|file| &file.rules).any(|rule| rule.clause == id);
    ruled || suite.scenarios.iter().any(|s| s.covers.iter().any(|c| c.clause == id))
}
