//! A stand-in for azure-keyvault-emulator (james-gould, .NET), played from its public sources.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kvcontract::verdict::VerdictKind::{Blocked, Fail};
use serde_json::{Value, json};

use super::reply::{at, bare, bent, body, hex, json, refused, without};
use super::stand_in::{Behind, StandIn, at_least, ended, has_token, parts};
use crate::endpoint::{Said, Seen};

const FAULTS: [&str; 2] = ["name-unchecked", "create-completes-at-once"];
/// Its one code, a sentence.
const CODE: &str = "Something about the request was wrong.";
const CHALLENGE: &str =
    "Bearer authorization=\"https://localhost:4997\", resource=\"https://vault.azure.net\"";

/// Names whose key and secret stay deleted: they cannot be used again.
type Spent = BTreeSet<String>;

/// Starts it.
pub fn start() -> StandIn {
    let spent = Mutex::new(Spent::default());
    StandIn::start("james-gould", &FAULTS, move |behind, seen| {
        let said = if has_token(seen) {
            answer(behind, &spent, seen)
        } else {
            bare(401).with("www-authenticate", CHALLENGE).with("www-authenticate", "Bearer")
        };
        at(said, &behind.url, &format!("http://{}", seen.header("host")))
    })
}

fn answer(behind: &Behind, spent: &Mutex<Spent>, seen: &Seen) -> Said {
    let spent = || spent.lock().unwrap_or_else(PoisonError::into_inner);
    let path = seen.uri.split('?').next().unwrap_or_default();
    let asked = || behind.ask(&seen.method, path, &seen.body);
    let said = match (seen.method.as_str(), parts(seen).as_slice()) {
        ("GET", ["certificates", "issuers"]) => refused(404, CODE),
        ("POST", [_, name, "create"]) if spent().contains(*name) => refused(400, CODE),
        ("POST", [_, name, "create"]) => create(behind, seen, name),
        ("POST", [_, _, "import"]) => import(behind, seen, path),
        ("GET", [_, name, "pending"]) => operation(behind, name, 200),
        ("POST", [_, name, "pending", "merge"]) => merge(behind, seen, name),
        // Taken for one of the version "pending".
        ("PATCH", [_, _, "pending"]) => refused(404, CODE),
        ("DELETE", [_, _, "pending"]) => bare(405),
        ("DELETE", ["certificates", name]) => {
            spent().insert((*name).to_owned());
            bent(asked(), |body| {
                body.as_object_mut().unwrap().remove("recoveryId");
            })
        }
        ("GET", ["deletedcertificates", _]) => match asked() {
            said if said.status == 200 => Said { status: 202, ..said },
            said => said,
        },
        _ => asked(),
    };
    match (said.status, body(&said)["error"]["code"].as_str()) {
        (404, Some("NotFound")) => bare(404),
        (405, _) => bare(405),
        (404, Some(_)) => refused(404, CODE),
        (400.., Some(_)) => refused(400, CODE),
        _ => said,
    }
}

fn malformed() -> Said {
    let problem =
        json!({ "title": "One or more errors occurred.", "status": 400, "traceId": hex() });
    let said = without(json(400, &problem), "content-type");
    said.with("content-type", "application/problem+json; charset=utf-8")
}

/// Whoever is named issues at once, and whatever key is asked for, it is the one it has.
fn create(behind: &Behind, seen: &Seen, name: &str) -> Said {
    let Ok(mut request) = serde_json::from_str::<Value>(&seen.body) else { return malformed() };
    request["policy"]["key_props"] = Value::Null;
    match behind.issued(name, &request) {
        said if said.status == 200 => operation(behind, name, 202),
        refusal => refusal,
    }
}

/// The operation that every certificate has: its id is the certificate's, and its request_id new.
fn operation(behind: &Behind, name: &str, status: u16) -> Said {
    let Some(certificate) = behind.certificate(name) else { return refused(404, CODE) };
    let shown = json!({ "id": certificate["id"], "issuer": { "name": "Emulator" }, "csr": "",
        "cancellation_requested": false, "status": "completed", "status_details": "",
        "target": format!("/certificates/{name}"), "request_id": hex() });
    json(status, &shown)
}

/// PKCS#12 in base64 only, so no PEM.
fn import(behind: &Behind, seen: &Seen, path: &str) -> Said {
    let Ok(request) = serde_json::from_str::<Value>(&seen.body) else { return malformed() };
    match request["value"].as_str().map(|value| STANDARD.decode(value)) {
        Some(Ok(_)) => behind.ask("POST", path, &seen.body),
        _ => refused(400, CODE),
    }
}

/// Takes whatever can be decoded, none too, and answers 202.
fn merge(behind: &Behind, seen: &Seen, name: &str) -> Said {
    let Ok(request) = serde_json::from_str::<Value>(&seen.body) else { return malformed() };
    let chain = request["x5c"].as_array().cloned().unwrap_or_default();
    let readable = |text: &Value| text.as_str().is_some_and(|text| STANDARD.decode(text).is_ok());
    match behind.certificate(name) {
        None => refused(404, CODE),
        Some(_) if !chain.iter().all(readable) => refused(400, CODE),
        Some(certificate) => json(202, &certificate),
    }
}

#[test]
fn a_run_against_the_stand_in_tells_where_it_differs() {
    let (_, result) = start().run(1, &[]);
    // Every operation ends at once and has no request that could be signed; no cancellation, no
    // deletion of an operation, and no issuer but one.
    at_least(&result, [3, 25, 70]);
    let fails = ["common/missing-token-is-challenged", "create/id-names-the-pending-object"];
    ended(&result, Fail, &fails);
    let blocked = [
        "delete/nothing-is-left-to-read-or-delete[manual]",
        "merge/answers-201-and-where-the-certificate-is",
    ];
    ended(&result, Blocked, &blocked);
}

#[test]
fn doctor_does_not_take_a_patch_of_another_route_for_a_cancellation() {
    let done = start().does("doctor", &[]).exits(0);
    done.says("  cancel          cannot be told: PATCH").says("  delete-pending  missing: DELETE");
}
