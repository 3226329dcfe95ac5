//! Which cases run, which are blocked and why, which were not asked for.
//!
//! In: scenarios, what the target has, the filter. Out: a [`Plan`], the prefilled ledger of the
//! run. Sends nothing.

mod behind;

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;

use crate::scenario::Suite;
use crate::scenario::model::Scenario;
use crate::scenario::needs::{Need, Operation, Role};
use crate::target::profile::{Issuer, Profile};
use crate::verdict::Lack;
use crate::yaml::{Mistake, did_you_mean, place};

/// Every case, in order, with its fate.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The cases.
    pub cases: Vec<Planned>,
}

/// One case.
#[derive(Debug, Clone)]
pub struct Planned {
    /// What to walk.
    pub scenario: Arc<Scenario>,
    /// Whether to.
    pub decision: Decision,
}

/// What becomes of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It runs.
    Run,
    /// The target lacks what it needs.
    Blocked(String, Lack),
    /// The target says that it has what the case needs, and it has not.
    Unready(String),
    /// It would begin with what the target has refused already.
    Behind {
        /// What was refused.
        reason: String,
        /// The requirement that this breaks.
        clause: String,
        /// The case that is walked all the same, by its index: it shows the refusal.
        witness: usize,
    },
    /// The filter leaves it out.
    NotSelected,
}

/// Which cases were asked for. Empty: all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Part of the case's id, or a requirement it covers; any of them.
    pub patterns: Vec<String>,
    /// Patterns must be the whole id.
    pub exact: bool,
    /// Left out again.
    pub skip: Vec<String>,
    /// Only these sections.
    pub sections: Vec<String>,
    /// Only with one of these tags.
    pub tags: Vec<String>,
    /// Of those the part of one machine among several.
    pub shard: Option<Shard>,
}

/// One of several machines that share a suite: of the cases that are asked for, every `of`th,
/// beginning with number `number`, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which one, from 1.
    pub number: usize,
    /// Of how many.
    pub of: usize,
}

impl Shard {
    /// The part of that number; nothing where there is no such part.
    pub fn new(number: usize, of: usize) -> Option<Shard> {
        (1..=of).contains(&number).then_some(Shard { number, of })
    }
}

impl FromStr for Shard {
    type Err = String;

    /// `K/N`.
    fn from_str(text: &str) -> Result<Shard, String> {
        let parts = text.split_once('/');
        let numbers = parts.and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
        numbers.and_then(|(number, of)| Shard::new(number, of)).ok_or_else(|| {
            let example = "2/3 is the second of three parts";
            format!("it is not of the form K/N, with K from 1 to N: {example}")
        })
    }
}

impl Filter {
    fn selects(&self, scenario: &Scenario) -> bool {
        let asked = self.patterns.is_empty()
            || self.patterns.iter().any(|pattern| self.hits(pattern, scenario));
        let section = self.sections.is_empty() || self.sections.contains(&scenario.section);
        let tag = self.tags.is_empty() || self.tags.iter().any(|tag| scenario.tags.contains(tag));
        asked && section && tag && !self.skip.iter().any(|pattern| self.hits(pattern, scenario))
    }

    fn hits(&self, pattern: &str, scenario: &Scenario) -> bool {
        if self.exact {
            scenario.id == pattern || scenario.conversation() == pattern
        } else {
            scenario.id.contains(pattern) || scenario.covers.iter().any(|c| c.clause == pattern)
        }
    }
}

/// What a target is known to have and to lack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Operations the target file vouches for.
    pub declared: BTreeSet<Operation>,
    /// What is not there, with the reason.
    pub lacks: BTreeMap<Need, String>,
    /// What should be there and is not to be had, with what happened.
    pub contradicted: BTreeMap<Need, String>,
    /// The api-version of the run.
    pub api_version: String,
}

impl Capabilities {
    /// What the target file says. `file` is named in mistakes.
    pub fn of(profile: &Profile, file: &str, has_token: bool) -> Result<Self, Vec<Mistake>> {
        let api_version = profile.api_version.clone();
        let mut capabilities = Capabilities { api_version, ..Capabilities::default() };
        let mut mistakes = Vec::new();
        let mut operation = |word: &str, at| {
            let found = Operation::of_word(word);
            if found.is_none() {
                let hint = did_you_mean(word, Operation::ALL.map(Operation::word));
                let message = format!("unknown operation `{word}`");
                mistakes.push(Mistake::at(file, at, message).hint(hint));
            }
            found
        };
        for word in &profile.has {
            capabilities.declared.extend(operation(&word.value, place(word)));
        }
        for (word, reason) in &profile.lacks {
            if let Some(lacking) = operation(word, place(reason)) {
                capabilities.lack(Need::Operation(lacking), reason.value.clone());
            }
        }
        for lacking in capabilities.lacks.keys() {
            if let Need::Operation(o) = lacking
                && capabilities.declared.contains(o)
            {
                let message = format!("`{}` stands under `has` and under `lacks`", o.word());
                mistakes.push(Mistake::whole(file, message));
            }
        }
        capabilities.roles(profile);
        let authentication = Operation::Authentication;
        if !has_token && !capabilities.declared.contains(&authentication) {
            let reason =
                "no credential is configured, so nothing tells that the target asks for one";
            capabilities.lack(Need::Operation(authentication), reason.to_owned());
        }
        if mistakes.is_empty() { Ok(capabilities) } else { Err(mistakes) }
    }

