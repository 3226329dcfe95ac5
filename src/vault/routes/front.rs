//! Between HTTP and the answers: the headers that every answer has, the log, the routes for tests.
//!
//! In: a request as it came. Out: a response. It must not know what the API's routes are.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, request::Parts},
    response::Response,
};
use serde_json::{Map, Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{admission, fixture, origin::Origin, reply::reply};
use crate::vault::{
    context::Context,
    crypto::{dashed, random_hex},
    log::{self, Log},
    wire::{Answer, Content},
};

const LONGEST_CLIENT_ID: usize = 128;
const CLIENT_ID: &str = "x-ms-client-request-id";

/// Answers a request.
pub async fn serve(context: &Arc<Context>, request: Request) -> Response {
    let client_id = request.headers().get(CLIENT_ID).cloned();
    let client_id = client_id.filter(|id| id.len() <= LONGEST_CLIENT_ID);
    let mut response = match &context.settings.log {
        Some(log) => return logged(context, log, request, client_id.as_ref()).await,
        None => respond(context, request).await.into_response(),
    };
    if context.settings.fixture {
        mark(response.headers_mut(), client_id.as_ref());
    }
    response
}

async fn respond(context: &Arc<Context>, request: Request) -> Answer {
    if context.settings.fixture && fixture::is_one(request.uri().path()) {
        fixture::answer(context, request).await
    } else {
        reply(context, request).await
    }
}

/// The same, with the whole exchange written to the log.
async fn logged(
    context: &Arc<Context>,
    log: &Log,
    request: Request,
    client_id: Option<&HeaderValue>,
) -> Response {
    let started = OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default();
    let (head, body) = request.into_parts();
    let mut said = asked(context, &head);
    let answer = match admission::read(&head.headers, body).await {
        Ok(bytes) => {
            said.insert("request_body".into(), log::body_of(&bytes));
            respond(context, Request::from_parts(head, Body::from(bytes))).await
        }
        Err(refusal) => {
            said.insert("request_body".into(), Value::Null);
            refusal.into_answer()
        }
    };
    let body = match &answer.content {
        Content::Nothing => Value::Null,
        Content::Json(body) => log::body_of(body.to_string().as_bytes()),
        Content::Text { text, .. } => log::body_of(text.as_bytes()),
    };
    let mut response = answer.into_response();
    mark(response.headers_mut(), client_id);
    said.insert("status".into(), json!(response.status().as_u16()));
    said.insert("headers".into(), headers_of(response.headers()));
    said.insert("response_body".into(), body);
    said.insert("started_at".into(), json!(started));
    log.write(&Value::Object(said));
    response
}

fn asked(context: &Context, head: &Parts) -> Map<String, Value> {
    let host = head.headers.get("host").and_then(|host| host.to_str().ok());
    let origin = Origin::of(host, &context.base);
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut said = Map::new();
    said.insert("method".into(), json!(head.method.as_str()));
    said.insert("url".into(), json!(format!("{}{path}", origin.base)));
    said.insert("request_headers".into(), headers_of(&head.headers));
    said
}

fn headers_of(headers: &HeaderMap) -> Value {
    let shown = headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.as_str().to_owned(), log::header_of(name.as_str(), &value))
    });
    Value::Object(shown.collect())
}

/// The headers by which requests are found again.
fn mark(headers: &mut HeaderMap, client_id: Option<&HeaderValue>) {
    if let Ok(id) = HeaderValue::from_str(&dashed(&random_hex(16))) {
        headers.insert(HeaderName::from_static("x-ms-request-id"), id);
    }
    let version = HeaderValue::from_static(concat!("kvcontract/", env!("CARGO_PKG_VERSION")));
    headers.insert(HeaderName::from_static("x-ms-keyvault-service-version"), version);
    if let Some(id) = client_id {
        headers.insert(HeaderName::from_static(CLIENT_ID), id.clone());
    }
}
