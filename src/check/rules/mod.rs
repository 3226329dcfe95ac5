//! Holds answers to rules: what must be so of every answer of a kind, whoever asked.
//!
//! In: exchanges, in the order in which they happened for a name. Out: for each rule that an
//! answer is due to, the checks. Facts come from what the target said and from nothing else. It
//! sends nothing, and does not know who did.

mod due;
mod facts;
pub mod tally;

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value};

use super::schema::Schemas;
use super::{Bench, expectation};
use crate::http::exchange::Answer;
use crate::scenario::rules::{Rule, RuleFile, When};
use crate::template::Variables;
use crate::verdict::{CheckResult, ContractMode};
use due::Due;
use facts::Facts;

/// A request and its answer, as rules look at them.
#[derive(Debug, Clone, Copy)]
pub struct Heard<'a> {
    /// Whose names they are: facts of one vault say nothing of another.
    pub vault: &'a str,
    /// HTTP method in capitals.
    pub method: &'a str,
    /// Path below the target.
    pub path: &'a str,
    /// Parameters, decoded.
    pub query: &'a [(String, String)],
    /// The request's body, if it is JSON.
    pub request: Option<&'a Value>,
    /// What came.
    pub answer: &'a Answer,
    /// Whether everything that was sent for its name was heard: not so in captured traffic, where
    /// somebody else may have merged, deleted or created.
    pub whole: bool,
}

/// What a rule says of one answer.
#[derive(Debug)]
pub struct Judged<'r> {
    /// The file of the rule.
    pub file: &'r RuleFile,
    /// The rule.
    pub rule: &'r Rule,
    /// The checks; none where the facts are missing that the rule needs.
    pub checks: Option<Vec<CheckResult>>,
}

/// Rules, and the facts they are judged by.
#[derive(Debug)]
pub struct Judge {
    files: Arc<Vec<RuleFile>>,
    facts: Mutex<Facts>,
}

/// Parameters are text, and those of the contract are few: more are not looked at.
const MOST_PARAMETERS: usize = 32;

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
    pub fn hear(
        &self,
        heard: &Heard<'_>,
        mode: ContractMode,
        level_may: &dyn Fn(&str) -> bool,
    ) -> Vec<Judged<'_>> {
        let mut facts = self.facts.lock().unwrap_or_else(PoisonError::into_inner);
        let given = Given::of(heard);
        let mut judged = Vec::new();
        for (file, rule) in self.rules().filter(|(_, rule)| heard.whole || !rule.whole) {
            let Some(variables) = given.variables(file, &rule.when, &facts) else { continue };
            let checks = match due::due(&rule.when, heard, &given, &variables) {
                Due::No => continue,
                Due::FactsMissing => None,
                Due::Yes if given.is_out_of_reach(rule) => continue,
                Due::Yes => held(rule, variables, heard.answer, mode, level_may),
            };
            judged.push(Judged { file, rule, checks });
        }
        let mut said = Vec::new();
        for remember in
            self.files.iter().flat_map(|file| file.remember.iter().map(move |r| (file, r)))
        {
            let (file, remember) = remember;
            let Some(variables) = given.variables(file, &remember.from, &facts) else { continue };
            if matches!(due::due(&remember.from, heard, &given, &variables), Due::Yes) {
                said.push((remember, variables));
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
            let mut facts = self.facts.lock().unwrap_or_else(PoisonError::into_inner);
            facts.forget_name(vault, path);
        }
    }
}

/// The checks of a rule; none where a part or a fact that it speaks of is missing.
fn held(
    rule: &Rule,
    mut variables: Variables,
    answer: &Answer,
    mode: ContractMode,
    level_may: &dyn Fn(&str) -> bool,
) -> Option<Vec<CheckResult>> {
    for part in &rule.parts {
        let value = due::part(part, &variables)?;
        variables.insert(part.name.clone(), Value::String(value));
    }
    if !due::can_be_filled(&rule.expect, &variables) {
        return None;
    }
    let bench = Bench { variables: &variables, schemas: Schemas::embedded(), mode, level_may };
    Some(expectation(&rule.expect, answer, &bench))
}

/// What an exchange gives to every rule.
struct Given<'h> {
    heard: &'h Heard<'h>,
    query: Map<String, Value>,
    answer: Option<Value>,
}

impl<'h> Given<'h> {
    fn of(heard: &'h Heard<'h>) -> Self {
        let parameters = heard.query.iter().take(MOST_PARAMETERS);
        let query = parameters.map(|(n, v)| (n.clone(), Value::String(v.clone()))).collect();
        Given { heard, query, answer: heard.answer.json() }
    }

    /// Whether a rule speaks of values of a body that has none: that the body is no JSON breaks the
    /// rule about its form, and not every rule about a part of it.
    fn is_out_of_reach(&self, rule: &Rule) -> bool {
        let documented = &rule.expect.documented;
        self.answer.is_none() && documented.schema.is_none() && !documented.body.is_empty()
    }

    /// The variables for what `when` may pick; nothing where it is another method, path or status,
    /// which is all that most rules need to be passed over.
    fn variables(&self, file: &RuleFile, when: &When, facts: &Facts) -> Option<Variables> {
        let heard = self.heard;
        if !due::is_of_kind(when, heard) {
            return None;
        }
        let mut variables = Variables::new();
        if let Some(path) = &when.path {
            for (name, value) in path.capture(heard.path)? {
                variables.insert(name.to_owned(), Value::String(value.to_owned()));
            }
            if let Some(names) = &file.names
                && names.judge(variables.get("name")).is_err()
            {
                return None;
            }
            if let Some(known) = facts.of(heard.vault, path, heard.path) {
                variables.extend(known.iter().map(|(fact, value)| (fact.clone(), value.clone())));
            }
        }
        let version = self.query.get("api-version").cloned();
        variables.extend(version.map(|version| ("api_version".to_owned(), version)));
        variables.insert("query".to_owned(), Value::Object(self.query.clone()));
        let request = heard.request.cloned();
        variables.extend(request.map(|request| ("request".to_owned(), request)));
        variables.extend(self.answer.clone().map(|answer| ("answer".to_owned(), answer)));
        Some(variables)
    }
}

#[cfg(test)]
mod tests;