    fn roles(&mut self, profile: &Profile) {
        for role in Role::ALL {
            let reason = match profile.issuers.of(role.word()) {
                None => format!("the target file names no issuer in the role `{}`", role.word()),
                Some(Issuer::Name(_)) => continue,
                Some(Issuer::Create(_)) => {
                    match self.lacks.get(&Need::Operation(Operation::Issuers)) {
                        Some(reason) => format!("the issuer cannot be made: {reason}"),
                        None => continue,
                    }
                }
            };
            self.lack(Need::Issuer(role), reason);
        }
    }

    /// Notes that something is not there; the first reason stays.
    pub fn lack(&mut self, need: Need, reason: String) {
        self.lacks.entry(need).or_insert(reason);
    }
}

/// Plans a run.
pub fn plan(suite: &Suite, capabilities: &Capabilities, filter: &Filter) -> Plan {
    let cases = suite.scenarios.iter().map(|scenario| planned(scenario, capabilities, filter));
    let mut plan = Plan { cases: cases.collect() };
    if let Some(Shard { number, of }) = filter.shard {
        let asked = plan.cases.iter_mut().filter(|case| case.decision != Decision::NotSelected);
        for (_, case) in asked.enumerate().filter(|(at, _)| at % of != number - 1) {
            case.decision = Decision::NotSelected;
        }
    }
    plan
}

fn planned(scenario: &Arc<Scenario>, capabilities: &Capabilities, filter: &Filter) -> Planned {
    let decision = if filter.selects(scenario) {
        blocked(scenario, capabilities)
    } else {
        Decision::NotSelected
    };
    Planned { scenario: scenario.clone(), decision }
}

fn blocked(scenario: &Scenario, capabilities: &Capabilities) -> Decision {
    if let Some((reason, lack)) = other_version(scenario, &capabilities.api_version) {
        return Decision::Blocked(reason, lack);
    }
    match (needed(scenario, &capabilities.lacks), needed(scenario, &capabilities.contradicted)) {
        (Some((reason, lack)), _) => Decision::Blocked(reason, lack),
        (None, Some((reason, _))) => Decision::Unready(reason),
        (None, None) => Decision::Run,
    }
}

/// What of these it needs, with the reason.
fn needed(scenario: &Scenario, reasons: &BTreeMap<Need, String>) -> Option<(String, Lack)> {
    scenario.needs.iter().find_map(|need| {
        let reason = reasons.get(need)?;
        Some((format!("needs {need}: {reason}"), lack(*need)))
    })
}

fn lack(need: Need) -> Lack {
    match need {
        Need::Operation(operation) => Lack::Operation { operation: operation.word().to_owned() },
        Need::Issuer(role) => Lack::Issuer { role: role.word().to_owned() },
    }
}

/// Why the api-version of the run does not do for a case.
fn other_version(scenario: &Scenario, version: &str) -> Option<(String, Lack)> {
    let versions = scenario.versions;
    let why = match versions.hold(version) {
        Some(true) => return None,
        Some(false) => format!("the run's is {version}"),
        None => format!("whether {version} is cannot be told"),
    };
    let lack = Lack::ApiVersion { versions: versions.to_string() };
    Some((format!("needs api-version {versions}; {why}"), lack))
}

impl Plan {
    /// Blocks what a probe found missing.
    pub fn block(&mut self, capabilities: &Capabilities) {
        for case in self.cases.iter_mut().filter(|c| c.decision == Decision::Run) {
            case.decision = blocked(&case.scenario, capabilities);
        }
    }

    /// The cases that were asked for.
    pub fn selected(&self) -> impl Iterator<Item = &Planned> {
        self.cases.iter().filter(|c| c.decision != Decision::NotSelected)
    }

    /// Whether a case that will run has to do with certificates; or no case runs, so that nothing
    /// tells that none has.
    pub fn is_of_certificates(&self) -> bool {
        let mut run = self.cases.iter().filter(|c| c.decision == Decision::Run).peekable();
        run.peek().is_none() || run.any(|c| c.scenario.is_of_certificates())
    }

    /// What the cases that will run need.
    pub fn needs(&self) -> BTreeSet<Need> {
        let run = self.cases.iter().filter(|c| c.decision == Decision::Run);
        run.flat_map(|c| c.scenario.needs.iter().copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_one_of_several_from_the_first_to_the_last() {
        assert_eq!("2/3".parse(), Ok(Shard { number: 2, of: 3 }));
        for wrong in ["0/3", "4/3", "1", "1/0", "a/b", "1/2/3", "-1/2", ""] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
