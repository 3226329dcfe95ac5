//! Kinds of exchanges: what was asked, what came, of which operation. Exchanges of one kind may be
//! spoilt in the same ways, and a vault that is wrong is wrong in all of them.

use serde_json::Value;

use super::recording::Recorded;
use crate::keyvault::route::template;

/// `GET /certificates/{name}/pending 200 completed, issuer, own request_id`.
pub fn of(recorded: &Recorded, own_request_id: Option<&str>) -> String {
    let body = recorded.answer.json();
    let mut words =
        format!("{} {} {}", recorded.method, template(&recorded.path), recorded.answer.status);
    let status = body.and_then(|body| body.get("status")?.as_str());
    if let Some(status) = status {
        words.push_str(&format!(" {status}"));
    }
    let issuer = body.and_then(|body| body.pointer("/issuer/name")?.as_str());
    if let Some(issuer) = issuer.filter(|_| status.is_some()) {
        words.push_str(if issuer == "Unknown" { ", manual" } else { ", issuer" });
    }
    if let Some(code) = body.and_then(|body| body.pointer("/error/code")) {
        words.push_str(&format!(" {}", code.as_str().unwrap_or_default()));
    }
    if body.and_then(|body| body.get("cancellation_requested")) == Some(&Value::Bool(true)) {
        words.push_str(", cancellation asked for");
    }
    if let Some(asked) = parameter(&recorded.query, "request_id") {
        let own = own_request_id == Some(asked.as_str());
        words.push_str(if own { ", own request_id" } else { ", another request_id" });
    }
    if recorded.accept.contains("pkcs10") {
        words.push_str(", as pkcs10");
    }
    words
}

fn parameter(query: &str, name: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
