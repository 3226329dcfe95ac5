//! What a target lists under names of ours: certificates, deleted ones and issuers, page by page.
//!
//! A page is believed only as far as it goes: the next one must be the target's own, and there
//! are not endlessly many.

use std::collections::BTreeSet;

use serde_json::Value;
use url::Url;

use super::{Order, Swept};
use crate::http::exchange::{Answer, Call};
use crate::run::names::RunId;
use crate::run::object::Object;
use crate::run::prepare::NotReady;

/// Pages of one list at most.
const MOST_PAGES: usize = 100;

/// What one list lists.
struct List {
    path: &'static str,
    query: Option<(&'static str, &'static str)>,
    object: fn(String) -> Object,
}

const LISTS: [List; 3] = [
    // What is in progress is hidden otherwise.
    List {
        path: "/certificates",
        query: Some(("includePending", "true")),
        object: Object::Certificate,
    },
    List { path: "/deletedcertificates", query: None, object: Object::Certificate },
    List { path: "/certificates/issuers", query: None, object: Object::Issuer },
];

/// What the lists held.
#[derive(Debug, Default)]
pub struct Listed {
    /// Every object that bears the name of a run.
    pub objects: BTreeSet<Object>,
    /// Whether there was any list at all.
    pub any: bool,
}

/// Reads every list the target has.
pub async fn all(order: &Order<'_>, swept: &mut Swept) -> Result<Listed, NotReady> {
    let mut listed = Listed::default();
    for list in LISTS {
        one(order, &list, &mut listed, swept).await?;
    }
    Ok(listed)
}

async fn one(
    order: &Order<'_>,
    list: &List,
    listed: &mut Listed,
    swept: &mut Swept,
) -> Result<(), NotReady> {
    let mut call = Call::new("GET", list.path, order.api_version);
    call.query.extend(list.query.map(|(name, value)| (name.to_owned(), value.to_owned())));
    for _ in 0..MOST_PAGES {
        let (record, answer) = order.client.send(&call, None).await;
        let answer = answer?;
        if answer.status == 401 {
            return Err(NotReady::Refused(format!("GET {}", record.url), answer.status));
        }
        if answer.is_missing_route() {
            swept.notes.push(format!("the target has no list {}: {}", list.path, answer.status));
            return Ok(());
        }
        listed.any = true;
        let Some((names, next)) = page(&answer) else {
            let problem = format!("GET {} answers {} and no list", list.path, answer.status);
            swept.problems.push(problem);
            return Ok(());
        };
        let ours = names.into_iter().filter(|name| RunId::of(name).is_some());
        listed.objects.extend(ours.map(list.object));
        let Some(next) = next else { return Ok(()) };
        match follow(order, &next) {
            Ok(following) => call = following,
            Err(why) => {
                swept.problems.push(format!("the list {} has a next page, {why}", list.path));
                return Ok(());
            }
        }
    }
    swept.problems.push(format!("the list {} has more than {MOST_PAGES} pages", list.path));
    Ok(())
}

/// The names on a page, and where the next one is.
fn page(answer: &Answer) -> Option<(Vec<String>, Option<String>)> {
    let body = answer.json().filter(|_| (200..300).contains(&answer.status))?;
    let items = body.get("value")?.as_array()?;
    let names = items.iter().filter_map(|item| item.get("id").and_then(Value::as_str));
    let next = body.get("nextLink").and_then(Value::as_str).filter(|link| !link.is_empty());
    Some((names.filter_map(name).map(str::to_owned).collect(), next.map(str::to_owned)))
}

/// The name in an id. Its host may be any: some targets write another than they listen on.
fn name(id: &str) -> Option<&str> {
    let mut segments = id.split(['?', '#']).next()?.split('/');
    segments.find(|s| matches!(*s, "certificates" | "deletedcertificates"))?;
    match segments.next()? {
        "issuers" => segments.next().or(Some("issuers")),
        name => Some(name),
    }
}

/// The call for a next page: below the target and nowhere else, for the credential goes along.
fn follow(order: &Order<'_>, link: &str) -> Result<Call, String> {
    let url = order.target.join(link).map_err(|e| format!("which is no URL: {e}"))?;
    let below = order.target.path().trim_end_matches('/');
    let path = url.path().strip_prefix(below).filter(|_| same_origin(&url, order.target));
    let Some(path) = path else {
        let origin = url.origin().ascii_serialization();
        return Err(format!("which is not below the target but at {origin}: not read"));
    };
    let mut call = Call::new("GET", path, order.api_version);
    let given: Vec<_> = url.query_pairs().into_owned().collect();
    call.query.retain(|(name, _)| given.iter().all(|(other, _)| other != name));
    call.query.extend(given);
    Ok(call)
}

fn same_origin(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin() && one.origin().is_tuple()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_found_in_every_form_of_id() {
        for (id, expected) in [
            ("https://v.vault.azure.net/certificates/a", Some("a")),
            ("https://v:8443/certificates/a/0123?api-version=7.4", Some("a")),
            ("https://v/deletedcertificates/a", Some("a")),
            ("https://v/certificates/issuers/i", Some("i")),
            ("https://v/certificates/issuers", Some("issuers")),
            ("/certificates/a", Some("a")),
            ("https://v/keys/a", None),
            ("", None),
        ] {
            assert_eq!(name(id), expected, "{id}");
        }
    }
}
