//! Whether a name is free for a create or an import.

use super::call::Call;
use crate::vault::{
    action::Action,
    crypto::random_hex,
    faults::{Fault, Subtle},
    operations::Status,
    store::{Entry, Store},
    wire::Refusal,
};

/// Refuses while an operation is in progress, or the name is soft-deleted.
pub fn check_free(call: &Call, store: &mut Store) -> Result<(), Refusal> {
    let deleted = store.deleted(&call.name).is_some() && !call.has(Subtle::SoftDeletedNameReused);
    if deleted || store.is_kept(&call.name) {
        return Err(Refusal::recoverable(&call.name));
    }
    let Some(entry) = store.entry(&call.name, call.now) else {
        return Ok(());
    };
    let state = entry.pending.as_ref().map(|pending| pending.operation.at(call.now.elapsed).state);
    let manual = entry.pending.as_ref().is_some_and(|pending| pending.operation.is_manual());
    let (unguarded, blocking) = match call.action {
        Action::Create => (Fault::CreateReplacesPending, Fault::EndedOperationBlocksCreate),
        _ => (Fault::ImportNotGuarded, Fault::EndedOperationBlocksImport),
    };
    let create = call.action == Action::Create;
    let taken = match state {
        None => false,
        Some(Status::InProgress) => {
            !call.has(unguarded) && (manual || !call.has(Fault::IssuerPendingNotGuarded))
        }
        Some(_) if call.has(blocking) => true,
        Some(Status::Failed(_)) if create => call.has(Fault::FailedOperationBlocksCreate),
        Some(Status::Failed(_)) => call.has(Fault::FailedOperationBlocksImport),
        Some(Status::Canceled) if create => call.has(Fault::CanceledOperationBlocksCreate),
        Some(Status::Canceled) => call.has(Fault::CanceledOperationBlocksImport),
        Some(Status::Completed) if create => {
            !manual && call.has(Fault::IssuedOperationBlocksCreate)
        }
        Some(Status::Completed) => manual && call.has(Fault::MergedOperationBlocksImport),
    };
    if !taken && !entry.locked {
        return Ok(());
    }
    if create && state == Some(Status::InProgress) {
        harm_survivor(call, entry);
    }
    Err(Refusal::in_progress(call.dialect()))
}

/// The faults that refuse, and yet do not leave the operation alone.
fn harm_survivor(call: &Call, entry: &mut Entry) {
    if call.has(Fault::ConflictDropsOperation) {
        entry.pending = None;
    }
    if call.has(Fault::ConflictRenewsRequestId)
        && let Some(pending) = &mut entry.pending
    {
        pending.request_id = random_hex(16);
    }
}
