//! Each place and kind of value with its signature.

use super::*;
use serde_json::json;

const NAME: &str = "kvc-6920ab12aabbcc-001-a";

fn signed(place: Place, expected: Value, got: Got, filled: bool) -> String {
    let expected = Expected::Match { matcher: expected };
    let check = CheckResult::failed(1, place, expected, got);
    of(&check, Context { name: Some(NAME), filled })
}

fn body(pointer: &str, got: Value) -> String {
    let place = Place::Body { pointer: pointer.into() };
    signed(place, json!({"present": false}), Got::Value { value: got }, false)
}

fn schema_error(pointer: &str, keyword: &str, property: Option<&str>, got: Value) -> String {
    let error = SchemaPlace {
        pointer: pointer.into(),
        keyword: keyword.into(),
        property: property.map(str::to_owned),
        by: format!("operation#/{keyword}"),
    };
    let place = Place::Schema { schema: "operation".into(), error: Some(error) };
    signed(place, Value::Null, Got::Value { value: got }, false)
}

#[test]
fn a_status_is_signed_with_the_code_of_the_error() {
    let status = |code: Option<&str>| {
        let (code, message) = (code.map(str::to_owned), Some("at 12:03".to_owned()));
        let got = Got::Status { answer: StatusLine { status: 400, code, message } };
        signed(Place::Status, Value::Null, got, false)
    };
    assert_eq!(status(Some("BadParameter")), "status 400 BadParameter");
    assert_eq!(status(None), "status 400");
}

#[test]
fn values_are_signed_by_place_and_kind() {
    let location = Place::Header { name: "location".into() };
    assert_eq!(signed(location, json!("x"), Got::Nothing, false), "header location: nothing");
    assert_eq!(body("/status", json!("completed")), r#"body /status: "completed""#);
    assert_eq!(body("/error", Value::Null), "body /error: null");
    assert_eq!(body("/request_id", json!("0f".repeat(16))), "body /request_id: *");
    assert_eq!(body("/x5t", json!("rsl30znig-tax2-zu2licihjhxc")), "body /x5t: *");
    assert_eq!(body("/at", json!(1_795_334_724)), "body /at: *");
    assert_eq!(body("/a", json!(format!("/{NAME}/x"))), r#"body /a: "/*/x""#);
    assert_eq!(body("/key_size", json!(2048)), "body /key_size: 2048");
    let csr = Place::Body { pointer: "/csr".into() };
    assert_eq!(signed(csr, json!("x"), Got::Base64 { bytes: 9 }, false), "body /csr: *");
}

#[test]
fn a_reason_stands_for_the_value() {
    let mut check = CheckResult::failed(
        1,
        Place::Body { pointer: "/csr".into() },
        Expected::Match { matcher: json!({"csr": {}}) },
        Got::Value { value: json!("AAA!") },
    );
    check.reason = Some(Reason { code: "not-base64".into(), about: serde_json::Map::new() });
    assert_eq!(of(&check, Context::default()), "body /csr: not-base64");
    let about = json!({ "name": "api-version" }).as_object().cloned().unwrap_or_default();
    check.reason = Some(Reason { code: "other-parameter".into(), about });
    assert_eq!(of(&check, Context::default()), "body /csr: other-parameter api-version");
    check.reason = Some(Reason { code: OTHER_TEXT.into(), about: serde_json::Map::new() });
    assert_eq!(of(&check, Context::default()), "body /csr: \"AAA!\"");
}

#[test]
fn another_value_than_the_captured_one_is_a_star_and_another_type_is_not() {
    let place = || Place::Body { pointer: "/id".into() };
    let got = |value: Value| Got::Value { value };
    assert_eq!(signed(place(), json!("abc"), got(json!("abd")), true), "body /id: *");
    assert_eq!(signed(place(), json!("abc"), got(json!("abd")), false), "body /id: \"abd\"");
    assert_eq!(signed(place(), json!("abc"), got(json!(7)), true), "body /id: 7");
    assert_eq!(signed(place(), json!("abc"), Got::Nothing, true), "body /id: nothing");
}

#[test]
fn two_errors_of_one_schema_have_two_signatures() {
    assert_eq!(schema_error("", "required", Some("csr"), json!(1)), "schema /csr: required");
    let null = schema_error("/error/message", "type", None, Value::Null);
    assert_eq!(null, "schema /error/message: type null");
    assert_ne!(null, schema_error("/error/message", "type", None, json!(7)));
    let id = schema_error("/value/17/id", "pattern", None, json!("x"));
    assert_eq!(id, "schema /value/*/id: pattern");
    let word = schema_error("/status", "enum", None, json!("Done"));
    assert_eq!(word, "schema /status: enum \"Done\"");
    assert_eq!(schema_error("", "minProperties", None, json!({})), "schema: minProperties");
}

#[test]
fn a_body_that_is_no_json_is_one_thing_whatever_was_looked_for() {
    let html = || Got::NotJson {
        content_type: Some("text/html; charset=utf-8".into()),
        bytes: 9,
        start: "<html>".into(),
    };
    let place = Place::Body { pointer: "/error".into() };
    assert_eq!(signed(place, json!("x"), html(), false), "body: not JSON text/html");
    let schema = Place::Schema { schema: "error".into(), error: None };
    assert_eq!(signed(schema, json!("x"), html(), false), "body: not JSON text/html");
}

#[test]
fn a_signature_is_one_short_line() {
    let long = body("/error/message", json!("two\nlines ".repeat(90)));
    assert!(long.ends_with('…') && long.chars().count() == LONGEST + 1, "{long}");
}
