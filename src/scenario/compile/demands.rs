//! What a step expects: clauses, statuses, schemas and matchers, with the observed variant
//! made complete.

use indexmap::IndexMap;
use serde_json::Value;
use serde_saphyr::Spanned;

use super::finder::Finder;
use super::scope::Scope;
use crate::matcher;
use crate::scenario::model::{Demand, Demands, Expectation, Observed, StatusDemand};
use crate::scenario::raw::{RawDemands, RawExpect, RawObserved, RawStep};
use crate::yaml::{did_you_mean, place};

/// The four demands, wherever they are written.
struct Written<'r> {
    status: Option<&'r Spanned<Value>>,
    schema: Option<&'r Spanned<String>>,
    headers: &'r IndexMap<String, Spanned<Value>>,
    body: &'r IndexMap<String, Spanned<Value>>,
    text: Option<&'r Spanned<Value>>,
}

impl<'r> From<&'r RawDemands> for Written<'r> {
    fn from(raw: &'r RawDemands) -> Self {
        let RawDemands { status, schema, headers, body, text } = raw;
        let (status, schema, text) = (status.as_ref(), schema.as_ref(), text.as_ref());
        Written { status, schema, headers, body, text }
    }
}

impl<'r> From<&'r RawExpect> for Written<'r> {
    fn from(raw: &'r RawExpect) -> Self {
        let RawExpect { status, schema, headers, body, text, .. } = raw;
        let (status, schema, text) = (status.as_ref(), schema.as_ref(), text.as_ref());
        Written { status, schema, headers, body, text }
    }
}

impl<'r> From<&'r RawObserved> for Written<'r> {
    fn from(raw: &'r RawObserved) -> Self {
        let RawObserved { status, schema, headers, body, text, .. } = raw;
        let (status, schema, text) = (status.as_ref(), schema.as_ref(), text.as_ref());
        Written { status, schema, headers, body, text }
    }
}

/// Demands that belong to no clause.
pub(super) fn plain(raw: &RawDemands, scope: &mut Scope, finder: &mut Finder<'_>) -> Demands {
    demands(raw.into(), scope, finder)
}

pub(super) fn expectations(
    step: &RawStep,
    scope: &mut Scope,
    finder: &mut Finder<'_>,
) -> Vec<Expectation> {
    step.expect.iter().map(|written| expectation(written, scope, finder)).collect()
}

pub(in crate::scenario) fn expectation(
    written: &Spanned<RawExpect>,
    scope: &mut Scope,
    finder: &mut Finder<'_>,
) -> Expectation {
    let raw = &written.value;
    scope.forget_uses();
    if let Some(clause) = &raw.clause {
        finder.knows_clause(clause);
    }
    let before = finder.mistakes.len();
    let documented = demands(raw.into(), scope, finder);
    if documented.is_empty() && finder.mistakes.len() == before {
        finder.say(place(written), "an expectation checks nothing", None);
    }
    let observed = raw.observed.as_ref().map(|observed| {
        let differs = demands(observed.into(), scope, finder);
        if differs.is_empty() {
            let message = "`observed` names nothing that differs";
            finder.say(place(&observed.evidence), message, None);
        }
        if observed.evidence.value.trim().is_empty() {
            finder.say(place(&observed.evidence), "`evidence` is empty", None);
        }
        let evidence = observed.evidence.value.clone();
        Observed { demands: overlay(&documented, differs), evidence }
    });
    Expectation {
        clause: raw.clause.as_ref().map(|c| c.value.clone()),
        line: place(written).0,
        advisory: raw.advisory,
        documented,
        observed,
        uses: scope.uses(),
    }
}

/// The documented demands with those that differ put in their place.
fn overlay(documented: &Demands, differs: Demands) -> Demands {
    Demands {
        status: differs.status.or_else(|| documented.status.clone()),
        schema: differs.schema.or_else(|| documented.schema.clone()),
        headers: merged(&documented.headers, differs.headers),
        body: merged(&documented.body, differs.body),
        text: differs.text.or_else(|| documented.text.clone()),
    }
}

