//! Findings of answers as targets give them, and the causes that come of them.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use crate::verdict::finding::{CheckResult, Expected, Got, Place, SchemaPlace, StatusLine};
use crate::verdict::{CaseStep, ExchangeRecord, Seen};

fn exchange(method: &str, path: &str, status: u16, body: &str) -> ExchangeRecord {
    let kind = if body.starts_with('<') { "text/html" } else { "application/json" };
    serde_json::from_value(json!({
        "method": method, "url": format!("https://v:1/base{path}"), "request_headers": [],
        "status": status, "response_headers": [["content-type", kind]], "response_body": body,
        "response_bytes": body.len(), "started_at": "", "millis": 0, "authenticated": true,
    }))
    .unwrap()
}

fn failed(clause: &str, place: Place, got: Got, signature: &str) -> CheckResult {
    let expected = Expected::Status { any_of: vec![200] };
    CheckResult {
        clause: Some(clause.into()),
        signature: Some(signature.into()),
        ..CheckResult::failed(1, place, expected, got)
    }
}

fn status(clause: &str, came: u16) -> CheckResult {
    let answer = StatusLine { status: came, code: None, message: None };
    failed(clause, Place::Status, Got::Status { answer }, &format!("status {came}"))
}

fn absent(clause: &str, pointer: &str) -> CheckResult {
    let place = Place::Body { pointer: pointer.into() };
    failed(clause, place, Got::Nothing, &format!("body {pointer}: nothing"))
}

fn required(clause: &str, pointer: &str, property: &str) -> CheckResult {
    let error = SchemaPlace {
        pointer: pointer.into(),
        keyword: "required".into(),
        property: Some(property.into()),
        by: "x".into(),
    };
    let place = Place::Schema { schema: "x".into(), error: Some(error) };
    failed(clause, place, Got::Nothing, &format!("schema {pointer}/{property}: required"))
}

