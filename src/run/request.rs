//! A scenario's request made a call: variables filled in, api-version and the target's policy
//! defaults added.

use serde_json::{Map, Value};

use super::session::Session;
use crate::http::exchange::Call;
use crate::scenario::model::{Payload, Request};
use crate::scenario::needs::Operation;
use crate::template::{self, Variables};

/// Fills a request. The error says which variable cannot be filled.
pub fn fill(request: &Request, variables: &Variables, session: &Session) -> Result<Call, String> {
    let text = |t: &str| template::fill_text(t, variables).map_err(|e| e.to_string());
    let path = template::fill_with(&request.path, variables, percent_encoded);
    let mut call = session.call(request.method.word(), path.map_err(|e| e.to_string())?);
    for (name, value) in &request.query {
        call.query.retain(|(known, _)| known != name);
        if let Some(value) = value {
            call.query.push((name.clone(), text(value)?));
        }
    }
    for (name, value) in &request.headers {
        call.headers.push((name.clone(), text(value)?));
    }
    call.authenticated = request.authenticated;
    call.body = match &request.payload {
        Payload::None => None,
        Payload::Text(written) => Some(text(written)?),
        Payload::Json(body) => {
            let mut body = template::fill(body, variables).map_err(|e| e.to_string())?;
            let operation = Operation::of_request(request.method, &request.path);
            if operation == Some(Operation::Create) {
                add_policy(&mut body, &session.policy);
            }
            Some(body.to_string())
        }
    };
    Ok(call)
}

/// A value as it may stand in one segment of a path.
fn percent_encoded(value: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    let encode = |b: u8| if plain(b) { (b as char).to_string() } else { format!("%{b:02X}") };
    value.bytes().map(encode).collect()
}

/// Adds the target's policy defaults; what the scenario writes stays as it is.
pub fn add_policy(body: &mut Value, defaults: &Map<String, Value>) {
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
        add_policy(&mut body, defaults.as_object().unwrap());
        assert_eq!(
            body,
            json!({"policy": {"key_props": {"kty": "RSA"}, "secret_props": {"a": 1}}})
        );
        let mut text = json!("no object");
        add_policy(&mut text, defaults.as_object().unwrap());
        assert_eq!(text, json!("no object"));
    }

    #[test]
    fn a_value_cannot_leave_its_path_segment() {
        assert_eq!(percent_encoded("../a b?c#d%"), "..%2Fa%20b%3Fc%23d%25");
    }
}
