//! What a create is going to do, decided before any key is made.
//!
//! In: the body of a create and what the vault holds under the name. Out: a
//! [`Plan`], or why not. It must not change anything.

use std::time::Duration;

use serde::Deserialize;

use super::{call::Call, conflict::check_free, properties::Properties};
use crate::vault::{
    crypto::{KeyKind, Order, Signer, Subject},
    faults::Fault,
    issuers::{self, Issuer},
    policy::{self, Policy, PolicyRequest},
    script::Script,
    store::Store,
    wire::Refusal,
};

/// The body of a create.
#[derive(Debug, Default, Deserialize)]
pub struct Body {
    policy: Option<PolicyRequest>,
    #[serde(flatten)]
    properties: Properties,
}

/// A create, decided.
pub struct Plan {
    /// The policy that will hold.
    pub policy: Policy,
    /// What else the version is to have.
    pub properties: Properties,
    /// The certificate to make a request for.
    pub order: Order,
    /// Who will sign it, should it be issued.
    pub signer: Signer,
    /// How the issuer will go about it; `None`: a person merges.
    pub script: Option<Script>,
}

impl Plan {
    /// Decides, under the store's lock.
    pub fn decide(call: &Call, body: Body) -> Result<Self, Refusal> {
        body.properties.check()?;
        let mut store = call.store();
        check_free(call, &mut store)?;
        let policy = policy_for(call, &mut store, body.policy)?;
        let script = script_of(call, &store, &policy.issuer)?;
        let mut order = policy.order()?;
        if script.is_some() && call.has(Fault::CsrSubjectIgnored) {
            order.subject = Subject::parse("CN=subject-of-the-vault,O=Fault")
                .expect("the text is a distinguished name");
        }
        if script.is_some() {
            order.key = mistaken(call, order.key);
        }
        let signer =
            if policy.issuer == issuers::SELF { Signer::Itself } else { Signer::Authority };
        let properties = body.properties;
        Ok(Self { policy, properties, order, signer, script })
    }
}

/// The kind of key that is made instead of the one asked for, under a fault.
fn mistaken(call: &Call, asked: KeyKind) -> KeyKind {
    let rsa = asked.is_rsa();
    if rsa && call.has(Fault::CsrRsaBecomesEc) {
        KeyKind::P256
    } else if !rsa && call.has(Fault::CsrEcBecomesRsa) {
        KeyKind::Rsa2048
    } else {
        asked
    }
}

/// The policy asked for; without one, the name's own stands until another comes.
fn policy_for(
    call: &Call,
    store: &mut Store,
    asked: Option<PolicyRequest>,
) -> Result<Policy, Refusal> {
    let Some(asked) = asked else {
        return Ok(match store.entry(&call.name, call.now) {
            Some(entry) => entry.policy.clone(),
            None => Policy::for_name(&call.name, call.now.unix)?,
        });
    };
    if call.has(Fault::CreateNeedsFullPolicy) && !asked.is_full() {
        return Err(Refusal::bad_parameter("Property policy.key_props is required"));
    }
    let unnamed = !asked.names_issuer();
    let mut policy = Policy::accept(asked, call.now.unix)?;
    if unnamed && call.has(Fault::NoIssuerBecomesSelf) {
        policy.issuer = issuers::SELF.to_owned();
    }
    Ok(policy)
}

fn script_of(call: &Call, store: &Store, issuer: &str) -> Result<Option<Script>, Refusal> {
    let script = match issuer {
        policy::UNKNOWN => return Ok(None),
        issuers::SELF => issuers::self_signed(),
        name => store.issuers.get(name).map(Issuer::script).ok_or_else(|| {
            Refusal::bad_parameter(format!(
                "Property policy.issuer has invalid value. No issuer of this vault is named {name}"
            ))
        })?,
    };
    if call.has(Fault::CreateCompletesAtOnce) {
        return Ok(Some(Script::issue(Duration::ZERO)));
    }
    Ok(Some(script))
}