fn trial(id: &str, exchange: ExchangeRecord, checks: Vec<CheckResult>) -> CaseResult {
    let cited = checks.iter().filter_map(|check| check.clause.clone());
    let requirement = |id: String| {
        let (level, clause, source) = ("must".to_owned(), String::new(), String::new());
        RequirementRef { id, level, clause, source, link: None }
    };
    CaseResult {
        id: id.into(),
        section: String::new(),
        title: String::new(),
        file: String::new(),
        requirements: cited.map(requirement).collect(),
        verdict: Verdict::Fail,
        steps: vec![StepResult {
            name: "s".into(),
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

fn signatures(cases: Vec<CaseResult>) -> Vec<String> {
    causes(&RunResult::of(cases)).into_iter().map(|cause| cause.signature).collect()
}

const PENDING: &str = "/certificates/a/pending?api-version=7.4";

#[test]
fn a_wrong_status_is_at_the_root_of_all_else_in_the_answer_whichever_requirement_noticed() {
    let cases = vec![
        trial(
            "a",
            exchange("DELETE", PENDING, 204, ""),
            vec![status("d.returns", 204), absent("d.returns", "/id")],
        ),
        trial("b", exchange("DELETE", PENDING, 204, ""), vec![status("d.any", 204)]),
    ];
    let found = causes(&RunResult::of(cases));
    assert_eq!(found.len(), 1, "{found:#?}");
    let cause = &found[0];
    assert_eq!(cause.signature, "DELETE /certificates/{name}/pending: status 204, not 200");
    let ids: Vec<&str> = cause.requirements.iter().map(|r| r.id.as_str()).collect();
    assert_eq!(ids, ["d.returns", "d.any"]);
    assert_eq!((cause.answers, cause.trials.len(), cause.frees), (2, 2, 2));
}

#[test]
fn the_filter_by_an_id_is_another_request() {
    let by_id = format!("{PENDING}&request_id=1");
    let cases = vec![
        trial("a", exchange("GET", PENDING, 404, "{}"), vec![status("p.found", 404)]),
        trial("b", exchange("GET", &by_id, 404, "{}"), vec![status("p.match", 404)]),
    ];
    assert_eq!(signatures(cases).len(), 2);
}

#[test]
fn an_error_without_its_envelope_is_one_cause_whatever_was_looked_for_in_it() {
    let bare = r#"{"code":"x","message":"y"}"#;
    let cases = vec![
        trial(
            "a",
            exchange("GET", PENDING, 404, bare),
            vec![required("w.envelope", "", "error"), absent("d.not-found", "/error/code")],
        ),
        trial(
            "b",
            exchange("POST", "/certificates/a/create", 409, bare),
            vec![absent("c.message", "/error/message")],
        ),
    ];
    assert_eq!(signatures(cases), ["refusal: /error missing"]);
    let without = r#"{"error":{"code":"x"}}"#;
    let cases = vec![
        trial(
            "a",
            exchange("GET", PENDING, 404, without),
            vec![required("w.envelope", "/error", "message")],
        ),
        trial(
            "b",
            exchange("GET", PENDING, 404, without),
            vec![absent("c.message", "/error/message")],
        ),
    ];
    assert_eq!(signatures(cases), ["refusal: /error/message missing"]);
}

#[test]
fn a_page_for_people_is_one_cause_and_so_is_its_content_type() {
    let page = "<html>";
    let not_json = |clause: &str| {
        let start = String::new();
        let got = Got::NotJson { content_type: Some("text/html".into()), bytes: 6, start };
        let place = Place::Body { pointer: "/error".into() };
        failed(clause, place, got, "body: not JSON text/html")
    };
    let header = || {
        let place = Place::Header { name: "content-type".into() };
        let got = Got::Value { value: "text/html".into() };
        failed("w.type", place, got, "header content-type: \"text/html\"")
    };
    let cases = vec![
        trial("a", exchange("GET", PENDING, 404, page), vec![not_json("n")]),
        trial("b", exchange("PATCH", PENDING, 400, page), vec![header()]),
    ];
    assert_eq!(signatures(cases), ["refusal: body: not JSON text/html"]);
    let case = trial("b", exchange("PATCH", PENDING, 400, "{}"), vec![header()]);
    assert_eq!(signatures(vec![case]), ["header content-type: \"text/html\""]);
}

#[test]
fn what_frees_most_comes_first_and_what_is_declared_last() {
    let differs = |clause: &str, signature: &str| {
        let place = Place::Body { pointer: "/x".into() };
        failed(clause, place, Got::Value { value: 1.into() }, signature)
    };
    let answer = || exchange("GET", PENDING, 200, "{}");
    let mut declared = differs("d", "4");
    declared.declared = Some("known".into());
    let mut blocked = trial("e", answer(), Vec::new());
    blocked.verdict =
        Verdict::Blocked { reason: String::new(), broken: Some("c".into()), lack: None };
    let cases = vec![
        trial("z", answer(), vec![declared]),
        trial("a", answer(), vec![differs("a", "1"), differs("b", "2")]),
        trial("b", answer(), vec![differs("b", "2")]),
        trial("c", answer(), vec![differs("c", "3")]),
        blocked,
    ];
    let found = causes(&RunResult::of(cases));
    let order: Vec<(&str, usize)> =
        found.iter().map(|cause| (cause.signature.as_str(), cause.frees)).collect();
    assert_eq!(order, [("3", 2), ("2", 1), ("1", 0), ("4", 1)]);
    assert_eq!(found[0].blocks, ["e"]);
    assert_eq!(found[3].declared.as_deref(), Some("known"));
    assert_eq!(found.iter().map(|c| c.number).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[test]
fn a_rule_is_charged_before_a_case_and_counts_the_answers() {
    let answer = || exchange("GET", PENDING, 200, "{}");
    let mut rule = trial("rules/x/r", answer(), vec![absent("r", "/csr")]);
    let cases = BTreeSet::from(["a".to_owned(), "b".to_owned()]);
    let example = Some(CaseStep { case: "a".into(), step: 0 });
    rule.steps[0].seen = Some(Seen { answers: 12, cases, example });
    let cases =
        vec![trial("a", answer(), vec![absent("c", "/csr")]), rule, trial("c", answer(), vec![])];
    let found = causes(&RunResult::of(cases));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].requirements[0].id, "r");
    assert_eq!(found[0].example.trial, "rules/x/r");
    assert_eq!((found[0].answers, found[0].cases.len()), (12, 2));
    assert_eq!(found[0].signature, "operation: /csr missing");
}

#[test]
fn what_a_step_asked_for_is_the_example_before_what_nobody_can_repeat() {
    let answer = || exchange("GET", PENDING, 200, "{}");
    let mut rule = trial("rules/x/r", answer(), vec![absent("r", "/csr")]);
    rule.answers = Some(crate::verdict::Answers::default());
    let seen = |example| {
        let cases = BTreeSet::from([crate::verdict::THE_RUN.to_owned(), "b".to_owned()]);
        Some(Seen { answers: 2, cases, example })
    };
    rule.steps[0].seen = seen(None);
    let case = trial("a", answer(), vec![absent("c", "/csr")]);
    let shown = |cases: Vec<CaseResult>| {
        let run = RunResult::of(cases);
        let cause = causes(&run).remove(0);
        let told = cause.conversation_in(&run).map(|(case, at)| (case.id.clone(), at));
        (cause.example.trial, told)
    };
    assert_eq!(shown(vec![rule.clone(), case.clone()]), ("a".into(), Some(("a".into(), 0))));
    assert_eq!(shown(vec![rule.clone()]), ("rules/x/r".into(), None));
    rule.steps[0].seen = seen(Some(CaseStep { case: "b".into(), step: 0 }));
    let other = trial("b", answer(), Vec::new());
    let told = Some(("b".to_owned(), 0));
    assert_eq!(shown(vec![rule.clone(), case, other]), ("rules/x/r".into(), told));
    assert_eq!(shown(vec![rule]), ("rules/x/r".into(), None), "the case is not in the result");
}
