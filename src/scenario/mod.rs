//! Scenario files and the contract they test: from YAML text to checked, typed data.
//!
//! In: text of `contract.yaml`, `cases/**.yaml` and `steps/*.yaml`. Out: a [`Suite`], or every error in it with
//! file, line and column. Knows nothing of targets, HTTP or how a scenario is walked.

pub(crate) mod audit;
pub(crate) mod compile;
pub mod contract;
pub mod environment;
pub mod folder;
pub mod load;
pub mod method;
pub mod model;
pub mod needs;
pub mod over;
pub(crate) mod raw;
pub mod rules;
pub mod source;
pub(crate) mod steps;
pub mod uncited;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::keyvault::kind::{Kind, ListPlace};
use contract::Contract;
use model::{Scenario, Step};
use rules::RuleFile;

/// A contract and the scenarios that test it.
#[derive(Debug, Clone)]
pub struct Suite {
    /// The requirements, in the document's order.
    pub contract: Contract,
    /// The scenarios, in the order of the contract's sections, then by id.
    pub scenarios: Vec<Arc<Scenario>>,
    /// What holds of every answer, file by file.
    pub rules: Arc<Vec<RuleFile>>,
    /// Files of shared steps that no scenario uses.
    pub unused_steps: Vec<String>,
    /// Schemas of its own, by name.
    pub schemas: BTreeMap<String, Value>,
    /// First segments of the paths that rules of its own are about.
    pub roots: BTreeSet<String>,
}

impl Suite {
    fn steps(&self) -> impl Iterator<Item = &Step> {
        self.scenarios.iter().flat_map(|s| s.steps.iter().chain(&s.finally))
    }

    /// Where what its requests create is listed, each list once.
    pub fn lists(&self) -> BTreeSet<(Arc<Kind>, ListPlace)> {
        let created = self.steps().filter_map(|step| step.creates.as_ref());
        let all = created.flat_map(|c| c.lists.iter().map(|list| (c.kind.clone(), list.clone())));
        all.collect()
    }

    /// Whether any request is one of the certificates' API.
    pub fn is_of_certificates(&self) -> bool {
        self.scenarios.iter().any(|scenario| scenario.is_of_certificates())
    }

    /// Every trial with the requirements it is about: the cases, then the rules, file by file.
    pub fn trials(&self) -> Vec<(String, Vec<&str>)> {
        let cases = self.scenarios.iter().map(|scenario| {
            let clauses = scenario.covers.iter().map(|cited| cited.clause.as_str());
            (scenario.id.clone(), clauses.collect())
        });
        let mut trials: Vec<(String, Vec<&str>)> = cases.collect();
        let rules = self.rule_trials().into_iter();
        trials.extend(rules.map(|(file, clause)| (file.trial(clause), vec![clause])));
        trials
    }

    /// The trials of the rules: each file with each requirement that its rules are a part of.
    pub fn rule_trials(&self) -> Vec<(&RuleFile, &str)> {
        let mut trials = Vec::new();
        for file in self.rules.iter() {
            let mut seen = BTreeSet::new();
            let clauses = file.rules.iter().map(|rule| rule.clause.as_str());
            trials.extend(clauses.filter(|clause| seen.insert(*clause)).map(|c| (file, c)));
        }
        trials
    }
}
