//! azure_core's requests sent through our own client: bounded, no redirects, no echo.
//!
//! Keeps, of the last request that went wrong, what may be told of it: its status and Entra ID's
//! numeric error codes.

use std::sync::{Arc, Mutex, PoisonError};

use azure_core::error::{Error, ErrorKind};
use azure_core::http::headers::Headers;
use azure_core::http::request::{Body, Request};
use azure_core::http::{AsyncRawResponse, ClientOptions, HttpClient, Transport};
use serde_json::Value;
use url::Url;

use crate::http::exchange::Answer;
use crate::http::wire::{TokenRequest, ask};
use crate::target::profile::Timeouts;

/// Sends requests for tokens.
#[derive(Debug)]
pub struct Sender {
    timeouts: Timeouts,
    wrong: Mutex<Option<String>>,
}

impl Sender {
    /// A sender with those time-outs.
    pub fn new(timeouts: Timeouts) -> Arc<Sender> {
        Arc::new(Sender { timeouts, wrong: Mutex::default() })
    }

    /// Options that send through it.
    pub fn options(self: &Arc<Sender>) -> ClientOptions {
        let transport = Some(Transport::new(self.clone()));
        ClientOptions { transport, ..ClientOptions::default() }
    }

    /// What went wrong with the last request, if anything did.
    pub fn wrong(&self) -> Option<String> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, wrong: Option<String>) {
        *self.wrong.lock().unwrap_or_else(PoisonError::into_inner) = wrong;
    }
}

#[async_trait::async_trait]
impl HttpClient for Sender {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let sent = token_request(request)?;
        let shown = shown(&sent.url);
        match ask(&sent, &self.timeouts).await {
            Ok(answer) => {
                self.note(refusal(&answer).map(|what| format!("{shown} answers {what}")));
                Ok(raw(answer))
            }
            Err(why) => {
                self.note(Some(format!("{shown} gives no answer: {why}")));
                Err(Error::with_message(ErrorKind::Io, "no answer"))
            }
        }
    }
}

fn token_request(request: &Request) -> azure_core::Result<TokenRequest> {
    let Body::Bytes(body) = request.body() else {
        return Err(Error::with_message(ErrorKind::Other, "a token is not asked for by a stream"));
    };
    let headers = request
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.as_str().to_owned()));
    Ok(TokenRequest {
        method: request.method().as_str(),
        url: request.url().clone(),
        headers: headers.collect(),
        body: body.to_vec(),
    })
}

/// The URL without its query, which names the identity.
fn shown(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_query(None);
    shown.into()
}

/// Status and numeric error codes of an answer that holds no token.
fn refusal(answer: &Answer) -> Option<String> {
    if answer.is_success() {
        return None;
    }
    let body = answer.json().unwrap_or(&Value::Null);
    let codes = body.get("error_codes").and_then(Value::as_array);
    let codes = codes.into_iter().flatten().filter_map(Value::as_u64).take(4);
    let codes: Vec<String> = codes.map(|code| format!("AADSTS{code}")).collect();
    Some(if codes.is_empty() {
        answer.status.to_string()
    } else {
        format!("{} ({})", answer.status, codes.join(", "))
    })
}

fn raw(answer: Answer) -> AsyncRawResponse {
    let mut headers = Headers::new();
    for (name, value) in answer.headers {
        headers.insert(name, value);
    }
    AsyncRawResponse::from_bytes(answer.status.into(), headers, answer.body.to_vec())
}
