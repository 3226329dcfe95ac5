//! Holds answers to rules: what must be so of every answer of a kind, whoever asked.
//!
//! In: exchanges, in the order in which they happened for a name. Out: for each rule that an
//! answer is due to, the checks. Facts come from what the target said and from nothing else. It
//! sends nothing, and does not know who did.

mod due;
mod facts;
mod heard;
pub mod tally;
pub mod trial;
mod views;

use std::borrow::Cow;
use std::rc::Rc;
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
use heard::Given;
pub use heard::Heard;
use views::Views;

/// What a rule says of one answer.
#[derive(Debug)]
pub struct Judged<'r> {
    /// The file of the rule.
    pub file: &'r RuleFile,
    /// The rule.
    pub rule: &'r Rule,
    /// The checks; none where the facts are missing that the rule needs. Those that passed are not
    /// masked: they are counted and not kept.
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
    facts: Mutex<Facts>,
}

impl Judge {
    /// Nothing known yet.
    pub fn new(files: Arc<Vec<RuleFile>>) -> Judge {
        let prefixes = files.iter().flat_map(|file| {
            let remembered = file.remember.iter().map(|remember| &remember.from);
            remembered.filter_map(|from| from.path.as_ref()?.prefix("name"))
        });
        let facts = Mutex::new(Facts::new(prefixes.collect()));
        Judge { files, facts }
    }

    /// The files of the rules.
    pub fn files(&self) -> &Arc<Vec<RuleFile>> {
        &self.files
    }

    /// The rules, file by file.
    pub fn rules(&self) -> impl Iterator<Item = (&RuleFile, &Rule)> {
        self.files.iter().flat_map(|file| file.rules.iter().map(move |rule| (file, rule)))
    }

    /// Holds an answer to the rules it is due to, and then remembers what it says.
    pub fn hear(&self, heard: &Heard<'_>, terms: &Terms<'_>) -> Vec<Judged<'_>> {
        let mut facts = self.facts.lock().unwrap_or_else(PoisonError::into_inner);
        let given = Given::of(heard);
        let mut views = Views::new(&given, &facts);
        let mut judged = Vec::new();
        for (file, rule) in self.rules().filter(|(_, rule)| heard.whole || !rule.whole) {
            let Some(variables) = meant(file, &rule.when, heard, &mut views) else { continue };
            let checks = match due::due(&rule.when, heard, &given, &variables) {
                Due::No => continue,
                Due::FactsMissing => None,
                Due::Yes if given.is_out_of_reach(rule) => continue,
                Due::Yes => held(rule, &variables, &given, terms),
            };
            judged.push(Judged { file, rule, checks });
        }
        let mut said = Vec::new();
        for file in self.files.iter() {
            for remember in &file.remember {
                let Some(variables) = meant(file, &remember.from, heard, &mut views) else {
                    continue;
                };
                if due::due(&remember.from, heard, &given, &variables) == Due::Yes {
                    said.push((remember, variables));
                }
            }
        }
        for (remember, variables) in said {
            facts.take_in(heard.vault, heard.path, remember, &variables);
        }
        if heard.answer.status >= 500 && heard.method != "GET" {
            facts.forget_name(heard.vault, heard.path);
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

/// The variables for what `when` may pick; nothing where it is another method, path, status or name,
/// which is all that most rules need to be passed over.
fn meant<'r>(
    file: &RuleFile,
    when: &'r When,
    heard: &Heard<'_>,
    views: &mut Views<'_, 'r>,
) -> Option<Rc<Variables>> {
    if !due::is_of_kind(when, heard) {
        return None;
    }
    let variables = views.of(when.path.as_ref())?;
    let other = file.names.as_ref().filter(|_| when.path.is_some());
    let other = other.is_some_and(|names| !names.takes(variables.get("name")));
    (!other).then_some(variables)
}

/// The checks of a rule; none where a part or a fact that it speaks of is missing.
fn held(
    rule: &Rule,
    variables: &Variables,
    given: &Given<'_>,
    terms: &Terms<'_>,
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
    let schemas = Schemas::embedded();
    let context =
        Context { variables: &variables, schemas, mode, level_may, mask, keeps_passed: false };
    Some(super::judged(&rule.expect, &given.parsed, &context))
}

#[cfg(test)]
mod tests;
