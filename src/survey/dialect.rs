//! Which of the two authorities a target follows where they differ, told by the code with which it
//! refuses a second create: the document says `Forbidden`, real vaults were recorded to say
//! `Conflict`.
//!
//! In: a client that tracks what it creates. Out: the authority, if that showed. Who asks removes
//! what was made.

use serde_json::{Map, Value};

use super::creates::create;
use crate::http::exchange::Answer;
use crate::http::not_ready::NotReady;
use crate::leftovers::tracked_client::TrackedClient;
use crate::verdict::ContractMode;

/// Creates twice under that name, with the issuer whose operations stay in progress.
pub async fn learn(
    target: &TrackedClient,
    policy: &Map<String, Value>,
    name: &str,
) -> Result<Option<ContractMode>, NotReady> {
    let call = create(target, policy, name, "Unknown");
    if !target.send(&call, None).await.answer?.is_success() {
        return Ok(None);
    }
    Ok(followed(&target.send(&call, None).await.answer?))
}

fn followed(refusal: &Answer) -> Option<ContractMode> {
    match refusal.envelope().code.as_deref().filter(|_| refusal.status == 409)? {
        "Conflict" => Some(ContractMode::Observed),
        "Forbidden" => Some(ContractMode::Documented),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn only_the_code_of_a_conflict_tells_an_authority() {
        for (status, code, follows) in [
            (409, "Conflict", Some(ContractMode::Observed)),
            (409, "Forbidden", Some(ContractMode::Documented)),
            (409, "Other", None),
            (403, "Forbidden", None),
            (202, "Conflict", None),
        ] {
            let body = format!(r#"{{"error":{{"code":"{code}","message":"m"}}}}"#).into_bytes();
            let answer =
                Answer { status, headers: Vec::new(), body: body.into(), took: Duration::ZERO };
            assert_eq!(followed(&answer), follows, "{status} {code}");
        }
    }
}
