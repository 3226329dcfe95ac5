//! All that can be learnt of a target beside its operations: what its target file should say.
//!
//! In: a client that tracks what it creates, what is known so far. Out: what a create wants, issuers
//! by role, the host of its pages, the authority it follows. Who asks removes what was made.

use serde_json::{Map, Value};

use super::creates::{self, Creates};
use super::dialect;
use super::naming::{self, Naming};
use super::roles::{self, Issuing};
use crate::http::not_ready::NotReady;
use crate::leftovers::tracked_client::TrackedClient;
use crate::verdict::ContractMode;

/// What was learnt.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Learnt {
    /// What it makes of creates.
    pub creates: Creates,
    /// What its issuers are good for.
    pub issuing: Issuing,
    /// What host it believes to be.
    pub naming: Naming,
    /// Which authority it follows where they differ, if that showed.
    pub dialect: Option<ContractMode>,
}

/// Learns under names that begin so. `policy` is what every create gets, `bodies` are the issuers
/// to try.
pub async fn all(
    target: &TrackedClient,
    policy: &Map<String, Value>,
    bodies: &[Map<String, Value>],
    name: &str,
) -> Result<Learnt, NotReady> {
    let creates = creates::learn(target, policy, &format!("{name}-create")).await?;
    let policy = creates.wanted.as_ref().unwrap_or(policy);
    let issuing = roles::learn(target, policy, bodies, &format!("{name}-role")).await?;
    let naming = match creates.made.iter().chain(&issuing.made).collect::<Vec<_>>().as_slice() {
        [one, _, ..] => naming::learn(target, one).await?,
        // A page of one and a next one take two.
        _ => Naming::default(),
    };
    let dialect = dialect::learn(target, policy, &format!("{name}-dialect")).await?;
    Ok(Learnt { creates, issuing, naming, dialect })
}
