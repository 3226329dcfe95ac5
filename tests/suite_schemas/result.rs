//! `run.schema.json` and what is really written: a result with everything in it, made by hand,
//! and one of a real run.

use std::collections::BTreeSet;
use std::process::Command;

use kvcontract::report::Kind;
use kvcontract::verdict::finding::{
    CheckResult, Difference, Expected, Got, Place, Reason, Remark, SchemaPlace, StatusLine,
};
use kvcontract::verdict::{
    Answers, Authority, Breach, CaseResult, CaseStep, CleanUp, ContractMode, ExchangeRecord, Lack,
    MadeIssuer, Outcome, RequirementRef, RunRemark, RunResult, Seen, StepResult, Tls, Verdict,
};
use serde_json::{Value, json};

use crate::{compiled, document};

/// A result in which nothing optional is left out.
fn full() -> RunResult {
    let pair = |name: &str| (name.to_owned(), "text/plain".to_owned());
    let exchange = ExchangeRecord {
        method: "POST".into(),
        url: "https://127.0.0.1/x".into(),
        request_headers: vec![pair("accept")],
        request_body: Some("{}".into()),
        status: Some(200),
        response_headers: vec![pair("content-type")],
        response_body: String::new(),
        response_bytes: 0,
        started_at: "2026-01-01T00:00:00Z".into(),
        queued_millis: 2,
        millis: 3,
        authenticated: true,
    };
    let step = StepResult {
        name: "create".into(),
        line: 4,
        exchanges: Vec::new(),
        checks: checks(),
        seen: Some(Seen {
            answers: 2,
            cases: ["s/c".to_owned()].into(),
            example: Some(CaseStep { case: "s/c".to_owned(), step: 0 }),
        }),
    };
    let issuer = MadeIssuer {
        role: "issuing".into(),
        name: "kvc-r-issuing".into(),
        exchange: exchange.clone(),
    };
    let step = StepResult { exchanges: vec![exchange], ..step };
    RunResult {
        issuers: vec![issuer],
        tool_version: "0.1.0".into(),
        run_id: "r".into(),
        target: "t".into(),
        target_version: Some("1.0".into()),
        url: "https://127.0.0.1/".into(),
        api_version: "7.4".into(),
        embedded: true,
        tls: Tls { ca: Some("ca.pem".into()), insecure: true },
        contract: ContractMode::Either,
        started_at: "2026-01-01T00:00:00Z".into(),
        millis: 5,
        arguments: vec!["--target".into(), "t.yaml".into()],
        gate: vec![
            Breach::Untested { requirement: "a.b".into(), why: "x".into() },
            Breach::TooFew { tested: 1, wanted: 2 },
            Breach::Unfilled { place: "t.yaml:3".into() },
        ],
        interrupted: true,
        remarks: vec![
            RunRemark::Throttled { times: 1, waited_millis: 1000 },
            RunRemark::Shard { number: 1, of: 2 },
            RunRemark::from("the token was renewed".to_owned()),
        ],
        cases: verdicts().into_iter().map(|verdict| case(verdict, &step)).collect(),
        clean_up: CleanUp { created: 2, removed: 1, left: vec!["certificate a: 500".into()] },
    }
}

/// Every kind of place.
fn places() -> [Place; 8] {
    let text = || "x".to_owned();
    let error = SchemaPlace {
        pointer: "/a".into(),
        keyword: "required".into(),
        property: Some(text()),
        by: "a#/required".into(),
    };
    [
        Place::Schema { schema: text(), error: Some(error) },
        Place::Status,
        Place::Header { name: text() },
        Place::Body { pointer: "/a".into() },
        Place::Schema { schema: text(), error: None },
        Place::Text,
        Place::Csr,
        Place::Poll,
    ]
}

