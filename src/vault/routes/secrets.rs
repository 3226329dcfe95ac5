//! The secret and the key behind a certificate, where its `sid` and `kid` point.

use super::call::Call;
use crate::vault::{
    crypto,
    store::{Entry, Store, Version},
    wire::{self, Answer, Refusal},
};

/// GET secrets/{name}[/{version}]: key and certificates, in the format that the policy names.
pub async fn secret(call: &Call) -> Result<Answer, Refusal> {
    let (entry, version) = {
        let mut store = call.store();
        let (entry, version) = find(call, &mut store, "secret")?;
        (entry.clone(), version.clone())
    };
    let (format, exportable) = (entry.policy.format, entry.policy.key.exportable);
    let exported = version.clone();
    let value = call.compute(move |_| {
        let key = exportable.then_some(&exported.key);
        let leaf = exported.leaf.iter().map(|leaf| leaf.der.as_slice());
        let chain: Vec<&[u8]> = leaf.chain(exported.chain.iter().map(Vec::as_slice)).collect();
        crypto::export(format, key, &chain).ok_or_else(|| {
            Refusal::new(500, "InternalServerError", "The certificate cannot be exported")
        })
    });
    let value = value.await?;
    Ok(Answer::json(200, wire::secret(call.base(), &entry, &version, &value)))
}

/// GET keys/{name}[/{version}]: the public half.
pub fn key(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.store();
    let (entry, version) = find(call, &mut store, "key")?;
    Ok(Answer::json(200, wire::key(call.base(), entry, version)))
}

fn find<'s>(
    call: &Call,
    store: &'s mut Store,
    kind: &'static str,
) -> Result<(&'s Entry, &'s Version), Refusal> {
    let absent = || Refusal::no_object(kind, &call.name);
    let entry = &*store.entry(&call.name, call.now).ok_or_else(absent)?;
    let version = entry.version(&call.version).ok_or_else(absent)?;
    if !version.is_enabled() {
        return Err(Refusal::disabled(kind));
    }
    Ok((entry, version))
}
