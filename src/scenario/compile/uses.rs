//! Shared steps where they are used: parameters and names put in, and every line that of the
//! `use`, for that is where the reader of a scenario looks.

use std::collections::BTreeSet;

use serde_json::Value;
use serde_saphyr::Spanned;

use super::finder::{Finder, Surroundings};
use super::makers;
use super::scope::{Scope, is_word};
use super::step::step;
use crate::scenario::model::{Demands, Frame, Step};
use crate::scenario::raw::RawStep;
use crate::scenario::steps::Shared;
use crate::yaml::{Mistake, did_you_mean, place};

/// What is wrong with a file of shared steps, wherever it is used.
pub fn mistakes(shared: &Shared, around: Surroundings<'_>) -> Vec<Mistake> {
    let mut finder = Finder::of(&shared.shown, around);
    let raw = &shared.raw;
    if raw.title.value.trim().is_empty() {
        finder.say(place(&raw.title), "`title` is empty", None);
    }
    if raw.steps.value.is_empty() {
        finder.say(place(&raw.steps), "`steps` is empty: shared steps do something", None);
    }
    for (name, value) in &raw.takes {
        if !is_word(name) {
            let message = format!("`{name}` is no parameter name (letters, digits and `_`)");
            finder.say(place(value), message, None);
        }
        Scope::new(None).check_value(&value.value, place(value), &mut finder);
    }
    let mut scope = Scope::inside(raw.takes.keys().map(String::as_str));
    scope.announce(makers::of(&raw.steps.value, around.steps));
    for written in &raw.steps.value {
        if let Some(name) = &written.value.shared {
            finder.say(place(name), "shared steps use no others", None);
            continue;
        }
        if let Some(clause) = written.value.expect.iter().find_map(|e| e.value.clause.as_ref()) {
            let message = "shared steps name no clause: a claim stands in its scenario";
            finder.say(place(clause), message, None);
        }
        step(written, &mut scope, &mut finder);
    }
    finder.mistakes
}

/// The steps of the file that a step names.
pub(super) fn expand(
    written: &Spanned<RawStep>,
    name: &Spanned<String>,
    scope: &mut Scope,
    finder: &mut Finder<'_>,
) -> Vec<Step> {
    let raw = &written.value;
    let alone = raw.name.is_none()
        && raw.given.is_none()
        && raw.request.is_none()
        && raw.sign.is_none()
        && raw.issue.is_none()
        && raw.creates.is_none()
        && raw.poll.is_none()
        && raw.capture.is_empty()
        && raw.expect.is_empty();
    if !alone {
        finder.say(place(name), "beside `use` there are only `with` and `as`", None);
    }
    let library = finder.around.steps;
    let Some(shared) = library.find(&name.value) else {
        if library.is_unreadable(&name.value) {
            finder.around.unsure.variables = true;
        } else {
            let hint = did_you_mean(&name.value, library.names());
            let message = format!("there are no shared steps `{}`", name.value);
            finder.say(place(name), message, hint);
        }
        return Vec::new();
    };
    let with = arguments(raw, shared, place(name), scope, finder);
    let mut inner = Scope::inside(shared.raw.takes.keys().map(String::as_str));
    // What is wrong in the file itself is told once, at its own place.
    let mut unheard = Finder::of(&shared.shown, finder.around);
    let of_file = shared.raw.steps.value.iter().filter(|s| s.value.shared.is_none());
    let compiled = of_file.filter_map(|s| step(s, &mut inner, &mut unheard));
    let mut steps: Vec<Step> = compiled.collect();
    let into = raw.into.as_ref();
    let at = into.map_or(place(name), place);
    scope.adopt(&inner, into.map(|i| i.value.as_str()), at, finder);
    let frame = Frame { into: into.map(|i| i.value.clone()), with };
    for step in &mut steps {
        step.frame = Some(frame.clone());
        reline(step, place(name).0);
    }
    steps
}

/// The values of the parameters: as given, or as the file has them.
fn arguments(
    raw: &RawStep,
    shared: &Shared,
    at: (u64, u64),
    scope: &mut Scope,
    finder: &mut Finder<'_>,
) -> Vec<(String, Value)> {
    let takes = &shared.raw.takes;
    let known: BTreeSet<&str> = takes.keys().map(String::as_str).collect();
    for (name, value) in &raw.with {
        if !known.contains(name.as_str()) {
            let hint = did_you_mean(name, known.iter().copied());
            finder.say(place(value), format!("unknown parameter `{name}`"), hint);
        }
    }
    let mut with = Vec::new();
    for (name, default) in takes {
        let given = raw.with.get(name);
        let value = given.unwrap_or(default);
        scope.check_value(&value.value, given.map_or(at, place), finder);
        if value.value.is_null() {
            finder.say(at, format!("the parameter `{name}` has no value"), None);
        }
        with.push((name.clone(), value.value.clone()));
    }
    with
}

fn reline(step: &mut Step, line: u64) {
    step.line = line;
    step.captures.iter_mut().for_each(|c| c.line = line);
    for expectation in &mut step.expect {
        expectation.line = line;
        reline_demands(&mut expectation.documented, line);
        if let Some(observed) = &mut expectation.observed {
            reline_demands(&mut observed.demands, line);
        }
    }
}

fn reline_demands(demands: &mut Demands, line: u64) {
    if let Some((at, _)) = &mut demands.status {
        *at = line;
    }
    if let Some((at, _)) = &mut demands.schema {
        *at = line;
    }
    demands
        .headers
        .iter_mut()
        .chain(&mut demands.body)
        .chain(&mut demands.text)
        .for_each(|d| d.line = line);
}
