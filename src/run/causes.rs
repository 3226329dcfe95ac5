//! Why a set-up could not be done: a claim that is broken elsewhere in the run, or a rule, says
//! that what it wanted is not given, or nothing does.
//!
//! In: the ends of all cases, and what was found of the rules. Out: the cases whose set-up failed,
//! Blocked with the cause, or left as the Error that they are. Done when all have ended, so that
//! their order does not matter.

use serde_json::Value;

use super::end::NotGiven;
use crate::keyvault::route::Route;
use crate::leftovers::names::RunId;
use crate::scenario::method::Method;
use crate::scenario::needs::Operation;
use crate::scenario::over::UNKNOWN;
use crate::verdict::finding::{CheckResult, Expected, Got, Place};
use crate::verdict::{CaseResult, ExchangeRecord, Outcome, StepResult, Verdict};

/// What a request asked for: the operation, and the issuer of the certificate at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kind {
    operation: Asked,
    issuer: Option<String>,
}

/// An operation of certificates; or of what a suite of one's own is about, the method and the path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Of(Operation),
    Other(String),
}

impl Kind {
    /// Whether the two are alike but for which issuer it is. Where nothing was created, it is as
    /// much like a manual operation as like an issuer's.
    fn resembles(&self, other: &Kind) -> bool {
        let either = self.is_manual().zip(other.is_manual());
        self.operation == other.operation && either.is_none_or(|(one, other)| one == other)
    }

    /// None where nothing was created.
    fn is_manual(&self) -> Option<bool> {
        Some(["", UNKNOWN].contains(&self.issuer.as_deref()?))
    }
}

/// A claim that failed, or a rule that an answer broke.
struct Broken<'c> {
    kind: Kind,
    /// Rules are about every answer of a kind, whoever the issuer is.
    by_rule: bool,
    clause: &'c str,
    case: &'c str,
    status: Option<u16>,
    check: &'c CheckResult,
}

/// What a set-up wanted: of which request, how that was answered, and what was not so.
struct Wanted {
    kind: Kind,
    status: Option<u16>,
    missing: Vec<Missing>,
}

/// One thing that was not so.
enum Missing {
    /// A value is not there.
    Value(Place),
    /// A check of the set-up did not hold.
    Check(Box<CheckResult>),
    /// A success.
    Success,
}

/// Explains the cases of these indexes, each with what was not given.
pub(super) fn explain(
    cases: &mut [CaseResult],
    rules: &[CaseResult],
    unready: &[(usize, NotGiven)],
) {
    let mut explained = Vec::new();
    if !unready.is_empty() {
        let broken: Vec<Broken<'_>> = cases.iter().chain(rules).flat_map(broken).collect();
        for (index, not_given) in unready {
            let Some(case) = cases.get(*index) else { continue };
            let Some(wanted) = wanted(&case.steps, not_given) else { continue };
            if let (Some(cause), Some(reason)) = (cause(&broken, &wanted), case.verdict.reason()) {
                let Broken { clause, case, .. } = cause;
                let reason = format!("{reason}; `{clause}` is broken: {case}");
                explained.push((*index, reason, (*clause).to_owned()));
            }
        }
    }
    for (index, reason, clause) in explained {
        cases[index].verdict = Verdict::Blocked { reason, broken: Some(clause), lack: None };
    }
}

/// What says that it is not given: of the same issuer rather than of another, in a case rather
/// than in a rule, of the very value rather than of the whole answer.
fn cause<'b, 'c>(broken: &'b [Broken<'c>], wanted: &Wanted) -> Option<&'b Broken<'c>> {
    told(broken, wanted, says_so).or_else(|| told(broken, wanted, says_of_answer))
}

fn told<'b, 'c>(
    broken: &'b [Broken<'c>],
    wanted: &Wanted,
    explains: fn(&Broken<'_>, &Missing, &Wanted) -> bool,
) -> Option<&'b Broken<'c>> {
    let says = |b: &&Broken<'_>| wanted.missing.iter().any(|missing| explains(b, missing, wanted));
    let mut same = broken.iter().filter(|b| !b.by_rule && b.kind == wanted.kind);
    let mut alike = broken.iter().filter(|b| !b.by_rule && b.kind.resembles(&wanted.kind));
    let mut ruled =
        broken.iter().filter(|b| b.by_rule && b.kind.operation == wanted.kind.operation);
    same.find(says).or_else(|| alike.find(says)).or_else(|| ruled.find(says))
}

/// Whether a finding is about the very thing that was not so.
fn says_so(broken: &Broken<'_>, missing: &Missing, wanted: &Wanted) -> bool {
    match missing {
        Missing::Value(place) => holds(&broken.check.place, place),
        Missing::Check(check) if check.place == Place::Status => {
            broken.check.place == Place::Status
                && broken.status == wanted.status
                && wish(&broken.check.expected) == wish(&check.expected)
        }
        Missing::Check(check) => match &check.got {
            Got::Nothing => holds(&broken.check.place, &check.place),
            _ => {
                broken.check.signature == check.signature
                    && shared(&broken.check.expected, &check.expected)
            }
        },
        Missing::Success => says_of_answer(broken, missing, wanted),
    }
}

