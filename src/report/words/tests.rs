//! Each kind of finding reads well.

use serde_json::json;

use super::*;
use crate::verdict::RunResult;
use crate::verdict::finding::{SchemaPlace, StatusLine};

fn body(matcher: Value, value: Value) -> CheckResult {
    let place = Place::Body { pointer: "/a".into() };
    CheckResult::failed(1, place, Expected::Match { matcher }, shorten::got(&value))
}

fn line(check: &CheckResult) -> String {
    format!("{}: expected {}, got {}", place(&check.place), expected(check), got(check))
}

fn with(check: CheckResult, code: &str, about: Value) -> CheckResult {
    let about = about.as_object().cloned().unwrap_or_default();
    CheckResult { reason: Some(Reason { code: code.into(), about }), ..check }
}

fn schema_error(keyword: &str, property: Option<&str>, demand: Value, got: Got) -> String {
    let error = SchemaPlace {
        pointer: "/error".into(),
        keyword: keyword.into(),
        property: property.map(str::to_owned),
        by: format!("error#/{keyword}"),
    };
    let place = Place::Schema { schema: "error".into(), error: Some(error) };
    line(&CheckResult::failed(1, place, Expected::Valid { demand: Some(demand) }, got))
}

#[test]
fn a_status_is_told_with_the_reason_the_server_gave() {
    let answer = |code: Option<&str>, message: Option<&str>| StatusLine {
        status: 404,
        code: code.map(str::to_owned),
        message: message.map(str::to_owned),
    };
    let check = |expected, answer| CheckResult::failed(1, Place::Status, expected, answer);
    let list = || Expected::Status { any_of: vec![200, 204] };
    let told = line(&check(list(), Got::Status { answer: answer(Some("A"), Some("b")) }));
    assert_eq!(told, "status: expected 200 or 204, got 404 (A: b)");
    let class = Expected::StatusClass { hundreds: 4 };
    let told = line(&check(class, Got::Status { answer: answer(None, None) }));
    assert_eq!(told, "status: expected 4xx, got 404");
    let missing = Got::NothingIn { answer: answer(Some("A"), None) };
    assert_eq!(got(&check(list(), missing)), "nothing, in an answer 404 (A)");
}

#[test]
fn matchers_describe_and_explain_themselves() {
    let told = line(&with(body(json!({"matches": "x"}), json!(7)), "not-a-string", json!({})));
    assert_eq!(told, "body /a: expected a string that matches x, got 7: not a string");
    let filled = with(body(json!("CN={{n}}"), json!("CN=x")), "no-value", json!({"variable": "n"}));
    assert_eq!(
        line(&filled),
        r#"body /a: expected "CN={{n}}", got "CN=x": the variable `n` has no value"#
    );
    let unknown = with(body(json!({"of-another-version": 1}), json!(2)), "odd-one", json!({}));
    assert_eq!(line(&unknown), r#"body /a: expected {"of-another-version":1}, got 2: odd one"#);
}

#[test]
fn each_keyword_of_a_schema_says_what_it_demands() {
    let value = |value: Value| Got::Value { value };
    assert_eq!(
        schema_error("required", Some("a/b"), json!(["a/b"]), Got::Nothing),
        "schema error /error/a~1b: expected present (error#/required), got nothing"
    );
    assert_eq!(
        schema_error("type", None, json!(["string", "null"]), value(json!(7))),
        "schema error /error: expected type string or null (error#/type), got 7"
    );
    assert_eq!(
        schema_error("enum", None, json!(["a", 1]), value(json!("b"))),
        r#"schema error /error: expected "a" or 1 (error#/enum), got "b""#
    );
    assert_eq!(
        schema_error("oneOf", None, json!([]), value(json!({}))),
        "schema error /error: expected a value valid by `oneOf` (error#/oneOf), got {}"
    );
}

#[test]
fn bodies_waiting_and_signing_are_told() {
    let whole = Place::Schema { schema: "error".into(), error: None };
    let html = Got::NotJson { content_type: None, bytes: 6, start: "<html>".into() };
    assert_eq!(
        line(&CheckResult::failed(1, whole, Expected::Valid { demand: None }, html)),
        "schema error: expected a body valid by error, got no JSON (no content-type, 6 bytes): \
         <html>"
    );
    let answer = StatusLine { status: 200, code: None, message: None };
    let last = Got::Answer { answer, start: "{}".into() };
    let waited = CheckResult::failed(1, Place::Poll, Expected::Condition, last);
    assert_eq!(
        line(&with(waited, "timed-out", json!({"millis": 10_000}))),
        "poll: expected the condition of `until`, got still not after 10s: {}"
    );
    let csr = CheckResult::failed(1, Place::Csr, Expected::Signable, Got::Base64 { bytes: 9 });
    assert_eq!(
        line(&with(csr, "wrong-signature", json!({}))),
        "csr: expected a request that a certificate authority can sign, got <base64, 9 bytes>: \
         its signature does not hold"
    );
}

#[test]
fn differences_have_a_line_a_value() {
    let mut check = body(json!({"equals": {}}), json!({}));
    let value = |value: Value| Some(Got::Value { value });
    check.differences = vec![
        Difference { pointer: "/b".into(), expected: value(json!(2)), got: value(json!(3)) },
        Difference { pointer: String::new(), expected: None, got: value(json!("x")) },
        Difference { pointer: String::new(), expected: None, got: Some(Got::More { errors: 4 }) },
    ];
    let lines = |check: &CheckResult| -> Vec<String> {
        differences(check).into_iter().map(|(_, line)| line).collect()
    };
    assert_eq!(lines(&check), ["- /b = 2", "+ /b = 3", "+ (whole) = \"x\"", "… and 4 more"]);
    let long = with(body(json!("a"), json!("b")), OTHER_TEXT, json!({"from": 300}));
    assert_eq!(lines(&long), ["different from character 300 on"]);
    assert_eq!(got(&long), "\"b\"");
}

#[test]
fn the_run_is_no_case_and_recorded_traffic_has_none() {
    let run = crate::report::sample::run();
    let mut cause = crate::cause::causes(&run).remove(0);
    let mut told = |answers, cases: &[&str], run: &RunResult| {
        cause.answers = answers;
        cause.cases = cases.iter().map(|id| (*id).to_owned()).collect();
        cause::how_often(run, &cause)
    };
    assert_eq!(told(12, &["a/b", "a/c"], &run), "12 answers, 2 cases");
    assert_eq!(told(3, &[THE_RUN, "a/b"], &run), "3 answers, 1 case and outside of them");
    assert_eq!(told(1, &[THE_RUN], &run), "1 answer, outside of cases");
    assert_eq!(told(0, &["a/b"], &run), "1 case");
    let mut recorded = run.clone();
    recorded.cases.retain(|case| case.answers.is_some());
    assert_eq!(told(2, &["t.har#1", "t.har#7"], &recorded), "2 answers");
}

#[test]
fn a_broken_rule_tells_how_often_and_where() {
    let told = |answers, cases: &[&str]| {
        let cases = cases.iter().map(|id| (*id).to_owned()).collect();
        seen(&Seen { answers, cases, example: None })
    };
    assert_eq!(told(12, &["a/b", "a/c"]), "12 answers in 2 cases");
    assert_eq!(told(1, &["a/b"]), "1 answer in 1 case");
    assert_eq!(told(3, &[THE_RUN, "a/b"]), "3 answers in 1 case and outside of them");
    assert_eq!(told(2, &[THE_RUN]), "2 answers outside of cases");
    assert_eq!(told(0, &["a/b"]), "in 1 case", "reports may leave out how many");
}
