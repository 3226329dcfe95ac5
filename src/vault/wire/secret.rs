//! The JSON of the secret and the key behind a certificate.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::bundle::attributes;
use crate::vault::{
    crypto::Numbers,
    policy::content_type,
    store::{Entry, Version},
};

/// The secret, with its value.
pub fn secret(base: &str, entry: &Entry, version: &Version, value: &str) -> Value {
    let url = |kind: &str| format!("{base}/{kind}/{}/{}", entry.name, version.id);
    json!({
        "value": value,
        "contentType": content_type(entry.policy.format),
        "id": url("secrets"),
        "managed": true,
        "attributes": attributes(version, &entry.policy),
        "tags": version.tags,
        "kid": url("keys"),
    })
}

/// The public half of the key, as a JSON web key.
pub fn key(base: &str, entry: &Entry, version: &Version) -> Value {
    let mut key = json!({
        "kid": format!("{base}/keys/{}/{}", entry.name, version.id),
        "kty": entry.policy.key.kty(),
        "key_ops": ["sign", "verify"],
    });
    match version.leaf.as_ref().and_then(|leaf| leaf.key.numbers()) {
        Some(Numbers::Rsa { modulus, exponent }) => {
            key["key_ops"] =
                json!(["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"]);
            key["n"] = number(&modulus);
            key["e"] = number(&exponent);
        }
        Some(Numbers::Point { x, y }) => {
            key["crv"] = json!(entry.policy.key.kind.size().1);
            key["x"] = number(&x);
            key["y"] = number(&y);
        }
        None => {}
    }
    json!({
        "key": key,
        "attributes": attributes(version, &entry.policy),
        "tags": version.tags,
        "managed": true,
    })
}

fn number(bytes: &[u8]) -> Value {
    json!(URL_SAFE_NO_PAD.encode(bytes))
}
