//! The JSON of a policy: what the client gave comes back, defaults filled in.

use serde_json::{Value, json};

use crate::vault::{
    policy::{Key, content_type},
    store::Entry,
};

/// The policy of a certificate.
pub fn policy(base: &str, entry: &Entry) -> Value {
    let policy = &entry.policy;
    let mut x509 = json!({
        "subject": policy.subject,
        "ekus": policy.ekus,
        "key_usage": policy.key_usage,
        "validity_months": policy.months,
        "basic_constraints": { "ca": false },
    });
    if !policy.names.is_empty() {
        x509["sans"] = json!(policy.names);
    }
    let mut issuer = json!({ "name": policy.issuer });
    if let Some(kind) = &policy.certificate_type {
        issuer["cty"] = json!(kind);
    }
    if let Some(transparency) = policy.transparency {
        issuer["cert_transparency"] = json!(transparency);
    }
    json!({
        "id": format!("{base}/certificates/{}/policy", entry.name),
        "key_props": key_props(policy.key),
        "secret_props": { "contentType": content_type(policy.format) },
        "x509_props": x509,
        "lifetime_actions": policy.lifetime_actions,
        "issuer": issuer,
        "attributes": {
            "enabled": true,
            "created": policy.created,
            "updated": policy.updated,
        },
    })
}

fn key_props(key: Key) -> Value {
    let (size, curve) = key.kind.size();
    let mut props = json!({
        "exportable": key.exportable,
        "kty": key.kty(),
        "key_size": size,
        "reuse_key": key.reuse,
    });
    if let Some(curve) = curve {
        props["crv"] = json!(curve);
    }
    props
}
