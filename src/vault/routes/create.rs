//! POST certificates/{name}/create.
//!
//! Checked under the lock, then the key and request are made outside it, then
//! checked again and stored: of two creates at once, one gets the 409.

use super::{
    call::Call,
    conflict::{check_free, retire},
    plan::{Body, Plan},
};
use crate::vault::{
    crypto::{KeyKind, Leaf, Order, PublicKey, Request, random_hex},
    faults::Fault,
    operations::{Operation, View},
    state::State,
    store::{Pending, Version},
    wire::{self, Answer, Refusal},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

/// What the CPU was needed for.
struct Made {
    csr: Vec<u8>,
    key: PublicKey,
    issued: Option<Leaf>,
}

/// Starts an operation.
pub async fn create(call: &Call) -> Result<Answer, Refusal> {
    let body = match call.json() {
        Err(_) if call.has(Fault::MalformedBodyTakenAsEmpty) => Body::default(),
        read => read?,
    };
    let plan = Plan::decide(call, body)?;
    let made = make(call, &plan).await?;
    store(call, plan, made)
}

async fn make(call: &Call, plan: &Plan) -> Result<Made, Refusal> {
    let order = plan.order.clone();
    let issues = plan.script.is_some_and(|script| script.issues());
    let now = call.now.unix;
    call.compute(move |state| Ok(make_now(state, &order, issues, now)?))
        .await
}

fn make_now(state: &State, order: &Order, issues: bool, now: i64) -> Result<Made, rcgen::Error> {
    let request = Request::make(order)?;
    let mut csr = request.der.clone();
    if state.faults.has(Fault::CsrSignatureBroken)
        && let Some(last) = csr.last_mut()
    {
        *last ^= 1;
    }
    let issued = if !issues {
        None
    } else if state.faults.has(Fault::CertificateForAnotherKey) {
        let other = Order {
            key: KeyKind::P256,
            ..order.clone()
        };
        Some(
            state
                .authority
                .issue(&other, &Request::make(&other)?, now)?,
        )
    } else {
        Some(state.authority.issue(order, &request, now)?)
    };
    Ok(Made {
        csr,
        key: request.public_key(),
        issued,
    })
}

fn store(call: &Call, plan: Plan, made: Made) -> Result<Answer, Refusal> {
    // The operation begins when its key is ready, not when it was asked for.
    let now = call.state.clock.now();
    let mut store = call.state.store();
    check_free(call, &mut store)?;
    let version = Version {
        id: random_hex(16),
        leaf: None,
        created: now.unix,
        updated: now.unix,
    };
    let issuer = plan.policy.issuer.clone();
    let operation = match plan.script {
        Some(script) => Operation::with_issuer(issuer, script, now.elapsed),
        None => Operation::manual(issuer, now.elapsed),
    };
    let mut pending = Pending {
        operation,
        request_id: request_id(call),
        csr: STANDARD.encode(&made.csr),
        key: made.key,
        version: version.id.clone(),
        issued: made.issued,
    };
    let entry = store.add_version(&call.name, plan.policy, version)?;
    entry.tags = plan.tags;
    if let Some(before) = &entry.pending
        && call.has(Fault::OverwriteKeepsRequestId)
    {
        pending.request_id.clone_from(&before.request_id);
    }
    if entry.pending.is_some() {
        retire(call, entry, false);
    }
    let view = pending.operation.at(now.elapsed);
    let answer = accepted(call, &pending, view);
    entry.pending = Some(pending);
    Ok(answer)
}

fn accepted(call: &Call, pending: &Pending, view: View) -> Answer {
    let url = call.url();
    let body = wire::operation(&url, &call.api_version, call.state.dialect, pending, view);
    let location = format!(
        "{url}/pending?api-version={}&request_id={}",
        call.api_version, pending.request_id
    );
    let answer = Answer::json(202, body).with("location", location);
    super::pending::paced(answer, view)
}

fn request_id(call: &Call) -> String {
    if call.has(Fault::RequestIdNeedsEscaping) {
        let plain = URL_SAFE_NO_PAD.encode(random_hex(8));
        return format!("{plain}&id={plain}#+==");
    }
    random_hex(16)
}
