//! A stand-in for Topaz (TheCloudTheory, .NET), played from its public sources.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kvcontract::verdict::VerdictKind::{self, Fail, Pass};
use serde_json::{Value, json};

use super::reply::{at, bare, code, json, refused, text, without};
use super::stand_in::{Behind, StandIn, at_least, ended, has_token, parts};
use crate::endpoint::{Said, Seen};

const FAULTS: [&str; 2] = ["name-unchecked", "create-completes-at-once"];
const CHALLENGE: &str = "Bearer authorization=\"https://topaz.local.dev:8899/tenant\", \
    resource=\"https://vault.azure.net\"";

/// What it keeps beside the vault: operations by name, with issuer and flag.
type Kept = BTreeMap<String, (String, bool)>;

/// Starts it.
pub fn start() -> StandIn {
    let kept = Mutex::new(Kept::default());
    StandIn::start("topaz", &FAULTS, move |behind, seen| {
        let said = if has_token(seen) {
            answer(behind, &kept, seen)
        } else {
            bare(401).with("www-authenticate", CHALLENGE)
        };
        at(said, &behind.url, "https://kvcontract.vault.topaz.local.dev")
    })
}

/// A 404, which is JSON and does not say so.
fn absent(code: &str) -> Said {
    without(refused(404, code), "content-type")
}

fn answer(behind: &Behind, kept: &Mutex<Kept>, seen: &Seen) -> Said {
    let kept = || kept.lock().unwrap_or_else(PoisonError::into_inner);
    let path = seen.uri.split('?').next().unwrap_or_default();
    let asked = || behind.ask(&seen.method, path, &seen.body);
    let request = serde_json::from_str::<Value>(&seen.body);
    if !seen.body.is_empty() && request.is_err() {
        return text(500, "System.Text.Json.JsonException: it is no JSON\n   at Topaz");
    }
    let request = request.unwrap_or_default();
    let said = match (seen.method.as_str(), parts(seen).as_slice()) {
        ("POST", [_, name, "create"]) => create(behind, kept(), &request, name),
        ("POST", [_, name, "import"]) => {
            if decoded(&request["value"]) {
                asked()
            } else {
                text(500, &format!("System.FormatException: {name} is no Base64"))
            }
        }
        ("GET" | "PATCH" | "DELETE", [_, name, "pending"]) => {
            operation(behind, kept(), seen, &request, name)
        }
        ("POST", [_, name, "pending", "merge"]) => merge(behind, kept(), &request, name),
        ("DELETE", ["certificates", name]) => {
            kept().remove(*name);
            match asked() {
                said if said.status == 404 => bare(404),
                said => said,
            }
        }
        _ => asked(),
    };
    match (said.status, code(&said).as_str()) {
        (404 | 405, "NotFound" | "MethodNotAllowed") => absent("EndpointNotFound"),
        (404, kind) if !kind.is_empty() => absent("ResourceNotFound"),
        _ => said,
    }
}

fn decoded(value: &Value) -> bool {
    value.as_str().is_some_and(|value| STANDARD.decode(value).is_ok())
}

/// Whoever is named issues at once; a name among the deleted ones is free.
fn create(behind: &Behind, mut kept: MutexGuard<'_, Kept>, request: &Value, name: &str) -> Said {
    behind.ask("DELETE", &format!("/deletedcertificates/{name}"), "");
    let said = behind.issued(name, request);
    if said.status != 200 {
        return said;
    }
    let issuer = request["policy"]["issuer"]["name"].as_str().unwrap_or("Self");
    kept.insert(name.to_owned(), (issuer.to_owned(), false));
    json(202, &shown(behind, name, issuer, false))
}

/// An operation as it shows one: without request, request_id or flag that is not set.
fn shown(behind: &Behind, name: &str, issuer: &str, flagged: bool) -> Value {
    let url = format!("{}/certificates/{name}", behind.url);
    let mut body = json!({ "id": format!("{url}/pending"), "issuer": { "name": issuer },
        "status": "completed", "statusDetails": "Certificate created", "target": url });
    if flagged {
        body["cancellation_requested"] = json!(true);
    }
    body
}

fn operation(
    behind: &Behind,
    mut kept: MutexGuard<'_, Kept>,
    seen: &Seen,
    request: &Value,
    name: &str,
) -> Said {
    let asks = request["cancellation_requested"] == true;
    let known = match seen.method.as_str() {
        "PATCH" => kept.get_mut(name).map(|(issuer, flag)| {
            *flag |= asks;
            (issuer.clone(), *flag)
        }),
        "DELETE" => kept.remove(name),
        // Where it is gone, one is made up from the certificate.
        _ => kept
            .get(name)
            .cloned()
            .or_else(|| behind.certificate(name).map(|_| ("Self".to_owned(), false))),
    };
    match known {
        Some((issuer, flagged)) => json(200, &shown(behind, name, &issuer, flagged)),
        None => absent("ResourceNotFound"),
    }
}

/// Merges into any operation, whoever's the key.
fn merge(behind: &Behind, kept: MutexGuard<'_, Kept>, request: &Value, name: &str) -> Said {
    let Some(chain) = request["x5c"].as_array().filter(|chain| !chain.is_empty()) else {
        return bare(400);
    };
    if !kept.contains_key(name) {
        return absent("ResourceNotFound");
    }
    match behind.certificate(name) {
        Some(certificate) if chain.iter().all(decoded) => json(201, &certificate),
        _ => refused(400, "BadParameter"),
    }
}

#[test]
fn a_run_against_the_stand_in_tells_where_it_differs() {
    let (_, result) = start().run(1, &[]);
    // No operation has a request_id or a request: that fails once, and blocks whatever needs one.
    at_least(&result, [5, 25, 70]);
    ended(&result, Pass, &["cancel/cancellation-may-come-too-late"]);
    let fails = [
        "common/body-that-is-not-json-is-refused",
        "common/json-bodies-are-declared-as-json",
        "common/missing-token-is-challenged",
        "create/request-id-fits-a-query",
    ];
    ended(&result, Fail, &fails);
}

#[test]
fn doctor_finds_every_operation_of_the_stand_in() {
    let done = start().does("doctor", &[]).exits(0);
    assert!(!done.out.contains("missing:"), "{}", done.out);
    done.says("cases: 85 will run, 45 will not");
}

/// The target file of Topaz, where this is all that ever comes.
fn nothing_but(said: fn() -> Said) -> StandIn {
    StandIn::start("topaz", &[], move |_, _| said())
}

#[test]
fn of_a_release_without_certificates_nothing_can_be_verified() {
    let stand_in = nothing_but(|| absent("EndpointNotFound"));
    let (done, result) = stand_in.run(4, &[]);
    assert_eq!(
        result.count(VerdictKind::Blocked),
        result.cases.iter().filter(|case| case.answers.is_none()).count()
    );
    done.tells("create answers 404, as to a route that no vault has");
    let done = stand_in.does("doctor", &[]).exits(4);
    done.says("  create          missing: POST").says("cases: 0 will run");
}

#[test]
fn of_a_vault_that_is_not_there_nothing_can_be_verified() {
    let stand_in = nothing_but(|| bare(404));
    let (_, result) = stand_in.run(4, &[]);
    assert_eq!(
        result.count(VerdictKind::Blocked),
        result.cases.iter().filter(|case| case.answers.is_none()).count()
    );
    stand_in.does("doctor", &[]).exits(4).says("create          missing: POST");
    let done = stand_in.does("sweep", &[]).exits(3);
    done.complains("the target has no journal and no list");
}
