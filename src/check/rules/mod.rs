//! Holds answers to rules: what must be so of every answer of a kind, whoever asked.
//!
//! In: exchanges, in the order in which they happened for a name. Out: for each rule that an
//! answer is due to, the checks. Facts come from what the target said and from nothing else. It
//! sends nothing, and does not know who did.

mod due;
mod facts;
mod observed;
mod section;
pub mod tally;
pub mod trial;
mod views;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::schema::Schemas;
use super::{Context, Mask};
use crate::scenario::rules::{Rule, RuleFile, When};
use crate::template::Variables;
use crate::verdict::ContractMode;
use crate::verdict::finding::CheckResult;
use due::Due;
use facts::Facts;
use observed::Given;
pub use observed::ObservedExchange;
use section::Section;
use views::Views;

/// What a rule says of one answer.
#[derive(Debug)]
pub struct Judged<'r> {
    /// The file of the rule.
    pub file: &'r RuleFile,
    /// The rule.
    pub rule: &'r Rule,
    /// The checks, nothing in the list where all hold; none where the facts are missing that the
    /// rule needs.
    pub checks: Option<Vec<CheckResult>>,
}

/// What answers are held to, whichever rule it is.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    /// The authority that counts.
    pub mode: ContractMode,
    /// Whether the clause of that id is a `may`.
    pub level_may: &'a dyn Fn(&str) -> bool,
    /// Masks secrets that an answer echoes.
    pub mask: Mask<'a>,
}

/// Rules, and the facts they are judged by.
#[derive(Debug)]
pub struct Judge {
    files: Arc<Vec<RuleFile>>,
    sections: Vec<Section>,
    schemas: Arc<Schemas>,
    facts: Mutex<Facts>,
}

impl Judge {
    /// Nothing known yet; bodies are valid by our schemas.
    pub fn new(files: Arc<Vec<RuleFile>>) -> Judge {
        Judge::with(files, Schemas::with(&BTreeMap::new()))
    }

    /// The same, by these schemas.
    pub fn with(files: Arc<Vec<RuleFile>>, schemas: Arc<Schemas>) -> Judge {
        let prefixes = files.iter().flat_map(|file| {
            let remembered = file.remember.iter().map(|remember| &remember.from);
            remembered.filter_map(|from| from.path.as_ref()?.prefix("name"))
        });
        let facts = Mutex::new(Facts::new(prefixes.collect()));
        Judge { sections: section::sections(&files), files, schemas, facts }
    }

    /// The same rules and schemas, nothing known yet.
    pub fn fresh(&self) -> Judge {
        Judge::with(self.files.clone(), self.schemas.clone())
    }

    /// The files of the rules.
    pub fn files(&self) -> &Arc<Vec<RuleFile>> {
        &self.files
    }

    /// Holds an answer to the rules it is due to, and then remembers what it says.
    pub fn judge(&self, observed: &ObservedExchange<'_>, terms: &Terms<'_>) -> Vec<Judged<'_>> {
        let mut facts = self.facts.lock().unwrap_or_else(PoisonError::into_inner);
        let given = Given::of(observed);
        let views = Views::new(&given, &facts);
        let (mut judged, mut said) = (Vec::new(), Vec::new());
        for section in &self.sections {
            let Some(variables) = views.of(section.path.as_ref()) else { continue };
            for (file, rule) in section.rules(&self.files) {
                let is_whole = observed.whole || !rule.whole;
                if !is_whole || !is_meant(file, &rule.when, observed, &variables) {
                    continue;
                }
                let checks = match due::due(&rule.when, observed, &given, &variables) {
                    Due::No => continue,
                    Due::FactsMissing => None,
                    Due::Yes if given.is_out_of_reach(rule) => continue,
                    Due::Yes => held(rule, &variables, &given, terms, &self.schemas),
                };
                judged.push(Judged { file, rule, checks });
            }
            let remembered = section.remembered(&self.files);
            let meant = remembered.filter(|(_, file, remember)| {
                is_meant(file, &remember.from, observed, &variables)
                    && due::due(&remember.from, observed, &given, &variables) == Due::Yes
            });
            said.extend(meant.map(|(at, _, remember)| (at, remember, variables.clone())));
        }
        // In the order of the files, whatever their paths: one may forget what the next keeps.
        said.sort_by_key(|(at, ..)| *at);
        for (_, remember, variables) in said {
            facts.take_in(observed.vault, observed.path, remember, &variables);
        }
        if observed.answer.status >= 500 && observed.method != "GET" {
            facts.forget_name(observed.vault, observed.path);
        }
        judged
    }

    /// A request to which nothing came: what became of its name is not known any more.
    pub fn silence(&self, vault: &str, method: &str, path: &str) {
        if method != "GET" {
            self.lose(vault, path);
        }
    }

    /// Something happened to a name that nobody heard, or nobody knows when.
    pub fn lose(&self, vault: &str, path: &str) {
        let mut facts = self.facts.lock().unwrap_or_else(PoisonError::into_inner);
        facts.forget_name(vault, path);
    }
}

/// Whether it is the method, status and name that `when` picks, which is all that most rules need to
/// be passed over.
fn is_meant(
    file: &RuleFile,
    when: &When,
    observed: &ObservedExchange<'_>,
    variables: &Variables,
) -> bool {
    let names = file.names.as_ref().filter(|_| when.path.is_some());
    due::is_of_kind(when, observed) && names.is_none_or(|names| names.takes(variables.get("name")))
}

/// The checks of a rule; none where a part or a fact that it speaks of is missing.
fn held(
    rule: &Rule,
    variables: &Variables,
    given: &Given<'_>,
    terms: &Terms<'_>,
    schemas: &Schemas,
) -> Option<Vec<CheckResult>> {
    let mut variables = Cow::Borrowed(variables);
    for part in &rule.parts {
        let value = due::part(part, &variables)?;
        variables.to_mut().insert(part.name.clone(), Value::String(value));
    }
    if !due::can_be_filled(&rule.expect, &variables) {
        return None;
    }
    let Terms { mode, level_may, mask } = *terms;
    let context = Context { variables: &variables, schemas, mode, level_may, mask };
    if super::keeps(&rule.expect, &given.parsed, &context) {
        return Some(Vec::new());
    }
    Some(super::judged(&rule.expect, &given.parsed, &context))
}

#[cfg(test)]
mod tests;
