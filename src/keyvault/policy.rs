//! The policy in the body of a create, and the defaults that a target wants in it.
//!
//! In: a body and defaults. Out: the body with the gaps of its policy filled.

use serde_json::{Map, Value};

/// Adds defaults to the policy; what is written there stays as it is.
pub fn add_defaults(body: &mut Value, defaults: &Map<String, Value>) {
    let Some(body) = body.as_object_mut() else { return };
    if defaults.is_empty() {
        return;
    }
    let policy = body.entry("policy").or_insert_with(|| Value::Object(Map::new()));
    if let Some(policy) = policy.as_object_mut() {
        for (key, value) in defaults {
            policy.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn policy_defaults_fill_gaps_and_nothing_else() {
        let defaults = json!({"key_props": {"kty": "EC"}, "secret_props": {"a": 1}});
        let mut body = json!({"policy": {"key_props": {"kty": "RSA"}}});
        add_defaults(&mut body, defaults.as_object().unwrap());
        assert_eq!(
            body,
            json!({"policy": {"key_props": {"kty": "RSA"}, "secret_props": {"a": 1}}})
        );
        let mut text = json!("no object");
        add_defaults(&mut text, defaults.as_object().unwrap());
        assert_eq!(text, json!("no object"));
    }
}
