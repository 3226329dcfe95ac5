//! One step: what it is for, what it does, what it keeps, what it expects.
//!
//! In: a [`RawStep`] and the variables known so far. Out: a [`Step`]; mistakes go to the finder.

use serde_json::Value;
use serde_saphyr::Spanned;

use super::creates;
use super::demands;
use super::finder::Finder;
use super::request;
use super::scope::Scope;
use crate::matcher;
use crate::scenario::model::{Action, Capture, From, Poll, Purpose, Step};
use crate::scenario::raw::{RawPoll, RawStep};
use crate::yaml::{duration, place};

/// Compiles a step that is written out; one that says `use` is read in `uses`.
pub(super) fn step(
    written: &Spanned<RawStep>,
    scope: &mut Scope,
    finder: &mut Finder<'_>,
) -> Option<Step> {
    let raw = &written.value;
    stray(written, finder);
    let name = name(written, finder);
    scope.forget_uses();
    finder.bodiless = false;
    let action = action(written, scope, finder);
    let creates = raw.creates.as_ref().and_then(|c| creates::creates(c, raw, scope, finder));
    let uses = scope.uses();
    let sends = matches!(action, Some(Action::Send { .. }));
    if action.is_some() && !sends {
        let only = "goes only with `request`";
        if let Some(poll) = &raw.poll {
            finder.say(place(poll), format!("`poll` {only}"), None);
        }
        if !(raw.capture.is_empty() && raw.expect.is_empty()) {
            finder.say(place(written), format!("`capture` and `expect` {only}"), None);
        }
        if let Some(given) = &raw.given {
            finder.say(place(given), format!("`given` {only}"), None);
        }
        if let Some(creates) = &raw.creates {
            finder.say(place(creates), format!("`creates` {only}"), None);
        }
    }
    let captures = captures(raw, scope, finder);
    let expect = demands::expectations(raw, scope, finder);
    finder.bodiless = false;
    let purpose = purpose(raw, finder);
    let (name, line) = (name?, place(written).0);
    let action = action?;
    Some(Step { name, line, purpose, frame: None, action, creates, uses, captures, expect })
}

/// What goes only with `use`.
fn stray(written: &Spanned<RawStep>, finder: &mut Finder<'_>) {
    let raw = &written.value;
    if let Some(value) = raw.with.values().next() {
        finder.say(place(value), "`with` goes only with `use`", None);
    }
    if let Some(into) = &raw.into {
        finder.say(place(into), "`as` goes only with `use`", None);
    }
}

fn name(written: &Spanned<RawStep>, finder: &mut Finder<'_>) -> Option<String> {
    let given = written.value.given.as_ref().map(|g| &g.value);
    match (&written.value.name, given) {
        (Some(one), None) | (None, Some(one)) => Some(one.clone()),
        _ => {
            finder.say(place(written), "a step has exactly one of `name`, `given`, `use`", None);
            None
        }
    }
}

/// A step with a clause makes a claim, one that is `given` a precondition, any other sets up.
fn purpose(raw: &RawStep, finder: &mut Finder<'_>) -> Purpose {
    let clause = raw.expect.iter().find_map(|e| e.value.clause.as_ref());
    match (&raw.given, clause) {
        (Some(given), clause) => {
            if let Some(clause) = clause {
                let message = "a precondition names no clause: it makes no claim";
                finder.say(place(clause), message, None);
            }
            if raw.expect.is_empty() {
                finder.say(place(given), "a precondition expects something", None);
            }
            Purpose::Given
        }
        (None, Some(_)) => Purpose::Claim,
        (None, None) => Purpose::SetUp,
    }
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
    let through = raw.through.as_ref().and_then(|status| {
        let hint = "`through` takes a status (100-599), a list of them, or a class like 4xx";
        demands::status_of(status, hint, finder)
    });
    let fail_if = raw.fail_if.as_ref().map(|f| demands::plain(f, scope, finder));
    Poll { until, through, fail_if, deadline }
}

fn captures(raw: &RawStep, scope: &mut Scope, finder: &mut Finder<'_>) -> Vec<Capture> {
    let mut found = Vec::new();
    for (name, written) in &raw.capture {
        scope.define(name, place(written), finder);
        match capture(name, place(written).0, &written.value) {
            Ok(capture) => {
                if matches!(capture.from, From::Body(_)) {
                    finder.needs_body(place(written));
                }
                found.push(capture);
            }
            Err(message) => finder.say(place(written), message, None),
        }
    }
    found
}

fn capture(name: &str, line: u64, written: &Value) -> Result<Capture, String> {
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

fn pointer(text: &str) -> Result<From, String> {
    if text.starts_with('/') || text.is_empty() {
        Ok(From::Body(text.to_owned()))
    } else {
        Err(format!("`{text}` is no JSON pointer: it begins with `/`"))
    }
}
