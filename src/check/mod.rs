//! Whether an answer is what a scenario expects: every check, passes too, as data.
//!
//! In: expectations, an answer, the variables of the case. Out: [`CheckResult`]s, captured values.
//! Must not know how the answer was got, what step follows, or what a failure does to the case.

mod authority;
mod body;
mod capture;
mod given_up;
mod header;
mod met;
mod parsed;
mod pointer;
pub mod rules;
pub mod schema;
mod signature;
mod status;
mod text;
mod value;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::http::exchange::Answer;
use crate::scenario::model::{Capture, Demands, Expectation};
pub use crate::template::Variables;
use crate::verdict::finding::{CheckResult, Place, StatusLine};
use crate::verdict::{ContractMode, Outcome};

pub(crate) use given_up::{GaveUp, gave_up, unsignable};
use met::meets;
use parsed::Parsed;
pub use signature::Mask;
use signature::signed;

/// What checks need besides the expectation and the answer.
pub struct Context<'a> {
    /// Values for the `{{variables}}` of the matchers.
    pub variables: &'a Variables,
    /// The schemas that expectations name.
    pub schemas: &'a schema::Schemas,
    /// The authority the target is held to.
    pub mode: ContractMode,
    /// Whether the clause of that id is a `may`.
    pub level_may: &'a dyn Fn(&str) -> bool,
    /// Masks secrets that an answer echoes, before anything is made of what it holds.
    pub mask: Mask<'a>,
}

/// Every check of one expectation, passes too.
pub fn expectation(e: &Expectation, answer: &Answer, context: &Context<'_>) -> Vec<CheckResult> {
    judged(e, &Parsed::new(answer), context)
}

/// Whether the answer has a status that the expectation allows, or that it names none.
pub fn is_of_status(e: &Expectation, answer: &Answer, mode: ContractMode) -> bool {
    authority::holds(e, mode, |demands| {
        demands.status.as_ref().is_none_or(|(_, demand)| status::meets(demand, answer.status))
    })
}

/// Whether every check of an expectation would hold.
fn keeps(e: &Expectation, parsed: &Parsed<'_>, context: &Context<'_>) -> bool {
    authority::holds(e, context.mode, |demands| {
        meets(demands, parsed, context.variables, context.schemas)
    })
}

/// The same of an answer that was parsed before. One of another status is another answer: a
/// create that is accepted where a refusal is due has no message of a refusal to be judged, so
/// nothing but the status is told of it.
fn judged(e: &Expectation, parsed: &Parsed<'_>, context: &Context<'_>) -> Vec<CheckResult> {
    let mut judged = authority::judge(e, context.mode, |demands| checks(demands, parsed, context));
    if judged.checks.iter().any(is_other_status) {
        judged.checks.retain(is_other_status);
    }
    let lenient = e.advisory || e.clause.as_deref().is_some_and(context.level_may);
    let miss = if lenient { Outcome::Noted } else { Outcome::Failed };
    let results = judged.checks.into_iter().map(|check| CheckResult {
        clause: e.clause.clone(),
        matched: judged.matched,
        outcome: if check.holds() { Outcome::Passed } else { miss },
        ..check
    });
    results.collect()
}

fn is_other_status(check: &CheckResult) -> bool {
    check.place == Place::Status && !check.holds()
}

/// Whether an answer meets demands.
pub fn holds(demands: &Demands, answer: &Answer, context: &Context<'_>) -> bool {
    meets(demands, &Parsed::new(answer), context.variables, context.schemas)
}

/// Takes a value out of an answer; the failed check where it is not there.
pub fn capture(
    c: &Capture,
    answer: &Answer,
    variables: &Variables,
    mask: Mask<'_>,
) -> Result<Value, Box<CheckResult>> {
    let context = signature::Context { name: own_name(variables), filled: false };
    capture::take(c, &Parsed::new(answer)).map_err(|check| Box::new(signed(*check, context, mask)))
}

/// Status and error of an answer, bounded.
pub fn status_line(answer: &Answer) -> StatusLine {
    Parsed::new(answer).status_line()
}

/// The names of the embedded wire schemas.
pub fn wire_schema_names() -> BTreeSet<String> {
    schema::Schemas::embedded().names()
}

fn checks(demands: &Demands, parsed: &Parsed<'_>, context: &Context<'_>) -> Vec<CheckResult> {
    let Context { variables, schemas, mask, .. } = context;
    let name = own_name(variables);
    let sign = |check, filled| signed(check, signature::Context { name, filled }, mask);
    let mut all = Vec::new();
    if let Some((line, demand)) = &demands.status {
        all.push(sign(status::check(*line, demand, parsed), false));
    }
    if let Some((line, schema)) = &demands.schema {
        let errors = schema::demand::check(*line, schema, parsed, schemas).into_iter();
        all.extend(errors.map(|check| sign(check, false)));
    }
    let headers = demands.headers.iter();
    all.extend(headers.map(|d| sign(header::check(d, parsed, variables), value::is_filled(d))));
    let body = demands.body.iter();
    all.extend(body.map(|d| sign(body::check(d, parsed, variables), value::is_filled(d))));
    let text = demands.text.iter();
    all.extend(text.map(|d| sign(text::check(d, parsed, variables), value::is_filled(d))));
    all
}

/// The name of the case's own certificate.
fn own_name(variables: &Variables) -> Option<&str> {
    variables.get("name").and_then(Value::as_str)
}

#[cfg(test)]
mod tests;
