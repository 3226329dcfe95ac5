//! A conversation with the vault in its observed dialect that has every recorded kind of answer.
//!
//! Out: the exchanges, each under a name. Which answer is due is said here step by step; its
//! shape is compared elsewhere.

use serde_json::json;

use crate::asking::{
    cancel, create, delete, get, import, post, put, scripted, self_signed, signed,
};
use crate::kind::{Content, Stage, State};
use crate::talk::{Ask, Exchange, Talk};

/// Holds it. Each part has certificates of its own.
pub async fn hold() -> Vec<Exchange> {
    let mut talk = Talk::start(None).await;
    by_hand(&mut talk).await;
    issuers(&mut talk).await;
    in_progress(&mut talk).await;
    endings(&mut talk).await;
    issued(&mut talk).await;
    imports(&mut talk).await;
    absences(&mut talk).await;
    let mut held = talk.end().await;

    let mut stranger = Talk::start(Some("a token")).await;
    let create = post("/certificates/any/create", json!({}));
    stranger.say("create without a token", create, 401, refused("Unauthorized")).await;
    held.extend(stranger.end().await);
    held
}

/// A manual operation: the only certificate of the vault while the lists are read.
async fn by_hand(talk: &mut Talk) {
    let created = talk
        .say("create Unknown", create("hand", "Unknown"), 202, operation(State::InProgress))
        .await;
    let pending = get("/certificates?includePending=true");
    talk.say("list with pending", pending, 200, Content::Certificates).await;
    talk.say("list without pending", get("/certificates"), 200, Content::Certificates).await;
    let csr = Ask { accept: Some("application/pkcs10"), ..get("/certificates/hand/pending") };
    talk.say("GET CSR", csr, 200, Content::Csr).await;
    let merge = |x5c| post("/certificates/hand/pending/merge", json!({ "x5c": x5c }));
    talk.say("merge no certificate", merge(json!(["dGVzdA=="])), 400, refused("BadParameter"))
        .await;
    talk.say("merge another key", merge(json!([self_signed().der])), 400, refused("BadParameter"))
        .await;
    let x5c = signed(created["csr"].as_str().unwrap());
    talk.say("merge", merge(x5c), 201, Content::Certificate(Stage::Finished)).await;
    talk.say("GET merged", get("/certificates/hand/pending"), 200, operation(State::Completed))
        .await;
}

async fn issuers(talk: &mut Talk) {
    let path = "/certificates/issuers/authority";
    let record = scripted("stall; cancel ignored");
    talk.say("PUT issuer", put(path, record), 200, Content::Issuer).await;
    talk.say("GET issuer", get(path), 200, Content::Issuer).await;
    let patch = Ask { method: "PATCH", ..put(path, json!({ "attributes": { "enabled": false } })) };
    talk.say("PATCH issuer", patch, 200, Content::Issuer).await;
    talk.say("list issuers", get("/certificates/issuers"), 200, Content::Issuers).await;
    talk.say("DELETE issuer", delete(path), 200, Content::Issuer).await;
    talk.say("GET no issuer", get(path), 404, refused("CertificateIssuerNotFound")).await;
}

/// An operation that an issuer is at work on, and all that can be asked of it.
async fn in_progress(talk: &mut Talk) {
    let issuer = put("/certificates/issuers/slow", scripted("stall; cancel ignored"));
    talk.say("PUT slow issuer", issuer, 200, Content::Issuer).await;
    talk.say("create", create("slow", "slow"), 202, operation(State::InProgress)).await;
    let path = "/certificates/slow/pending";
    talk.say("GET in progress", get(path), 200, operation(State::InProgress)).await;
    talk.say("create again", create("slow", "slow"), 409, refused("Conflict")).await;
    talk.say("import meanwhile", import("slow"), 409, refused("Conflict")).await;
    talk.say(
        "GET certificate meanwhile",
        get("/certificates/slow"),
        200,
        Content::Certificate(Stage::Pending),
    )
    .await;
    talk.say("PATCH pending", cancel(path), 200, operation(State::InProgress)).await;
    talk.say("DELETE in progress", delete(path), 200, operation(State::InProgress)).await;
    talk.say("GET deleted", get(path), 404, refused("PendingCertificateNotFound")).await;
    talk.say("create anew", create("slow", "slow"), 202, operation(State::InProgress)).await;
    talk.say(
        "DELETE certificate meanwhile",
        delete("/certificates/slow"),
        200,
        Content::Deleted(Stage::Pending),
    )
    .await;
}

