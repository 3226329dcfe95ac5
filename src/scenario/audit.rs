//! Rules over the whole suite, which no single file can break: every requirement covered, every
//! scenario covering one, every scenario in a section of the contract, all shared steps used.

use super::Suite;
use super::source::CONTRACT;
use crate::yaml::{Mistake, did_you_mean};

/// Scenarios that cover nothing or stand in no section of the contract.
pub fn scenarios(suite: &Suite) -> Vec<Mistake> {
    let mut found = Vec::new();
    for scenario in &suite.scenarios {
        if scenario.covers.is_empty() {
            let hint = "name a `clause` in at least one expectation".to_owned();
            let mistake = Mistake::whole(&scenario.file, "the scenario covers no requirement");
            found.push(mistake.hint(Some(hint)));
        }
        let sections = || suite.contract.sections.iter().map(|s| s.id.value.as_str());
        if !scenario.uncited && !sections().any(|s| s == scenario.section) {
            let message = format!("`{}` is no section of the contract", scenario.section);
            let hint = did_you_mean(&scenario.section, sections());
            found.push(Mistake::whole(&scenario.file, message).hint(hint));
        }
    }
    found
}

/// Files of shared steps that no scenario uses.
pub fn steps(suite: &Suite) -> Vec<Mistake> {
    let mistake = |file: &String| Mistake::whole(file, "no scenario uses these shared steps");
    suite.unused_steps.iter().map(mistake).collect()
}

/// Requirements that neither a scenario nor a rule covers.
pub fn coverage(suite: &Suite) -> Vec<Mistake> {
    let mistake = |id: &str| {
        Mistake::whole(CONTRACT, format!("no scenario and no rule covers the requirement `{id}`"))
    };
    uncovered(suite).map(mistake).collect()
}

/// The requirements that no scenario and no rule cites.
pub fn uncovered(suite: &Suite) -> impl Iterator<Item = &str> {
    let covered = |id: &str| {
        let ruled = suite.rules.iter().flat_map(|file| &file.rules).any(|rule| rule.clause == id);
        ruled || suite.scenarios.iter().any(|s| s.covers.iter().any(|c| c.clause == id))
    };
    let ids = suite.contract.requirements().map(|(_, r)| r.id.value.as_str());
    ids.filter(move |id| !covered(id))
}
