//! The JSON of certificates: live, deleted, single versions, list items.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Map, Value, json};

use super::policy::policy;
use crate::vault::{
    crypto,
    policy::Policy,
    store::{Deleted, Entry, Version},
};

/// Days that a deleted certificate can be recovered.
pub(super) const RETENTION_DAYS: i64 = 90;

/// A certificate: its current version, policy and pending object.
pub fn bundle(base: &str, entry: &Entry) -> Value {
    updated_bundle(base, entry, entry.current())
}

/// The same of any version, as a PATCH shows it.
pub fn updated_bundle(base: &str, entry: &Entry, version: &Version) -> Value {
    let mut body = bare(base, entry, version);
    body.insert("tags".into(), json!(version.tags));
    if let Some(preserves) = version.preserves_order {
        body.insert("preserveCertOrder".into(), json!(preserves));
    }
    body.insert("policy".into(), policy(base, entry));
    if entry.pending.is_some() {
        let id = format!("{base}/certificates/{}/pending", entry.name);
        body.insert("pending".into(), json!({ "id": id }));
    }
    Value::Object(body)
}

/// One version of a certificate by itself.
pub fn version_bundle(base: &str, entry: &Entry, version: &Version) -> Value {
    let mut body = bare(base, entry, version);
    if let Some(leaf) = &version.leaf {
        body.insert("tags".into(), json!(version.tags));
        if let Some(preserves) = version.preserves_order {
            body.insert("preserveCertOrder".into(), json!(preserves));
        }
        body.insert("subject".into(), json!(leaf.subject));
        body.insert("issuer".into(), json!(leaf.issuer));
        body.insert("serialnumber".into(), json!(leaf.serial));
    }
    Value::Object(body)
}

/// A deleted certificate.
pub fn deleted_bundle(base: &str, deleted: &Deleted) -> Value {
    let mut body = recovery(base, deleted);
    if let Value::Object(rest) = bundle(base, &deleted.entry) {
        body.extend(rest);
    }
    Value::Object(body)
}

/// A certificate as the list shows it.
pub fn certificate_item(base: &str, entry: &Entry) -> Value {
    let id = format!("{base}/certificates/{}", entry.name);
    Value::Object(item(id, entry, entry.current()))
}

/// A version as the list of versions shows it.
pub fn version_item(base: &str, entry: &Entry, version: &Version) -> Value {
    let id = format!("{base}/certificates/{}/{}", entry.name, version.id);
    Value::Object(item(id, entry, version))
}

/// A deleted certificate as the list shows it.
pub fn deleted_item(base: &str, deleted: &Deleted) -> Value {
    let mut body = recovery(base, deleted);
    let id = format!("{base}/certificates/{}", deleted.entry.name);
    body.extend(item(id, &deleted.entry, deleted.entry.current()));
    Value::Object(body)
}

fn bare(base: &str, entry: &Entry, version: &Version) -> Map<String, Value> {
    let url = |kind: &str| json!(format!("{base}/{kind}/{}/{}", entry.name, version.id));
    let mut body = Map::new();
    body.insert("id".into(), url("certificates"));
    if let Some(leaf) = &version.leaf {
        body.insert("kid".into(), url("keys"));
        body.insert("sid".into(), url("secrets"));
        body.insert("x5t".into(), thumbprint(&leaf.der));
        body.insert("cer".into(), json!(STANDARD.encode(&leaf.der)));
    }
    body.insert("attributes".into(), attributes(version, &entry.policy));
    body
}

/// Tags are shown where there are any, as they are in real lists.
fn item(id: String, entry: &Entry, version: &Version) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("id".into(), json!(id));
    if let Some(leaf) = &version.leaf {
        body.insert("x5t".into(), thumbprint(&leaf.der));
    }
    body.insert("attributes".into(), attributes(version, &entry.policy));
    if !version.tags.is_empty() {
        body.insert("tags".into(), json!(version.tags));
    }
    let subject = version.leaf.as_ref().map_or("", |leaf| leaf.subject.as_str());
    body.insert("subject".into(), json!(subject));
    body
}

fn recovery(base: &str, deleted: &Deleted) -> Map<String, Value> {
    let mut body = Map::new();
    let id = format!("{base}/deletedcertificates/{}", deleted.entry.name);
    body.insert("recoveryId".into(), json!(id));
    body.insert("deletedDate".into(), json!(deleted.at));
    let purge = deleted.at + RETENTION_DAYS * 86_400;
    body.insert("scheduledPurgeDate".into(), json!(purge));
    body
}

/// A version without a certificate shows the validity it is going to have.
pub(super) fn attributes(version: &Version, policy: &Policy) -> Value {
    let months = i64::from(policy.months);
    let planned = (version.created - 600, version.created + months * 365 * 86_400 / 12);
    let leaf = version.leaf.as_ref();
    let (nbf, exp) = leaf.map_or(planned, |leaf| (leaf.not_before, leaf.not_after));
    json!({
        "enabled": version.is_enabled(),
        "nbf": nbf,
        "exp": exp,
        "created": version.created,
        "updated": version.updated,
        "recoveryLevel": "Recoverable+Purgeable",
        "recoverableDays": RETENTION_DAYS,
    })
}

fn thumbprint(der: &[u8]) -> Value {
    json!(URL_SAFE_NO_PAD.encode(crypto::thumbprint(der)))
}