/// Checks in which nothing optional is left out, of every place, expectation and value.
fn checks() -> Vec<CheckResult> {
    let text = || "x".to_owned();
    let places = places();
    let expected = [
        Expected::Valid { demand: Some(json!(["a"])) },
        Expected::Status { any_of: vec![200] },
        Expected::StatusClass { hundreds: 4 },
        Expected::Match { matcher: json!("x") },
        Expected::Captured { variable: text(), pattern: Some(text()) },
        Expected::Signable,
        Expected::Condition,
    ];
    let answer = || StatusLine { status: 404, code: Some(text()), message: Some(text()) };
    let got = [
        Got::Value { value: json!([1]) },
        Got::Nothing,
        Got::NothingIn { answer: answer() },
        Got::Long { start: text(), characters: 300 },
        Got::Base64 { bytes: 300 },
        Got::Status { answer: answer() },
        Got::Answer { answer: answer(), start: text() },
        Got::NotJson { content_type: Some(text()), bytes: 9, start: text() },
        Got::Valid,
        Got::More { errors: 2 },
    ];
    let remarks = [Remark::Evidence { text: text() }, Remark::Capitals { written: text() }];
    let each = places.iter().cycle().zip(expected.iter().cycle()).zip(&got);
    let each = each.zip(remarks.iter().cycle());
    let check = |(((place, expected), got), remark): (((&Place, &Expected), &Got), &Remark)| {
        let difference =
            Difference { pointer: text(), expected: Some(got.clone()), got: Some(got.clone()) };
        let about = json!({ "from": 3 }).as_object().cloned().unwrap_or_default();
        CheckResult {
            clause: Some("a.b".into()),
            matched: Some(Authority::Observed),
            reason: Some(Reason { code: "other-bytes".into(), about }),
            differences: vec![difference],
            signature: Some("schema /a: required".into()),
            declared: Some("known".into()),
            remark: Some(remark.clone()),
            ..CheckResult::failed(7, place.clone(), expected.clone(), got.clone())
        }
    };
    let mut checks: Vec<CheckResult> = each.map(check).collect();
    checks[1].outcome = Outcome::Noted;
    checks.push(CheckResult::passed(7, Place::Status, Expected::Signable, Got::Nothing));
    checks
}

fn verdicts() -> [Verdict; 10] {
    let reason = || "because".to_owned();
    let lacking = |lack| Verdict::Blocked { reason: reason(), broken: None, lack: Some(lack) };
    [
        Verdict::Pass,
        Verdict::Fail,
        Verdict::Error { reason: reason() },
        Verdict::Blocked { reason: reason(), broken: Some(reason()), lack: None },
        lacking(Lack::Issuer { role: reason() }),
        lacking(Lack::Operation { operation: reason() }),
        lacking(Lack::ApiVersion { versions: reason() }),
        Verdict::KnownDeviation { reason: reason() },
        Verdict::StaleDeviation { reason: reason() },
        Verdict::NotSelected,
    ]
}

fn case(verdict: Verdict, step: &StepResult) -> CaseResult {
    CaseResult {
        id: "s/c".into(),
        section: "s".into(),
        title: "t".into(),
        file: "scenarios/cases/s/c.yaml".into(),
        requirements: vec![RequirementRef {
            id: "a.b".into(),
            level: "must".into(),
            clause: "c".into(),
            source: "d".into(),
            link: Some("https://example.org/".into()),
        }],
        verdict,
        // What is wrong with an answer as a whole is at the root of all else in it, so each kind
        // of root has a step of its own.
        steps: [vec![step.clone()], roots(step)].concat(),
        began: Some(1),
        millis: 4,
        answers: Some(Answers { held: 3, unknown: 1, broken: 2 }),
    }
}

fn roots(step: &StepResult) -> Vec<StepResult> {
    let got = [
        Got::Nothing,
        Got::Value { value: json!(1) },
        Got::NotJson { content_type: None, bytes: 9, start: "x".into() },
    ];
    let body = step.checks.iter().find(|check| matches!(check.place, Place::Body { .. }));
    let check = |got: Got| CheckResult { got, ..body.unwrap().clone() };
    let alone = |got| StepResult { checks: vec![check(got)], ..step.clone() };
    got.into_iter().map(alone).collect()
}

