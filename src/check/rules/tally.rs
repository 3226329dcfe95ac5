//! What a whole run found of each rule: how many answers were held to it, and what broke it.
//!
//! Rules of one file with one clause are one trial; alike findings are one, with one exchange as
//! the example, so that a target that is wrong a thousand times costs no more than one that is
//! wrong once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::Judged;
use crate::scenario::rules::Rule;
use crate::verdict::finding::CheckResult;
use crate::verdict::{Answers, CaseStep, ExchangeRecord, Outcome, Seen, StepResult};

/// Findings of one trial that are kept; further kinds are counted. azure-keyvault-emulator
/// (calvinchengx) breaks the form of a certificate in 21 ways: with fewer, which of them were told
/// would differ from run to run.
const MOST_FINDINGS: usize = 100;
/// Cases of one finding that are named.
const MOST_CASES: usize = 200;

/// What became of one trial.
#[derive(Debug, Clone, Default)]
pub struct TrialTally {
    /// How many answers it was about.
    pub answers: Answers,
    /// What did not keep it, the first of each kind.
    pub found: Vec<StepResult>,
}

/// The trials of a file, by their clauses.
type Trials = BTreeMap<String, TrialTally>;

/// The tally of a run, by the ids of the files.
#[derive(Debug, Default)]
pub struct Tally(Mutex<BTreeMap<String, Trials>>);

impl Tally {
    /// Notes what the rules say of one exchange. `by` names whoever sent it: a case, or a part
    /// of the run; `step` is the step that did, if any; `record` makes what is kept of the exchange.
    pub fn note(
        &self,
        judged: Vec<Judged<'_>>,
        by: &str,
        step: Option<&CaseStep>,
        record: impl Fn() -> ExchangeRecord,
    ) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for Judged { file, rule, checks } in judged {
            let told = trial(&mut all, &file.id, &rule.clause);
            let Some(checks) = checks else {
                told.answers.unknown += 1;
                continue;
            };
            told.answers.held += 1;
            let broken = checks.iter().any(|c| c.outcome == Outcome::Failed);
            told.answers.broken += u64::from(broken);
            for check in checks.into_iter().filter(|c| !c.holds()) {
                let sender = Sender { by, step };
                found(told, rule, check, &sender, &record);
            }
        }
    }

    /// What became of a trial so far.
    pub fn of(&self, file: &str, clause: &str) -> TrialTally {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let told = all.get(file).and_then(|trials| trials.get(clause));
        let mut told = told.cloned().unwrap_or_default();
        told.found.sort_by_cached_key(|step| {
            (step.line, step.checks.first().and_then(|check| check.signature.clone()))
        });
        told
    }
}

/// What became of a trial; most answers are held to one that is known, so no name is copied first.
fn trial<'a>(
    all: &'a mut BTreeMap<String, Trials>,
    file: &str,
    clause: &str,
) -> &'a mut TrialTally {
    if !all.get(file).is_some_and(|trials| trials.contains_key(clause)) {
        all.entry(file.to_owned()).or_default().entry(clause.to_owned()).or_default();
    }
    let known = all.get_mut(file).and_then(|trials| trials.get_mut(clause));
    known.expect("it was put there if it was not there")
}

/// Who sent a request.
struct Sender<'a> {
    by: &'a str,
    step: Option<&'a CaseStep>,
}

impl Sender<'_> {
    /// Whether its exchange is a better example than the one that is kept. One that a step sent can
    /// be repeated with what led to it, and the clean-up or a look at the target cannot; of alike
    /// ones it is that of whoever comes first by name, for cases end in any order.
    fn comes_before(&self, kept: &Seen) -> bool {
        match (self.step, &kept.example) {
            (Some(step), Some(known)) => step.case < known.case,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => kept.cases.first().is_some_and(|first| self.by < first.as_str()),
        }
    }
}

fn found(
    told: &mut TrialTally,
    rule: &Rule,
    check: CheckResult,
    sender: &Sender<'_>,
    record: &impl Fn() -> ExchangeRecord,
) {
    if let Some(known) = told.found.iter_mut().find(|step| is_alike(step, rule, &check)) {
        let seen = known.seen.get_or_insert_default();
        seen.answers += 1;
        let is_better = sender.comes_before(seen);
        if is_better || seen.cases.len() < MOST_CASES {
            seen.cases.insert(sender.by.to_owned());
        }
        if is_better {
            seen.example = sender.step.cloned();
            (known.exchanges, known.checks) = (vec![record()], vec![check]);
        }
    } else if told.found.len() < MOST_FINDINGS {
        told.found.push(StepResult {
            name: rule.name.clone(),
            line: rule.line,
            exchanges: vec![record()],
            checks: vec![check],
            seen: Some(Seen {
                answers: 1,
                cases: BTreeSet::from([sender.by.to_owned()]),
                example: sender.step.cloned(),
            }),
        });
    }
}

fn is_alike(step: &StepResult, rule: &Rule, check: &CheckResult) -> bool {
    step.name == rule.name && step.checks.iter().any(|c| c.signature == check.signature)
}