/// Whether a finding says that an answer of this status came where a success was due; or that the
/// target failed, which is never due (lowkey-vault answers 500 to any PATCH of the pending object).
fn says_of_answer(broken: &Broken<'_>, _: &Missing, wanted: &Wanted) -> bool {
    let never_due = wanted.status.is_some_and(|status| status >= 500);
    broken.check.place == Place::Status
        && broken.status == wanted.status
        && (never_due || wish(&broken.check.expected) == Some(2))
}

/// Whether the first place is the second, or what the second stands in.
fn holds(found: &Place, wanted: &Place) -> bool {
    let found = match found {
        Place::Schema { error: Some(error), .. } => {
            let property = error.property.iter().map(|name| format!("/{name}"));
            let pointer = error.pointer.clone() + &property.collect::<String>();
            &Place::Body { pointer }
        }
        other => other,
    };
    match (found, wanted) {
        (Place::Body { pointer: found }, Place::Body { pointer: wanted }) => {
            let below = wanted.strip_prefix(found.as_str());
            below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }
        (found, wanted) => found == wanted,
    }
}

/// The class of the statuses that were expected, if it is one.
fn wish(expected: &Expected) -> Option<u16> {
    match expected {
        Expected::Status { any_of } => {
            let class = any_of.first()? / 100;
            any_of.iter().all(|status| status / 100 == class).then_some(class)
        }
        Expected::StatusClass { hundreds } => Some(*hundreds),
        _ => None,
    }
}

/// Whether two matchers speak of the same word: `canceled` that is not `cancelled` says nothing of
/// an operation that should have completed.
fn shared(one: &Expected, other: &Expected) -> bool {
    let (Expected::Match { matcher: one }, Expected::Match { matcher: other }) = (one, other)
    else {
        return true;
    };
    let (mut ones, mut others) = (Vec::new(), Vec::new());
    words(one, &mut ones);
    words(other, &mut others);
    ones.is_empty() || others.is_empty() || ones.iter().any(|word| others.contains(word))
}

fn words<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| words(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| words(field, found)),
        _ => {}
    }
}

fn wanted(steps: &[StepResult], not_given: &NotGiven) -> Option<Wanted> {
    let kind = kind(steps, not_given.step)?;
    let step = steps.get(not_given.step)?;
    let noted = step.checks.iter().filter(|c| c.outcome == Outcome::Noted && c.clause.is_none());
    let mut missing: Vec<Missing> = match &not_given.value {
        Some(place) => vec![Missing::Value(place.clone())],
        None => noted.map(|check| Missing::Check(Box::new(check.clone()))).collect(),
    };
    if missing.is_empty() {
        missing.push(Missing::Success);
    }
    Some(Wanted { kind, status: step.exchanges.last().and_then(|e| e.status), missing })
}

fn broken(case: &CaseResult) -> Vec<Broken<'_>> {
    let by_rule = case.answers.is_some();
    let mut found = Vec::new();
    for (index, step) in case.steps.iter().enumerate() {
        // The steps of a rule are answers of different cases.
        let until = if by_rule { std::slice::from_ref(step) } else { &case.steps[..=index] };
        let Some(kind) = kind(until, until.len() - 1) else { continue };
        let status = step.exchanges.last().and_then(|exchange| exchange.status);
        for check in step.checks.iter().filter(|check| check.outcome == Outcome::Failed) {
            if let Some(clause) = check.clause.as_deref() {
                let (kind, case) = (kind.clone(), case.id.as_str());
                found.push(Broken { kind, by_rule, clause, case, status, check });
            }
        }
    }
    found
}

/// What the step asked for; of one that sends nothing, what the last one before it did.
fn kind(steps: &[StepResult], index: usize) -> Option<Kind> {
    let before = || steps.iter().take(index + 1).rev().flat_map(|s| s.exchanges.iter().rev());
    let operation = operation(before().next()?)?;
    let issuer = before().find_map(issuer);
    Some(Kind { operation, issuer })
}

fn operation(exchange: &ExchangeRecord) -> Option<Asked> {
    let method = Method::ALL.into_iter().find(|method| method.word() == exchange.method)?;
    let url = exchange.url.split('?').next()?;
    if let Some(at) = url.find("/certificates/") {
        return Operation::of_request(method, &url[at..]).map(Asked::Of);
    }
    let below = url.split_once("://").map_or(url, |(_, below)| below);
    let path = &below[below.find('/')?..];
    if Route::parse(path).is_some() {
        return None;
    }
    let segments = path.split('/');
    let segments: Vec<&str> =
        segments.map(|s| if RunId::of(s).is_some() { "{name}" } else { s }).collect();
    Some(Asked::Other(format!("{} {}", exchange.method, segments.join("/"))))
}

/// The issuer that a create asked for, empty where it named none; none of any other request.
fn issuer(exchange: &ExchangeRecord) -> Option<String> {
    if operation(exchange) != Some(Asked::Of(Operation::Create)) {
        return None;
    }
    let body: Value = serde_json::from_str(exchange.request_body.as_deref()?).ok()?;
    let name = body.pointer("/policy/issuer/name").and_then(Value::as_str);
    Some(name.unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests;
