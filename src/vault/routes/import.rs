//! POST certificates/{name}/import, for PEM and PKCS#12.
//!
//! What is slow, opening a file under a password, is done off the async threads and given up
//! after a while.

use std::{future::Future, time::Duration};

use serde::Deserialize;

use super::{call::Call, conflict::check_free, properties::Properties, tombstone};
use crate::vault::{
    crypto,
    faults::Fault,
    operations::Status,
    policy::{Policy, PolicyRequest},
    store::{End, Version},
    wire::{self, Answer, Refusal},
};

/// How long a PKCS#12 file may take to open: an ordinary one takes a hundredth of a second.
const LONGEST_OPENING: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
struct Body {
    value: String,
    /// The password of a PKCS#12 file.
    pwd: Option<String>,
    policy: Option<PolicyRequest>,
    #[serde(flatten)]
    properties: Properties,
}

/// Adds a version from a certificate and key that the client brings.
pub async fn import(call: &Call) -> Result<Answer, Refusal> {
    let body: Body = call.json()?;
    body.properties.check()?;
    check_free(call, &mut call.store())?;
    let (value, password) = (body.value, body.pwd.unwrap_or_default());
    let opened = call.compute(move |_| {
        let imported = crypto::import(&value, &password);
        imported.map_err(|error| Refusal::bad_parameter(error.to_string()))
    });
    let imported = in_time(LONGEST_OPENING, opened).await?;
    let policy = Policy::of_import(&imported, body.policy.unwrap_or_default(), call.now.unix)?;

    let now = call.context.clock.now();
    let mut store = call.store();
    check_free(call, &mut store)?;
    let mut version = Version::new(crypto::random_hex(16), imported.key, now.unix);
    version.leaf = Some(imported.leaf);
    version.chain = imported.chain;
    body.properties.apply(call, &mut version);
    let entry = store.add_version(&call.name, policy, version)?;
    let ended = entry
        .pending
        .as_ref()
        .is_some_and(|pending| pending.operation.at(now.elapsed).state != Status::InProgress);
    if ended && !call.has(Fault::ImportKeepsPending) {
        tombstone::retire(call, entry, End::Imported);
    }
    Ok(Answer::json(200, wire::bundle(call.base(), entry)))
}

/// Gives up on a file that is made to be slow. Its thread comes to an end by itself.
async fn in_time<T>(
    longest: Duration,
    opened: impl Future<Output = Result<T, Refusal>>,
) -> Result<T, Refusal> {
    tokio::time::timeout(longest, opened).await.unwrap_or_else(|_| {
        let seconds = longest.as_secs();
        Err(Refusal::bad_parameter(format!(
            "The specified PKCS#12 X.509 certificate content takes longer than {seconds} seconds \
             to open. Please protect it with fewer iterations."
        )))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_too_long_to_open_is_refused() {
        let never = std::future::pending::<Result<(), Refusal>>();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let refused = runtime.block_on(in_time(Duration::ZERO, never)).unwrap_err();
        assert_eq!(refused.status, 400);
        assert!(refused.message.contains("fewer iterations"));
    }
}
