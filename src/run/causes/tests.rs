//! Which broken claim explains a set-up, and which does not.

use serde_json::json;

use super::*;
use crate::verdict::Answers;
use crate::verdict::finding::StatusLine;

fn create(issuer: &str, status: u16) -> ExchangeRecord {
    let body = json!({ "policy": { "issuer": { "name": issuer } } });
    serde_json::from_value(json!({
        "method": "POST", "url": "https://v/certificates/n/create?api-version=7.5",
        "request_headers": [], "request_body": body.to_string(), "status": status,
        "response_headers": [], "response_body": "", "response_bytes": 0,
        "started_at": "", "millis": 0, "authenticated": true,
    }))
    .unwrap()
}

fn case(
    id: &str,
    exchange: ExchangeRecord,
    verdict: Verdict,
    checks: Vec<CheckResult>,
) -> CaseResult {
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
            exchanges: vec![exchange],
            checks,
            seen: None,
        }],
        began: None,
        millis: 0,
        answers: None,
    }
}

fn claimed(clause: &str, check: CheckResult) -> Vec<CheckResult> {
    vec![CheckResult { clause: Some(clause.into()), ..check }]
}

fn status(wanted: u16, got: u16) -> CheckResult {
    let answer = StatusLine { status: got, code: None, message: None };
    let expected = Expected::Status { any_of: vec![wanted] };
    CheckResult::failed(1, Place::Status, expected, Got::Status { answer })
}

fn body(pointer: &str, matcher: Value, got: Got) -> CheckResult {
    let signature = Some(format!("body {pointer}: {got:?}"));
    let place = Place::Body { pointer: pointer.into() };
    let check = CheckResult::failed(1, place, Expected::Match { matcher }, got);
    CheckResult { signature, ..check }
}

fn lost() -> Verdict {
    Verdict::Error { reason: "set-up".into() }
}

/// What becomes of a case whose create was answered so and did not give that, beside a case (or a
/// rule) of another issuer with these findings.
fn explained(beside: CaseResult, lost: CaseResult, value: Option<&str>) -> String {
    let rule = beside.answers.is_some();
    let value = value.map(|pointer| Place::Body { pointer: pointer.into() });
    let (mut cases, rules) =
        if rule { (vec![lost], vec![beside]) } else { (vec![lost, beside], vec![]) };
    explain(&mut cases, &rules, &[(0, NotGiven { step: 0, value })]);
    let reason = cases[0].verdict.reason().unwrap_or_default();
    reason.strip_prefix("set-up").unwrap().to_owned()
}

const ISSUER: &str = "kvc-1-issuing";

#[test]
fn a_refused_create_is_explained_by_a_claim_of_the_same_kind() {
    let refused = || claimed("create.accepted", status(202, 400));
    let beside = || case("a", create(ISSUER, 400), Verdict::Fail, refused());
    let ends = |issuer| explained(beside(), case("b", create(issuer, 400), lost(), vec![]), None);
    let told = "; `create.accepted` is broken: a";
    assert_eq!(ends(ISSUER), told);
    assert_eq!(ends("kvc-1-stalled"), told, "any issuer is like another");
    assert_eq!(ends("Unknown"), "", "a manual create is something else");
    let other = case("b", create(ISSUER, 403), lost(), vec![]);
    assert_eq!(explained(beside(), other, None), "", "it was answered otherwise");
    let failed = claimed("cancel.not-found", status(404, 500));
    let beside = case("a", create(ISSUER, 500), Verdict::Fail, failed);
    let choked = case("b", create(ISSUER, 500), lost(), vec![]);
    assert_eq!(explained(beside, choked, None), "; `cancel.not-found` is broken: a", "a 500 is");
}

/// calvinchengx/azure-keyvault-emulator gives no csr; that it accepts a second create with the
/// same 202 does not explain it.
#[test]
fn a_value_that_is_missing_is_explained_by_its_own_place() {
    let lost = || case("b", create(ISSUER, 202), lost(), vec![]);
    let beside = |found: CheckResult| {
        let made = case("a", create(ISSUER, 202), Verdict::Fail, claimed("x", found));
        explained(made, lost(), Some("/csr"))
    };
    assert_eq!(beside(body("/csr", json!({ "csr": {} }), Got::Nothing)), "; `x` is broken: a");
    assert_eq!(beside(status(409, 202)), "", "of a refusal that was due");
    assert_eq!(beside(body("/csrs", json!(1), Got::Nothing)), "");
    assert_eq!(beside(status(201, 202)), "; `x` is broken: a", "of what should have come");
    let error = serde_json::from_value(json!({
        "kind": "schema", "schema": "operation",
        "error": { "pointer": "", "keyword": "required", "property": "csr", "by": "" },
    }));
    let found = CheckResult { place: error.unwrap(), ..body("", json!(1), Got::Nothing) };
    let mut rule = case("rules/r", create("Unknown", 202), Verdict::Fail, claimed("x", found));
    rule.answers = Some(Answers::default());
    assert_eq!(explained(rule, lost(), Some("/csr")), "; `x` is broken: rules/r", "by any issuer");
}

#[test]
fn what_was_presupposed_is_explained_by_a_claim_that_wants_the_same() {
    let noted = |check: CheckResult| vec![CheckResult { outcome: Outcome::Noted, ..check }];
    let value = |word: &str| Got::Value { value: json!(word) };
    let wants = |wanted: &str, wished: &str| {
        let found =
            claimed("x", body("/status", json!({ "same-word": wished }), value("cancelled")));
        let unmet = noted(body("/status", json!(wanted), value("cancelled")));
        let beside = case("a", create(ISSUER, 202), Verdict::Fail, found);
        explained(beside, case("b", create(ISSUER, 202), lost(), unmet), None)
    };
    assert_eq!(wants("inProgress", "inProgress"), "; `x` is broken: a");
    assert_eq!(wants("completed", "canceled"), "", "it is about another word");
    let unmet = noted(status(409, 202));
    let beside = case("a", create(ISSUER, 202), Verdict::Fail, claimed("x", status(409, 202)));
    let ends = explained(beside, case("b", create(ISSUER, 202), lost(), unmet), None);
    assert_eq!(ends, "; `x` is broken: a");
}

#[test]
fn what_a_suite_of_ones_own_is_about_is_alike_by_method_and_path() {
    let asked = |method: &str, url: &str| {
        operation(&ExchangeRecord { method: method.into(), url: url.into(), ..create("", 200) })
    };
    let one = asked("PUT", "https://v/secrets/kvc-6553f100abcdef-a?api-version=7.4");
    assert_eq!(one, Some(Asked::Other("PUT /secrets/{name}".into())));
    assert_eq!(one, asked("PUT", "http://w:1/secrets/kvc-6553f100abcdef-b"));
    assert_ne!(one, asked("GET", "https://v/secrets/kvc-6553f100abcdef-a"));
    assert_ne!(one, asked("PUT", "https://v/secrets/theirs"));
    assert_eq!(asked("GET", "https://v/deletedcertificates/a"), None);
}
