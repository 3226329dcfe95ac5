//! From files to a [`Suite`]: parses the contract, then each scenario, and gathers every mistake.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Suite;
use super::compile::{self, Surroundings};
use super::contract::{self, Contract};
use super::model::Scenario;
use super::raw::RawScenario;
use super::rules::compile::Read;
use super::rules::{self, RuleFile};
use super::source::{self, SourceFile};
use super::steps::{self, Library};
use crate::yaml::{self, Mistake, Mistakes};

/// The file with the requirements.
const CONTRACT: &str = "contract.yaml";

/// Loads a suite from its files; `schemas` are the names of the wire schemas.
pub fn suite(files: &[SourceFile], schemas: &BTreeSet<String>) -> Result<Suite, Mistakes> {
    let contract = contract(files)?;
    let clauses = contract.ids();
    let (library, mut mistakes) = Library::of(files, &source::embedded());
    let around = Surroundings { clauses: &clauses, schemas, steps: &library };
    mistakes.extend(library.own().flat_map(|(_, shared)| compile::shared(shared, around)));
    let mut scenarios = Vec::new();
    let rules = match rules(files, around) {
        Ok(rules) => rules,
        Err(found) => {
            mistakes.extend(found);
            Vec::new()
        }
    };
    mistakes.extend(twins(files));
    let mut used = BTreeSet::new();
    for file in files.iter().filter(|f| is_scenario(&f.relative)) {
        match scenario(file, around, &mut used) {
            Ok(compiled) => scenarios.extend(compiled),
            Err(found) => mistakes.extend(found),
        }
    }
    if !mistakes.is_empty() {
        return Err(Mistakes(mistakes));
    }
    if scenarios.is_empty() {
        let message = "there is no scenario here: no *.yaml below cases/";
        let place = files.first().map_or("scenarios", |f| f.shown.as_str());
        return Err(Mistakes(vec![Mistake::whole(place, message)]));
    }
    let order =
        |s: &Scenario| contract.sections.iter().position(|known| known.id.value == s.section);
    scenarios.sort_by_key(|s| (order(s).unwrap_or(usize::MAX), s.id.clone()));
    let unused = library.own().filter(|(name, _)| !used.contains(*name));
    let unused_steps = unused.map(|(_, shared)| shared.shown.clone()).collect();
    let (rules, schemas, roots) = (Arc::new(rules), BTreeMap::new(), BTreeSet::new());
    Ok(Suite { contract, scenarios, unused_steps, rules, schemas, roots })
}

/// Files of one id: scenarios `a.yaml` and `a.yml`, `cases/a/b.yaml` and `a/b.yaml`; rules and
/// steps as well.
fn twins(files: &[SourceFile]) -> Vec<Mistake> {
    let mut known: BTreeMap<&str, &SourceFile> = BTreeMap::new();
    let mut mistakes = Vec::new();
    // A contract may add to another.
    for file in files.iter().filter(|file| file.relative != CONTRACT) {
        if let Some(other) = known.insert(id(&file.relative), file) {
            let message = format!("another file has the same id: {}:1:1", other.shown);
            mistakes.push(Mistake::at(&file.shown, (1, 1), message));
        }
    }
    mistakes
}

/// What a file is known by: its path below the folder, without its ending.
fn id(relative: &str) -> &str {
    let path = relative.strip_prefix("cases/").unwrap_or(relative);
    path.trim_end_matches(".yaml").trim_end_matches(".yml")
}

/// Any file that is not known to be something else: what the contract leaves open is for `prove`.
fn is_scenario(relative: &str) -> bool {
    ![CONTRACT, "open.yaml"].contains(&relative)
        && !relative.starts_with("rules/")
        && steps::name(relative).is_none()
}

fn is_rules(file: &SourceFile) -> bool {
    file.relative.starts_with("rules/")
}

fn rules(files: &[SourceFile], around: Surroundings<'_>) -> Result<Vec<RuleFile>, Vec<Mistake>> {
    let mut read = Vec::new();
    let mut mistakes = Vec::new();
    for file in files.iter().filter(|f| is_rules(f)) {
        let id = file.relative.trim_start_matches("rules/");
        let id = id.trim_end_matches(".yaml").trim_end_matches(".yml").to_owned();
        match yaml::parse(&file.shown, &file.text) {
            Ok(raw) => read.push(Read { id, file: file.shown.clone(), raw }),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    match rules::compile::files(&read, around) {
        Ok(rules) if mistakes.is_empty() => Ok(rules),
        Ok(_) => Err(mistakes),
        Err(found) => {
            mistakes.extend(found);
            Err(mistakes)
        }
    }
}

fn contract(files: &[SourceFile]) -> Result<Contract, Mistakes> {
    let parts = files.iter().filter(|f| f.relative == CONTRACT);
    let parts: Vec<_> = parts.map(|f| (f.shown.as_str(), f.text.as_str())).collect();
    if parts.is_empty() {
        return Err(Mistakes(vec![Mistake::whole(CONTRACT, "there is no contract.yaml")]));
    }
    contract::read(&parts).map_err(Mistakes)
}

fn scenario(
    file: &SourceFile,
    around: Surroundings<'_>,
    used: &mut BTreeSet<String>,
) -> Result<Vec<Scenario>, Vec<Mistake>> {
    let id = id(&file.relative);
    let raw: RawScenario = yaml::parse(&file.shown, &file.text).map_err(|m| vec![m])?;
    used.extend(steps::used(&raw).map(str::to_owned));
    compile::scenarios(id, &file.shown, &raw, around)
}
