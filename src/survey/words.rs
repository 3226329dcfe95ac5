//! A refusal in the target's own words, whatever framework made it.
//!
//! In: an answer. Out: its message, on one line and bounded. Must not know what was asked.

use serde_json::Value;

use crate::http::exchange::Answer;

/// Characters of it that are kept.
const MOST: usize = 500;
/// Single complaints that are told of a validation.
const COMPLAINTS: usize = 6;

/// The message of an answer; its first characters where it has none.
pub fn message(answer: &Answer) -> String {
    let body = answer.json().unwrap_or(&Value::Null);
    let places = ["/error/message", "/message", "/detail", "/title", "/error_description"];
    let said =
        places.into_iter().find_map(|place| body.pointer(place)?.as_str()).map(str::to_owned);
    let said = said.unwrap_or_else(|| answer.start(MOST));
    let said = match complaints(body).as_slice() {
        [] => said,
        all => format!("{said}: {}", all.join("; ")),
    };
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    if said.is_empty() { "an empty body".to_owned() } else { said.chars().take(MOST).collect() }
}

/// What a validation complains of, one by one: lowkey-vault, as any that is built on Spring, has it
/// under `errors` with `field` and `defaultMessage`.
fn complaints(body: &Value) -> Vec<String> {
    let errors = body.get("errors").and_then(Value::as_array);
    errors.into_iter().flatten().filter_map(complaint).take(COMPLAINTS).collect()
}

fn complaint(error: &Value) -> Option<String> {
    let text = |key: &str| error.get(key).and_then(Value::as_str);
    Some(format!("{} {}", text("field")?, text("defaultMessage").or(text("message"))?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn said(body: &str) -> String {
        let (headers, body) = (Vec::new(), body.as_bytes().to_vec());
        message(&Answer { status: 400, headers, body: body.into(), took: Duration::ZERO })
    }

    #[test]
    fn a_message_is_found_wherever_a_framework_puts_it() {
        assert_eq!(said(r#"{"error":{"code":"X","message":"no\n key"}}"#), "no key");
        let spring = r#"{"status":400,"error":"Bad Request","message":"2 errors","errors":[
            {"field":"policy.keyProperties","defaultMessage":"must not be null"},
            {"field":"policy.secretProperties","defaultMessage":"must not be null"},{"x":1}]}"#;
        let wanted = "2 errors: policy.keyProperties must not be null; policy.secretProperties must \
                      not be null";
        assert_eq!(said(spring), wanted);
        assert_eq!(said(r#"{"detail":"d","errors":{"x":["y"]}}"#), "d");
        assert_eq!(said("plain text"), "plain text");
        assert_eq!(said(""), "an empty body");
        assert_eq!(said(&"x".repeat(9_999)).len(), MOST);
    }
}
