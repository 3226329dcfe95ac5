//! Pending objects that a client deleted or another operation overwrote.
//!
//! In: an entry whose pending object goes. Out: the 404 that is due from then on. A right vault
//! keeps nothing; for the faults that cannot forget, a [`Tombstone`] stays, and every wrong
//! answer made of it is made here.

use super::call::Call;
use crate::vault::{
    faults::Fault,
    operations::View,
    store::{Entry, Pending, Tombstone},
    wire::Refusal,
};

/// Takes the pending object off its certificate: deleted, or overwritten.
pub fn retire(call: &Call, entry: &mut Entry, deleted: bool) {
    let pending = entry.pending.take();
    if call.context.faults.keeps_tombstones() {
        entry.tombstone = pending.map(|pending| Tombstone { pending, deleted });
    }
}

/// The 404 for a name that has no certificate.
pub fn never(call: &Call) -> Refusal {
    refuse(call, call.has(Fault::NeverCreatedCode))
}

/// The 404 for a certificate without such a pending object.
pub fn refusal(call: &Call, entry: &Entry) -> Refusal {
    let deleted = entry.tombstone.as_ref().is_some_and(|tombstone| tombstone.deleted);
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
    let gone = tombstone.deleted && entry.pending.is_none();
    let by_id = call.request_id.as_ref() == Some(&pending.request_id);
    let older = entry
        .versions
        .iter()
        .take_while(|version| version.id != pending.version)
        .any(|version| version.leaf.is_some());
    let shown = (gone && call.has(Fault::DeletedStillReadable))
        || (gone && by_id && call.has(Fault::DeletedRequestIdRemembered))
        || (gone && older && call.has(Fault::OlderVersionHidesNotFound))
        || (!tombstone.deleted && by_id && call.has(Fault::OverwrittenRequestIdRemembered));
    shown.then(|| (pending, pending.operation.at(call.now.elapsed)))
}
