//! Walks the suite against one embedded vault a fault, several faults at a time.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::proof::Proof;
use crate::credential::{self, CredentialError};
use crate::http::not_ready::NotReady;
use crate::plan::{Capabilities, Filter, plan};
use crate::run::{BeginError, Run, Setup};
use crate::scenario::Suite;
use crate::target::named::NamedTarget;
use crate::target::open::{self, Fault, OpenError};

/// Vaults that run at the same time: enough to fill the waits, few enough for the connections.
const VAULTS: usize = 24;
/// Cases walked at once against one of them.
const CASES: usize = 8;

/// Why a fault could not be driven.
#[derive(Debug, thiserror::Error)]
pub enum NotDriven {
    /// The vault.
    #[error("{0}")]
    Open(#[from] OpenError),
    /// Its credential.
    #[error("{0}")]
    Credential(#[from] CredentialError),
    /// The run.
    #[error("{0}")]
    Begin(#[from] BeginError),
    /// The vault did not answer.
    #[error("{0}")]
    NotReady(#[from] NotReady),
    /// Anything else of ours.
    #[error("the walk of a fault was lost: {0}")]
    Lost(String),
}

/// Walks the suite against the embedded target once for each fault; proofs come in the order
/// of the faults.
pub async fn prove(
    suite: Arc<Suite>,
    embedded: NamedTarget,
    known: Capabilities,
    faults: &[Fault],
) -> Result<Vec<Proof>, NotDriven> {
    open::share_rsa_keys();
    let permits = Arc::new(Semaphore::new(VAULTS));
    let mut walks = JoinSet::new();
    for (index, fault) in faults.iter().copied().enumerate() {
        let (suite, embedded) = (suite.clone(), embedded.clone());
        let (known, permits) = (known.clone(), permits.clone());
        walks.spawn(async move {
            let _permit = permits.acquire().await;
            (index, one(&suite, embedded, known, fault).await)
        });
    }
    let mut proofs = Vec::new();
    while let Some(done) = walks.join_next().await {
        let (index, proof) = done.map_err(|e| NotDriven::Lost(e.to_string()))?;
        proofs.push((index, proof?));
    }
    proofs.sort_by_key(|(index, _)| *index);
    Ok(proofs.into_iter().map(|(_, proof)| proof).collect())
}

async fn one(
    suite: &Suite,
    embedded: NamedTarget,
    known: Capabilities,
    fault: Fault,
) -> Result<Proof, NotDriven> {
    let target = open::open(embedded.name, embedded.profile, vec![fault]).await?;
    let bearer = credential::of(&target)?;
    let plan = plan(suite, &known, &Filter::default());
    let run = Run::prepare(Setup::new(&target, bearer, suite, plan, known)).await?;
    run.walk(CASES).await;
    let not_ready = run.not_ready().cloned();
    let finished = run.finish().await;
    target.close().await;
    if let Some(not_ready) = not_ready {
        return Err(not_ready.into());
    }
    Ok(Proof::of(fault, &finished.result.cases))
}
