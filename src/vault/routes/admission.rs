//! Who is let in, and how much of a body.
//!
//! In: the headers and body of a request. Out: its body, or the refusal: 401 with the challenge,
//! 408, 413. It must not know what is asked.

use std::{sync::atomic::Ordering, time::Duration};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, header},
};
use secrecy::ExposeSecret;

use super::origin::Origin;
use crate::vault::{
    context::Context,
    crypto,
    faults::{Fault, Subtle},
    settings::{Challenge, Settings},
    wire::{Answer, Refusal},
};

const LARGEST_BODY: usize = 1024 * 1024;
const LONGEST_UPLOAD: Duration = Duration::from_secs(30);

/// Whether the request shows a token, where one is asked for.
pub fn check(settings: &Settings, method: &str, headers: &HeaderMap) -> Result<(), Refusal> {
    let shown = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && !token.is_empty());
    let admitted = match (&settings.token, shown) {
        (Some(token), Some((_, shown))) => crypto::same_secret(shown.trim(), token.expose_secret()),
        (Some(_), None) => false,
        (None, Some(_)) => true,
        (None, None) => match settings.challenge {
            Challenge::Never => true,
            Challenge::Writes => matches!(method, "GET" | "DELETE") || has_body(headers),
            Challenge::Always => false,
        },
    };
    if admitted || settings.faults.has(Fault::TokenIgnored) {
        return Ok(());
    }
    Err(Refusal::unauthorized())
}

/// The faults by which a service is too busy, or down, for every third request.
pub fn outage(context: &Context) -> Option<Refusal> {
    let faults = &context.settings.faults;
    let (throttles, unavailable) = (faults.has(Subtle::Throttles), faults.has(Subtle::Unavailable));
    let hit =
        (throttles || unavailable) && context.requests.fetch_add(1, Ordering::Relaxed) % 3 == 2;
    match (hit, throttles) {
        (false, _) => None,
        (true, true) => Some(Refusal::new(
            429,
            "Throttled",
            "Request was not processed because too many requests were received.",
        )),
        (true, false) => {
            Some(Refusal::new(503, "ServiceUnavailable", "The service is not available now."))
        }
    }
}

fn has_body(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    headers.contains_key(header::TRANSFER_ENCODING) || length.is_some_and(|length| length != "0")
}

/// The 401, saying where a token is to be had and for what.
pub fn challenge(refusal: Refusal, origin: &Origin) -> Answer {
    let challenge = format!(
        "Bearer authorization=\"https://login.microsoftonline.com/\
         00000000-0000-0000-0000-000000000000\", resource=\"{}\"",
        origin.resource
    );
    refusal.into_answer().with("www-authenticate", challenge)
}

/// Reads a body, bounded in size and time.
pub async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Refusal> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length > LARGEST_BODY) {
        return Err(too_large());
    }
    let whole = tokio::time::timeout(LONGEST_UPLOAD, to_bytes(body, LARGEST_BODY)).await;
    let whole = whole.map_err(|_| {
        Refusal::new(408, "RequestTimeout", "The request body did not arrive in time")
    })?;
    whole.map_err(|_| too_large())
}

fn too_large() -> Refusal {
    let message = format!("The request body is larger than {LARGEST_BODY} bytes");
    Refusal::new(413, "RequestBodyTooLarge", message)
}
