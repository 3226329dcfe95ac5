//! POST certificates/{name}/import, for PEM.

use serde::Deserialize;

use super::{call::Call, conflict::check_free, ghost};
use crate::vault::{
    crypto,
    faults::Fault,
    operations::State,
    policy::{self, Policy},
    store::Version,
    wire::{self, Answer, Refusal},
};

#[derive(Deserialize)]
struct Body {
    value: String,
    policy: Option<policy::Asked>,
}

/// Adds a version from a certificate and key that the client brings.
pub async fn import(call: &Call) -> Result<Answer, Refusal> {
    let body: Body = call.json()?;
    check_free(call, &mut call.state.store())?;
    let value = body.value;
    let leaf = call
        .compute(move |_| {
            crypto::import(&value).map_err(|error| Refusal::bad_parameter(error.to_string()))
        })
        .await?;
    let asked = body.policy.and_then(|policy| policy.key_props);
    let policy = Policy::of_import(&leaf, asked, call.now.unix);

    let now = call.state.clock.now();
    let mut store = call.state.store();
    check_free(call, &mut store)?;
    let version = Version {
        id: crypto::random_hex(16),
        leaf: Some(leaf),
        created: now.unix,
        updated: now.unix,
    };
    let entry = store.add_version(&call.name, policy, version)?;
    let ended = entry
        .pending
        .as_ref()
        .is_some_and(|pending| pending.operation.at(now.elapsed).state != State::InProgress);
    if ended && !call.has(Fault::ImportKeepsPending) {
        ghost::retire(call, entry, false);
    }
    Ok(Answer::json(200, wire::bundle(&call.state.base, &call.name, entry)))
}
