//! What a request creates, where its method and path do not tell: `creates`.
//!
//! In: the part of a step. Out: a kind with the template of a name, and lists. What is certain to
//! be missed by the clean-up is a mistake here: a name that no run would know for its own.

use std::sync::Arc;

use serde_saphyr::Spanned;

use super::finder::Finder;
use super::scope::Scope;
use crate::keyvault::kind::{self, Kind, ListPlace, NamedPath, Removal, RemovingMethod};
use crate::keyvault::object::Object;
use crate::scenario::model::Creates;
use crate::scenario::raw::{RawCreates, RawList, RawRemoval, RawStep};
use crate::yaml::place;

/// The name of the case, with which every name of a run begins.
const NAME: &str = "{{name}}";
/// What shared steps are given may begin with it.
const GIVEN: &str = "{{with.";

pub(super) fn creates(
    written: &Spanned<RawCreates>,
    step: &RawStep,
    scope: &mut Scope,
    finder: &mut Finder<'_>,
) -> Option<Creates> {
    let raw = &written.value;
    known_anyway(written, step, finder);
    let name = raw.name.as_ref().map_or(NAME, |name| name.value.as_str());
    let at = raw.name.as_ref().map_or(place(written), place);
    scope.check(name, at, finder);
    if !name.starts_with(NAME) && !name.starts_with(GIVEN) {
        let hint = "begin it with {{name}}: by that, what a run has left is known for its own";
        let message = format!("`{name}` is no name that clean-up would find");
        finder.say(at, message, Some(hint.to_owned()));
    }
    let lists = raw.list.iter().filter_map(|list| list_place(list, finder)).collect();
    let removals = &raw.remove.value;
    let remove: Vec<Removal> = removals.iter().filter_map(|r| removal(r, finder)).collect();
    let look = look(raw, &remove, finder)?;
    if remove.len() < removals.len() {
        return None;
    }
    match Kind::declared(&raw.kind.value, remove, look) {
        Ok(kind) => Some(Creates { kind: Arc::new(kind), name: name.to_owned(), lists }),
        Err(why) => {
            finder.say(place(&raw.kind), why, None);
            None
        }
    }
}

/// That the request is one of those whose objects are removed without a word.
fn known_anyway(written: &Spanned<RawCreates>, step: &RawStep, finder: &mut Finder<'_>) {
    let Some(request) = step.request.as_ref().map(|request| &request.value) else { return };
    if is_known("PUT", request.put.as_ref()) || is_known("POST", request.post.as_ref()) {
        let message = "what this request creates is known, and removed: take `creates` away";
        finder.say(place(written), message, None);
    }
}

fn is_known(method: &str, path: Option<&Spanned<String>>) -> bool {
    path.is_some_and(|path| Object::created_by(method, &path.value).is_some())
}

fn removal(written: &Spanned<RawRemoval>, finder: &mut Finder<'_>) -> Option<Removal> {
    let raw = &written.value;
    let (method, path) = match (&raw.delete, &raw.post) {
        (Some(path), None) => (RemovingMethod::Delete, path),
        (None, Some(path)) => (RemovingMethod::Post, path),
        _ => {
            finder.say(place(written), "a removal has exactly one of delete, post", None);
            return None;
        }
    };
    for status in raw.status.iter().filter(|status| !(100..600).contains(&status.value)) {
        finder.say(place(status), format!("`{}` is no status", status.value), None);
    }
    let status = raw.status.iter().map(|status| status.value).collect();
    Some(Removal { method, path: named_path(path, finder)?, status })
}

/// Where it is seen: as written, or where it is deleted.
fn look(raw: &RawCreates, remove: &[Removal], finder: &mut Finder<'_>) -> Option<NamedPath> {
    if let Some(look) = &raw.look {
        return named_path(look, finder);
    }
    let deleted = remove.first().filter(|first| first.method == RemovingMethod::Delete);
    if deleted.is_none() && !remove.is_empty() {
        let message = "`look` is missing: where it is seen as long as it is there";
        finder.say(place(&raw.remove), message, None);
    } else if raw.remove.value.is_empty() {
        finder.say(place(&raw.remove), "`remove` is empty: nothing would remove it", None);
    }
    deleted.map(|first| first.path.clone())
}

fn list_place(written: &Spanned<RawList>, finder: &mut Finder<'_>) -> Option<ListPlace> {
    let raw = &written.value;
    if let Err(why) = kind::plain(&raw.get.value, &mut |_| false) {
        finder.say(place(&raw.get), why, None);
        return None;
    }
    let mut list = ListPlace::at(&raw.get.value);
    list.query = raw.query.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    for (written, pointer) in [(&raw.items, &mut list.items), (&raw.name, &mut list.name)] {
        let Some(written) = written else { continue };
        if !written.value.starts_with('/') && !written.value.is_empty() {
            let message = format!("`{}` is no JSON pointer: it begins with `/`", written.value);
            finder.say(place(written), message, None);
        }
        pointer.clone_from(&written.value);
    }
    Some(list)
}

fn named_path(written: &Spanned<String>, finder: &mut Finder<'_>) -> Option<NamedPath> {
    let hint = "`{name}` stands for the name of the object, once and as a whole segment";
    NamedPath::parse(&written.value)
        .map_err(|why| finder.say(place(written), why, Some(hint.to_owned())))
        .ok()
}
