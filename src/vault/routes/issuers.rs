//! PUT, GET, PATCH and DELETE certificates/issuers/{name}.

use serde_json::Value;

use super::{call::Call, page::page};
use crate::vault::{
    faults::Fault,
    issuers::{self, Issuer, SELF, Unacceptable},
    policy::UNKNOWN,
    wire::{self, Answer, Content, Refusal},
};

/// GET certificates/issuers
pub fn list(call: &Call) -> Result<Answer, Refusal> {
    let base = call.base();
    let store = call.store();
    let issuers = store.issuers.iter();
    page(call, issuers.map(|(name, issuer)| (name.clone(), wire::issuer_item(base, name, issuer))))
}

/// GET certificates/issuers/{name}
pub fn get(call: &Call) -> Result<Answer, Refusal> {
    let store = call.store();
    let issuer = store.issuers.get(&call.name).ok_or_else(Refusal::no_issuer)?;
    Ok(show(call, issuer))
}

/// PUT certificates/issuers/{name}: new, or in place of the one before.
pub fn put(call: &Call) -> Result<Answer, Refusal> {
    let request: issuers::IssuerRequest = call.json()?;
    if [SELF, UNKNOWN].contains(&call.name.as_str()) {
        let message = format!("The issuer name {} is the vault's own", call.name);
        return Err(Refusal::bad_parameter(message));
    }
    let mut store = call.store();
    let before = store.issuers.get(&call.name);
    let issuer = Issuer::put(request, before, call.now.unix).map_err(refuse)?;
    let mut answer = show(call, store.put_issuer(&call.name, issuer)?);
    if call.has(Fault::IssuerPasswordEchoed)
        && let Content::Json(body) = &mut answer.content
    {
        let request: Value = call.json()?;
        body["credentials"]["pwd"] = request["credentials"]["pwd"].clone();
    }
    Ok(answer)
}

/// PATCH certificates/issuers/{name}
pub fn patch(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.store();
    let before = store.issuers.get(&call.name).ok_or_else(Refusal::no_issuer)?;
    let issuer = before.patched(call.json()?, call.now.unix).map_err(refuse)?;
    Ok(show(call, store.put_issuer(&call.name, issuer)?))
}

/// DELETE certificates/issuers/{name}; operations that it began go on.
pub fn delete(call: &Call) -> Result<Answer, Refusal> {
    let issuer = call.store().issuers.remove(&call.name);
    issuer.map(|issuer| show(call, &issuer)).ok_or_else(Refusal::no_issuer)
}

fn show(call: &Call, issuer: &Issuer) -> Answer {
    Answer::json(200, wire::issuer(call.base(), &call.name, issuer))
}

fn refuse(error: Unacceptable) -> Refusal {
    Refusal::bad_parameter(error.to_string())
}
