//! An exchange that is a JSON object by itself, as `serve --log` writes it, one a line.
//!
//! In: the values of its keys. Out: an [`Exchange`], or none where it is none. Bodies stand there
//! as JSON, or as text where they are no JSON.

use serde_json::Value;
use serde_json::value::RawValue;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::exchange::{Body, Exchange};

/// Reads an exchange.
pub(super) fn exchange(number: u64, fields: &[(String, Box<RawValue>)]) -> Option<Exchange> {
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, raw)| raw.get());
    let text = |name: &str| serde_json::from_str::<String>(field(name)?).ok();
    let number_of = |name: &str| serde_json::from_str::<f64>(field(name)?).ok();
    let started = text("started_at").and_then(|at| OffsetDateTime::parse(&at, &Rfc3339).ok());
    let answered = field("headers").or_else(|| field("response_headers"));
    Some(Exchange {
        number,
        method: text("method")?.to_ascii_uppercase(),
        url: text("url")?,
        started,
        millis: number_of("millis").filter(|n| *n >= 0.0).unwrap_or_default() as u64,
        request_headers: headers(field("request_headers")),
        request: body(field("request_body")),
        status: number_of("status").map(|status| status as u16).filter(|status| *status >= 100),
        headers: headers(answered),
        answer: body(field("response_body")),
    })
}

fn body(raw: Option<&str>) -> Body {
    let bytes = raw.and_then(|raw| match serde_json::from_str::<Value>(raw).ok()? {
        Value::Null => Some(Vec::new()),
        // What `serve --log` writes in the place of bytes.
        Value::String(text) if text.ends_with(" bytes that are no JSON)") => None,
        Value::String(text) => Some(text.into_bytes()),
        _ => Some(raw.as_bytes().to_vec()),
    });
    Body { bytes, ..Body::default() }
}

/// An object, with one value a name or several; or a list of pairs.
fn headers(raw: Option<&str>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut one = |name: &str, value: &Value| {
        if let Some(value) = value.as_str() {
            found.push((name.to_ascii_lowercase(), value.to_owned()));
        }
    };
    match raw.and_then(|raw| serde_json::from_str(raw).ok()) {
        Some(Value::Object(named)) => {
            for (name, value) in &named {
                match value {
                    Value::Array(values) => values.iter().for_each(|value| one(name, value)),
                    value => one(name, value),
                }
            }
        }
        Some(Value::Array(pairs)) => {
            for pair in &pairs {
                let part = |key: &str, at: usize| pair.get(key).or_else(|| pair.get(at));
                if let (Some(Value::String(name)), Some(value)) =
                    (part("name", 0), part("value", 1))
                {
                    one(name, value);
                }
            }
        }
        _ => {}
    }
    found
}
