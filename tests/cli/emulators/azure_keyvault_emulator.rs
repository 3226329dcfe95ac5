//! A stand-in for azure-keyvault-emulator (calvinchengx, Go), played from its public sources and
//! corrected by what it was measured to answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kvcontract::verdict::VerdictKind::{Blocked, Fail, Pass};
use serde_json::{Value, json};

use super::reply::{at, bare, bent, body, code, hex, json, refused, text, without};
use super::stand_in::{Behind, StandIn, at_least, ended, has_token, parts, query};
use crate::endpoint::{Said, Seen};

/// Where every id of it points, whatever was asked.
const HOST: &str = "https://kv.vault.azure.net";
/// What it shares with faults of our vault.
const FAULTS: [&str; 8] = [
    "create-replaces-pending",
    "import-not-guarded",
    "merge-with-issuer-allowed",
    "merge-after-canceled-refused",
    "cancel-immediate",
    "cancel-canceled-accepted",
    "patch-without-flag-accepted",
    "name-unchecked",
];
const CHALLENGE: &str = "Bearer authorization=\"http://127.0.0.1:4998/kvcontract\", \
    resource=\"https://vault.azure.net\"";

/// What it keeps beside the vault.
#[derive(Default)]
struct Kept {
    /// Names with a finished certificate.
    issued: BTreeSet<String>,
    /// Names of which the completed operation was deleted.
    silent: BTreeSet<String>,
    /// Issuers as they were sent.
    issuers: BTreeMap<String, Value>,
}

type Held<'k> = MutexGuard<'k, Kept>;

/// Starts it.
pub fn start() -> StandIn {
    let kept = Mutex::new(Kept::default());
    StandIn::start("azure-keyvault-emulator", &FAULTS, move |behind, seen| {
        at(answer(behind, &kept, seen), &behind.url, HOST)
    })
}

fn answer(behind: &Behind, kept: &Mutex<Kept>, seen: &Seen) -> Said {
    let kept = || kept.lock().unwrap_or_else(PoisonError::into_inner);
    if !has_token(seen) {
        return refused(401, "Unauthorized").with("www-authenticate", CHALLENGE);
    }
    let known = |version: &str| version.starts_with("7.") || version.starts_with("20");
    if !query(seen, "api-version").is_some_and(known) {
        return refused(400, "BadParameter");
    }
    let path = seen.uri.split('?').next().unwrap_or_default();
    let asked = || behind.ask(&seen.method, path, &seen.body);
    let said = match (seen.method.as_str(), parts(seen).as_slice()) {
        (_, ["certificates", "issuers"]) => asked(),
        (_, ["certificates", "issuers", name]) => issuer(behind, kept(), seen, name),
        ("POST", [_, name, "create"]) => create(behind, kept(), seen, name),
        ("POST", [_, name, "import"]) | ("POST", [_, name, "pending", "merge"]) => {
            let said = without(asked(), "location");
            if said.status < 300 {
                let mut kept = kept();
                kept.silent.remove(*name);
                kept.issued.insert((*name).to_owned());
            }
            // It has no 403 here, and its policy is what was sent.
            let said = if said.status == 403 { refused(400, "BadParameter") } else { said };
            bent(said, |body| {
                let policy = body["policy"].as_object_mut().into_iter();
                policy.for_each(|p| p.retain(|key, _| key == "x509_props" || key == "issuer"));
            })
        }
        ("GET" | "DELETE", ["certificates", name]) if !kept().issued.contains(*name) => {
            refused(404, "CertificateNotFound")
        }
        ("DELETE", ["certificates", name]) => {
            kept().issued.remove(*name);
            asked()
        }
        (method, [_, name, "pending"]) => operation(behind, kept(), asked(), method, name),
        _ => asked(),
    };
    match code(&said).as_str() {
        "NotFound" => text(404, "404 page not found\n"),
        "MethodNotAllowed" => text(405, "Method Not Allowed\n"),
        _ => bent(said, shape),
    }
}

/// An operation without a certificate is nothing more: deleted, it leaves no name behind. Of a
/// certificate without one, one is made up that is completed, unless that was deleted.
fn operation(behind: &Behind, mut kept: Held<'_>, said: Said, method: &str, name: &str) -> Said {
    let path = format!("/certificates/{name}");
    match (method, said.status, kept.issued.contains(name)) {
        ("DELETE", 200, true) if body(&said)["status"] == "completed" => {
            kept.silent.insert(name.to_owned());
        }
        ("DELETE", 200, false) => {
            behind.ask("DELETE", &path, "");
            behind.ask("DELETE", &format!("/deleted{}", &path[1..]), "");
        }
        ("GET", 404, true) if !kept.silent.contains(name) => {
            let id = format!("{}{path}/pending", behind.url);
            return json(200, &json!({ "id": id, "status": "completed" }));
        }
        (_, 404, false) => return refused(404, "CertificateNotFound"),
        _ => {}
    }
    said
}

