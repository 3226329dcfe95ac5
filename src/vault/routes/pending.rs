//! GET, PATCH and DELETE certificates/{name}/pending.

use serde::Deserialize;

use super::{call::Call, tombstone};
use crate::vault::{
    action::Action,
    faults::{Fault, Subtle},
    operations::{Status, View},
    settings::Pace,
    store::{End, Entry, Pending},
    wire::{self, Answer, Content, Refusal},
};

/// Seconds that real vaults ask for, since 2018.
const RETRY_AFTER: &str = "10";

#[derive(Deserialize)]
struct Change {
    cancellation_requested: Option<bool>,
}

/// Shows the pending object.
pub fn get(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.store();
    let Some(entry) = store.entry(&call.name, call.now) else {
        return Err(tombstone::never(call));
    };
    let admitted = entry.pending.as_ref().filter(|pending| admits(call, pending));
    let live = admitted.map(|pending| (pending, pending.operation.at(call.now.elapsed)));
    let Some((pending, view)) = live.or_else(|| tombstone::shown(call, entry)) else {
        return Err(tombstone::refusal(call, entry));
    };
    if is_hidden(call, view) {
        return Err(Refusal::no_pending(&call.name));
    }
    let answer = if call.wants_csr && !call.has(Subtle::CsrAnsweredAsJson) {
        bare_csr(&pending.csr)
    } else {
        show(call, pending, view)
    };
    if view.state == Status::Completed
        && !pending.operation.is_manual()
        && call.has(Fault::CompletedVanishes)
    {
        entry.pending = None;
    }
    Ok(paced(call, answer, view))
}

/// Asks for cancellation.
pub fn cancel(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.store();
    let pending = find(call, store.entry(&call.name, call.now))?;
    let change: Change = call.json()?;
    let Some(requested) = change.cancellation_requested else {
        if call.has(Fault::PatchWithoutFlagAccepted) {
            return Ok(show(call, pending, pending.operation.at(call.now.elapsed)));
        }
        return Err(Refusal::bad_parameter("Property cancellation_requested is required"));
    };
    let before = pending.operation.at(call.now.elapsed);
    if before.state != Status::InProgress {
        if call.has(Fault::CancelEndedAccepted) || call.has(too_late(before.state)) {
            return Ok(show(call, pending, before));
        }
        if call.has(Fault::CancelRefusedDropsOperation)
            && let Some(entry) = store.entry(&call.name, call.now)
        {
            entry.pending = None;
        }
        return Err(Refusal::ended(call.dialect()));
    }
    if requested && call.has(Fault::CancelImmediate) {
        pending.operation.cancel_at_once(call.now.elapsed);
    } else if requested {
        pending
            .operation
            .request_cancel(call.now.elapsed)
            .map_err(|_| Refusal::ended(call.dialect()))?;
    }
    Ok(show(call, pending, pending.operation.at(call.now.elapsed)))
}

/// The fault that takes a cancellation of an operation that ended so.
fn too_late(state: Status) -> Fault {
    match state {
        Status::Completed => Fault::CancelCompletedAccepted,
        Status::Failed(_) => Fault::CancelFailedAccepted,
        Status::InProgress | Status::Canceled => Fault::CancelCanceledAccepted,
    }
}

/// Forgets the pending object; the certificate stays.
pub fn delete(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.store();
    let mut entry = store.entry(&call.name, call.now);
    let pending = find(call, entry.as_deref_mut())?;
    let answer = show(call, pending, pending.operation.at(call.now.elapsed));
    if let Some(entry) = entry {
        tombstone::retire(call, entry, End::Deleted);
        entry.locked |= call.has(Fault::DeleteLeavesLock);
    }
    Ok(answer)
}

/// Tells the client when to ask again.
pub fn paced(call: &Call, answer: Answer, view: View) -> Answer {
    match call.context.settings.pace {
        Pace::WhenSlow if view.is_slow() => answer.with("retry-after", RETRY_AFTER),
        Pace::Seconds(seconds) if view.state == Status::InProgress => {
            answer.with("retry-after", seconds.to_string())
        }
        _ => answer,
    }
}

fn show(call: &Call, pending: &Pending, view: View) -> Answer {
    let body = wire::operation(&call.url(), &call.api_version, call.dialect(), pending, view);
    Answer::json(200, body)
}

fn find<'e>(call: &Call, entry: Option<&'e mut Entry>) -> Result<&'e mut Pending, Refusal> {
    entry
        .and_then(|entry| entry.pending.as_mut())
        .filter(|pending| admits(call, pending))
        .ok_or_else(|| Refusal::no_pending(&call.name))
}

/// Whether the request's filter, if it has one, lets this operation through.
fn admits(call: &Call, pending: &Pending) -> bool {
    let Some(asked) = &call.query.request_id else {
        return true;
    };
    let (ignored, refused) = match call.action {
        Action::CancelPending => (Fault::CancelRequestIdIgnored, Fault::CancelRequestIdRefused),
        Action::DeletePending => (Fault::DeleteRequestIdIgnored, Fault::DeleteRequestIdRefused),
        _ => (Fault::RequestIdIgnored, Fault::RequestIdMatchRefused),
    };
    if *asked == pending.request_id {
        return !call.has(refused);
    }
    let by_state = match pending.operation.at(call.now.elapsed).state {
        Status::InProgress => Some(Fault::LiveRequestIdIgnored),
        Status::Completed | Status::Failed(_) => Some(Fault::EndedRequestIdIgnored),
        Status::Canceled => None,
    };
    let reads = call.action == Action::GetPending;
    call.has(ignored) || reads && by_state.is_some_and(|fault| call.has(fault))
}

/// The faults by which a request_id hides what has ended.
fn is_hidden(call: &Call, view: View) -> bool {
    let fault = match view.state {
        Status::Completed => Fault::CompletedHiddenByRequestId,
        Status::Failed(_) => Fault::FailedHiddenByRequestId,
        Status::Canceled => Fault::CanceledHiddenByRequestId,
        Status::InProgress => return false,
    };
    call.query.request_id.is_some() && call.has(fault)
}

/// A certificate request by itself: bare base64, no armour.
fn bare_csr(csr: &str) -> Answer {
    Answer {
        content: Content::Text { media: "application/pkcs10; charset=utf-8", text: csr.to_owned() },
        ..Answer::empty(200)
    }
}
