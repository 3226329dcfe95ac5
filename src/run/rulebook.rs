//! The rules of a run: every exchange is held to them, whoever of the run sent it.
//!
//! In: exchanges, as the client tells of them. Out: a [`CaseResult`] for each file and clause.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::check::rules::tally::Tally;
use crate::check::rules::{Judge, ObservedExchange, Terms, trial};
use crate::check::schema::Schemas;
use crate::deviation::{self, Declared};
use crate::http::exchange::{Answer, Call};
use crate::http::observer::Observer;
use crate::scenario::Suite;
use crate::secrets::redact::Redactor;
use crate::verdict::{CaseResult, ContractMode, ExchangeRecord, THE_RUN};

/// Bytes of the body of an example that are kept.
const EXAMPLE: usize = 16 * 1024;

/// Holds the exchanges of a run to the rules.
#[derive(Debug)]
pub struct Rulebook {
    judge: Judge,
    tally: Tally,
    mode: ContractMode,
    may: Arc<BTreeSet<String>>,
    /// Ids of cases by the names they use.
    cases: Arc<BTreeMap<String, String>>,
    deviations: Vec<Declared>,
    /// The trials, in order: file, clause, and what a result says of them.
    trials: Arc<Vec<CaseResult>>,
}

impl Rulebook {
    /// For a run whose cases use these names (name and id), and what its target file excuses.
    pub fn new(
        suite: &Suite,
        mode: ContractMode,
        cases: BTreeMap<String, String>,
        deviations: Vec<Declared>,
        schemas: Arc<Schemas>,
    ) -> Rulebook {
        Rulebook {
            judge: Judge::with(suite.rules.clone(), schemas),
            tally: Tally::default(),
            mode,
            may: Arc::new(suite.contract.may()),
            cases: Arc::new(cases),
            deviations,
            trials: Arc::new(trial::trials(suite)),
        }
    }

    /// The same rules, with nothing held to them yet.
    pub fn fresh(&self) -> Rulebook {
        Rulebook {
            judge: self.judge.fresh(),
            tally: Tally::default(),
            mode: self.mode,
            may: self.may.clone(),
            cases: self.cases.clone(),
            deviations: self.deviations.clone(),
            trials: self.trials.clone(),
        }
    }

    /// The ids of its trials.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.trials.iter().map(|trial| trial.id.as_str())
    }

    /// What became of each trial so far.
    pub fn results(&self) -> Vec<CaseResult> {
        self.trials.iter().map(|trial| self.result(trial)).collect()
    }

    /// What became of one trial so far.
    pub fn of(&self, id: &str) -> Option<CaseResult> {
        let trial = self.trials.iter().find(|trial| trial.id == id)?;
        Some(self.result(trial))
    }

    fn result(&self, trial: &CaseResult) -> CaseResult {
        trial::result(trial, &self.tally, |came_to, found| {
            deviation::judge(came_to, found, &self.deviations)
        })
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

impl Observer for Rulebook {
    fn answered(&self, call: &Call, answer: &Answer, kept: &ExchangeRecord, redactor: &Redactor) {
        if self.judge.files().is_empty() {
            return;
        }
        let request: Option<Arc<Value>> =
            call.body.as_deref().and_then(|body| serde_json::from_str(body).ok()).map(Arc::new);
        let observed = ObservedExchange {
            vault: "",
            method: call.method,
            path: &call.path,
            query: &call.query,
            request: request.as_ref(),
            answer,
            whole: true,
        };
        let terms = Terms {
            mode: self.mode,
            level_may: &|clause| self.may.contains(clause),
            mask: &|text| redactor.text(text),
        };
        let judged = self.judge.judge(&observed, &terms);
        if !judged.is_empty() {
            let by = call.step.as_ref().map_or_else(|| self.by(&call.path), |step| &step.case);
            self.tally.note(judged, by, call.step.as_ref(), || example(kept));
        }
    }

    fn unanswered(&self, call: &Call) {
        self.judge.silence("", call.method, &call.path);
    }
}

/// What is kept of an exchange as an example: there may be thousands of them.
fn example(kept: &ExchangeRecord) -> ExchangeRecord {
    let mut example = kept.clone();
    example.response_body.truncate(example.response_body.floor_char_boundary(EXAMPLE));
    example.response_body.shrink_to_fit();
    example
}
