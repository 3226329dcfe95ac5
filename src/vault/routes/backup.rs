//! POST certificates/{name}/backup and certificates/restore.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::json;

use super::{call::Call, certificates::absent};
use crate::vault::{
    crypto::random_hex,
    wire::{self, Answer, Refusal},
};

#[derive(Deserialize)]
struct Body {
    value: String,
}

/// Takes a backup of every version. An operation under way is no part of it.
pub fn backup(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.store();
    let mut entry = store.entry(&call.name, call.now).ok_or_else(|| absent(call))?.clone();
    entry.pending = None;
    entry.tombstone = None;
    let token = URL_SAFE_NO_PAD.encode(format!("kvcontract-backup-{}", random_hex(16)));
    call.context.backups().keep(token.clone(), entry);
    Ok(Answer::json(200, json!({ "value": token })))
}

/// Puts a certificate back under its old name, if that is free.
pub fn restore(call: &Call) -> Result<Answer, Refusal> {
    let Body { value } = call.json()?;
    let kept = call.context.backups().get(&value).cloned();
    let entry = kept.ok_or_else(Refusal::no_backup)?;
    let mut store = call.store();
    store.check_room()?;
    let name = entry.name.clone();
    let entry = store.restore(entry).map_err(|_| Refusal::restored_over(&name))?;
    Ok(Answer::json(200, wire::bundle(call.base(), entry)))
}
