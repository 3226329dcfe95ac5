//! POST certificates/{name}/pending/merge.
//!
//! Absence is told before anything is parsed, then the operation's state, then
//! the body. The first certificate of x5c is the leaf.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;

use super::{call::Call, properties::Properties};
use crate::vault::{
    crypto::Leaf,
    faults::Fault,
    operations::{Operation, Status},
    store::{Entry, Pending},
    wire::{self, Answer, Refusal},
};

const LONGEST_CHAIN: usize = 20;
/// Bytes of all issuers together.
const LARGEST_CHAIN: usize = 64 * 1024;

#[derive(Deserialize)]
struct Body {
    x5c: Vec<String>,
    #[serde(flatten)]
    properties: Properties,
}

/// A merge as a client wants it, parsed.
struct Chain {
    leaf: Leaf,
    issuers: Vec<Vec<u8>>,
    properties: Properties,
}

const WRONG_KEY: &str = "The public key of the end-entity certificate in the specified X.509 \
    certificate content does not match the public part of the specified private key. Please check \
    if certificate is valid.";
const USED: &str = "The CSR used to get your certificate has already been used. \
    Please try to generate a new certificate with a new CSR.";

/// Completes an operation with a certificate from elsewhere.
pub fn merge(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.store();
    let Some(entry) = store.entry(&call.name, call.now) else {
        return Err(absent(call));
    };
    let Some(pending) = &mut entry.pending else {
        return Err(absent(call));
    };
    let chain = match judge(call, pending) {
        Ok(chain) => chain,
        Err((refusal, harm)) => {
            if call.has(harm) {
                entry.pending = None;
            }
            return Err(refusal);
        }
    };
    pending.operation.merge();
    // An issuer that failed or gave up can no longer come up with its own.
    pending.issued = None;
    let (version, manual) = (pending.version.clone(), pending.operation.is_manual());
    entry.fill(&version, chain.leaf, chain.issuers, call.now);
    if let Some(version) = entry.version_mut(&version) {
        chain.properties.apply(call, version);
    }
    entry.locked |= call.has(Fault::MergeLeavesLock);
    let answer = merged(call, entry, manual);
    if manual && call.has(Fault::MergeDropsPending) {
        entry.pending = None;
    }
    Ok(answer)
}

fn absent(call: &Call) -> Refusal {
    let unreadable = call.has(Fault::MergeParsesFirst).then(|| parse(call).err());
    unreadable.flatten().unwrap_or_else(|| Refusal::no_pending(&call.name))
}

/// The leaf, if it may be merged now and is for the right key; else why not, with
/// the fault that would lose the operation over it.
fn judge(call: &Call, pending: &Pending) -> Result<Chain, (Refusal, Fault)> {
    check_state(call, &pending.operation)
        .map_err(|refusal| (refusal, Fault::MergeWithIssuerDropsOperation))?;
    let chain = parse(call).map_err(|refusal| (refusal, Fault::MergeMalformedDropsOperation))?;
    if chain.leaf.key != pending.key && !call.has(Fault::MergeAnyKey) {
        let refusal = Refusal::bad_parameter(WRONG_KEY);
        return Err((refusal, Fault::MergeWrongKeyDropsOperation));
    }
    Ok(chain)
}

/// While an issuer is at work nobody else may end it; what has completed stays.
fn check_state(call: &Call, operation: &Operation) -> Result<(), Refusal> {
    let forbidden = match operation.at(call.now.elapsed).state {
        Status::Completed => return Err(Refusal::bad_parameter(USED)),
        Status::InProgress => !operation.is_manual() && !call.has(Fault::MergeWithIssuerAllowed),
        Status::Failed(_) => call.has(Fault::MergeAfterFailedRefused),
        Status::Canceled => call.has(Fault::MergeAfterCanceledRefused),
    };
    if forbidden {
        return Err(Refusal::merge_with_issuer(operation.issuer()));
    }
    Ok(())
}

fn parse(call: &Call) -> Result<Chain, Refusal> {
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
    if body.x5c.len() == 1 && call.has(Fault::MergeNeedsChain) {
        return Err(malformed("Property x5c has invalid value: the chain is not whole"));
    }
    if body.x5c.len() > LONGEST_CHAIN {
        return Err(malformed("Property x5c has invalid value: the chain is too long"));
    }
    let chain: Option<Vec<Leaf>> = body.x5c.iter().map(|text| certificate(text)).collect();
    let mut chain = chain.into_iter().flatten();
    let leaf = chain.next().ok_or_else(|| {
        malformed("Unable to parse X5c certificate chain and locate leaf certificate")
    })?;
    let issuers: Vec<Vec<u8>> = chain.map(|issuer| issuer.der).collect();
    if issuers.iter().map(Vec::len).sum::<usize>() > LARGEST_CHAIN {
        return Err(malformed("Property x5c has invalid value: the chain is too large"));
    }
    body.properties.check()?;
    Ok(Chain { leaf, issuers, properties: body.properties })
}

fn certificate(text: &str) -> Option<Leaf> {
    Leaf::parse(&STANDARD.decode(text).ok()?)
}

fn merged(call: &Call, entry: &Entry, manual: bool) -> Answer {
    let mut body = wire::bundle(call.base(), entry);
    if manual && call.has(Fault::CerNotLeaf) {
        body["cer"] = json!(STANDARD.encode(call.context.authority.root_der()));
    }
    let location = format!("{}?api-version={}", call.url(), call.api_version);
    Answer::json(201, body).with("location", location)
}
