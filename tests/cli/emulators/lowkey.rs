//! A stand-in for Lowkey Vault (nagyesta, Java) as `--LOWKEY_VAULT_NAMES=kv1` starts it, played
//! from its public sources.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kvcontract::verdict::VerdictKind::{Blocked, Fail, Pass};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use super::reply::{at, bare, bent, body, json, refused};
use super::stand_in::{Behind, StandIn, at_least, ended, has_token, parts, query};
use crate::endless::Looking;
use crate::endpoint::{Said, Seen};

const CHALLENGE: &str =
    "Bearer resource=\"https://localhost\", authorization_uri=\"https://localhost\"";
const FAULTS: [&str; 2] = ["name-unchecked", "create-completes-at-once"];
const NOT_FOUND: &str = "com.example.NotFoundException";

/// Starts it.
pub fn start() -> StandIn {
    StandIn::start("lowkey-vault", &FAULTS, |behind, seen| {
        let said = if has_token(seen) { answer(behind, seen) } else { bare(401) };
        // Ids bear the host that was asked, and the ready-made vaults forbid purging.
        let said = at(said, &behind.url, &format!("http://{}", seen.header("host")));
        at(said, "Recoverable+Purgeable", "Recoverable").with("www-authenticate", CHALLENGE)
    })
}

/// An error page of the framework beneath.
fn page(status: u16, seen: &Seen) -> Said {
    let (path, _) = seen.uri.split_once('?').unwrap_or((&seen.uri, ""));
    let now = time::OffsetDateTime::now_utc().format(&Rfc3339).unwrap();
    json(status, &json!({ "timestamp": now, "status": status, "error": "Error", "path": path }))
}

fn answer(behind: &Behind, seen: &Seen) -> Said {
    let known = ["7.2", "7.3", "7.4", "7.5", "7.6"];
    if !query(seen, "api-version").is_some_and(|version| known.contains(&version)) {
        return page(400, seen);
    }
    let path = seen.uri.split('?').next().unwrap_or_default();
    // With its query: a list has pages.
    let asked = || behind.ask(&seen.method, &seen.uri, &seen.body);
    let said = match (seen.method.as_str(), parts(seen).as_slice()) {
        (_, [_, name, ..]) if !fits(name) => refused(500, "ConstraintViolationException"),
        ("GET", ["certificates", "issuers"]) => refused(404, NOT_FOUND),
        ("GET" | "PATCH", ["certificates", "issuers", _]) => page(500, seen),
        (_, ["certificates", "issuers", ..]) => page(405, seen),
        ("POST", [_, name, "create"]) => create(behind, seen, name),
        ("POST", [_, _, "import"]) => import(behind, seen, path),
        ("GET", [_, name, "pending"]) => pending(behind, name),
        ("PATCH", [_, _, "pending"]) => page(500, seen),
        ("DELETE", [_, _, "pending"]) => refused(404, NOT_FOUND),
        ("DELETE", ["deletedcertificates", _]) => refused(500, "java.lang.IllegalStateException"),
        ("POST", _) => page(404, seen),
        _ => asked(),
    };
    match (said.status, body(&said)["error"]["code"].is_string()) {
        (404, true) => refused(404, NOT_FOUND),
        (409, true) => refused(409, "com.example.AlreadyExistsException"),
        (405, true) => page(405, seen),
        (400, true) => refused(400, "java.lang.IllegalArgumentException"),
        _ => said,
    }
}

/// A name of letters, digits and hyphens, however many.
fn fits(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// Whoever is named issues at once; a policy must be whole.
fn create(behind: &Behind, seen: &Seen, name: &str) -> Said {
    let Ok(request) = serde_json::from_str::<Value>(&seen.body) else { return page(400, seen) };
    let there = |pointer: &str| request.pointer(pointer).is_some_and(|value| !value.is_null());
    let needed = ["/key_props/kty", "/secret_props/contentType", "/x509_props", "/issuer"];
    if !needed.iter().all(|part| there(&format!("/policy{part}"))) {
        return page(400, seen);
    }
    match behind.issued(name, &request) {
        said if said.status == 200 => shown(Said { status: 202, ..said }),
        refusal => refusal,
    }
}

/// Strict base64, so no PEM.
fn import(behind: &Behind, seen: &Seen, path: &str) -> Said {
    let Ok(request) = serde_json::from_str::<Value>(&seen.body) else { return page(400, seen) };
    match request["value"].as_str().map(|value| STANDARD.decode(value)) {
        Some(Ok(_)) => behind.ask("POST", path, &seen.body),
        Some(Err(_)) => refused(400, "java.lang.IllegalArgumentException"),
        None => page(400, seen),
    }
}

/// Completed as long as there is a certificate.
fn pending(behind: &Behind, name: &str) -> Said {
    let path = format!("/certificates/{name}");
    let said = behind.ask("GET", &format!("{path}/pending"), "");
    match (said.status, behind.certificate(name)) {
        (404, Some(certificate)) => {
            let version = certificate["id"].as_str().unwrap_or_default().rsplit('/').next();
            let id = format!("{}{path}/pending", behind.url);
            let target = format!("{}{path}", behind.url);
            let made_up = json!({ "id": id, "status": "completed", "target": target, "csr": "",
                "cancellation_requested": false, "request_id": version });
            shown(json(200, &made_up))
        }
        _ => shown(said),
    }
}

/// An operation as it shows one.
fn shown(said: Said) -> Said {
    bent(said, |body| {
        body["issuer"] = json!({ "name": "Self", "cty": null, "cert_transparency": null });
        body["status_details"] = Value::Null;
        body["error"] = Value::Null;
    })
}

#[test]
fn where_a_purge_is_refused_with_a_500_the_deletion_has_to_do() {
    let stand_in = start();
    let (done, result) = stand_in.run(1, &[]);
    done.says("stay among the deleted ones");
    assert_eq!(result.clean_up.created, result.clean_up.removed);
    assert_eq!(result.remarks.len(), 1, "{:?}", result.remarks);
    let kept = Looking::at(&stand_in.vault).certificates().len();
    assert!(kept > 20, "{kept} were kept by the vault");
    // Every operation ends at once, and four groups of routes are declared as lacking.
    at_least(&result, [8, 16, 40]);
    ended(&result, Pass, &["create/csr-bears-subject-and-rsa-key"]);
    ended(
        &result,
        Fail,
        &["common/missing-token-is-challenged", "create/status-is-in-progress-and-explained"],
    );
    // No operation is ever in progress, so no conflict is due.
    let blocked = ["merge/malformed-chain-is-refused", "conflict/second-create-is-refused[manual]"];
    ended(&result, Blocked, &blocked);
}

#[test]
fn a_target_without_a_list_of_issuers_is_swept() {
    let stand_in = start();
    let issued = r#"{"policy":{"x509_props":{"subject":"CN=a"},"issuer":{"name":"Self"}}}"#;
    let looking = Looking::at(&stand_in.vault);
    looking.does("POST", "/certificates/kvc-65000000abcdef-x/create", issued);
    let done = stand_in.does("sweep", &[]).exits(0);
    done.says("found 1, removed 1, left 0").complains("has no list /certificates/issuers: 404");
}

#[test]
fn doctor_says_what_the_stand_in_has_not() {
    let done = start().does("doctor", &[]).exits(0);
    done.says("  merge           missing: POST")
        .says("  issuers         missing: PUT")
        .says("  delete-pending  cannot be told: DELETE")
        .says("  purge           cannot be told: DELETE")
        .says("needs issuers: it has no issuers API");
}
