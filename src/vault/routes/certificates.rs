//! Certificates by themselves: read, list, change, delete, recover, purge.

use super::{call::Call, page::page, properties::Properties};
use crate::vault::{
    faults::Subtle,
    wire::{self, Answer, Refusal},
};

/// GET certificates: those that hold a certificate; with includePending, all.
pub fn list(call: &Call) -> Result<Answer, Refusal> {
    let base = call.base();
    let mut store = call.store();
    let pending = (call.query.include_pending && !call.has(Subtle::IncludePendingIgnored))
        || call.has(Subtle::PendingListedUnasked);
    let shown = store.entries(call.now).filter(|entry| pending || entry.current().leaf.is_some());
    page(
        call,
        shown.map(|entry| (entry.name.to_ascii_lowercase(), wire::certificate_item(base, entry))),
    )
}

/// GET certificates/{name}/versions: those that hold a certificate, oldest first. A name that
/// was never used has none.
pub fn list_versions(call: &Call) -> Result<Answer, Refusal> {
    let base = call.base();
    let mut store = call.store();
    let Some(entry) = store.entry(&call.name, call.now) else {
        return page(call, std::iter::empty());
    };
    let entry = &*entry;
    let current = &entry.current().id;
    let only_current = call.has(Subtle::VersionsOnlyCurrent);
    let held =
        entry.versions.iter().enumerate().filter(|(_, version)| {
            version.leaf.is_some() && (version.id == *current || !only_current)
        });
    page(
        call,
        held.map(|(place, version)| {
            (format!("{place:08}"), wire::version_item(base, entry, version))
        }),
    )
}

/// GET certificates/{name}
pub fn get(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.store();
    if let Some(deleted) = store.deleted(&call.name)
        && call.has(Subtle::DeletedStillReadableAsLive)
    {
        return Ok(Answer::json(200, wire::bundle(call.base(), &deleted.entry)));
    }
    let entry = store.entry(&call.name, call.now).ok_or_else(|| absent(call))?;
    if entry.current().leaf.is_none() && call.has(Subtle::PendingCertificateHidden) {
        return Err(absent(call));
    }
    Ok(Answer::json(200, wire::bundle(call.base(), entry)))
}

/// GET certificates/{name}/{version}
pub fn get_version(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.store();
    let entry = store.entry(&call.name, call.now).ok_or_else(|| absent(call))?;
    let mut version = entry.version(&call.version).ok_or_else(|| absent(call))?;
    if call.has(Subtle::VersionReadIsCurrent) {
        version = entry.current();
    }
    Ok(Answer::json(200, wire::version_bundle(call.base(), entry, version)))
}

/// PATCH certificates/{name} and certificates/{name}/{version}: attributes and tags.
pub fn update(call: &Call) -> Result<Answer, Refusal> {
    let properties: Properties = call.json()?;
    properties.check()?;
    let mut store = call.store();
    let changed = store.change(&call.name, call.now, |entry| {
        let version = entry.version_mut(&call.version).ok_or_else(|| absent(call))?;
        properties.apply(call, version);
        version.updated = call.now.unix;
        let id = version.id.clone();
        let version = entry.version(&id).ok_or_else(|| absent(call))?;
        Ok(Answer::json(200, wire::updated_bundle(call.base(), entry, version)))
    });
    changed.unwrap_or_else(|| Err(absent(call)))
}

/// DELETE certificates/{name}: among the deleted, with its operation.
pub fn delete(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.store();
    let deleted = store.delete(&call.name, call.now).ok_or_else(|| absent(call))?;
    Ok(Answer::json(200, wire::deleted_bundle(call.base(), deleted)))
}

/// GET deletedcertificates
pub fn list_deleted(call: &Call) -> Result<Answer, Refusal> {
    let base = call.base();
    let store = call.store();
    let items = store.all_deleted().map(|deleted| {
        (deleted.entry.name.to_ascii_lowercase(), wire::deleted_item(base, deleted))
    });
    page(call, items)
}

/// GET deletedcertificates/{name}
pub fn get_deleted(call: &Call) -> Result<Answer, Refusal> {
    let store = call.store();
    let deleted = store.deleted(&call.name).ok_or_else(|| Refusal::not_deleted(&call.name))?;
    Ok(Answer::json(200, wire::deleted_bundle(call.base(), deleted)))
}

/// POST deletedcertificates/{name}/recover: as it was before it was deleted.
pub fn recover(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.store();
    let entry = store.recover(&call.name).ok_or_else(|| Refusal::not_deleted(&call.name))?;
    if call.has(Subtle::RecoverLosesVersions) {
        let last = entry.versions.len().saturating_sub(1);
        entry.versions.drain(..last);
    }
    Ok(Answer::json(200, wire::bundle(call.base(), entry)))
}

/// DELETE deletedcertificates/{name}: gone for good.
pub fn purge(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.store();
    if !store.purge(&call.name) {
        return Err(Refusal::not_deleted(&call.name));
    }
    if call.has(Subtle::PurgeKeepsName) {
        store.keep_name(&call.name);
    }
    Ok(Answer::empty(204))
}

/// The 404 for a name or a version.
pub fn absent(call: &Call) -> Refusal {
    if call.version.is_empty() {
        Refusal::no_certificate(&call.name)
    } else {
        Refusal::no_certificate(&format!("{}/{}", call.name, call.version))
    }
}
