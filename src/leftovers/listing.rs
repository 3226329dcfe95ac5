//! What a target lists: certificates, deleted ones and issuers, page by page.
//!
//! In: one list. Out: the names on it, and why they may not be all. A next page must be the target's
//! own, and there are not endlessly many. Must not know whose names they are.

use serde_json::Value;

use crate::http::client::{Client, NoAnswer};
use crate::http::exchange::{Answer, Call};
use crate::keyvault::object::Object;
use crate::keyvault::route::{Route, name_in_id};

/// Pages of one list at most.
const MOST_PAGES: usize = 100;

/// One of a vault's lists.
#[derive(Debug, Clone, Copy)]
pub struct List {
    /// Where it is.
    pub route: Route<'static>,
    query: Option<(&'static str, &'static str)>,
    /// What it lists.
    pub object: fn(String) -> Object,
}

/// Certificates; what is in progress is hidden without the query.
pub const CERTIFICATES: List = List {
    route: Route::Certificates,
    query: Some(("includePending", "true")),
    object: Object::Certificate,
};
/// Deleted certificates.
pub const DELETED: List =
    List { route: Route::DeletedCertificates, query: None, object: Object::Certificate };
/// Issuers.
pub const ISSUERS: List = List { route: Route::Issuers, query: None, object: Object::Issuer };

/// What came of reading a list.
#[derive(Debug, Default)]
pub struct Listing {
    /// The names on it.
    pub names: Vec<String>,
    /// Why these may not be all.
    pub gap: Option<Gap>,
}

/// Why a list was not read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// The target has no such list: it answers with that status.
    NoList(u16),
    /// The credential is refused.
    Refused(String),
    /// Something else.
    Broken(String),
}

/// Reads a list to its end, or as far as it goes.
pub async fn read(client: &Client, api_version: &str, list: &List) -> Result<Listing, NoAnswer> {
    let mut listing = Listing::default();
    let mut call = Call::new("GET", list.route, api_version);
    call.query.extend(list.query.map(|(name, value)| (name.to_owned(), value.to_owned())));
    for _ in 0..MOST_PAGES {
        let exchange = client.send(&call, None).await;
        match page(list, &exchange.record.url, &exchange.answer?) {
            Ok((names, next)) => {
                listing.names.extend(names);
                let Some(next) = next else { return Ok(listing) };
                match follow(client, api_version, &next) {
                    Ok(following) => call = following,
                    Err(why) => {
                        let why = format!("the list {} has a next page, {why}", list.route);
                        return Ok(Listing { gap: Some(Gap::Broken(why)), ..listing });
                    }
                }
            }
            Err(gap) => return Ok(Listing { gap: Some(gap), ..listing }),
        }
    }
    let why = format!("the list {} has more than {MOST_PAGES} pages", list.route);
    Ok(Listing { gap: Some(Gap::Broken(why)), ..listing })
}

/// The names on a page, and where the next one is.
fn page(list: &List, url: &str, answer: &Answer) -> Result<(Vec<String>, Option<String>), Gap> {
    match answer.status {
        401 => return Err(Gap::Refused(format!("GET {url}"))),
        // Some targets read `issuers` as the name of a certificate that they do not have.
        404 | 405 | 501 => return Err(Gap::NoList(answer.status)),
        _ => {}
    }
    listed(answer).ok_or_else(|| {
        Gap::Broken(format!("GET {} answers {} and no list", list.route, answer.status))
    })
}

fn listed(answer: &Answer) -> Option<(Vec<String>, Option<String>)> {
    let body = answer.json().filter(|_| answer.is_success())?;
    let items = body.get("value")?.as_array()?;
    let names = items.iter().filter_map(|item| item.get("id").and_then(Value::as_str));
    let next = body.get("nextLink").and_then(Value::as_str).filter(|link| !link.is_empty());
    Some((names.filter_map(name_in_id).map(str::to_owned).collect(), next.map(str::to_owned)))
}

/// The call for a next page: below the target and nowhere else, for the credential goes along.
fn follow(client: &Client, api_version: &str, link: &str) -> Result<Call, String> {
    let base = client.base();
    let url = base.join(link).map_err(|e| format!("which is no URL: {e}"))?;
    let below = base.path().trim_end_matches('/');
    let path = url.path().strip_prefix(below).filter(|path| path.starts_with('/'));
    let Some(path) = path.filter(|_| client.owns(&url)) else {
        let origin = url.origin().ascii_serialization();
        let cure = if url.scheme() == base.scheme() && !client.owns(&url) {
            // azure-keyvault-emulator (pacorreia) pages under http://emulator.
            let name = origin.rsplit('/').next().unwrap_or_default();
            format!("; if that is the target's own name, let its target file say `host: {name}`")
        } else {
            String::new()
        };
        return Err(format!("which is not below the target but at {origin}: not read{cure}"));
    };
    let mut call = Call::new("GET", path, api_version);
    let given: Vec<_> = url.query_pairs().into_owned().collect();
    call.query.retain(|(name, _)| given.iter().all(|(other, _)| other != name));
    call.query.extend(given);
    Ok(call)
}
