//! POST certificates/{name}/create.
//!
//! Checked under the lock, then the key and request are made outside it, then
//! checked again and stored: of two creates at once, one gets the 409.

use super::{
    call::Call,
    conflict::check_free,
    key_and_request::KeyAndRequest,
    plan::{Body, Plan},
    tombstone,
};
use crate::vault::{
    crypto::random_hex,
    faults::{Fault, Subtle},
    operations::{Operation, Status, View},
    store::{End, Pending, Version},
    wire::{self, Answer, Refusal},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

/// Starts an operation.
pub async fn create(call: &Call) -> Result<Answer, Refusal> {
    let body = match call.json() {
        Err(_) if call.has(Fault::MalformedBodyTakenAsEmpty) => Body::default(),
        read => read?,
    };
    let plan = Plan::decide(call, body)?;
    let (order, signer, script) = (plan.order.clone(), plan.signer, plan.script);
    let now = call.now.unix;
    let made = call
        .compute(move |context| Ok(KeyAndRequest::make(context, &order, signer, script, now)?))
        .await?;
    store(call, plan, made)
}

fn store(call: &Call, plan: Plan, made: KeyAndRequest) -> Result<Answer, Refusal> {
    // The operation begins when its key is ready, not when it was asked for.
    let now = call.context.clock.now();
    let mut store = call.store();
    check_free(call, &mut store)?;
    let mut version = Version::new(random_hex(16), made.private_key, now.unix);
    plan.properties.apply(call, &mut version);
    let issuer = plan.policy.issuer.clone();
    let operation = match plan.script {
        Some(script) => Operation::with_issuer(issuer, script, now.elapsed),
        None => Operation::manual(issuer, now.elapsed),
    };
    let mut pending = Pending {
        operation,
        request_id: request_id(call, plan.script.is_none()),
        csr: STANDARD.encode(&made.csr),
        key: made.key,
        version: version.id.clone(),
        issued: made.issued,
        preserves_order: version.preserves_order,
    };
    let entry = store.add_version(&call.name, plan.policy, version)?;
    if let Some(before) = &entry.pending
        && call.has(Fault::OverwriteKeepsRequestId)
    {
        pending.request_id.clone_from(&before.request_id);
    }
    if let Some(before) = &entry.pending
        && matches!(before.operation.at(now.elapsed).state, Status::Failed(_))
        && call.has(Subtle::FailedOverwriteKeepsRequestId)
    {
        pending.request_id.clone_from(&before.request_id);
    }
    if entry.pending.is_some() {
        tombstone::retire(call, entry, End::Overwritten);
    }
    let view = pending.operation.at(now.elapsed);
    let answer = accepted(call, &pending, view);
    entry.pending = Some(pending);
    Ok(answer)
}

fn accepted(call: &Call, pending: &Pending, view: View) -> Answer {
    let url = call.url();
    let body = wire::operation(&url, &call.api_version, call.dialect(), pending, view);
    let location =
        format!("{url}/pending?api-version={}&request_id={}", call.api_version, pending.request_id);
    let answer = Answer::json(202, body).with("location", location);
    super::pending::paced(call, answer, view)
}

fn request_id(call: &Call, manual: bool) -> String {
    if !manual && call.has(Fault::RequestIdNeedsEscaping) {
        let plain = URL_SAFE_NO_PAD.encode(random_hex(8));
        return format!("{plain}&id={plain}#+==");
    }
    random_hex(16)
}