fn create(behind: &Behind, mut kept: Held<'_>, seen: &Seen, name: &str) -> Said {
    kept.silent.remove(name);
    let Ok(request) = serde_json::from_str::<Value>(&seen.body) else {
        return refused(400, "BadParameter");
    };
    let issuer = request["policy"]["issuer"]["name"].as_str().unwrap_or("Self");
    if !["Self", "Unknown"].contains(&issuer) && !kept.issuers.contains_key(issuer) {
        return refused(400, "BadParameter");
    }
    if issuer != "Self" {
        return without(behind.created(name, request), "location");
    }
    let said = behind.issued(name, &request);
    if said.status != 200 {
        return said;
    }
    kept.issued.insert(name.to_owned());
    // It is there before the answer, which does not say so yet.
    bent(Said { status: 202, ..said }, |body| body["status"] = json!("inProgress"))
}

/// Any provider is taken, what was sent is shown, and nobody ever answers.
fn issuer(behind: &Behind, mut kept: Held<'_>, seen: &Seen, name: &str) -> Said {
    let path = format!("/certificates/issuers/{name}");
    match (seen.method.as_str(), kept.issuers.get(name).cloned()) {
        ("PUT", _) => {
            let Ok(mut shown) = serde_json::from_str::<Value>(&seen.body) else {
                return refused(400, "BadParameter");
            };
            shown["id"] = json!(format!("{HOST}{path}"));
            let silent = r#"{"provider":"Script","credentials":{"account_id":"stall"}}"#;
            behind.ask("PUT", &path, silent);
            kept.issuers.insert(name.to_owned(), shown.clone());
            json(200, &shown)
        }
        ("GET", Some(shown)) => json(200, &shown),
        ("DELETE", Some(shown)) => {
            kept.issuers.remove(name);
            behind.ask("DELETE", &path, "");
            json(200, &shown)
        }
        ("GET" | "DELETE", None) => refused(404, "IssuerNotFound"),
        _ => bare(405),
    }
}

/// An operation as it shows one: the request_id is new in every answer, the target is there from
/// the start, and a finished one is always one of its own, without csr or flag.
fn shape(body: &mut Value) {
    let Some(shown) = body.as_object_mut() else { return };
    if shown.contains_key("cer") {
        shown.remove("pending");
        return;
    }
    let Some(id) = shown.get("id").and_then(Value::as_str).map(str::to_owned) else { return };
    let Some(url) = id.strip_suffix("/pending") else { return };
    shown.remove("status_details");
    shown.insert("target".into(), json!(url));
    shown.insert("request_id".into(), json!(hex()));
    if shown["status"] == "canceled" {
        shown.insert("status".into(), json!("cancelled"));
    }
    if shown["status"] == "completed" || shown["issuer"]["name"] == "Self" {
        shown.remove("csr");
        shown.remove("cancellation_requested");
        shown.insert("issuer".into(), json!({ "name": "Self" }));
    }
}

#[test]
fn a_run_against_the_stand_in_tells_where_it_differs() {
    let (_, result) = start().run(1, &[]);
    // Nearly all that looks at request_id, Location, details or target fails; no issuer does.
    at_least(&result, [20, 40, 7]);
    ended(&result, Pass, &["common/missing-token-is-challenged"]);
    let fails = [
        "cancel/nothing-to-cancel-is-not-found",
        "common/issuer-lives-and-dies-without-showing-its-password",
        "conflict/second-create-is-refused[manual]",
        "create/location-leads-to-the-pending-object",
        "deleted-or-overwritten/older-version-does-not-hide-the-deletion",
        "failed-or-canceled/cancellation-reads-as-canceled",
        "in-progress/request-id-and-csr-are-stable[manual]",
    ];
    ended(&result, Fail, &fails);
    ended(&result, Blocked, &["failed-or-canceled/failure-reads-as-failed"]);
}

#[test]
fn doctor_finds_every_operation_of_the_stand_in() {
    let done = start().does("doctor", &[]).exits(0);
    assert_eq!(done.out.matches(" there: ").count(), 8, "{}", done.out);
    done.says("stalled    made for each run").says("9: needs issuer.failing");
}
