//! From files to a [`Suite`]: parses the contract, then each scenario, and gathers every mistake.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Suite;
use super::compile::{self, Surroundings, Unsure};
use super::contract;
use super::model::Scenario;
use super::raw::RawScenario;
use super::rules::{self, RuleFile};
use super::source::{self, CASES, CONTRACT, RULES, SourceFile};
use super::steps::{self, Library, Unreadable};
use crate::yaml::{self, Mistake, Mistakes};

/// Loads a suite from its files; `schemas` are the names of the wire schemas.
pub fn suite(files: &[SourceFile], schemas: &BTreeSet<String>) -> Result<Suite, Mistakes> {
    let Looked { suite, mistakes, .. } = look(files, schemas)?;
    if mistakes.is_empty() { Ok(suite) } else { Err(Mistakes(mistakes)) }
}

/// A suite that is looked through for mistakes, all of them.
pub struct Looked {
    /// What is sound of it: for finding more mistakes.
    pub suite: Suite,
    /// What is wrong with it, file by file.
    pub mistakes: Vec<Mistake>,
    /// Whether all of its contract is known.
    pub has_whole_contract: bool,
}

/// Looks through the files of a suite.
pub fn look(files: &[SourceFile], schemas: &BTreeSet<String>) -> Result<Looked, Mistakes> {
    let contract::Read { contract, mut mistakes, is_whole } = contract(files)?;
    let (clauses, environment) = (contract.ids(), contract.environment.keys().cloned().collect());
    let library = Library::of(files, &source::embedded());
    let around = Surroundings {
        clauses: &clauses,
        schemas,
        steps: &library,
        environment: &environment,
        unsure: Unsure { contract: !is_whole, variables: false },
    };
    mistakes.extend(shared(&library, around));
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
            Ok(compiled) => scenarios.extend(compiled.into_iter().map(Arc::new)),
            Err(found) => mistakes.extend(found),
        }
    }
    if scenarios.is_empty() && mistakes.is_empty() {
        let message = "there is no scenario here: no *.yaml below cases/";
        let place = files.first().map_or("scenarios", |f| f.shown.as_str());
        return Err(Mistakes(vec![Mistake::whole(place, message)]));
    }
    scenarios.sort_by_key(|s| {
        let section = contract.sections.iter().position(|known| known.id.value == s.section);
        (section.unwrap_or(usize::MAX), s.id.clone())
    });
    let unused = library.own().filter(|(name, _)| !used.contains(*name));
    let unused_steps = unused.map(|(_, shared)| shared.shown.clone()).collect();
    let (rules, schemas, roots) = (Arc::new(rules), BTreeMap::new(), BTreeSet::new());
    let suite = Suite { contract, scenarios, unused_steps, rules, schemas, roots };
    Ok(Looked { suite, mistakes, has_whole_contract: is_whole })
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
    let path = relative.strip_prefix(CASES).unwrap_or(relative);
    path.trim_end_matches(".yaml").trim_end_matches(".yml")
}

/// Any file that is not known to be something else: what the contract leaves open is for `prove`.
fn is_scenario(relative: &str) -> bool {
    ![CONTRACT, "open.yaml"].contains(&relative)
        && !relative.starts_with(RULES)
        && steps::name(relative).is_none()
}

fn is_rules(file: &SourceFile) -> bool {
    file.relative.starts_with(RULES)
}

/// What is wrong with shared steps, whoever uses them.
fn shared(library: &Library, around: Surroundings<'_>) -> Vec<Mistake> {
    let own = library.own().map(|(_, shared)| compile::shared(shared, around));
    let broken = library.unreadable().map(|Unreadable { left, flaws }| {
        let around = around.after(flaws);
        let meaning = left.as_ref().map(|shared| compile::shared(shared, around));
        flaws.with(meaning.unwrap_or_default())
    });
    own.chain(broken).flatten().collect()
}

fn rules(files: &[SourceFile], around: Surroundings<'_>) -> Result<Vec<RuleFile>, Vec<Mistake>> {
    let mut read = Vec::new();
    let mut mistakes = Vec::new();
    for file in files.iter().filter(|f| is_rules(f)) {
        let id = file.relative.trim_start_matches(RULES);
        let id = id.trim_end_matches(".yaml").trim_end_matches(".yml").to_owned();
        match yaml::read(&file.shown, &file.text, &rules::DEFINING) {
            (Some(raw), flaws) => {
                read.push(rules::compile::Read { id, file: file.shown.clone(), raw, flaws });
            }
            (None, flaws) => mistakes.extend(flaws.with(Vec::new())),
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

fn contract(files: &[SourceFile]) -> Result<contract::Read, Mistakes> {
    let parts = files.iter().filter(|f| f.relative == CONTRACT);
    let parts: Vec<_> = parts.map(|f| (f.shown.as_str(), f.text.as_str())).collect();
    if parts.is_empty() {
        return Err(Mistakes(vec![Mistake::whole(CONTRACT, "there is no contract.yaml")]));
    }
    Ok(contract::read(&parts))
}

fn scenario(
    file: &SourceFile,
    around: Surroundings<'_>,
    used: &mut BTreeSet<String>,
) -> Result<Vec<Scenario>, Vec<Mistake>> {
    let id = id(&file.relative);
    let (raw, flaws) = yaml::read::<RawScenario>(&file.shown, &file.text, &steps::DEFINING);
    let Some(raw) = raw else { return Err(flaws.with(Vec::new())) };
    used.extend(steps::used(&raw).map(str::to_owned));
    let compiled = compile::scenarios(id, &file.shown, &raw, around.after(&flaws));
    if flaws.is_empty() {
        return compiled;
    }
    Err(flaws.with(compiled.err().unwrap_or_default()))
}
