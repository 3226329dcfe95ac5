//! From the written shape of rules to checked ones: every mistake with its place, all at once.
//!
//! Facts are known over all files of a suite, so first every file is asked what it keeps.

use std::collections::{BTreeMap, BTreeSet};

use serde_saphyr::Spanned;

use super::raw::{RawRemember, RawRule, RawRuleFile, RawWhen};
use super::{Part, PathTemplate, Remember, Rule, RuleFile, When};
use crate::matcher::{self, pattern};
use crate::scenario::compile::demands::{self, NO_STATUS};
use crate::scenario::compile::finder::{Finder, Surroundings};
use crate::scenario::compile::scope::Scope;
use crate::scenario::compile::versions;
use crate::scenario::method::Method;
use crate::yaml::{Flaws, Mistake, did_you_mean, place};

/// A file that was read and not looked into yet.
pub struct Read {
    /// Its name without folder and ending.
    pub id: String,
    /// The file as the user knows it.
    pub file: String,
    /// What is written in it.
    pub raw: RawRuleFile,
    /// What is wrong with its shape.
    pub flaws: Flaws,
}

/// What facts there are, and their fields.
type Facts = BTreeMap<String, BTreeSet<String>>;

/// The variables that every exchange gives.
const GIVEN: [&str; 2] = ["name", "api_version"];
/// Those that have what was sent and what came in them.
const WHOLE: [&str; 3] = ["query", "request", "answer"];

/// Compiles all files of a suite.
pub fn files(read: &[Read], around: Surroundings<'_>) -> Result<Vec<RuleFile>, Vec<Mistake>> {
    let facts = facts(read);
    let mut compiled = Vec::new();
    let mut mistakes = Vec::new();
    for one in read {
        let mut finder = Finder::of(&one.file, around.after(&one.flaws));
        never_kept(one, read, &mut finder);
        compiled.push(file(one, &facts, &mut finder));
        mistakes.extend(one.flaws.with(finder.mistakes));
    }
    if mistakes.is_empty() { Ok(compiled) } else { Err(mistakes) }
}

fn facts(read: &[Read]) -> Facts {
    let mut facts = Facts::new();
    for remember in read.iter().flat_map(|one| &one.raw.remember) {
        keep(&mut facts, &remember.value);
    }
    facts
}

fn keep(facts: &mut Facts, remember: &RawRemember) {
    if let Some(fact) = &remember.fact {
        let fields = facts.entry(fact.value.clone()).or_default();
        fields.extend(remember.keep.keys().cloned());
    }
}

fn file(read: &Read, facts: &Facts, finder: &mut Finder<'_>) -> RuleFile {
    let raw = &read.raw;
    if raw.title.value.trim().is_empty() {
        finder.say(place(&raw.title), "`title` is empty", None);
    }
    if raw.rules.value.is_empty() {
        finder.say(place(&raw.rules), "`rules` is empty: a file of rules has some", None);
    }
    let names = raw.names.as_ref().and_then(|written| match matcher::parse(&written.value) {
        Ok(matcher) => Some(matcher),
        Err(no) => {
            finder.say(place(written), no.message, no.hint);
            None
        }
    });
    let mut remembered = Vec::new();
    for written in &raw.remember {
        remembered.push(remember(written, facts, finder));
    }
    let mut rules: Vec<Rule> = Vec::new();
    for written in &raw.rules.value {
        let name = &written.value.name;
        if let Some(twin) = rules.iter().find(|rule| rule.name == name.value) {
            let message =
                format!("the rule `{}` is there twice, first in line {}", name.value, twin.line);
            finder.say(place(name), message, None);
        }
        rules.push(rule(written, facts, finder));
    }
    RuleFile {
        id: read.id.clone(),
        file: read.file.clone(),
        title: raw.title.value.clone(),
        names,
        remember: remembered,
        rules,
    }
}

fn remember(written: &Spanned<RawRemember>, facts: &Facts, finder: &mut Finder<'_>) -> Remember {
    let raw = &written.value;
    if raw.fact.is_none() && raw.forget.is_empty() {
        finder.say(place(written), "it neither keeps a fact (`as`) nor ends one (`forget`)", None);
    }
    if raw.fact.is_none() && !raw.keep.is_empty() {
        finder.say(place(written), "`keep` goes with `as`, the name of the fact", None);
    }
    let mut scope = scope(facts, &raw.from.value);
    let from = when(&raw.from, &mut scope, facts, finder);
    let mut kept = Vec::new();
    for (field, template) in &raw.keep {
        scope.check_value(&template.value, place(template), finder);
        kept.push((field.clone(), template.value.clone()));
    }
    Remember {
        from,
        fact: raw.fact.as_ref().map(|fact| fact.value.clone()),
        keep: kept,
        forget: raw.forget.iter().map(|f| known_fact(f, facts, finder)).collect(),
    }
}

fn rule(written: &Spanned<RawRule>, facts: &Facts, finder: &mut Finder<'_>) -> Rule {
    let raw = &written.value;
    if raw.name.value.trim().is_empty() {
        finder.say(place(&raw.name), "`name` is empty", None);
    }
    if let Some(clause) = &raw.expect.value.clause {
        finder.say(place(clause), "a rule has its `clause` beside `when`, not in `expect`", None);
    }
    finder.knows_clause(&raw.clause);
    let mut scope = scope(facts, &raw.when.value);
    let when = when(&raw.when, &mut scope, facts, finder);
    finder.bodiless = when.methods.contains(&Method::Head);
    let parts = parts(raw, &mut scope, finder);
    let mut expect = demands::expectation(&raw.expect, &mut scope, finder);
    finder.bodiless = false;
    expect.clause = Some(raw.clause.value.clone());
    expect.line = place(written).0;
    Rule {
        name: raw.name.value.clone(),
        line: place(written).0,
        clause: raw.clause.value.clone(),
        when,
        whole: raw.whole,
        parts,
        expect,
    }
}

