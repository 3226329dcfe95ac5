//! One hand-made run for the tests of every writer: each verdict, and a target that is hostile.
//!
//! Nothing comes in, a [`RunResult`] goes out. Tests only.

use serde_json::{Value, json};

use crate::verdict::finding::{CheckResult, Difference, Expected, Got, Place, Remark, StatusLine};
use crate::verdict::{
    Answers, Authority, CaseResult, CleanUp, ContractMode, ExchangeRecord, Lack, Outcome,
    RequirementRef, RunRemark, RunResult, Seen, StepResult, THE_RUN, Verdict,
};

/// Closes elements, colours terminals, ends strings, turns text around.
pub const HOSTILE: &str =
    "\u{1b}[31mred\0 ]]></failure><script>&\" \u{202e}rtl\u{200b} \u{9b}2J\u{ffff}\r\n\ttail";

/// The run.
pub fn run() -> RunResult {
    RunResult {
        tool_version: "0.1.0".to_owned(),
        run_id: "k3x9".to_owned(),
        target: "lowkey-vault".to_owned(),
        target_version: Some("3.4.33".to_owned()),
        url: "https://127.0.0.1:8443".to_owned(),
        api_version: "7.4".to_owned(),
        contract: ContractMode::Documented,
        started_at: "2026-01-02T03:04:05Z".to_owned(),
        millis: 1234,
        tls: crate::verdict::Tls::default(),
        embedded: false,
        arguments: ["--target", "my lowkey.yaml"].map(str::to_owned).to_vec(),
        gate: Vec::new(),
        interrupted: true,
        remarks: vec![RunRemark::from("a token was renewed \u{1b}[1m".to_owned())],
        issuers: Vec::new(),
        cases: cases(),
        clean_up: CleanUp {
            created: 3,
            removed: 2,
            left: vec![format!("certificate kvc-k3x9-7: 403 {HOSTILE}")],
        },
    }
}

fn cases() -> Vec<CaseResult> {
    vec![
        passed(),
        refused(),
        hostile(),
        case("cancel/a-stalled-request-can-be-cancelled", stalled()),
        case("conflict/a-stalled-request-survives", stalled()),
        unreachable(),
        deviating(),
        case(
            "delete/pending-is-gone",
            Verdict::StaleDeviation { reason: "answers 200 after DELETE".to_owned() },
        ),
        case("delete/twice-is-not-found", Verdict::NotSelected),
        broken_rule(),
    ]
}

fn stalled() -> Verdict {
    Verdict::Blocked {
        reason: "the target has no issuer for the role `stalled`".to_owned(),
        broken: None,
        lack: Some(Lack::Issuer { role: "stalled".to_owned() }),
    }
}

fn passed() -> CaseResult {
    let mut case = case("create/answers-with-an-operation", Verdict::Pass);
    let noted = CheckResult {
        outcome: Outcome::Noted,
        ..value(
            "create.request-id-form",
            "/request_id",
            json!({"matches": "^[0-9a-f]{32}$"}),
            "A-1",
        )
    };
    case.requirements = vec![
        requirement("create.accepted", "must", "A create is answered 202 with an operation"),
        requirement("create.request-id-form", "may", "The request_id is 32 lower-case hex digits"),
    ];
    case.steps = vec![step("create", vec![noted])];
    case
}

/// Fails two requirements in one step; one of the answers is what real vaults give.
fn refused() -> CaseResult {
    let mut case = case("conflict/second-create-is-refused", Verdict::Fail);
    case.title = "A second create while the first is in progress is refused with 409".to_owned();
    case.requirements = vec![
        requirement(
            "conflict.create",
            "must",
            "While an operation is in progress, another create of the same name is answered 409 \
             with an error envelope",
        ),
        requirement("conflict.create-code", "must", "The error's code is Forbidden"),
    ];
    let fine = CheckResult {
        outcome: Outcome::Passed,
        place: Place::Header { name: "content-type".to_owned() },
        signature: None,
        ..value(
            "conflict.create",
            "",
            json!({"media-type": "application/json"}),
            "application/json",
        )
    };
    let code = CheckResult {
        line: 24,
        matched: Some(Authority::Observed),
        differences: vec![Difference {
            pointer: "/error/code".to_owned(),
            expected: Some(Got::Value { value: json!("Forbidden") }),
            got: Some(Got::Value { value: json!("Conflict") }),
        }],
        remark: Some(Remark::Evidence {
            text: "record 134, api-version 7.0, code Conflict".to_owned(),
        }),
        ..value("conflict.create-code", "/error/code", json!("Forbidden"), "Conflict")
    };
    let checks = vec![fine, status("conflict.create", 409, 202), code];
    case.steps = vec![step("create", vec![]), step("create again", checks)];
    case
}

