//! The JSON of certificates: live, deleted, single versions, list items.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Map, Value, json};

use crate::vault::{
    crypto::{self, KeyKind},
    policy::Policy,
    store::{Deleted, Entry, Version},
};

const RETENTION_DAYS: i64 = 90;

/// A certificate: its current version, policy and pending object.
pub fn bundle(base: &str, name: &str, entry: &Entry) -> Value {
    let mut body = version(base, name, entry.current(), &entry.policy);
    body.insert("tags".into(), json!(entry.tags));
    body.insert("policy".into(), policy(base, name, &entry.policy));
    if entry.pending.is_some() {
        let id = format!("{base}/certificates/{name}/pending");
        body.insert("pending".into(), json!({ "id": id }));
    }
    Value::Object(body)
}

/// One version of a certificate by itself.
pub fn version_bundle(base: &str, name: &str, entry: &Entry, held: &Version) -> Value {
    let mut body = version(base, name, held, &entry.policy);
    if let Some(leaf) = &held.leaf {
        body.insert("tags".into(), json!(entry.tags));
        body.insert("subject".into(), json!(leaf.subject));
        body.insert("issuer".into(), json!(leaf.issuer));
        body.insert("serialnumber".into(), json!(leaf.serial));
    }
    Value::Object(body)
}

/// A certificate soft-deleted.
pub fn deleted_bundle(base: &str, name: &str, deleted: &Deleted) -> Value {
    let mut body = recovery(base, name, deleted);
    if let Value::Object(rest) = bundle(base, name, &deleted.entry) {
        body.extend(rest);
    }
    Value::Object(body)
}

/// A certificate as the list shows it.
pub fn certificate_item(base: &str, name: &str, entry: &Entry) -> Value {
    Value::Object(item(base, name, entry))
}

/// A certificate soft-deleted as the list shows it.
pub fn deleted_item(base: &str, name: &str, deleted: &Deleted) -> Value {
    let mut body = recovery(base, name, deleted);
    body.extend(item(base, name, &deleted.entry));
    Value::Object(body)
}

fn version(base: &str, name: &str, held: &Version, policy: &Policy) -> Map<String, Value> {
    let url = |kind: &str| json!(format!("{base}/{kind}/{name}/{}", held.id));
    let mut body = Map::new();
    body.insert("id".into(), url("certificates"));
    if let Some(leaf) = &held.leaf {
        body.insert("kid".into(), url("keys"));
        body.insert("sid".into(), url("secrets"));
        body.insert("x5t".into(), thumbprint(&leaf.der));
        body.insert("cer".into(), json!(STANDARD.encode(&leaf.der)));
    }
    body.insert("attributes".into(), attributes(held, policy));
    body
}

fn item(base: &str, name: &str, entry: &Entry) -> Map<String, Value> {
    let held = entry.current();
    let mut body = Map::new();
    let id = format!("{base}/certificates/{name}");
    body.insert("id".into(), json!(id));
    if let Some(leaf) = &held.leaf {
        body.insert("x5t".into(), thumbprint(&leaf.der));
    }
    body.insert("attributes".into(), attributes(held, &entry.policy));
    let subject = held.leaf.as_ref().map_or("", |leaf| leaf.subject.as_str());
    body.insert("subject".into(), json!(subject));
    body
}

fn recovery(base: &str, name: &str, deleted: &Deleted) -> Map<String, Value> {
    let mut body = Map::new();
    let id = format!("{base}/deletedcertificates/{name}");
    body.insert("recoveryId".into(), json!(id));
    body.insert("deletedDate".into(), json!(deleted.at));
    let purge = deleted.at + RETENTION_DAYS * 86_400;
    body.insert("scheduledPurgeDate".into(), json!(purge));
    body
}

/// A version without a certificate shows the validity it is going to have.
fn attributes(held: &Version, policy: &Policy) -> Value {
    let planned = (held.created - 600, held.created + i64::from(policy.months) * 365 * 86_400 / 12);
    let (nbf, exp) = held.leaf.as_ref().map_or(planned, |leaf| (leaf.not_before, leaf.not_after));
    json!({
        "enabled": held.leaf.is_some(),
        "nbf": nbf,
        "exp": exp,
        "created": held.created,
        "updated": held.updated,
        "recoveryLevel": "Recoverable+Purgeable",
        "recoverableDays": RETENTION_DAYS,
    })
}

fn policy(base: &str, name: &str, policy: &Policy) -> Value {
    let mut x509 = json!({
        "subject": policy.subject,
        "ekus": policy.ekus,
        "key_usage": policy.key_usage,
        "validity_months": policy.months,
        "basic_constraints": { "ca": false },
    });
    let names = &policy.names;
    for (kind, list) in
        [("dns_names", &names.dns_names), ("emails", &names.emails), ("upns", &names.upns)]
    {
        if !list.is_empty() {
            x509["sans"][kind] = json!(list);
        }
    }
    json!({
        "id": format!("{base}/certificates/{name}/policy"),
        "key_props": key_props(policy),
        "secret_props": { "contentType": policy.content_type },
        "x509_props": x509,
        "lifetime_actions": policy.lifetime_actions,
        "issuer": { "name": policy.issuer },
        "attributes": {
            "enabled": true,
            "created": policy.created,
            "updated": policy.created,
        },
    })
}

fn key_props(policy: &Policy) -> Value {
    let (kty, key_size, crv) = match policy.key {
        KeyKind::Rsa2048 => ("RSA", 2048, None),
        KeyKind::Rsa3072 => ("RSA", 3072, None),
        KeyKind::Rsa4096 => ("RSA", 4096, None),
        KeyKind::P256 => ("EC", 256, Some("P-256")),
        KeyKind::P384 => ("EC", 384, Some("P-384")),
        KeyKind::P521 => ("EC", 521, Some("P-521")),
    };
    let mut props = json!({
        "exportable": policy.exportable,
        "kty": kty,
        "key_size": key_size,
        "reuse_key": policy.reuse_key,
    });
    if let Some(crv) = crv {
        props["crv"] = json!(crv);
    }
    props
}

fn thumbprint(der: &[u8]) -> Value {
    json!(URL_SAFE_NO_PAD.encode(crypto::thumbprint(der)))
}
