//! What a target lists: certificates, deleted ones, issuers and what a suite declares, page by page.
//!
//! In: one list, and which names count. Out: those on it, and why they may not be all. A next page
//! must be the target's own, and there are not endlessly many; nor is endlessly waited or kept. Must
//! not know whose names they are.

use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;
use tokio::time::timeout_at;

use crate::http::client::{Client, NoAnswer};
use crate::http::exchange::{Answer, Call};
use crate::keyvault::kind::{Kind, ListPlace};
use crate::keyvault::object::Object;
use crate::keyvault::route::{Route, name_in_id};

/// Pages of one list at most.
const MOST_PAGES: usize = 100;
/// Names of one list at most, of those that count; a run makes some hundred.
const MOST_NAMES: usize = 2_000;

/// One of a target's lists.
#[derive(Debug, Clone)]
pub struct List {
    /// Where it is.
    pub place: ListPlace,
    of: Of,
}

/// What a list holds.
#[derive(Debug, Clone)]
enum Of {
    Certificates,
    Issuers,
    Declared(Arc<Kind>),
}

impl List {
    /// Certificates; what is in progress is hidden without the query.
    pub fn certificates() -> List {
        let mut place = ListPlace::at(&Route::Certificates.to_string());
        place.query.push(("includePending".to_owned(), "true".to_owned()));
        List { place, of: Of::Certificates }
    }

    /// Deleted certificates.
    pub fn deleted() -> List {
        let place = ListPlace::at(&Route::DeletedCertificates.to_string());
        List { place, of: Of::Certificates }
    }

    /// Issuers.
    pub fn issuers() -> List {
        List { place: ListPlace::at(&Route::Issuers.to_string()), of: Of::Issuers }
    }

    /// Objects of a kind that a suite declares.
    pub fn declared(kind: Arc<Kind>, place: ListPlace) -> List {
        List { place, of: Of::Declared(kind) }
    }

    /// Those that every vault has.
    pub fn built_in() -> Vec<List> {
        vec![List::certificates(), List::deleted(), List::issuers()]
    }

    /// What is on it under that name.
    pub fn object(&self, name: String) -> Object {
        match &self.of {
            Of::Certificates => Object::Certificate(name),
            Of::Issuers => Object::Issuer(name),
            Of::Declared(kind) => Object::Declared(kind.clone(), name),
        }
    }

    /// The name in what stands in an item: of what is declared, the segment that counts.
    fn name<'t>(&self, text: &'t str, counts: Counts<'_>) -> Option<&'t str> {
        match &self.of {
            Of::Certificates | Of::Issuers => name_in_id(text).filter(|name| counts(name)),
            Of::Declared(_) => text.split(['/', '?', '#']).find(|segment| counts(segment)),
        }
    }
}

/// What came of reading a list.
#[derive(Debug, Default)]
pub struct Listing {
    /// The names on it that count.
    pub names: Vec<Named>,
    /// Why these may not be all.
    pub gap: Option<Gap>,
}

/// A name on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// When it was made, in seconds since 1970, where the list says it.
    pub created: Option<u64>,
}

/// Which names of a list count.
pub type Counts<'a> = &'a (dyn Fn(&str) -> bool + Sync);

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

/// Reads a list to its end, or as far as it goes until then.
pub async fn read(
    client: &Client,
    api_version: &str,
    list: &List,
    counts: Counts<'_>,
    until: Instant,
) -> Result<Listing, NoAnswer> {
    let mut names = Vec::new();
    let broken = |names, why: &str| {
        let why = format!("the list {} {why}", list.place.path);
        Ok(Listing { names, gap: Some(Gap::Broken(why)) })
    };
    let mut call = Call::new("GET", list.place.path.as_str(), api_version);
    call.query.extend(list.place.query.iter().cloned());
    for _ in 0..MOST_PAGES {
        let sent = timeout_at(until.into(), client.send(&call, Some(until))).await;
        let Ok(exchange) = sent else {
            return broken(names, "takes too long: not read to its end");
        };
        let next = match page(list, counts, &exchange.record.url, &exchange.answer?) {
            Ok((named, next)) => {
                names.extend(named);
                next
            }
            Err(gap) => return Ok(Listing { names, gap: Some(gap) }),
        };
        if names.len() > MOST_NAMES {
            names.truncate(MOST_NAMES);
            return broken(names, &format!("has more than {MOST_NAMES} names of runs on it"));
        }
        let Some(next) = next else { return Ok(Listing { names, gap: None }) };
        match follow(client, api_version, &next) {
            Ok(following) => call = following,
            Err(why) => return broken(names, &format!("has a next page, {why}")),
        }
    }
    broken(names, &format!("has more than {MOST_PAGES} pages"))
}

/// What stands on a page: the names that count, and where the next one is.
type Page = (Vec<Named>, Option<String>);

fn page(list: &List, counts: Counts<'_>, url: &str, answer: &Answer) -> Result<Page, Gap> {
    match answer.status {
        401 => return Err(Gap::Refused(format!("GET {url}"))),
        // Some targets read `issuers` as the name of a certificate that they do not have.
        404 | 405 | 501 => return Err(Gap::NoList(answer.status)),
        _ => {}
    }
    listed(list, counts, answer).ok_or_else(|| {
        Gap::Broken(format!("GET {} answers {} and no list", list.place.path, answer.status))
    })
}

fn listed(list: &List, counts: Counts<'_>, answer: &Answer) -> Option<Page> {
    let body = answer.json().filter(|_| answer.is_success())?;
    let items = body.pointer(&list.place.items)?.as_array()?.iter();
    let names = items.filter_map(|item| named(list, counts, item)).collect();
    let next = body.get("nextLink").and_then(Value::as_str).filter(|link| !link.is_empty());
    Some((names, next.map(str::to_owned)))
}

fn named(list: &List, counts: Counts<'_>, item: &Value) -> Option<Named> {
    let text = item.pointer(&list.place.name)?.as_str()?;
    let name = list.name(text, counts)?.to_owned();
    let created = item.pointer("/attributes/created").and_then(Value::as_u64);
    Some(Named { name, created })
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
