//! The request of a step: one method, a path below the target, one kind of body.

use serde_saphyr::Spanned;

use super::finder::Finder;
use super::scope::Scope;
use crate::scenario::method::Method;
use crate::scenario::model::{Payload, Request};
use crate::scenario::raw::RawRequest;
use crate::yaml::place;

/// Headers the harness sets itself.
const RESERVED: [&str; 4] = ["authorization", "host", "content-length", "transfer-encoding"];

pub(super) fn request(
    written: &Spanned<RawRequest>,
    scope: &mut Scope,
    finder: &mut Finder<'_>,
) -> Option<Request> {
    let raw = &written.value;
    let (method, path) = method(written, finder)?;
    finder.bodiless = method == Method::Head;
    scope.check(&path.value, place(path), finder);
    let follows = raw.follow.is_some();
    if follows {
        as_it_is(raw, path, finder);
    } else if !path.value.starts_with('/')
        || path.value.contains(['?', '#'])
        || path.value.contains("//{")
    {
        let message = format!("`{}` is no path below the target", path.value);
        let hint = "it begins with `/`; parameters go under `query`".to_owned();
        finder.say(place(path), message, Some(hint));
    }
    let mut query = Vec::new();
    for (name, value) in &raw.query {
        if let Some(text) = &value.value {
            scope.check(text, place(value), finder);
        } else if name != "api-version" {
            finder.say(place(value), "only `api-version` can be left out with null", None);
        }
        query.push((name.clone(), value.value.clone()));
    }
    Some(Request {
        method,
        path: path.value.clone(),
        follows,
        query,
        headers: headers(raw, scope, finder),
        payload: payload(raw, scope, finder),
        authenticated: raw.auth.is_none(),
    })
}

/// A URL of an answer is nothing but a variable, and nothing is put into it.
fn as_it_is(raw: &RawRequest, url: &Spanned<String>, finder: &mut Finder<'_>) {
    let is_variable = url.value.trim().starts_with("{{")
        && url.value.trim().ends_with("}}")
        && url.value.matches("{{").count() == 1;
    if !is_variable {
        let hint = "capture the URL, and write `follow: \"{{next}}\"`; a path goes under `get`";
        let message = format!("`{}` is not a captured URL alone", url.value);
        finder.say(place(url), message, Some(hint.to_owned()));
    }
    if let Some(parameter) = raw.query.values().next() {
        let message = "`query` does not go with `follow`: the URL is sent as it is";
        finder.say(place(parameter), message, None);
    }
}

fn method<'r>(
    written: &'r Spanned<RawRequest>,
    finder: &mut Finder<'_>,
) -> Option<(Method, &'r Spanned<String>)> {
    let raw = &written.value;
    let mut given = [
        (Method::Get, &raw.get),
        (Method::Post, &raw.post),
        (Method::Put, &raw.put),
        (Method::Patch, &raw.patch),
        (Method::Delete, &raw.delete),
        (Method::Head, &raw.head),
        (Method::Options, &raw.options),
        (Method::Get, &raw.follow),
    ]
    .into_iter()
    .filter_map(|(method, path)| path.as_ref().map(|p| (method, p)));
    match (given.next(), given.next()) {
        (Some(one), None) => Some(one),
        _ => {
            let message = "a request has exactly one of get, post, put, patch, delete, head, \
                           options, follow";
            finder.say(place(written), message, None);
            None
        }
    }
}

fn headers(raw: &RawRequest, scope: &mut Scope, finder: &mut Finder<'_>) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    for (name, value) in &raw.headers {
        scope.check(&value.value, place(value), finder);
        if name.is_empty() || !name.chars().all(is_of_a_token) {
            let message = format!("{name:?} is no name of a header");
            finder.say(place(value), message, None);
        }
        if value.value.chars().any(|c| c.is_control() && c != '\t') {
            let message = format!("the value of the header {name:?} holds a control character");
            finder.say(place(value), message, Some("a header is one line".to_owned()));
        }
        if RESERVED.contains(&name.to_ascii_lowercase().as_str()) {
            let message = format!("the header `{name}` is the harness's own");
            let hint = "to send no credential write `auth: none`";
            let is_credential = name.eq_ignore_ascii_case("authorization");
            finder.say(place(value), message, is_credential.then(|| hint.to_owned()));
        }
        headers.push((name.clone(), value.value.clone()));
    }
    headers
}

fn is_of_a_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

fn payload(raw: &RawRequest, scope: &mut Scope, finder: &mut Finder<'_>) -> Payload {
    match (&raw.body, &raw.text) {
        (Some(body), None) => {
            scope.check_value(&body.value, place(body), finder);
            Payload::Json(body.value.clone())
        }
        (None, Some(text)) => {
            scope.check(&text.value, place(text), finder);
            Payload::Text(text.value.clone())
        }
        (Some(_), Some(text)) => {
            finder.say(place(text), "a request has `body` or `text`, not both", None);
            Payload::None
        }
        (None, None) => Payload::None,
    }
}
