//! POST certificates/{name}/import, for PEM and PKCS#12.

use std::{future::Future, time::Duration};

use serde::Deserialize;

use super::{call::Call, conflict::check_free, tombstone};
use crate::vault::{
    crypto,
    faults::Fault,
    operations::Status,
    policy::{self, Policy},
    store::Version,
    wire::{self, Answer, Refusal},
};

/// How long a PKCS#12 file may take to open: an ordinary one takes a hundredth of a second.
const LONGEST_OPENING: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
struct Body {
    value: String,
    /// The password of a PKCS#12 file.
    pwd: Option<String>,
    policy: Option<policy::PolicyRequest>,
}

/// Adds a version from a certificate and key that the client brings.
pub async fn import(call: &Call) -> Result<Answer, Refusal> {
    let body: Body = call.json()?;
    check_free(call, &mut call.context.store())?;
    let (value, password) = (body.value, body.pwd.unwrap_or_default());
    let opened = call.compute(move |_| {
        let imported = crypto::import(&value, &password);
        imported.map_err(|error| Refusal::bad_parameter(error.to_string()))
    });
    let (leaf, format) = in_time(LONGEST_OPENING, opened).await?;
    let asked = body.policy.and_then(|policy| policy.key_props);
    let policy = Policy::of_import(&leaf, format, asked, call.now.unix);

    let now = call.context.clock.now();
    let mut store = call.context.store();
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
        .is_some_and(|pending| pending.operation.at(now.elapsed).state != Status::InProgress);
    if ended && !call.has(Fault::ImportKeepsPending) {
        tombstone::retire(call, entry, false);
    }
    Ok(Answer::json(200, wire::bundle(&call.context.base, &call.name, entry)))
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
