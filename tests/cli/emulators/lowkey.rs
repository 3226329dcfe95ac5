//! A stand-in for Lowkey Vault (nagyesta, Java) as `--LOWKEY_VAULT_NAMES=kv1` starts it, which
//! answers as version 3.4.33 was measured to.

use std::sync::LazyLock;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kvcontract::verdict::VerdictKind::{Blocked, Fail, Pass};
use serde_json::{Value, json};

use super::reply::{at, bare, bent, body, json, refused};
use super::stand_in::{Behind, StandIn, at_least, ended, has_token, parts, query};
use crate::endless::Looking;
use crate::endpoint::{Said, Seen};

const FAULTS: [&str; 2] = ["name-unchecked", "create-completes-at-once"];
const NOT_FOUND: &str = "com.github.nagyesta.lowkeyvault.service.exception.NotFoundException";

/// The signing request of an import, for which the vault makes none.
static CSR: LazyLock<String> = LazyLock::new(|| {
    let key = rcgen::KeyPair::generate().unwrap();
    let request = rcgen::CertificateParams::default().serialize_request(&key).unwrap();
    STANDARD.encode(request.der())
});

/// Starts it.
pub fn start() -> StandIn {
    StandIn::start("lowkey-vault", &FAULTS, |behind, seen| {
        let said = if has_token(seen) { answer(behind, seen) } else { bare(401) };
        // Ids bear the host that was asked, and the ready-made vaults forbid purging.
        let own = format!("http://{}", seen.header("host"));
        let said = at(at(said, &behind.url, &own), "Recoverable+Purgeable", "Recoverable");
        let asked = seen.uri.split('?').next().unwrap_or_default();
        let challenge = format!("Bearer resource=\"{own}\", authorization_uri=\"{own}{asked}\"");
        said.with("www-authenticate", &challenge)
    })
}

/// An error page of the framework beneath.
fn page(status: u16, seen: &Seen) -> Said {
    invalid(status, seen, &[])
}

/// The same of a validation, with the fields that it complains of.
fn invalid(status: u16, seen: &Seen, fields: &[&str]) -> Said {
    let (path, _) = seen.uri.split_once('?').unwrap_or((&seen.uri, ""));
    let millis = time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
    let phrase = StatusCode::from_u16(status).unwrap().canonical_reason();
    let mut body = json!({ "timestamp": millis as u64, "status": status, "error": phrase,
        "message": "It was refused.", "path": path });
    if !fields.is_empty() {
        let error = |field| json!({ "field": field, "defaultMessage": "must not be null" });
        body["errors"] = fields.iter().map(error).collect();
    }
    json(status, &body)
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
        (_, [_, name, ..]) if !fits(name) => page(500, seen),
        ("GET", ["certificates", "issuers"]) => refused(404, NOT_FOUND),
        ("GET" | "PATCH", ["certificates", "issuers", _]) => page(500, seen),
        (_, ["certificates", "issuers", ..]) => page(405, seen),
        ("POST", [_, name, "create"]) => create(behind, seen, name),
        ("POST", [_, _, "import"]) => import(behind, seen, path),
        ("GET", [_, name, "pending"]) => pending(behind, name),
        ("PATCH", [_, _, "pending"]) => page(500, seen),
        ("DELETE", [_, name, "pending"]) => {
            let deleted = behind.ask("GET", &format!("/deletedcertificates/{name}"), "");
            if deleted.status == 200 { made_up(behind, name, "0") } else { refused(404, NOT_FOUND) }
        }
        ("DELETE", ["deletedcertificates", _]) => refused(500, "java.lang.IllegalStateException"),
        ("POST", _) => page(404, seen),
        _ => bent(asked(), own_form),
    };
    match (said.status, body(&said)["error"]["code"].is_string()) {
        (404, true) => refused(404, NOT_FOUND),
        (409, true) => refused(409, "com.example.AlreadyExistsException"),
        (405, true) => page(405, seen),
        (400, true) => refused(400, "java.lang.IllegalArgumentException"),
        _ => said,
    }
}

/// A bundle tells no operation, and has the version in the id of its policy; a list ends without a
/// word.
fn own_form(body: &mut Value) {
    if let (Some(id), true) = (body["id"].as_str(), body["policy"]["id"].is_string()) {
        body["policy"]["id"] = json!(format!("{id}/policy"));
    }
    let unsaid =
        |key: &str, value: &Value| key == "pending" || key == "nextLink" && value.is_null();
    body.as_object_mut().unwrap().retain(|key, value| !unsaid(key, value));
}

/// A name of letters, digits and hyphens, however many.
fn fits(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// Whoever is named issues at once; a policy must be whole.
fn create(behind: &Behind, seen: &Seen, name: &str) -> Said {
    let Ok(request) = serde_json::from_str::<Value>(&seen.body) else { return page(400, seen) };
    let there = |pointer: &str| request.pointer(pointer).is_some_and(|value| !value.is_null());
    let needed = [
        ("/key_props/kty", "policy.keyProperties"),
        ("/secret_props/contentType", "policy.secretProperties"),
        ("/x509_props", "policy.x509Properties"),
        ("/issuer", "policy.issuer"),
    ];
    let lacks = needed.iter().filter(|(part, _)| !there(&format!("/policy{part}")));
    let lacks: Vec<&str> = lacks.map(|(_, field)| *field).collect();
    if !lacks.is_empty() {
        return invalid(400, seen, &lacks);
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
        Some(Ok(_)) => bent(behind.ask("POST", path, &seen.body), own_form),
        Some(Err(_)) => refused(400, "java.lang.IllegalArgumentException"),
        None => page(400, seen),
    }
}

/// Completed as long as there is a certificate.
fn pending(behind: &Behind, name: &str) -> Said {
    let said = behind.ask("GET", &format!("/certificates/{name}/pending"), "");
    match (said.status, behind.certificate(name)) {
        (404, Some(certificate)) => {
            let version = certificate["id"].as_str().unwrap_or_default().rsplit('/').next();
            made_up(behind, name, version.unwrap_or_default())
        }
        _ => shown(said),
    }
}

/// An operation of a certificate that was imported, or was deleted.
fn made_up(behind: &Behind, name: &str, version: &str) -> Said {
    let id = format!("{}/certificates/{name}/pending", behind.url);
    let body = json!({ "id": id, "csr": *CSR, "cancellation_requested": false,
        "status": "completed", "request_id": version });
    shown(json(200, &body))
}

/// An operation as it shows one.
fn shown(said: Said) -> Said {
    bent(said, |body| {
        body["issuer"] = json!({ "name": "Self", "cty": null, "cert_transparency": false });
        body["status_details"] = Value::Null;
        body["target"] = json!(body["id"].as_str().map(|id| id.trim_end_matches("/pending")));
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
    let done = stand_in.does("sweep", &["--older-than", "0s"]).exits(0);
    done.says("found 1, removed 0, deleted but not purged 1, left 0")
        .complains("has no list /certificates/issuers: 404");
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
