//! Whether an answer is what a scenario expects: every check, passes too, as data.
//!
//! In: expectations, an answer, the variables of the case. Out: [`CheckResult`]s, captured values.
//! Must not know how the answer was got, what step follows, or what a failure does to the case.

mod authority;
mod body;
mod capture;
mod finding;
mod header;
pub mod rules;
pub mod schema;
mod seen;
mod status;
mod value;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::http::exchange::Answer;
use crate::scenario::model::{Capture, Demands, Expectation};
use crate::template::Variables;
use crate::verdict::{CheckResult, ContractMode, Outcome};

use finding::Finding;
use seen::Seen;

/// What checks need besides the expectation and the answer.
pub struct Bench<'a> {
    /// Values for the `{{variables}}` of the matchers.
    pub variables: &'a Variables,
    /// The schemas that expectations name.
    pub schemas: &'a schema::Schemas,
    /// The authority the target is held to.
    pub mode: ContractMode,
    /// Whether the clause of that id is a `may`.
    pub level_may: &'a dyn Fn(&str) -> bool,
}

/// Every check of one expectation, passes too.
pub fn expectation(e: &Expectation, answer: &Answer, bench: &Bench<'_>) -> Vec<CheckResult> {
    let seen = Seen::new(answer);
    let judged = authority::judge(e, bench.mode, |demands| findings(demands, &seen, bench));
    let lenient = e.advisory || e.clause.as_deref().is_some_and(bench.level_may);
    let miss = if lenient { Outcome::Noted } else { Outcome::Failed };
    let result = |finding: Finding| CheckResult {
        clause: e.clause.clone(),
        matched: judged.matched,
        ..finding.result(miss)
    };
    judged.findings.into_iter().map(result).collect()
}

/// Whether an answer meets demands.
pub fn holds(demands: &Demands, answer: &Answer, bench: &Bench<'_>) -> bool {
    findings(demands, &Seen::new(answer), bench).iter().all(|finding| finding.holds)
}

/// Takes a value out of an answer; the failed check where it is not there.
pub fn capture(c: &Capture, answer: &Answer) -> Result<Value, Box<CheckResult>> {
    let missing = |finding: Box<Finding>| Box::new(finding.result(Outcome::Failed));
    capture::take(c, &Seen::new(answer)).map_err(missing)
}

/// Status and error of an answer in a few words.
pub fn told(answer: &Answer) -> String {
    format!("answered {}", Seen::new(answer).status())
}

/// The names of the embedded wire schemas.
pub fn wire_schema_names() -> BTreeSet<String> {
    schema::Schemas::embedded().names()
}

fn findings(demands: &Demands, seen: &Seen<'_>, bench: &Bench<'_>) -> Vec<Finding> {
    let mut all = Vec::new();
    if let Some((line, demand)) = &demands.status {
        all.push(status::check(*line, demand, seen));
    }
    if let Some((line, name)) = &demands.schema {
        all.push(schema::demand::check(*line, name, seen, bench.schemas));
    }
    all.extend(demands.headers.iter().map(|d| header::check(d, seen, bench.variables)));
    all.extend(demands.body.iter().map(|d| body::check(d, seen, bench.variables)));
    all
}

#[cfg(test)]
mod tests;
