//! Whole expectations against whole answers.

use super::*;
use crate::matcher::parse;
use crate::scenario::model::{Demand, Observed, StatusDemand};
use crate::verdict::Authority;
use serde_json::json;
use std::time::Duration;

/// An answer without headers.
pub(super) fn answer(status: u16, body: &str) -> Answer {
    Answer { status, headers: Vec::new(), body: body.as_bytes().to_vec(), took: Duration::ZERO }
}

fn code(word: &str) -> Demand {
    Demand { line: 9, key: "/error/code".into(), matcher: parse(&json!(word)).unwrap() }
}

fn conflict() -> Expectation {
    let observed = Demands {
        status: Some((7, StatusDemand::Exactly(vec![409]))),
        body: vec![code("Conflict")],
        ..Demands::default()
    };
    let mut documented = Demands { body: vec![code("{{word}}")], ..observed.clone() };
    documented.schema = Some((8, "error".into()));
    Expectation {
        clause: Some("conflict.create-code".into()),
        line: 7,
        advisory: false,
        documented,
        observed: Some(Observed { demands: observed, evidence: "wire-facts 4.1".into() }),
        uses: Default::default(),
    }
}

const CONFLICT: &str = r#"{"error":{"code":"Conflict","message":"in progress"}}"#;

fn with_bench<T>(mode: ContractMode, may: bool, run: impl FnOnce(&Bench<'_>) -> T) -> T {
    let variables = json!({"word": "Forbidden"}).as_object().cloned().unwrap_or_default();
    let schemas = schema::Schemas::embedded();
    run(&Bench { variables: &variables, schemas, mode, level_may: &|_| may })
}

fn results(e: &Expectation, answer: &Answer, mode: ContractMode) -> Vec<CheckResult> {
    with_bench(mode, false, |bench| expectation(e, answer, bench))
}

#[test]
fn every_demand_gives_a_check_and_the_other_authority_is_named() {
    let checks = results(&conflict(), &answer(409, CONFLICT), ContractMode::Documented);
    let told: Vec<String> = checks.iter().map(line).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    7 status: Passed Some(Observed) | 409 | 409 | -
    8 schema error: Passed Some(Observed) | a body valid by error | valid | -
    9 body /error/code: Failed Some(Observed) | "Forbidden" | "Conflict" | wire-facts 4.1
    "#);
    assert!(checks.iter().all(|c| c.clause.as_deref() == Some("conflict.create-code")));
}

fn line(check: &CheckResult) -> String {
    let CheckResult { subject, outcome, matched, line, expected, actual, remark, .. } = check;
    let remark = remark.as_deref().unwrap_or("-");
    format!("{line} {subject}: {outcome:?} {matched:?} | {expected} | {actual} | {remark}")
}

#[test]
fn the_observed_variant_passes_where_the_mode_allows_it() {
    for mode in [ContractMode::Observed, ContractMode::Either] {
        let checks = results(&conflict(), &answer(409, CONFLICT), mode);
        assert!(checks.iter().all(|c| c.outcome == Outcome::Passed), "{mode:?}");
        assert!(checks.iter().all(|c| c.matched == Some(Authority::Observed)), "{mode:?}");
    }
}

#[test]
fn a_may_and_an_advisory_are_noted_not_failed() {
    let failing = answer(500, "<html>");
    let outcomes = |e: &Expectation, may| {
        let checks = with_bench(ContractMode::Documented, may, |b| expectation(e, &failing, b));
        checks.iter().map(|c| c.outcome).collect::<Vec<_>>()
    };
    let mut expected = conflict();
    assert_eq!(outcomes(&expected, false), [Outcome::Failed; 3]);
    assert_eq!(outcomes(&expected, true), [Outcome::Noted; 3]);
    expected.advisory = true;
    assert_eq!(outcomes(&expected, false), [Outcome::Noted; 3]);
    expected.advisory = false;
    expected.clause = None;
    assert_eq!(outcomes(&expected, true), [Outcome::Failed; 3]);
}

#[test]
fn poll_conditions_hold_or_not() {
    let demands = Demands { body: vec![code("Conflict")], ..Demands::default() };
    let held = |body: &str| {
        with_bench(ContractMode::Documented, false, |b| holds(&demands, &answer(200, body), b))
    };
    assert!(held(CONFLICT));
    assert!(!held("{}"));
    assert!(!held(""));
}

/// Nothing a server can send may make a check panic or its text long.
#[test]
fn hostile_bodies_give_short_texts() {
    let mut expected = conflict();
    expected.documented.body.push(Demand {
        line: 10,
        key: String::new(),
        matcher: parse(&json!({"equals": {"a": [1]}})).unwrap(),
    });
    let huge = "\u{10348}\u{0}".repeat(500_000);
    let bodies = [
        vec![0xff; 4 << 20],
        "[".repeat(4 << 20).into_bytes(),
        json!({ "error": { "code": huge, "message": huge } }).to_string().into_bytes(),
        format!("[{}1]", "1,".repeat(2_000_000)).into_bytes(),
        format!("{{\"{huge}\":1}}").into_bytes(),
    ];
    for body in bodies {
        let hostile = Answer { body, ..answer(400, "") };
        for check in results(&expected, &hostile, ContractMode::Documented) {
            let size = check.actual.chars().count();
            // 200 characters are shown, and JSON may write six for one.
            assert!(size < 1300, "{}: {size} characters", check.subject);
            let longest = check.diff.iter().map(|l| l.chars().count()).max().unwrap_or(0);
            assert!(longest < 1300 && check.diff.len() <= 41, "{}: {longest}", check.subject);
        }
    }
}
