//! From the written shape (`raw`) to the checked model: every mistake with its place, all of
//! them and not only the first.
//!
//! In: a [`RawScenario`], what is known outside of it ([`Surroundings`]). Out: a [`Scenario`].

mod demands;
mod request;
mod scope;

use std::collections::BTreeSet;

use serde_json::Value;
use serde_saphyr::Spanned;

use super::model::{Action, Capture, Cited, From, Poll, Request, Scenario, Step};
use super::needs::{Need, Operation, Role};
use super::raw::{RawPoll, RawScenario, RawStep};
use crate::matcher;
use crate::yaml::{Mistake, did_you_mean, duration, place};
use scope::Scope;

/// What a scenario may refer to.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// Ids of the contract's requirements.
    pub clauses: &'a BTreeSet<String>,
    /// Names of the wire schemas.
    pub schemas: &'a BTreeSet<String>,
}

/// The mistakes found so far, and the file they are in.
struct Finder<'a> {
    file: &'a str,
    around: Surroundings<'a>,
    mistakes: Vec<Mistake>,
}

impl Finder<'_> {
    fn say(&mut self, at: (u64, u64), message: impl Into<String>, hint: Option<String>) {
        self.mistakes.push(Mistake::at(self.file, at, message).hint(hint));
    }
}

/// Compiles one file; `id` is its path below `cases/` without `.yaml`.
pub fn scenario(
    id: &str,
    file: &str,
    raw: &RawScenario,
    around: Surroundings<'_>,
) -> Result<Scenario, Vec<Mistake>> {
    let mut finder = Finder { file, around, mistakes: Vec::new() };
    let mut scope = Scope::new();
    if raw.title.value.trim().is_empty() {
        finder.say(place(&raw.title), "`title` is empty", None);
    }
    let mut needs = declared_needs(raw, &mut finder);
    if raw.steps.value.is_empty() {
        finder.say(place(&raw.steps), "`steps` is empty: a scenario does something", None);
    }
    let mut covers: Vec<Cited> = Vec::new();
    let mut steps = Vec::new();
    for written in &raw.steps.value {
        cite(&written.value, &mut covers);
        if let Some(step) = step(written, &mut scope, &mut finder) {
            needs.extend(operation_need(&step));
            steps.push(step);
        }
    }
    needs.extend(scope.roles().map(Need::Issuer));
    if !finder.mistakes.is_empty() {
        return Err(finder.mistakes);
    }
    Ok(Scenario {
        id: id.to_owned(),
        section: id.split('/').next().unwrap_or_default().to_owned(),
        file: file.to_owned(),
        title: raw.title.value.clone(),
        tags: raw.tags.clone(),
        needs,
        covers,
        steps,
    })
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

fn step(written: &Spanned<RawStep>, scope: &mut Scope, finder: &mut Finder<'_>) -> Option<Step> {
    let raw = &written.value;
    let action = action(written, scope, finder);
    let sends = matches!(action, Some(Action::Send { .. }));
    if action.is_some() && !sends {
        let only = "goes only with `request`";
        if let Some(poll) = &raw.poll {
            finder.say(place(poll), format!("`poll` {only}"), None);
        }
        if !(raw.capture.is_empty() && raw.expect.is_empty()) {
            finder.say(place(written), format!("`capture` and `expect` {only}"), None);
        }
    }
    let captures = captures(raw, scope, finder);
    let expect = demands::expectations(raw, scope, finder);
    let name = raw.name.clone();
    Some(Step { name, line: place(written).0, action: action?, captures, expect })
}

fn action(
    written: &Spanned<RawStep>,
    scope: &mut Scope,
    finder: &mut Finder<'_>,
) -> Option<Action> {
    let raw = &written.value;
    match (&raw.request, &raw.sign, &raw.issue) {
        (Some(request), None, None) => {
            let request = request::request(request, scope, finder)?;
            let poll = raw.poll.as_ref().map(|p| Box::new(poll(&p.value, place(p), scope, finder)));
            Some(Action::Send { request, poll })
        }
        (None, Some(sign), None) => {
            let sign = &sign.value;
            scope.check(&sign.csr.value, place(&sign.csr), finder);
            let into = sign.name.value.clone();
            let fields = ["x5c", "leaf", "ca", "nbf", "exp"];
            scope.define_object(&into, &fields, place(&sign.name), finder);
            let csr = sign.csr.value.clone();
            Some(Action::Sign { csr, other_key: sign.key.is_some(), into })
        }
        (None, None, Some(issue)) => {
            let issue = &issue.value;
            scope.check(&issue.subject.value, place(&issue.subject), finder);
            let into = issue.name.value.clone();
            let fields = ["pem", "pfx", "pwd", "leaf"];
            scope.define_object(&into, &fields, place(&issue.name), finder);
            Some(Action::Issue { subject: issue.subject.value.clone(), into })
        }
        _ => {
            let message = "a step has exactly one of `request`, `sign`, `issue`";
            finder.say(place(written), message, None);
            None
        }
    }
}

fn poll(raw: &RawPoll, at: (u64, u64), scope: &mut Scope, finder: &mut Finder<'_>) -> Poll {
    let deadline = raw.deadline.as_ref().and_then(|written| {
        let parsed = duration(&written.value);
        if parsed.is_none() {
            let message = format!("`{}` is no duration", written.value);
            finder.say(place(written), message, Some("write 500ms, 20s or 3m".into()));
        }
        parsed
    });
    let before = finder.mistakes.len();
    let until = demands::plain(&raw.until, scope, finder);
    if until.is_empty() && finder.mistakes.len() == before {
        finder.say(at, "`until` names nothing to wait for", None);
    }
    let fail_if = raw.fail_if.as_ref().map(|f| demands::plain(f, scope, finder));
    Poll { until, fail_if, deadline }
}

fn captures(raw: &RawStep, scope: &mut Scope, finder: &mut Finder<'_>) -> Vec<Capture> {
    let mut found = Vec::new();
    for (name, written) in &raw.capture {
        scope.define(name, place(written), finder);
        match capture(name, place(written).0, &written.value) {
            Ok(capture) => found.push(capture),
            Err(message) => finder.say(place(written), message, None),
        }
    }
    found
}

fn capture(name: &str, line: u64, written: &Value) -> Result<Capture, String> {
    let pointer = |text: &str| match text.starts_with('/') || text.is_empty() {
        true => Ok(From::Body(text.to_owned())),
        false => Err(format!("`{text}` is no JSON pointer: it begins with `/`")),
    };
    if let Some(text) = written.as_str() {
        let name = name.to_owned();
        return Ok(Capture { name, line, from: pointer(text)?, pattern: None });
    }
    let fields = written.as_object().ok_or("a capture is a JSON pointer or a mapping")?;
    if fields.contains_key("body") && fields.contains_key("header") {
        return Err("a capture takes `body` or `header`, not both".to_owned());
    }
    let mut from = None;
    let mut pattern = None;
    for (key, value) in fields {
        let text = value.as_str().ok_or_else(|| format!("`{key}` takes a string"))?;
        match key.as_str() {
            "body" => from = Some(pointer(text)?),
            "header" => from = Some(From::Header(text.to_ascii_lowercase())),
            "matches" => {
                let regex = matcher::pattern::check(text)?;
                if regex.captures_len() < 2 {
                    return Err(format!("`{text}` has no group to capture"));
                }
                pattern = Some(text.to_owned());
            }
            other => return Err(format!("a capture knows no `{other}` (body, header, matches)")),
        }
    }
    let from = from.ok_or("a capture needs `body` or `header`")?;
    Ok(Capture { name: name.to_owned(), line, from, pattern })
}
