//! Pending objects that a client deleted or another operation overwrote.
//!
//! In: an entry whose pending object goes. Out: the 404 that is due from then on. A right vault
//! keeps nothing; for the faults that cannot forget, a [`Tombstone`] stays, and every wrong
//! answer made of it is made here.

use super::call::Call;
use crate::vault::{
    faults::{Fault, Subtle},
    operations::View,
    store::{End, Entry, Pending, Tombstone},
    wire::Refusal,
};

/// Takes the pending object off its certificate: deleted, or overwritten.
pub fn retire(call: &Call, entry: &mut Entry, end: End) {
    let pending = entry.pending.take();
    if call.context.settings.faults.keeps_tombstones() {
        entry.tombstone = pending.map(|pending| Tombstone { pending, end });
    }
}

/// The 404 for a name that has no certificate.
pub fn never(call: &Call) -> Refusal {
    refuse(call, call.has(Fault::NeverCreatedCode))
}

/// The 404 for a certificate without such a pending object.
pub fn refusal(call: &Call, entry: &Entry) -> Refusal {
    let deleted = entry.tombstone.as_ref().is_some_and(|tombstone| tombstone.end == End::Deleted);
    let gone = deleted && entry.pending.is_none();
    refuse(call, gone && call.has(Fault::DeletedCode))
}

fn refuse(call: &Call, wrongly: bool) -> Refusal {
    if wrongly { Refusal::no_certificate(&call.name) } else { Refusal::no_pending(&call.name) }
}

/// What the faults that cannot forget show in place of a 404.
pub fn shown<'e>(call: &Call, entry: &'e Entry) -> Option<(&'e Pending, View)> {
    let tombstone = entry.tombstone.as_ref()?;
    let pending = &tombstone.pending;
    let deleted = tombstone.end == End::Deleted;
    let gone = deleted && entry.pending.is_none();
    let by_id = call.query.request_id.as_ref() == Some(&pending.request_id);
    let older = entry
        .versions
        .iter()
        .take_while(|version| version.id != pending.version)
        .any(|version| version.leaf.is_some());
    let shown = (gone && call.has(Fault::DeletedStillReadable))
        || (gone && by_id && call.has(Fault::DeletedRequestIdRemembered))
        || (gone && older && call.has(Fault::OlderVersionHidesNotFound))
        || (!deleted && by_id && call.has(Fault::OverwrittenRequestIdRemembered))
        || (tombstone.end == End::Imported && by_id && call.has(Subtle::ImportRemembersRequestId));
    shown.then(|| (pending, pending.operation.at(call.now.elapsed)))
}