fn merged(base: &[Demand], over: Vec<Demand>) -> Vec<Demand> {
    let kept = base.iter().filter(|b| !over.iter().any(|o| o.key == b.key)).cloned();
    let mut all: Vec<Demand> = kept.collect();
    all.extend(over);
    all
}

fn demands(written: Written<'_>, scope: &mut Scope, finder: &mut Finder<'_>) -> Demands {
    let status = written.status.and_then(|s| Some((place(s).0, status_of(s, NO_STATUS, finder)?)));
    let schema = written.schema.map(|s| {
        finder.needs_body(place(s));
        if !finder.around.schemas.contains(&s.value) {
            let known = finder.around.schemas.iter().map(String::as_str);
            let hint = did_you_mean(&s.value, known);
            finder.say(place(s), format!("there is no wire schema `{}`", s.value), hint);
        }
        (place(s).0, s.value.clone())
    });
    let mut headers = matchers(written.headers, scope, finder);
    headers.iter_mut().for_each(|h| h.key.make_ascii_lowercase());
    pointers(written.body, finder);
    if let Some(first) = written.body.values().next() {
        finder.needs_body(place(first));
    }
    let body = matchers(written.body, scope, finder);
    let text = written.text.and_then(|text| {
        finder.needs_body(place(text));
        demand("", text, scope, finder)
    });
    Demands { status, schema, headers, body, text }
}

/// Says of each key that is no JSON pointer that it is none.
pub(in crate::scenario) fn pointers(
    written: &IndexMap<String, Spanned<Value>>,
    finder: &mut Finder<'_>,
) {
    for (pointer, value) in written {
        if !(pointer.is_empty() || pointer.starts_with('/')) {
            let message = format!("`{pointer}` is no JSON pointer: it begins with `/`");
            finder.say(place(value), message, None);
        }
    }
}

/// What is said where `status` is none.
pub(in crate::scenario) const NO_STATUS: &str =
    "`status` takes a status (100-599), a list of them, or a class like 4xx";

/// Which statuses are meant; what is said where none are.
pub(in crate::scenario) fn status_of(
    written: &Spanned<Value>,
    otherwise: &str,
    finder: &mut Finder<'_>,
) -> Option<StatusDemand> {
    let demand = status(&written.value);
    if demand.is_none() {
        finder.say(place(written), otherwise, None);
    }
    demand
}

fn status(written: &Value) -> Option<StatusDemand> {
    match written {
        Value::Array(items) if !items.is_empty() => {
            items.iter().map(code).collect::<Option<_>>().map(StatusDemand::Exactly)
        }
        Value::String(text) => {
            let class = text.strip_suffix("xx")?.parse::<u16>().ok()?;
            (1..=5).contains(&class).then_some(StatusDemand::Class(class))
        }
        other => code(other).map(|s| StatusDemand::Exactly(vec![s])),
    }
}

fn code(written: &Value) -> Option<u16> {
    written.as_u64().filter(|code| (100..600).contains(code)).map(|code| code as u16)
}

pub(in crate::scenario) fn matchers(
    written: &IndexMap<String, Spanned<Value>>,
    scope: &mut Scope,
    finder: &mut Finder<'_>,
) -> Vec<Demand> {
    written.iter().filter_map(|(key, value)| demand(key, value, scope, finder)).collect()
}

fn demand(
    key: &str,
    value: &Spanned<Value>,
    scope: &mut Scope,
    finder: &mut Finder<'_>,
) -> Option<Demand> {
    scope.check_value(&value.value, place(value), finder);
    match matcher::parse(&value.value) {
        Ok(matcher) => Some(Demand { line: place(value).0, key: key.to_owned(), matcher }),
        Err(no) => {
            finder.say(place(value), no.message, no.hint);
            None
        }
    }
}
