//! Whole expectations against whole answers.

use super::*;
use crate::matcher::parse;
use crate::scenario::model::{Demand, Observed, StatusDemand};
use crate::verdict::Authority;
use crate::verdict::finding::Remark;
use serde_json::json;
use std::time::Duration;

/// An answer without headers.
pub(super) fn answer(status: u16, body: &str) -> Answer {
    let body = body.as_bytes().to_vec().into();
    Answer { status, headers: Vec::new(), body, took: Duration::ZERO }
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

fn with_context<T>(mode: ContractMode, may: bool, run: impl FnOnce(&Context<'_>) -> T) -> T {
    let variables = json!({"word": "Forbidden"}).as_object().cloned().unwrap_or_default().into();
    let schemas = schema::Schemas::embedded();
    run(&Context {
        variables: &variables,
        schemas,
        mode,
        level_may: &|_| may,
        mask: &str::to_owned,
    })
}

fn results(e: &Expectation, answer: &Answer, mode: ContractMode) -> Vec<CheckResult> {
    with_context(mode, false, |context| expectation(e, answer, context))
}

#[test]
fn every_demand_gives_a_check_and_the_other_authority_is_named() {
    let checks = results(&conflict(), &answer(409, CONFLICT), ContractMode::Documented);
    let told: Vec<String> = checks.iter().map(line).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    7 {"kind":"status"}: Passed Some(Observed) | {"kind":"status","any_of":[409]} | {"kind":"status","status":409} | - | -
    8 {"kind":"schema","schema":"error"}: Passed Some(Observed) | {"kind":"valid"} | {"kind":"valid"} | - | -
    9 {"kind":"body","pointer":"/error/code"}: Failed Some(Observed) | {"kind":"match","matcher":"Forbidden"} | {"kind":"value","value":"Conflict"} | wire-facts 4.1 | body /error/code: *
    "#);
    assert!(checks.iter().all(|c| c.clause.as_deref() == Some("conflict.create-code")));
}

fn line(check: &CheckResult) -> String {
    let CheckResult { place, outcome, matched, line, expected, got, remark, .. } = check;
    let remark = match remark {
        Some(Remark::Evidence { text }) => text.as_str(),
        _ => "-",
    };
    let signature = check.signature.as_deref().unwrap_or("-");
    let (place, expected, got) = (json!(place), json!(expected), json!(got));
    format!("{line} {place}: {outcome:?} {matched:?} | {expected} | {got} | {remark} | {signature}")
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
    let failing = answer(409, "<html>");
    let outcomes = |e: &Expectation, may| {
        let checks = with_context(ContractMode::Documented, may, |b| expectation(e, &failing, b));
        checks.iter().map(|c| c.outcome).collect::<Vec<_>>()
    };
    let mut expected = conflict();
    use Outcome::{Failed, Noted, Passed};
    assert_eq!(outcomes(&expected, false), [Passed, Failed, Failed]);
    assert_eq!(outcomes(&expected, true), [Passed, Noted, Noted]);
    expected.advisory = true;
    assert_eq!(outcomes(&expected, false), [Passed, Noted, Noted]);
    expected.advisory = false;
    expected.clause = None;
    assert_eq!(outcomes(&expected, true), [Passed, Failed, Failed]);
}

/// calvinchengx/azure-keyvault-emulator accepts a second create with 202: that is one finding, and
/// not three more about the message that a refusal would have had.
#[test]
fn of_an_answer_of_another_status_nothing_else_is_told() {
    let expected = conflict();
    let checks = results(&expected, &answer(202, "{}"), ContractMode::Documented);
    let signatures: Vec<&str> = checks.iter().filter_map(|c| c.signature.as_deref()).collect();
    assert_eq!((checks.len(), signatures), (1, vec!["status 202"]));
    for (status, documented, either) in [(202, false, false), (409, true, true), (403, false, true)]
    {
        let mut expected = conflict();
        let observed = expected.observed.as_mut().unwrap();
        observed.demands.status = Some((7, StatusDemand::Exactly(vec![403])));
        let fits = |mode| is_of_status(&expected, &answer(status, "{}"), mode);
        assert_eq!(fits(ContractMode::Documented), documented, "{status}");
        assert_eq!(fits(ContractMode::Either), either, "{status}");
        assert_eq!(fits(ContractMode::Observed), status == 403, "{status}");
    }
}

#[test]
fn poll_conditions_hold_or_not() {
    let demands = Demands { body: vec![code("Conflict")], ..Demands::default() };
    let held = |body: &str| {
        with_context(ContractMode::Documented, false, |b| holds(&demands, &answer(200, body), b))
    };
    assert!(held(CONFLICT));
    assert!(!held("{}"));
    assert!(!held(""));
}

/// Nothing a server can send may make a check panic or what is kept of it large.
#[test]
fn hostile_bodies_give_small_findings() {
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
        let hostile = Answer { body: body.into(), ..answer(409, "") };
        for check in results(&expected, &hostile, ContractMode::Documented) {
            let size = |kept: &Value| kept.to_string().chars().count();
            // 200 characters are kept of code and message, and JSON may write six for one.
            let got = size(&json!(check.got));
            assert!(got < 2600, "{:?}: {got} characters", check.place);
            let longest = check.differences.iter().map(|d| size(&json!(d))).max().unwrap_or(0);
            let count = check.differences.len();
            assert!(longest < 3000 && count <= 41, "{:?}: {longest}, {count}", check.place);
            assert!(check.signature.is_none_or(|s| s.chars().count() < 200), "{:?}", check.place);
        }
    }
}

/// A signature stars what looks volatile; what it leaves of a secret nobody would know again.
#[test]
fn a_secret_is_masked_before_it_is_signed() {
    let secret = "begin-1f4193a7-2dad-77c6-7103-7a9d26157402-end";
    let mask = |text: &str| text.replace(secret, "[masked]");
    let schemas = schema::Schemas::embedded();
    let variables = Variables::new();
    let (mode, level_may) = (ContractMode::Documented, &|_: &str| false);
    let context = Context { variables: &variables, schemas, mode, level_may, mask: &mask };
    let body = json!({ "error": { "code": secret, "message": "m" } }).to_string();
    let mut expected = conflict();
    expected.documented.body = vec![code("Forbidden")];
    for (status, signed) in [(400, "status 400 [masked]"), (409, "body /error/code: \"[masked]\"")]
    {
        let checks = expectation(&expected, &answer(status, &body), &context);
        let signatures: Vec<&str> = checks.iter().filter_map(|c| c.signature.as_deref()).collect();
        assert_eq!(signatures, [signed]);
        assert!(!serde_json::to_string(&checks).unwrap().contains("begin"));
    }
}
