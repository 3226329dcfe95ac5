//! An entry of a HAR, version 1.2, as browsers, proxies and SDK recorders write it.
//!
//! In: the text of one entry. Out: an [`Exchange`], or none where it is no entry; an error where it
//! is no JSON. What rules do not look at is not read.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::exchange::{Body, Exchange};
use super::form;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'e> {
    #[serde(borrow)]
    started_date_time: Option<Cow<'e, str>>,
    time: Option<f64>,
    #[serde(borrow)]
    request: Request<'e>,
    #[serde(borrow)]
    response: Option<Response<'e>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request<'e> {
    #[serde(borrow)]
    method: Cow<'e, str>,
    #[serde(borrow)]
    url: Cow<'e, str>,
    #[serde(borrow, default)]
    headers: Vec<Pair<'e>>,
    #[serde(borrow)]
    post_data: Option<Content<'e>>,
    body_size: Option<f64>,
}

#[derive(Default, Deserialize)]
struct Response<'e> {
    status: Option<f64>,
    #[serde(borrow, default)]
    headers: Vec<Pair<'e>>,
    #[serde(borrow)]
    content: Option<Content<'e>>,
}

#[derive(Deserialize)]
struct Pair<'e> {
    #[serde(borrow)]
    name: Cow<'e, str>,
    #[serde(borrow)]
    value: Cow<'e, str>,
}

#[derive(Deserialize)]
struct Content<'e> {
    size: Option<f64>,
    #[serde(borrow)]
    text: Option<Cow<'e, str>>,
    #[serde(borrow)]
    encoding: Option<Cow<'e, str>>,
}

/// Reads an entry.
pub(super) fn entry(number: u64, text: &str) -> serde_json::Result<Option<Exchange>> {
    let Some(entry) = form::read::<Entry<'_>>(text)? else { return Ok(None) };
    let Entry { started_date_time, time, request, response } = entry;
    let response = response.unwrap_or_default();
    let started = started_date_time.and_then(|at| OffsetDateTime::parse(&at, &Rfc3339).ok());
    let mut sent = request.post_data.map(body).unwrap_or_default();
    sent.length = sent.length.or(length(request.body_size));
    Ok(Some(Exchange {
        number,
        method: request.method.to_ascii_uppercase(),
        url: request.url.into_owned(),
        started,
        millis: length(time).unwrap_or_default(),
        request_headers: headers(request.headers),
        request: sent,
        // HAR has 0 for an answer that never came.
        status: response.status.map(|status| status as u16).filter(|status| *status >= 100),
        headers: headers(response.headers),
        answer: response.content.map(body).unwrap_or_default(),
    }))
}

fn body(content: Content<'_>) -> Body {
    let length = length(content.size);
    let is_base64 = content.encoding.is_some_and(|e| e.eq_ignore_ascii_case("base64"));
    match content.text {
        None => Body { length, ..Body::default() },
        Some(text) if is_base64 => {
            let bytes = STANDARD.decode(text.trim()).ok();
            Body { is_garbled: bytes.is_none(), bytes, length }
        }
        Some(text) => {
            Body { bytes: Some(text.into_owned().into_bytes()), length, is_garbled: false }
        }
    }
}

/// A number that recorders also use for "I do not know": -1.
fn length(number: Option<f64>) -> Option<u64> {
    number.filter(|n| *n >= 0.0).map(|n| n as u64)
}

fn headers(pairs: Vec<Pair<'_>>) -> Vec<(String, String)> {
    let pairs = pairs.into_iter();
    pairs.map(|pair| (pair.name.to_ascii_lowercase(), pair.value.into_owned())).collect()
}
