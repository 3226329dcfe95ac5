//! Cases of a suite of one's own that cite no requirement: each is taken for one of its own, so that
//! what it expects is a claim and breaks something when it does not hold; and that is told.
//!
//! In: a suite. Out: the same, without such cases but for those that expect nothing, which stay as
//! they are: a mistake.

use std::sync::Arc;

use serde_saphyr::{Location, Spanned};

use super::Suite;
use super::contract::{Level, Requirement, Section, Source};
use super::model::{Cited, Purpose, Scenario};

/// The section that they are counted in, as reports and listings name it.
const SECTION: &str = "no-requirement";
/// Cases that are named.
const MOST_NAMED: usize = 20;

/// Gives each of them a requirement: its id, with its title as the clause.
pub fn adopt(suite: &mut Suite) {
    let mut requirements: Vec<Requirement> = Vec::new();
    for scenario in suite.scenarios.iter_mut().filter(|s| s.covers.is_empty()) {
        let scenario = Arc::make_mut(scenario);
        let id = scenario.conversation().to_owned();
        if !claim(scenario, &id) {
            continue;
        }
        // Of the values that one runs `over`, each is the same claim.
        if !requirements.iter().any(|known| known.id.value == id) {
            requirements.push(Requirement {
                id: unwritten(id),
                level: Level::Must,
                authority: unwritten(vec![Source::Inference]),
                clause: scenario.title.clone(),
                observed: None,
            });
        }
    }
    if !requirements.is_empty() {
        suite.contract.sections.push(Section {
            id: unwritten(SECTION.to_owned()),
            title: "Cases that cite no requirement".to_owned(),
            source: "the case itself; it cites no requirement".to_owned(),
            link: None,
            requirements,
            file: String::new(),
        });
    }
}

/// Makes claims of the steps that expect something, shared ones left out; whether there are any.
fn claim(scenario: &mut Scenario, id: &str) -> bool {
    let own = scenario.steps.iter_mut().filter(|step| step.frame.is_none());
    let expecting = own.filter(|step| step.purpose == Purpose::SetUp && !step.expect.is_empty());
    let mut first = None;
    for step in expecting {
        step.purpose = Purpose::Claim;
        step.expect.iter_mut().for_each(|expected| expected.clause = Some(id.to_owned()));
        first.get_or_insert(step.line);
    }
    let Some(line) = first else { return false };
    scenario.covers.push(Cited { clause: id.to_owned(), place: (line, 1) });
    scenario.uncited = true;
    true
}

/// What stands in no file.
fn unwritten<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Location::UNKNOWN, Location::UNKNOWN)
}

/// The ids of those cases.
pub fn ids(suite: &Suite) -> Vec<&str> {
    suite.scenarios.iter().filter(|s| s.uncited).map(|s| s.id.as_str()).collect()
}

/// That there are such cases, in a sentence; nothing where there are none.
pub fn told<'c>(ids: impl Iterator<Item = &'c str>) -> Option<String> {
    let ids: Vec<&str> = ids.collect();
    let (n, named) = (ids.len(), &ids[..ids.len().min(MOST_NAMED)]);
    let cases = if n == 1 { "case cites" } else { "cases cite" };
    let more = if n > named.len() { ", …" } else { "" };
    (n > 0).then(|| {
        format!(
            "{n} {cases} no requirement; each counts as one of its own: {}{more}",
            named.join(", ")
        )
    })
}
