//! Which host a target believes to be, where its next pages lead to another than its URL's.
//!
//! In: a client, a certificate that is there. Out: the host with which requests find the same
//! vault. Nothing is sent to that host: only its name goes along, to the target's own URL.

use serde_json::Value;
use url::Url;

use crate::http::exchange::{Answer, Call};
use crate::http::not_ready::NotReady;
use crate::keyvault::route::Route;
use crate::leftovers::tracked_client::TrackedClient;

/// What was learnt of the target's name for itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Naming {
    /// The host of its next pages, where it answers to that name as it does to its own.
    pub host: Option<String>,
    /// Where its next pages lead, where that cannot be made up for.
    pub elsewhere: Option<String>,
}

/// Asks for a list in pages of one. At least two certificates should be there.
pub async fn learn(target: &TrackedClient, certificate: &str) -> Result<Naming, NotReady> {
    let mut call = target.call("GET", Route::Certificates);
    let more = [("maxresults", "1"), ("includePending", "true")];
    call.query.extend(more.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let answer = target.send(&call, None).await.answer?;
    let base = target.client().base();
    let Some(next) = next_page(&answer, base).filter(|next| !target.client().owns(next)) else {
        return Ok(Naming::default());
    };
    let origin = next.origin().ascii_serialization();
    let elsewhere = Naming { host: None, elsewhere: Some(origin.clone()) };
    let Some(host) = origin.split_once("://").map(|(_, host)| host.to_owned()) else {
        return Ok(elsewhere);
    };
    if next.scheme() != base.scheme() {
        return Ok(elsewhere);
    }
    // A vault of that name may be another one behind the same address.
    let plain = target.call("GET", Route::Pending(certificate));
    let mut named = plain.clone();
    named.headers.push(("host".to_owned(), host.clone()));
    let same = is_answered(target, &plain).await? && is_answered(target, &named).await?;
    Ok(if same { Naming { host: Some(host), elsewhere: None } } else { elsewhere })
}

async fn is_answered(target: &TrackedClient, call: &Call) -> Result<bool, NotReady> {
    Ok(target.send(call, None).await.answer?.is_success())
}

/// Where the next page is.
fn next_page(answer: &Answer, base: &Url) -> Option<Url> {
    let body = answer.json().filter(|_| answer.is_success())?;
    let link = body.get("nextLink").and_then(Value::as_str).filter(|link| !link.is_empty())?;
    base.join(link).ok().filter(|url| url.origin().is_tuple())
}
