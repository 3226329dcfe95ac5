//! Routes for tests that use the vault: `/health`, and below `/_kvcontract` reset, seed, advance
//! and token.
//!
//! They ask for no token: whoever can reach a vault that was started for tests may direct it.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, header, request::Parts},
};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::{admission, origin::Origin, reply::trusted_reply};
use crate::vault::{
    context::Context,
    crypto::random_hex,
    wire::{Answer, Refusal},
};

const API_VERSION: &str = "2026-04-01";
const MOST_SEEDS: usize = 1000;
const TOKEN_SECONDS: i64 = 3600;

/// Whether this path is one of these.
pub fn is_one(path: &str) -> bool {
    path == "/health" || path.starts_with("/_kvcontract/")
}

/// Does what is asked.
pub async fn answer(context: &Arc<Context>, request: Request) -> Answer {
    let (head, body) = request.into_parts();
    let done = match (head.method.as_str(), head.uri.path()) {
        ("GET", "/health") => {
            Ok(Answer::json(200, json!({ "status": "ok", "now": context.clock.now().unix })))
        }
        ("POST", "/_kvcontract/reset") => {
            context.reset();
            Ok(Answer::empty(204))
        }
        ("POST", "/_kvcontract/advance") => advance(context, &head, body).await,
        ("POST", "/_kvcontract/seed") => seed(context, &head, body).await,
        ("GET", "/_kvcontract/token") => Ok(token(context, &head)),
        (method, path) => Err(Refusal::no_route(method, path)),
    };
    done.unwrap_or_else(Refusal::into_answer)
}

async fn json_of<T: serde::de::DeserializeOwned>(
    headers: &HeaderMap,
    body: Body,
) -> Result<T, Refusal> {
    let bytes = admission::read(headers, body).await?;
    serde_json::from_slice(&bytes).map_err(|error| {
        Refusal::bad_parameter(format!("The request body could not be read: {error}"))
    })
}

/// `{"milliseconds": N}` or `{"seconds": N}`: the vault's clock goes forward.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    #[serde(default)]
    milliseconds: u64,
    #[serde(default)]
    seconds: u64,
}

async fn advance(context: &Context, head: &Parts, body: Body) -> Result<Answer, Refusal> {
    let Advance { milliseconds, seconds } = json_of(&head.headers, body).await?;
    context.clock.advance(seconds.saturating_mul(1000).saturating_add(milliseconds));
    Ok(Answer::json(200, json!({ "now": context.clock.now().unix })))
}

/// What a vault is to hold: bodies as a client would send them, by name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seed {
    #[serde(default)]
    issuers: Map<String, Value>,
    #[serde(default)]
    contacts: Option<Value>,
    #[serde(default)]
    certificates: Map<String, Value>,
}

/// Issuers first, as certificates name them. The first that is refused ends it, and is told.
async fn seed(context: &Arc<Context>, head: &Parts, body: Body) -> Result<Answer, Refusal> {
    let seed: Seed = json_of(&head.headers, body).await?;
    let mut requests = Vec::new();
    for (name, body) in seed.issuers {
        requests.push(("PUT", format!("/certificates/issuers/{name}"), body));
    }
    if let Some(contacts) = seed.contacts {
        requests.push((
            "PUT",
            "/certificates/contacts".to_owned(),
            json!({ "contacts": contacts }),
        ));
    }
    for (name, how) in seed.certificates {
        for way in ["create", "import"] {
            if let Some(body) = how.get(way) {
                requests.push(("POST", format!("/certificates/{name}/{way}"), body.clone()));
            }
        }
    }
    if requests.len() > MOST_SEEDS {
        return Err(Refusal::bad_parameter(format!("A seed has at most {MOST_SEEDS} objects")));
    }
    let count = requests.len();
    for (method, path, body) in requests {
        let mut request =
            Request::builder().method(method).uri(format!("{path}?api-version={API_VERSION}"));
        if let Some(host) = head.headers.get(header::HOST) {
            request = request.header(header::HOST, host);
        }
        let request = request.body(Body::from(body.to_string())).map_err(|_| {
            Refusal::bad_parameter(format!("The seed names what cannot stand in a path: {path}"))
        })?;
        let answer = trusted_reply(context, request).await;
        if answer.status >= 300 {
            let why = answer.body().map_or(Value::Null, |body| body["error"]["message"].clone());
            let message = format!("The seed is refused at {method} {path}: {why}");
            return Err(Refusal::bad_parameter(message));
        }
    }
    Ok(Answer::json(200, json!({ "seeded": count })))
}

/// A token in the form of the managed-identity endpoint of an app service: `IDENTITY_ENDPOINT`.
fn token(context: &Context, head: &Parts) -> Answer {
    let query = head.uri.query().unwrap_or_default();
    let asked = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "resource");
    let host = head.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let resource = asked.map_or_else(
        || Origin::of(host, &context.base).resource,
        |(_, resource)| resource.chars().take(1024).collect(),
    );
    let token = context.settings.token.as_ref().map(|token| token.expose_secret().to_owned());
    let expires = context.clock.now().unix + TOKEN_SECONDS;
    Answer::json(
        200,
        json!({
            "access_token": token.unwrap_or_else(|| random_hex(24)),
            "expires_on": expires.to_string(),
            "resource": resource,
            "token_type": "Bearer",
        }),
    )
}
