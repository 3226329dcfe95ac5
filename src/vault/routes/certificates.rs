//! Certificates by themselves: read, list, delete, and the bin.

use super::call::Call;
use crate::vault::wire::{self, Answer, Refusal};

/// GET certificates: those that hold a certificate; with includePending, all.
pub fn list(call: &Call) -> Answer {
    let base = &call.context.base;
    let mut store = call.context.store();
    let items = store
        .entries(call.now)
        .filter(|(_, entry)| call.include_pending || entry.current().leaf.is_some())
        .map(|(name, entry)| wire::certificate_item(base, name, entry))
        .collect();
    Answer::json(200, wire::list(items))
}

/// GET certificates/{name}
pub fn get(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.context.store();
    let entry =
        store.entry(&call.name, call.now).ok_or_else(|| Refusal::no_certificate(&call.name))?;
    Ok(Answer::json(200, wire::bundle(&call.context.base, &call.name, entry)))
}

/// GET certificates/{name}/{version}
pub fn get_version(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.context.store();
    let id = format!("{}/{}", call.name, call.version);
    let absent = || Refusal::no_certificate(&id);
    let entry = store.entry(&call.name, call.now).ok_or_else(absent)?;
    let held = entry.versions.iter().find(|held| held.id == call.version);
    let held = held.ok_or_else(absent)?;
    Ok(Answer::json(200, wire::version_bundle(&call.context.base, &call.name, entry, held)))
}

/// DELETE certificates/{name}: among the deleted, with its operation.
pub fn delete(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.context.store();
    let deleted =
        store.delete(&call.name, call.now).ok_or_else(|| Refusal::no_certificate(&call.name))?;
    Ok(Answer::json(200, wire::deleted_bundle(&call.context.base, &call.name, deleted)))
}

/// GET deletedcertificates
pub fn list_deleted(call: &Call) -> Answer {
    let base = &call.context.base;
    let store = call.context.store();
    let items = store
        .all_deleted()
        .map(|(name, deleted)| wire::deleted_item(base, name, deleted))
        .collect();
    Answer::json(200, wire::list(items))
}

/// GET deletedcertificates/{name}
pub fn get_deleted(call: &Call) -> Result<Answer, Refusal> {
    let store = call.context.store();
    let deleted = store.deleted(&call.name).ok_or_else(|| Refusal::not_deleted(&call.name))?;
    Ok(Answer::json(200, wire::deleted_bundle(&call.context.base, &call.name, deleted)))
}

/// DELETE deletedcertificates/{name}: gone for good.
pub fn purge(call: &Call) -> Result<Answer, Refusal> {
    if call.context.store().purge(&call.name) {
        Ok(Answer::empty(204))
    } else {
        Err(Refusal::not_deleted(&call.name))
    }
}
