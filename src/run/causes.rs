//! Why a set-up could not be done: a claim that is broken elsewhere in the run says so, or
//! nothing does.
//!
//! In: the ends of all cases. Out: those whose set-up failed, Blocked with the cause, or left as
//! the Error that they are. Done when all have ended, so that their order does not matter.

use serde_json::Value;

use crate::scenario::method::Method;
use crate::scenario::needs::Operation;
use crate::scenario::over::UNKNOWN;
use crate::verdict::{CaseResult, ExchangeRecord, Outcome, StepResult, Verdict};

/// What a request asked for: the operation, and the issuer of the certificate at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kind {
    operation: Operation,
    issuer: Option<String>,
}

impl Kind {
    /// Whether the two are alike but for which issuer it is.
    fn resembles(&self, other: &Kind) -> bool {
        let manual = |kind: &Kind| kind.issuer.as_deref() == Some(UNKNOWN);
        self.operation == other.operation && manual(self) == manual(other)
    }
}

/// A claim that failed.
struct Broken {
    kind: Kind,
    clause: String,
    case: String,
}

/// Explains the cases of these indexes, each with the step that could not be done.
pub(super) fn explain(cases: &mut [CaseResult], unready: &[(usize, usize)]) {
    if unready.is_empty() {
        return;
    }
    let broken: Vec<Broken> = cases.iter().flat_map(broken).collect();
    for (index, step) in unready {
        let Some(case) = cases.get_mut(*index) else { continue };
        let Some(kind) = kind(&case.steps, *step) else { continue };
        let same = broken.iter().find(|b| b.kind == kind);
        let cause = same.or_else(|| broken.iter().find(|b| b.kind.resembles(&kind)));
        if let (Some(cause), Some(reason)) = (cause, case.verdict.reason()) {
            let reason = format!("{reason}; `{}` is broken: {}", cause.clause, cause.case);
            case.verdict = Verdict::Blocked { reason, broken: Some(cause.clause.clone()) };
        }
    }
}

fn broken(case: &CaseResult) -> Vec<Broken> {
    let mut found = Vec::new();
    for (index, step) in case.steps.iter().enumerate() {
        let failed = step.checks.iter().filter(|c| c.outcome == Outcome::Failed);
        let clause = failed.filter_map(|c| c.clause.clone()).next();
        if let (Some(clause), Some(kind)) = (clause, kind(&case.steps, index)) {
            found.push(Broken { kind, clause, case: case.id.clone() });
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

fn operation(exchange: &ExchangeRecord) -> Option<Operation> {
    let method = Method::ALL.into_iter().find(|method| method.word() == exchange.method)?;
    let path = &exchange.url[exchange.url.find("/certificates/")?..];
    Operation::of_request(method, path.split('?').next().unwrap_or(path))
}

/// The issuer that a create asked for; none of any other request.
fn issuer(exchange: &ExchangeRecord) -> Option<String> {
    if operation(exchange) != Some(Operation::Create) {
        return None;
    }
    let body: Value = serde_json::from_str(exchange.request_body.as_deref()?).ok()?;
    let name = body.pointer("/policy/issuer/name").and_then(Value::as_str);
    Some(name.unwrap_or(UNKNOWN).to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::verdict::finding::{CheckResult, Expected, Got, Place, StatusLine};

    fn create(issuer: &str) -> ExchangeRecord {
        let body = json!({ "policy": { "issuer": { "name": issuer } } });
        serde_json::from_value(json!({
            "method": "POST", "url": "https://v/certificates/n/create?api-version=7.5",
            "request_headers": [], "request_body": body.to_string(), "status": 400,
            "response_headers": [], "response_body": "", "response_bytes": 0,
            "started_at": "", "millis": 0, "curl": "",
        }))
        .unwrap()
    }

    fn case(id: &str, issuer: &str, verdict: Verdict, checks: Vec<CheckResult>) -> CaseResult {
        let exchanges = vec![create(issuer)];
        CaseResult {
            id: id.into(),
            section: String::new(),
            title: String::new(),
            file: String::new(),
            requirements: Vec::new(),
            verdict,
            steps: vec![StepResult {
                name: "create".into(),
                line: 1,
                exchanges,
                checks,
                seen: None,
            }],
            millis: 0,
            answers: None,
        }
    }

    fn failed(clause: &str) -> Vec<CheckResult> {
        let answer = StatusLine { status: 400, code: None, message: None };
        let (expected, got) = (Expected::Status { any_of: vec![202] }, Got::Status { answer });
        let check = CheckResult::failed(1, Place::Status, expected, got);
        vec![CheckResult { clause: Some(clause.into()), ..check }]
    }

    fn ends(issuer: &str) -> Verdict {
        let lost = Verdict::Error { reason: "set-up".into() };
        let mut cases = [
            case("a", "kvc-1-issuing", Verdict::Fail, failed("create.accepted")),
            case("b", issuer, lost, Vec::new()),
        ];
        explain(&mut cases, &[(1, 0)]);
        cases[1].verdict.clone()
    }

    #[test]
    fn a_broken_claim_of_the_same_kind_explains_a_set_up_and_another_does_not() {
        let blocked = ends("kvc-1-issuing");
        assert_eq!(blocked.reason(), Some("set-up; `create.accepted` is broken: a"));
        assert_eq!(ends("kvc-1-stalled"), blocked, "any issuer is like another");
        assert_eq!(ends("Unknown").word(), "Error", "a manual create is something else");
    }
}
