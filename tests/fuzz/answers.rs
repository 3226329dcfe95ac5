//! From an answer to the reports: answers that no server of sound mind gives, held to the claims of the
//! suite, and every writer's account of it read back.

use std::time::Duration;

use kvcontract::check::schema::Schemas;
use kvcontract::check::{self, Context};
use kvcontract::http::exchange::Answer;
use kvcontract::scenario::model::Scenario;
use kvcontract::verdict::{
    Breach, CaseResult, CleanUp, ContractMode, ExchangeRecord, RequirementRef, RunRemark,
    RunResult, StepResult, Tls, Verdict,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

use crate::readers::{self, SUITE};
use crate::rounds::round;
use crate::texts::{Change, change, changes, json, text};
use crate::traffic::GOOD;

/// What an answer is made of.
#[derive(Debug, Clone)]
struct Made {
    status: u16,
    headers: Vec<(String, String)>,
    good: Index,
    changes: Vec<Change>,
    /// Instead of JSON.
    other: Option<Vec<u8>>,
}

/// What a case is made of.
#[derive(Debug, Clone)]
struct Case {
    scenario: Index,
    answers: Vec<Made>,
    verdict: Verdict,
    title: String,
    extra: String,
}

fn made() -> impl Strategy<Value = Made> {
    let status = prop_oneof![3 => Just(200), 2 => Just(202), 1 => Just(409), 1 => 100..1000_u16];
    let name = prop_oneof!["location|retry-after|content-type|x-ms-request-id", text()];
    let other = prop_oneof![
        6 => Just(None),
        1 => vec(any::<u8>(), 0..40).prop_map(Some),
        1 => text().prop_map(|text| Some(text.into_bytes())),
    ];
    let parts = (status, vec((name, text()), 0..4), any::<Index>(), changes(), other);
    parts.prop_map(|(status, headers, good, changes, other)| Made {
        status,
        headers,
        good,
        changes,
        other,
    })
}

fn verdict() -> impl Strategy<Value = Verdict> {
    prop_oneof![
        4 => Just(Verdict::Fail),
        1 => Just(Verdict::Pass),
        1 => Just(Verdict::NotSelected),
        1 => text().prop_map(|reason| Verdict::Error { reason }),
        1 => text().prop_map(|reason| Verdict::KnownDeviation { reason }),
        1 => text().prop_map(|reason| Verdict::StaleDeviation { reason }),
        1 => (text(), prop::option::of(text()))
            .prop_map(|(reason, broken)| Verdict::Blocked { reason, broken, lack: None }),
    ]
}

fn case() -> impl Strategy<Value = Case> {
    let parts = (any::<Index>(), vec(made(), 0..4), verdict(), text(), text());
    parts.prop_map(|(scenario, answers, verdict, title, extra)| Case {
        scenario,
        answers,
        verdict,
        title,
        extra,
    })
}

fn answer(made: &Made) -> Answer {
    let good = change(made.good.get(&GOOD)["response_body"].clone(), &made.changes);
    let body = made.other.clone().unwrap_or_else(|| good.to_string().into_bytes());
    let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    headers.extend(made.headers.iter().map(|(name, value)| (name.to_lowercase(), value.clone())));
    Answer { status: made.status, headers, body: body.into(), took: Duration::ZERO }
}

fn exchange(answer: &Answer, extra: &str) -> ExchangeRecord {
    ExchangeRecord {
        method: "GET".to_owned(),
        url: format!("https://127.0.0.1/certificates/{extra}"),
        request_headers: vec![("x".to_owned(), extra.to_owned())],
        request_body: Some(extra.to_owned()),
        status: Some(answer.status),
        response_headers: answer.headers.clone(),
        response_body: String::from_utf8_lossy(&answer.body).into_owned(),
        response_bytes: answer.body.len() as u64,
        started_at: "2026-01-02T03:04:05Z".to_owned(),
        queued_millis: 0,
        millis: 1,
        authenticated: !extra.is_empty(),
    }
}

/// The steps of a case, its answers held to the claims of a scenario one after the other.
fn steps(scenario: &Scenario, case: &Case, mode: ContractMode) -> Vec<StepResult> {
    let mut variables = Map::new();
    variables.insert("name".to_owned(), "kvc-6b07b634df24b8-056-second".into());
    variables.insert("made".to_owned(), json!({ "x": case.extra }));
    let may = SUITE.contract.may();
    let context = Context {
        variables: &variables.into(),
        schemas: Schemas::embedded(),
        mode,
        level_may: &|clause| may.contains(clause),
        mask: &str::to_owned,
    };
    let walked = case.answers.iter().zip(scenario.steps.iter().rev());
    let judged = walked.map(|(made, step)| {
        let answer = answer(made);
        let expect = step.expect.iter();
        let checks = expect.flat_map(|e| check::expectation(e, &answer, &context)).collect();
        let exchanges = vec![exchange(&answer, &case.extra)];
        StepResult { name: step.name.clone(), line: step.line, exchanges, checks, seen: None }
    });
    judged.collect()
}

fn result(number: usize, case: &Case, mode: ContractMode) -> CaseResult {
    let scenario = case.scenario.get(&SUITE.scenarios);
    let requirement = |cited: &str| {
        let (section, requirement) = SUITE.contract.find(cited)?;
        Some(RequirementRef {
            id: cited.to_owned(),
            level: requirement.level.word().to_owned(),
            clause: requirement.clause.clone(),
            source: section.source.clone(),
            link: section.link.as_ref().map(|link| link.value.clone()),
        })
    };
    CaseResult {
        id: format!("{}[{number}]", scenario.id),
        section: scenario.section.clone(),
        title: case.title.clone(),
        file: scenario.file.clone(),
        requirements: scenario.covers.iter().filter_map(|c| requirement(&c.clause)).collect(),
        verdict: case.verdict.clone(),
        steps: steps(scenario, case, mode),
        began: Some(0),
        millis: 1,
        answers: None,
    }
}

fn run(cases: &[Case], mode: ContractMode, words: &[String]) -> RunResult {
    let word = |at: usize| words.get(at).cloned().unwrap_or_default();
    RunResult {
        tool_version: word(0),
        run_id: word(1),
        target: word(2),
        target_version: Some(word(3)),
        url: word(4),
        api_version: word(5),
        contract: mode,
        started_at: "2026-01-02T03:04:05Z".to_owned(),
        millis: 1,
        issuers: Vec::new(),
        embedded: cases.len() == 3,
        tls: Tls { ca: Some(word(11)), insecure: cases.len() == 2 },
        arguments: vec!["--target".to_owned(), word(6)],
        gate: vec![Breach::Untested { requirement: word(7), why: word(8) }],
        interrupted: cases.len() == 1,
        remarks: vec![RunRemark::from(word(9))],
        cases: cases.iter().enumerate().map(|(n, case)| result(n, case, mode)).collect(),
        clean_up: CleanUp { created: 2, removed: 1, left: vec![word(10)] },
    }
}

#[test]
fn whatever_a_target_answers_every_report_of_it_can_be_read() {
    let mode = prop_oneof![Just(ContractMode::Documented), Just(ContractMode::Either)];
    let inputs = (vec(case(), 0..4), mode, vec(text(), 0..12));
    round("answers", 96, &inputs, |(cases, mode, words)| readers::read(&run(&cases, mode, &words)));
}

#[test]
fn a_body_of_anything_is_held_to_every_claim() {
    let inputs = (any::<Index>(), json(), 100..1000_u16);
    round("bodies", 96, &inputs, |(scenario, body, status)| {
        let other = Some(Value::to_string(&body).into_bytes());
        let made = |good| Made {
            status,
            headers: Vec::new(),
            good,
            changes: Vec::new(),
            other: other.clone(),
        };
        let answers = (0..6).map(|_| made(scenario)).collect();
        let (title, extra) = (String::new(), String::new());
        let case = Case { scenario, answers, verdict: Verdict::Fail, title, extra };
        readers::read(&run(&[case], ContractMode::Documented, &[]))
    });
}
