//! GET and PATCH certificates/{name}/policy.

use super::{call::Call, certificates::absent};
use crate::vault::{
    faults::Subtle,
    policy::{Policy, PolicyRequest},
    wire::{self, Answer, Refusal},
};

/// The policy by which the next version would be made.
pub fn get(call: &Call) -> Result<Answer, Refusal> {
    let mut store = call.store();
    let entry = store.entry(&call.name, call.now).ok_or_else(|| absent(call))?;
    Ok(Answer::json(200, wire::policy(call.base(), entry)))
}

/// Changes the parts that are named; certificates that exist stay as they are.
pub fn update(call: &Call) -> Result<Answer, Refusal> {
    let request: PolicyRequest = call.json()?;
    let mut store = call.store();
    let changed = store.change(&call.name, call.now, |entry| -> Result<Answer, Refusal> {
        let before = if call.has(Subtle::PolicyPatchResetsRest) {
            Policy::accept(PolicyRequest::subject(entry.policy.subject.clone()), call.now.unix)?
        } else {
            entry.policy.clone()
        };
        entry.policy = before.changed(request, call.now.unix)?;
        Ok(Answer::json(200, wire::policy(call.base(), entry)))
    });
    changed.unwrap_or_else(|| Err(absent(call)))
}