/// Fails with everything in it that could break a report.
fn hostile() -> CaseResult {
    let mut case = case("conflict/the-message-names-the-state", Verdict::Fail);
    case.requirements =
        vec![requirement("conflict.message", "must", "The message names the state")];
    let message = CheckResult {
        differences: (0..2).map(|n| added(&format!("/{n}{HOSTILE}"), HOSTILE)).collect(),
        got: Got::NotJson { content_type: None, bytes: 99, start: HOSTILE.to_owned() },
        ..value("conflict.message", "/error/message", json!({"matches": "inProgress"}), "")
    };
    let unclaimed = CheckResult { clause: None, ..status("", 202, 500) };
    let mut walked = step("create again", vec![message, unclaimed]);
    walked.exchanges[0].request_body = Some(format!("{{\n\t\"name\": \"{HOSTILE}\"\n}}"));
    case.steps = vec![walked];
    case
}

fn unreachable() -> CaseResult {
    let reason = format!("the answer ended early: {HOSTILE}");
    let mut case = case("cancel/needs-the-flag", Verdict::Error { reason });
    case.steps = vec![step("cancel", vec![])];
    case
}

fn deviating() -> CaseResult {
    let verdict = Verdict::KnownDeviation { reason: "no Location header".to_owned() };
    let mut case = case("create/location-names-the-operation", verdict);
    case.requirements =
        vec![requirement("create.location", "must", "Location names the operation")];
    let check = CheckResult {
        place: Place::Header { name: "location".to_owned() },
        got: Got::Nothing,
        signature: Some("header location: nothing".to_owned()),
        declared: Some("no Location header".to_owned()),
        ..value("create.location", "", json!({"present": true}), "")
    };
    case.steps = vec![step("create", vec![check])];
    case
}

/// A rule that answers of four cases and of the run itself did not keep.
fn broken_rule() -> CaseResult {
    let mut rule = case("rules/operation/create.id", Verdict::Fail);
    rule.file = "scenarios/rules/operation.yaml".to_owned();
    rule.requirements = vec![requirement("create.id", "must", "The id names the pending object")];
    rule.answers = Some(Answers { held: 340, unknown: 2, broken: 12 });
    let check =
        value("create.id", "/id", json!({"url": {"path": "/certificates/a/pending"}}), "http://x");
    let by = [THE_RUN, "create/a", "create/b", "merge/c", "merge/d"];
    let seen = Seen { answers: 12, cases: by.map(str::to_owned).into(), example: None };
    let step = step("The id names the pending object", vec![check]);
    rule.steps = vec![StepResult { seen: Some(seen), ..step }];
    rule
}

fn case(id: &str, verdict: Verdict) -> CaseResult {
    let (section, claim) = id.split_once('/').unwrap();
    CaseResult {
        id: id.to_owned(),
        section: section.to_owned(),
        title: claim.replace('-', " "),
        file: format!("scenarios/cases/{id}.yaml"),
        requirements: vec![requirement("cancel.granted", "must", "A cancellation is granted")],
        verdict,
        steps: vec![],
        began: None,
        millis: 12,
        answers: None,
    }
}

fn requirement(id: &str, level: &str, clause: &str) -> RequirementRef {
    RequirementRef {
        id: id.to_owned(),
        level: level.to_owned(),
        clause: clause.to_owned(),
        source: "Créer (ou importer) lorsqu'une demande en attente existe".to_owned(),
        link: Some("https://example.org/contract".to_owned()),
    }
}

fn status(clause: &str, wanted: u16, status: u16) -> CheckResult {
    let got = Got::Status { answer: StatusLine { status, code: None, message: None } };
    CheckResult {
        clause: Some(clause.to_owned()),
        signature: Some(format!("status {status}")),
        ..CheckResult::failed(21, Place::Status, Expected::Status { any_of: vec![wanted] }, got)
    }
}

fn value(clause: &str, pointer: &str, matcher: Value, got: &str) -> CheckResult {
    let place = Place::Body { pointer: pointer.to_owned() };
    let got = Got::Value { value: got.into() };
    CheckResult {
        clause: Some(clause.to_owned()),
        signature: Some(format!("body {pointer}: *")),
        ..CheckResult::failed(21, place, Expected::Match { matcher }, got)
    }
}

fn added(pointer: &str, value: &str) -> Difference {
    let got = Some(Got::Value { value: value.into() });
    Difference { pointer: pointer.to_owned(), expected: None, got }
}

fn step(name: &str, checks: Vec<CheckResult>) -> StepResult {
    let url = "https://127.0.0.1:8443/certificates/kvc-k3x9-1/create?api-version=7.4";
    let exchange = ExchangeRecord {
        method: "POST".to_owned(),
        url: url.to_owned(),
        request_headers: vec![("authorization".to_owned(), "[masked]".to_owned())],
        authenticated: true,
        request_body: Some("{}".to_owned()),
        status: Some(202),
        response_headers: vec![("server".to_owned(), HOSTILE.to_owned())],
        response_body: HOSTILE.to_owned(),
        response_bytes: HOSTILE.len() as u64,
        started_at: "2026-01-02T03:04:05.5Z".to_owned(),
        queued_millis: 0,
        millis: 7,
    };
    StepResult { name: name.to_owned(), line: 17, exchanges: vec![exchange], checks, seen: None }
}
