//! The JSON of an issuer. A password never comes out, because none is kept.

use serde_json::{Map, Value, json};

use crate::vault::issuers::Issuer;

/// An issuer; what was not given is not shown.
pub fn issuer(base: &str, name: &str, issuer: &Issuer) -> Value {
    let mut body = Map::new();
    body.insert("id".into(), json!(id(base, name)));
    body.insert("provider".into(), json!(issuer.provider));
    if let Some(account) = &issuer.account_id {
        body.insert("credentials".into(), json!({ "account_id": account }));
    }
    if let Some((id, admins)) = &issuer.organisation {
        let mut organisation = json!({ "zip": 0, "admin_details": admins });
        if let Some(id) = id {
            organisation["id"] = json!(id);
        }
        body.insert("org_details".into(), organisation);
    }
    let attributes = json!({
        "enabled": issuer.enabled,
        "created": issuer.created,
        "updated": issuer.updated,
    });
    body.insert("attributes".into(), attributes);
    Value::Object(body)
}

/// An issuer as the list shows it.
pub fn issuer_item(base: &str, name: &str, issuer: &Issuer) -> Value {
    json!({ "id": id(base, name), "provider": issuer.provider })
}

fn id(base: &str, name: &str) -> String {
    format!("{base}/certificates/issuers/{name}")
}
