//! Pending objects that are gone: how they go, and what is said of them after.
//!
//! A right vault forgets at once and says 404. Some faults remember; all that they
//! remember, and all that they say wrongly, is here.

use super::call::Call;
use crate::vault::{
    faults::Fault,
    operations::View,
    store::{Entry, Ghost, Pending},
    wire::Refusal,
};

/// Takes the pending object off its certificate: deleted, or overwritten.
pub fn retire(call: &Call, entry: &mut Entry, deleted: bool) {
    let pending = entry.pending.take();
    if call.state.faults.keeps_ghosts() {
        entry.ghost = pending.map(|pending| Ghost { pending, deleted });
    }
}

/// The 404 for a name that has no certificate.
pub fn never(call: &Call) -> Refusal {
    refuse(call, call.has(Fault::NeverCreatedCode))
}

/// The 404 for a certificate without such a pending object.
pub fn refusal(call: &Call, entry: &Entry) -> Refusal {
    let deleted = entry.ghost.as_ref().is_some_and(|ghost| ghost.deleted);
    let gone = deleted && entry.pending.is_none();
    refuse(call, gone && call.has(Fault::DeletedCode))
}

fn refuse(call: &Call, wrongly: bool) -> Refusal {
    if wrongly { Refusal::no_certificate(&call.name) } else { Refusal::no_pending(&call.name) }
}

/// What the faults that cannot forget show in place of a 404.
pub fn shown<'e>(call: &Call, entry: &'e Entry) -> Option<(&'e Pending, View)> {
    let ghost = entry.ghost.as_ref()?;
    let pending = &ghost.pending;
    let gone = ghost.deleted && entry.pending.is_none();
    let by_id = call.request_id.as_ref() == Some(&pending.request_id);
    let older = entry
        .versions
        .iter()
        .take_while(|version| version.id != pending.version)
        .any(|version| version.leaf.is_some());
    let shown = (gone && call.has(Fault::DeletedStillReadable))
        || (gone && by_id && call.has(Fault::DeletedRequestIdRemembered))
        || (gone && older && call.has(Fault::OlderVersionHidesNotFound))
        || (!ghost.deleted && by_id && call.has(Fault::OverwrittenRequestIdRemembered));
    shown.then(|| (pending, pending.operation.at(call.now.elapsed)))
}
