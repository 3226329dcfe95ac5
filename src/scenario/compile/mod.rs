//! From the written shape (`raw`) to the checked model: every mistake with its place, all of
//! them and not only the first.
//!
//! In: a [`RawScenario`], what is known outside of it ([`Surroundings`]). Out: a [`Scenario`], or
//! one for each value of `over`.

mod creates;
pub(in crate::scenario) mod demands;
pub(in crate::scenario) mod finder;
mod makers;
mod over;
mod request;
pub(in crate::scenario) mod scope;
mod step;
mod uses;
pub(in crate::scenario) mod versions;

use std::collections::BTreeSet;

use serde_saphyr::Spanned;

use super::model::{Action, Cited, Request, Scenario, Step};
use super::needs::{Need, Operation, Role};
use super::over::OverIssuer;
use super::raw::{RawScenario, RawStep};
use crate::yaml::{Mistake, did_you_mean, place};
use finder::Finder;
pub use finder::{Surroundings, Unsure};
use scope::Scope;
pub use uses::mistakes as shared;

/// Compiles one file, into one scenario for each value of its `over`; `id` is its path below
/// `cases/` without `.yaml`.
pub fn scenarios(
    id: &str,
    file: &str,
    raw: &RawScenario,
    around: Surroundings<'_>,
) -> Result<Vec<Scenario>, Vec<Mistake>> {
    let mut finder = Finder::of(file, around);
    let values = over::values(raw.over.as_ref(), &mut finder);
    let mut scenarios = Vec::new();
    for value in values {
        let before = finder.mistakes.len();
        let compiled = scenario(id, raw, value, &mut finder);
        // What is wrong for one value is wrong for the others: once is enough.
        if finder.mistakes.len() > before {
            break;
        }
        scenarios.push(compiled);
    }
    if finder.mistakes.is_empty() { Ok(scenarios) } else { Err(finder.mistakes) }
}

fn scenario(
    id: &str,
    raw: &RawScenario,
    value: Option<OverIssuer>,
    finder: &mut Finder<'_>,
) -> Scenario {
    let mut scope = Scope::new(value);
    if raw.title.value.trim().is_empty() {
        finder.say(place(&raw.title), "`title` is empty", None);
    }
    let mut needs = declared_needs(raw, finder);
    let versions = versions::of_scenario(raw, finder);
    if raw.steps.value.is_empty() {
        finder.say(place(&raw.steps), "`steps` is empty: a scenario does something", None);
    }
    let mut covers: Vec<Cited> = Vec::new();
    raw.steps.value.iter().for_each(|written| cite(&written.value, &mut covers));
    scope.announce(makers::of(&raw.steps.value, finder.around.steps));
    let steps = steps(&raw.steps.value, &mut scope, finder);
    let finally = finally(raw, &mut scope, finder);
    if let Some(over) = &raw.over
        && !scope.is_over_used()
    {
        let message = "`over` changes nothing: no step uses `{{over.issuer}}`";
        finder.say(place(over), message, None);
    }
    needs.extend(steps.iter().chain(&finally).filter_map(operation_need));
    needs.extend(scope.roles().map(Need::Issuer));
    Scenario {
        id: value.map_or(id.to_owned(), |value| format!("{id}[{}]", value.word())),
        section: id.split('/').next().unwrap_or_default().to_owned(),
        file: finder.file.to_owned(),
        title: raw.title.value.clone(),
        tags: raw.tags.clone(),
        needs,
        versions,
        environment: scope.environment().clone(),
        covers,
        uncited: false,
        over: value,
        steps,
        finally,
    }
}

fn steps(written: &[Spanned<RawStep>], scope: &mut Scope, finder: &mut Finder<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    for written in written {
        match &written.value.shared {
            Some(name) => steps.extend(uses::expand(written, name, scope, finder)),
            None => steps.extend(step::step(written, scope, finder)),
        }
    }
    // They are kept to the end of the run, and most cases have few.
    steps.shrink_to_fit();
    steps
}

/// The steps that always run. They make no claim: nothing may be known by then.
fn finally(raw: &RawScenario, scope: &mut Scope, finder: &mut Finder<'_>) -> Vec<Step> {
    for written in &raw.finally {
        if let Some(clause) = written.value.expect.iter().find_map(|e| e.value.clause.as_ref()) {
            finder.say(place(clause), "a step of `finally` names no clause", None);
        }
        if let Some(given) = &written.value.given {
            finder.say(place(given), "a step of `finally` has no precondition", None);
        }
    }
    steps(&raw.finally, scope, finder)
}

fn declared_needs(raw: &RawScenario, finder: &mut Finder<'_>) -> BTreeSet<Need> {
    let mut needs = BTreeSet::new();
    for written in &raw.needs {
        let word = written.value.as_str();
        let role = word.strip_prefix("issuer.").and_then(Role::of_word).map(Need::Issuer);
        match role.or_else(|| Operation::of_word(word).map(Need::Operation)) {
            Some(need) => {
                needs.insert(need);
            }
            None => {
                let known = Operation::ALL.map(Operation::word);
                let hint = did_you_mean(word, known);
                finder.say(place(written), format!("unknown need `{word}`"), hint);
            }
        }
    }
    needs
}

fn cite(step: &RawStep, covers: &mut Vec<Cited>) {
    for expectation in &step.expect {
        if let Some(clause) = &expectation.value.clause
            && !covers.iter().any(|c| c.clause == clause.value)
        {
            covers.push(Cited { clause: clause.value.clone(), place: place(clause) });
        }
    }
}

fn operation_need(step: &Step) -> Option<Need> {
    match &step.action {
        Action::Send { request: Request { method, path, .. }, .. } => {
            Operation::of_request(*method, path).map(Need::Operation)
        }
        Action::Sign { .. } | Action::Issue { .. } => None,
    }
}