#[track_caller]
fn valid(result: &Value) {
    let errors: Vec<String> = compiled(&document("run"))
        .iter_errors(result)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert!(errors.is_empty(), "\n{}", errors.join("\n"));
}

/// Every object of a value, those inside it too.
fn objects<'v>(value: &'v Value, found: &mut Vec<&'v serde_json::Map<String, Value>>) {
    match value {
        Value::Object(fields) => {
            found.push(fields);
            fields.values().for_each(|inner| objects(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| objects(inner, found)),
        _ => {}
    }
}

#[test]
fn a_result_with_everything_in_it_is_valid_and_leaves_no_key_unused() {
    let result: Value = serde_json::from_str(&Kind::Json.render(&full())).unwrap();
    valid(&result);
    let mut written = Vec::new();
    objects(&result, &mut written);
    let written: BTreeSet<&String> = written.into_iter().flat_map(|fields| fields.keys()).collect();
    let schema = document("run");
    let mut parts = Vec::new();
    objects(&schema, &mut parts);
    let closed = parts.iter().filter(|part| part.contains_key("additionalProperties"));
    let described = closed.filter_map(|part| part.get("properties")?.as_object());
    // What stands about a reason is its owner's.
    let about = "from".to_owned();
    let described = described.flat_map(|fields| fields.keys()).chain([&about]);
    let described: BTreeSet<&String> = described.collect();
    assert_eq!(written, described);
}

#[test]
fn every_key_that_is_always_written_is_required_and_its_type_is_held() {
    let validator = compiled(&document("run"));
    let mut bare = serde_json::to_value(full()).unwrap();
    bare["cases"].as_array_mut().unwrap().truncate(1);
    assert!(validator.is_valid(&bare));
    let optional = [
        "arguments",
        "began",
        "link",
        "queued_millis",
        "declared",
        "gate",
        "issuers",
        "clause",
        "matched",
        "reason",
        "differences",
        "error",
        "property",
        "remark",
        "remarks",
        "request_body",
        "answers",
        "seen",
        "status",
        "target_version",
        "tls",
        "embedded",
    ];
    for place in ["", "/clean_up", "/cases/0", "/cases/0/requirements/0", "/cases/0/verdict"]
        .into_iter()
        .chain(["/cases/0/steps/0", "/cases/0/steps/0/exchanges/0", "/cases/0/steps/0/checks/0"])
        .chain(["/cases/0/steps/0/checks/0/place", "/cases/0/steps/0/checks/0/place/error"])
    {
        let keys: Vec<String> =
            bare.pointer(place).unwrap().as_object().unwrap().keys().cloned().collect();
        for key in keys {
            let mut without = bare.clone();
            without.pointer_mut(place).unwrap().as_object_mut().unwrap().remove(&key);
            // The clause of a requirement is not that of a check.
            let may_go = optional.contains(&key.as_str())
                && (key == "link" || !place.ends_with("requirements/0"));
            assert_eq!(validator.is_valid(&without), may_go, "without {place}/{key}");
            let mut wrong = bare.clone();
            wrong.pointer_mut(place).unwrap()[&key] = json!({ "of": "another type" });
            assert!(!validator.is_valid(&wrong), "{place}/{key} of another type");
        }
    }
}

#[test]
fn what_a_real_run_writes_is_valid() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_kvcontract"));
    let done = command.args(["run", "--format", "terse", "--json"]).arg(&path).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{e}: {said}"));
    let result: Value = serde_json::from_str(&text).unwrap();
    valid(&result);
    let cases = result["cases"].as_array().unwrap();
    let sent = cases.iter().filter(|c| c["steps"][0]["exchanges"][0]["status"].is_u64()).count();
    assert!(sent >= 60, "only {sent} of {} cases got an answer: {said}", cases.len());
}
