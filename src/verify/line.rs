//! An exchange that is a JSON object by itself, as `serve --log` writes it, one a line.
//!
//! In: the text of the object. Out: an [`Exchange`], or none where it is none; an error where it is
//! no JSON. Bodies stand there as JSON, or as text where they are no JSON.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::exchange::{Body, Exchange};
use super::form;

/// The keys that are looked at, whatever they hold.
#[derive(Deserialize)]
struct Line<'l> {
    #[serde(borrow)]
    method: Option<&'l RawValue>,
    #[serde(borrow)]
    url: Option<&'l RawValue>,
    #[serde(borrow)]
    request_headers: Option<&'l RawValue>,
    #[serde(borrow)]
    request_body: Option<&'l RawValue>,
    #[serde(borrow)]
    status: Option<&'l RawValue>,
    #[serde(borrow, alias = "response_headers")]
    headers: Option<&'l RawValue>,
    #[serde(borrow)]
    response_body: Option<&'l RawValue>,
    #[serde(borrow)]
    started_at: Option<&'l RawValue>,
    #[serde(borrow)]
    millis: Option<&'l RawValue>,
}

/// Reads an exchange.
pub(super) fn exchange(number: u64, text: &str) -> serde_json::Result<Option<Exchange>> {
    Ok(form::read::<Line<'_>>(text)?.and_then(|line| of(number, &line)))
}

fn of(number: u64, line: &Line<'_>) -> Option<Exchange> {
    let started =
        read::<String>(line.started_at).and_then(|at| OffsetDateTime::parse(&at, &Rfc3339).ok());
    let status = read::<f64>(line.status).map(|status| status as u16);
    Some(Exchange {
        number,
        method: read::<String>(line.method)?.to_ascii_uppercase(),
        url: read(line.url)?,
        started,
        millis: read::<f64>(line.millis).filter(|n| *n >= 0.0).unwrap_or_default() as u64,
        request_headers: headers(line.request_headers),
        request: body(line.request_body),
        status: status.filter(|status| *status >= 100),
        headers: headers(line.headers),
        answer: body(line.response_body),
    })
}

fn read<'l, T: Deserialize<'l>>(raw: Option<&'l RawValue>) -> Option<T> {
    serde_json::from_str(raw?.get()).ok()
}

fn body(raw: Option<&RawValue>) -> Body {
    let bytes =
        raw.map(RawValue::get).and_then(|raw| match serde_json::from_str::<Value>(raw).ok()? {
            Value::Null => Some(Vec::new()),
            // What `serve --log` writes in the place of bytes.
            Value::String(text) if text.ends_with(" bytes that are no JSON)") => None,
            Value::String(text) => Some(text.into_bytes()),
            _ => Some(raw.as_bytes().to_vec()),
        });
    Body { bytes, ..Body::default() }
}

/// An object, with one value a name or several; or a list of pairs.
fn headers(raw: Option<&RawValue>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut one = |name: &str, value: &Value| {
        if let Some(value) = value.as_str() {
            found.push((name.to_ascii_lowercase(), value.to_owned()));
        }
    };
    match raw.and_then(|raw| serde_json::from_str(raw.get()).ok()) {
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