fn parts(raw: &RawRule, scope: &mut Scope, finder: &mut Finder<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    for (name, written) in &raw.parts {
        let part = &written.value;
        scope.check(&part.of.value, place(&part.of), finder);
        match pattern::check(&part.matches.value) {
            Err(why) => finder.say(place(&part.matches), why, None),
            Ok(regex) if regex.captures_len() < 2 => {
                let message = format!("`{}` has no group to take", part.matches.value);
                finder.say(place(&part.matches), message, None);
            }
            Ok(_) => {}
        }
        scope.define(name, place(written), finder);
        let (of, pattern) = (part.of.value.clone(), part.matches.value.clone());
        parts.push(Part { name: name.clone(), of, pattern });
    }
    parts
}

/// Says of a fact that nothing can keep, since whatever keeps it needs it first.
fn never_kept(one: &Read, all: &[Read], finder: &mut Finder<'_>) {
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    loop {
        let before = reached.len();
        for entry in all.iter().flat_map(|read| &read.raw.remember).map(|entry| &entry.value) {
            let needs = &entry.from.value.known;
            if let Some(fact) = &entry.fact
                && needs.iter().all(|needed| reached.contains(needed.value.as_str()))
            {
                reached.insert(&fact.value);
            }
        }
        if reached.len() == before {
            break;
        }
    }
    for fact in one.raw.remember.iter().filter_map(|entry| entry.value.fact.as_ref()) {
        if !reached.contains(fact.value.as_str()) {
            let message = format!(
                "nothing can keep the fact `{}`: it is needed before it is kept",
                fact.value
            );
            finder.say(place(fact), message, None);
        }
    }
}

/// The variables of a rule: what every exchange gives, the facts that `known` asks for, and the
/// path's placeholders.
fn scope(facts: &Facts, when: &RawWhen) -> Scope {
    let is_known = |fact: &String| when.known.iter().any(|known| known.value == *fact);
    let known = facts.iter().filter(|(fact, _)| is_known(fact));
    let fields =
        known.flat_map(|(fact, fields)| fields.iter().map(move |field| format!("{fact}.{field}")));
    let later = facts.keys().filter(|fact| !is_known(fact)).cloned().collect();
    let path = when.path.as_ref().and_then(|path| PathTemplate::parse(&path.value).ok());
    let placeholders: Vec<String> =
        path.iter().flat_map(|path| path.variables().map(str::to_owned)).collect();
    let given = GIVEN.into_iter().map(str::to_owned);
    Scope::of_rule(given.chain(placeholders).chain(fields), WHOLE, later)
}

fn when(
    written: &Spanned<RawWhen>,
    scope: &mut Scope,
    facts: &Facts,
    finder: &mut Finder<'_>,
) -> When {
    let raw = &written.value;
    let mut methods = Vec::new();
    for method in &raw.method {
        match Method::ALL.into_iter().find(|m| m.word().eq_ignore_ascii_case(&method.value)) {
            Some(known) => methods.push(known),
            None => {
                let message = format!("`{}` is no method", method.value);
                let known = Method::ALL.map(Method::word);
                finder.say(
                    place(method),
                    message,
                    did_you_mean(&method.value.to_uppercase(), known),
                );
            }
        }
    }
    finder.bodiless = methods.contains(&Method::Head);
    if let Some(first) = raw.body.values().next() {
        finder.needs_body(place(first));
    }
    finder.bodiless = false;
    let path = raw.path.as_ref().and_then(|path| match PathTemplate::parse(&path.value) {
        Ok(template) => Some(template),
        Err(why) => {
            finder.say(place(path), why, None);
            None
        }
    });
    if methods.is_empty() && path.is_none() && raw.status.is_none() && raw.method.is_empty() {
        finder.say(place(written), "it picks no answers: name `method`, `path` or `status`", None);
    }
    for (name, value) in &raw.values {
        scope.check(&format!("{{{{{name}}}}}"), place(value), finder);
    }
    demands::pointers(&raw.body, finder);
    demands::pointers(&raw.request, finder);
    When {
        methods,
        path,
        versions: raw.api_version.as_ref().map(|v| versions::range(v, finder)).unwrap_or_default(),
        status: raw
            .status
            .as_ref()
            .and_then(|status| demands::status_of(status, NO_STATUS, finder)),
        query: demands::matchers(&raw.query, scope, finder),
        request: demands::matchers(&raw.request, scope, finder),
        headers: demands::matchers(&raw.headers, scope, finder),
        body: demands::matchers(&raw.body, scope, finder),
        values: demands::matchers(&raw.values, scope, finder),
        known: raw.known.iter().map(|f| known_fact(f, facts, finder)).collect(),
        unknown: raw.unknown.iter().map(|f| known_fact(f, facts, finder)).collect(),
    }
}

fn known_fact(written: &Spanned<String>, facts: &Facts, finder: &mut Finder<'_>) -> String {
    if !finder.around.unsure.variables && !facts.contains_key(&written.value) {
        let hint = did_you_mean(&written.value, facts.keys().map(String::as_str));
        finder.say(place(written), format!("no `remember` keeps a fact `{}`", written.value), hint);
    }
    written.value.clone()
}
