//! POST certificates/{name}/pending/merge.
//!
//! Absence is told before anything is parsed, then the operation's state, then
//! the body. The first certificate of x5c is the leaf.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;

use super::call::Call;
use crate::vault::{
    crypto::Leaf,
    faults::Fault,
    operations::State,
    store::{Entry, Pending},
    wire::{self, Answer, Content, Refusal},
};

const LONGEST_CHAIN: usize = 20;

#[derive(Deserialize)]
struct Body {
    x5c: Vec<String>,
}

/// Completes an operation with a certificate from elsewhere.
pub fn merge(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.state.store();
    let Some(entry) = store
        .entry(&call.name, call.now)
        .filter(|entry| entry.pending.is_some())
    else {
        if call.has(Fault::MergeParsesFirst) {
            parse(call)?;
        }
        return Err(Refusal::no_pending(&call.name));
    };
    check_state(call, entry)?;
    let leaf =
        parse(call).inspect_err(|_| drop_if(call, entry, Fault::MergeMalformedDropsOperation))?;
    let pending = entry.pending.as_ref();
    if pending.is_none_or(|pending| pending.key != leaf.key) && !call.has(Fault::MergeAnyKey) {
        drop_if(call, entry, Fault::MergeWrongKeyDropsOperation);
        return Err(Refusal::bad_parameter(WRONG_KEY));
    }
    Ok(accept(call, entry, leaf))
}

const WRONG_KEY: &str = "The public key of the end-entity certificate in the specified X.509 \
    certificate content does not match the public part of the specified private key. Please check \
    if certificate is valid.";

/// While an issuer is at work nobody else may end it; what has completed stays.
fn check_state(call: &Call, entry: &mut Entry) -> Result<(), Refusal> {
    let Some(Pending { operation, .. }) = &entry.pending else {
        return Ok(());
    };
    let forbidden = Refusal::merge_with_issuer(operation.issuer());
    match operation.at(call.now.elapsed).state {
        State::InProgress if operation.is_manual() || call.has(Fault::MergeWithIssuerAllowed) => {
            Ok(())
        }
        State::InProgress => {
            drop_if(call, entry, Fault::MergeWithIssuerDropsOperation);
            Err(forbidden)
        }
        State::Failed(_) if call.has(Fault::MergeAfterFailedRefused) => Err(forbidden),
        State::Canceled if call.has(Fault::MergeAfterCanceledRefused) => Err(forbidden),
        State::Failed(_) | State::Canceled => Ok(()),
        State::Completed => Err(Refusal::bad_parameter(
            "The CSR used to get your certificate has already been used. \
             Please try to generate a new certificate with a new CSR.",
        )),
    }
}

fn parse(call: &Call) -> Result<Leaf, Refusal> {
    let malformed = |message: &str| {
        if call.has(Fault::MergeMalformedAnswers500) {
            Refusal::new(500, "InternalServerError", message)
        } else {
            Refusal::bad_parameter(message)
        }
    };
    let body: Body = call.json().map_err(|refusal| malformed(&refusal.message))?;
    if body.x5c.is_empty() {
        return Err(malformed(
            "Property x5c has invalid value X5C must have at least one valid item",
        ));
    }
    if body.x5c.len() > LONGEST_CHAIN {
        return Err(malformed(
            "Property x5c has invalid value: the chain is too long",
        ));
    }
    let certificate = |text: &String| {
        let der = STANDARD.decode(text).ok()?;
        Leaf::parse(&der)
    };
    let chain: Option<Vec<Leaf>> = body.x5c.iter().map(certificate).collect();
    chain
        .and_then(|chain| chain.into_iter().next())
        .ok_or_else(|| {
            malformed("Unable to parse X5c certificate chain and locate leaf certificate")
        })
}

fn accept(call: &Call, entry: &mut Entry, leaf: Leaf) -> Answer {
    if let Some(pending) = &mut entry.pending {
        pending.operation.merge();
        pending.issued = None;
        let version = pending.version.clone();
        entry.fill(&version, leaf, call.now);
    }
    let body = wire::bundle(&call.state.base, &call.name, entry);
    let location = format!("{}?api-version={}", call.url(), call.api_version);
    let mut answer = Answer::json(201, body).with("location", location);
    if call.has(Fault::CerNotLeaf)
        && let Content::Json(body) = &mut answer.content
    {
        body["cer"] = json!(STANDARD.encode(call.state.authority.root_der()));
    }
    entry.locked |= call.has(Fault::MergeLeavesLock);
    drop_if(call, entry, Fault::MergeDropsPending);
    answer
}

fn drop_if(call: &Call, entry: &mut Entry, fault: Fault) {
    if call.has(fault) {
        entry.pending = None;
    }
}