/// Operations that end without a certificate.
async fn endings(talk: &mut Talk) {
    let issuer = put("/certificates/issuers/failing", scripted("fail; error request"));
    talk.say("PUT failing issuer", issuer, 200, Content::Issuer).await;
    talk.say("create to fail", create("failed", "failing"), 202, operation(State::InProgress))
        .await;
    talk.ended("failed").await;
    let path = "/certificates/failed/pending";
    talk.say("GET failed", get(path), 200, operation(State::Failed)).await;

    let issuer = put("/certificates/issuers/granting", scripted("stall; cancel granted"));
    talk.say("PUT granting issuer", issuer, 200, Content::Issuer).await;
    talk.say("create to cancel", create("canceled", "granting"), 202, operation(State::InProgress))
        .await;
    let path = "/certificates/canceled/pending";
    talk.say("PATCH to cancel", cancel(path), 200, operation(State::InProgress)).await;
    talk.ended("canceled").await;
    talk.say("GET canceled", get(path), 200, operation(State::Canceled)).await;
    talk.say("DELETE canceled", delete(path), 200, operation(State::Canceled)).await;
}

/// An operation that ends with a certificate, and the certificate until it is purged.
async fn issued(talk: &mut Talk) {
    talk.say("create Self", create("self", "Self"), 202, operation(State::InProgress)).await;
    talk.ended("self").await;
    let (path, pending) = ("/certificates/self", "/certificates/self/pending");
    talk.say("GET completed", get(pending), 200, operation(State::Completed)).await;
    talk.say("PATCH completed", cancel(pending), 403, refused("Forbidden")).await;
    let bundle =
        talk.say("GET certificate", get(path), 200, Content::Certificate(Stage::Finished)).await;
    let version = bundle["id"].as_str().unwrap().rsplit('/').next().unwrap();
    talk.say("GET version", get(&format!("{path}/{version}")), 200, Content::Version).await;
    talk.say("DELETE certificate", delete(path), 200, Content::Deleted(Stage::Finished)).await;
    talk.say(
        "GET from the bin",
        get("/deletedcertificates/self"),
        200,
        Content::Deleted(Stage::Finished),
    )
    .await;
    let code = "Conflict".to_owned();
    let binned = Content::Error { code, inner: Some("ObjectIsDeletedButRecoverable".to_owned()) };
    talk.say("create over the bin", create("self", "Self"), 409, binned).await;
    talk.say("purge", delete("/deletedcertificates/self"), 204, Content::Nothing).await;

    talk.say("create Self anew", create("self", "Self"), 202, operation(State::InProgress)).await;
    talk.ended("self").await;
    talk.say("DELETE completed", delete(pending), 200, operation(State::Completed)).await;
}

async fn imports(talk: &mut Talk) {
    talk.say("import PEM", import("imported"), 200, Content::Certificate(Stage::Finished)).await;
    let no_key = json!({ "value": self_signed().pem });
    let import = post("/certificates/keyless/import", no_key);
    talk.say("import without a key", import, 400, refused("BadParameter")).await;
}

/// What is not there, and what cannot be.
async fn absences(talk: &mut Talk) {
    let (path, pending) = ("/certificates/never", "/certificates/never/pending");
    let no_pending = || refused("PendingCertificateNotFound");
    talk.say("GET no pending", get(pending), 404, no_pending()).await;
    talk.say("PATCH no pending", cancel(pending), 404, no_pending()).await;
    let merge = post("/certificates/never/pending/merge", json!({ "x5c": ["dGVzdA=="] }));
    talk.say("merge no pending", merge, 404, no_pending()).await;
    talk.say("GET no certificate", get(path), 404, refused("CertificateNotFound")).await;
    talk.say("DELETE no certificate", delete(path), 404, refused("CertificateNotFound")).await;
    let binned = get("/deletedcertificates/never");
    talk.say("GET not in the bin", binned, 404, refused("CertificateNotFound")).await;
    let nameless = post("/certificates//create", json!({}));
    talk.say("create without a name", nameless, 405, refused("MethodNotAllowed")).await;
    let mut subject = create("never", "Self");
    subject.body["policy"]["x509_props"]["subject"] = json!("no distinguished name");
    talk.say("create without a DN", subject, 400, refused("BadParameter")).await;
    let old = get("/certificates/never/pending?api-version=1.0");
    talk.say("GET by no api-version", old, 400, refused("BadParameter")).await;
}

fn operation(state: State) -> Content {
    Content::Operation(state)
}

fn refused(code: &str) -> Content {
    Content::Error { code: code.to_owned(), inner: None }
}
