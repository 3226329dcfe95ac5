//! The rules of a run: every exchange is held to them, whoever of the run sent it.
//!
//! In: exchanges, as the client tells of them. Out: a [`RuleResult`] for each file and clause.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::check::rules::tally::Tally;
use crate::check::rules::{Heard, Judge};
use crate::http::client::{Exchange, Listener};
use crate::http::exchange::Call;
use crate::scenario::Suite;
use crate::scenario::contract::Level;
use crate::secrets::redact::Redactor;
use crate::verdict::{CheckResult, ContractMode, RequirementRef, RuleResult, Verdict};

/// Who asked where no case did: the greeting, the probe, the issuers of the roles, clean-up.
const THE_RUN: &str = "(the run)";

/// Holds the exchanges of a run to the rules.
#[derive(Debug)]
pub struct Rulebook {
    judge: Judge,
    tally: Tally,
    mode: ContractMode,
    may: BTreeSet<String>,
    /// Ids of cases by the names they use.
    cases: BTreeMap<String, String>,
    /// The trials, in order: file, clause, and what a result says of them.
    trials: Vec<RuleResult>,
}

impl Rulebook {
    /// For a run whose cases use these names: name and id.
    pub fn new(suite: &Suite, mode: ContractMode, cases: BTreeMap<String, String>) -> Rulebook {
        let may = suite.contract.requirements().filter(|(_, r)| r.level == Level::May);
        Rulebook {
            judge: Judge::new(suite.rules.clone()),
            tally: Tally::default(),
            mode,
            may: may.map(|(_, r)| r.id.value.clone()).collect(),
            cases,
            trials: trials(suite),
        }
    }

    /// The ids of its trials.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.trials.iter().map(|trial| trial.id.as_str())
    }

    /// What became of each trial so far.
    pub fn results(&self) -> Vec<RuleResult> {
        self.trials.iter().map(|trial| self.result(trial)).collect()
    }

    /// What became of one trial so far.
    pub fn of(&self, id: &str) -> Option<RuleResult> {
        let trial = self.trials.iter().find(|trial| trial.id == id)?;
        Some(self.result(trial))
    }

    fn result(&self, trial: &RuleResult) -> RuleResult {
        let file = trial.id.split('/').nth(1).unwrap_or_default();
        let told = self.tally.of(file, &trial.requirement.id);
        let verdict = match (told.broken, told.held) {
            (0, 0) => Verdict::NotSelected,
            (0, _) => Verdict::Pass,
            _ => Verdict::Fail,
        };
        RuleResult {
            verdict,
            held: told.held,
            unknown: told.unknown,
            broken: told.broken,
            findings: told.findings,
            ..trial.clone()
        }
    }

    /// The case that a path speaks of, by the name in it: cases use their name as it is, or with
    /// something behind it.
    fn by(&self, path: &str) -> &str {
        let case = path.split('/').find_map(|segment| {
            let (name, id) = self.cases.range(..=segment.to_owned()).next_back()?;
            segment.starts_with(name.as_str()).then_some(id)
        });
        case.map_or(THE_RUN, String::as_str)
    }
}

impl Listener for Rulebook {
    fn heard(&self, call: &Call, exchange: &Exchange, redactor: &Redactor) {
        let Ok(answer) = &exchange.answer else {
            return self.judge.silence("", call.method, &call.path);
        };
        let request: Option<Value> =
            call.body.as_deref().and_then(|body| serde_json::from_str(body).ok());
        let heard = Heard {
            vault: "",
            method: call.method,
            path: &call.path,
            query: &call.query,
            request: request.as_ref(),
            answer,
            whole: true,
        };
        let may = |clause: &str| self.may.contains(clause);
        let judged = self.judge.hear(&heard, self.mode, &may);
        if !judged.is_empty() {
            let mask = |check: &mut CheckResult| super::walk::mask(redactor, check);
            self.tally.note(judged, self.by(&call.path), &mask, || exchange.record.clone());
        }
    }
}

/// A trial for each clause of each file, nothing held to it yet.
fn trials(suite: &Suite) -> Vec<RuleResult> {
    let mut trials: Vec<RuleResult> = Vec::new();
    for file in &suite.rules {
        for rule in &file.rules {
            let id = format!("rules/{}/{}", file.id, rule.clause);
            let known = trials.iter().any(|trial| trial.id == id);
            let Some((section, requirement)) = suite.contract.find(&rule.clause) else { continue };
            if known {
                continue;
            }
            trials.push(RuleResult {
                id,
                title: file.title.clone(),
                file: file.file.clone(),
                line: rule.line,
                requirement: RequirementRef {
                    id: rule.clause.clone(),
                    level: requirement.level.word().to_owned(),
                    clause: requirement.clause.clone(),
                    source: section.source.clone(),
                },
                verdict: Verdict::NotSelected,
                held: 0,
                unknown: 0,
                broken: 0,
                findings: Vec::new(),
            });
        }
    }
    trials
}
