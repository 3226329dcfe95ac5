//! What every case of a run shares, whole when it is made: the client, names, issuers, bounds,
//! what the target is held to, and the stop signal.
//!
//! Made by the run's preparation, read by the walks. Must not know how either goes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use serde_json::{Map, Value, json};

use super::certificate_authority::CertificateAuthority;
use super::stop::Stop;
use crate::check::schema::Schemas;
use crate::deviation::Declared;
use crate::leftovers::names::RunId;
use crate::leftovers::tracked_client::TrackedClient;
use crate::scenario::needs::Role;
use crate::target::profile::Timeouts;
use crate::template::Variables;
use crate::verdict::ContractMode;

/// Failures of `finally` that are told at most.
const MOST_UNTIDY: usize = 50;

/// What every case of a run shares.
#[derive(Debug)]
pub struct Session {
    /// When the run began.
    pub(super) began: Instant,
    /// Talks to the target, and knows what was created there.
    pub(super) target: TrackedClient,
    /// Part of every name.
    pub(super) run_id: RunId,
    /// Which authority counts.
    pub(super) mode: ContractMode,
    /// Clauses of level may.
    pub(super) may: BTreeSet<String>,
    /// What the target file excuses.
    pub(super) deviations: Vec<Declared>,
    /// Put under the policy of a create.
    pub(super) policy: Map<String, Value>,
    /// How long to wait.
    pub(super) timeouts: Timeouts,
    /// Names of the issuers in their roles.
    pub(super) issuers: BTreeMap<Role, String>,
    /// Signs captured CSRs.
    pub(super) authority: Arc<CertificateAuthority>,
    /// Whether to go on.
    pub(super) stop: Stop,
    /// Whether to begin no further case once one failed.
    pub(super) fail_fast: bool,
    /// Whether to leave what failed cases made.
    pub(super) keep: bool,
    /// Whether one failed.
    pub(super) failed: Arc<AtomicBool>,
    /// The schemas by which bodies are valid.
    pub(super) schemas: Arc<Schemas>,
    /// What of `finally` could not be done.
    pub(super) untidy: Arc<Mutex<Vec<String>>>,
}

impl Session {
    /// The same over another client.
    pub(super) fn over(&self, target: TrackedClient, timeouts: Timeouts) -> Session {
        Session {
            began: self.began,
            target,
            timeouts,
            run_id: self.run_id.clone(),
            mode: self.mode,
            may: self.may.clone(),
            deviations: self.deviations.clone(),
            policy: self.policy.clone(),
            issuers: self.issuers.clone(),
            authority: self.authority.clone(),
            stop: self.stop.clone(),
            fail_fast: self.fail_fast,
            keep: self.keep,
            failed: self.failed.clone(),
            schemas: self.schemas.clone(),
            untidy: Arc::default(),
        }
    }

    /// Notes what of the `finally` of a case could not be done.
    pub(super) fn note_untidy(&self, case: &str, told: Vec<String>) {
        let mut untidy = self.untidy.lock().unwrap_or_else(PoisonError::into_inner);
        let told = told.into_iter().map(|told| format!("finally of {case}: {told}"));
        let room = MOST_UNTIDY.saturating_sub(untidy.len());
        untidy.extend(told.take(room));
    }

    /// What of `finally` could not be done, in the order of the cases' ids.
    pub(super) fn untidy(&self) -> Vec<String> {
        let mut untidy = self.untidy.lock().unwrap_or_else(PoisonError::into_inner).clone();
        untidy.sort();
        untidy
    }

    /// Whether requests carry a credential.
    pub fn has_credential(&self) -> bool {
        self.target.client().redactor().has_credential()
    }

    /// The variables a case begins with.
    pub fn variables(&self, name: &str) -> Variables {
        let issuers: Map<String, Value> = self
            .issuers
            .iter()
            .map(|(role, name)| (role.word().to_owned(), Value::from(name.as_str())))
            .collect();
        let api_version = self.target.api_version();
        let start = json!({ "name": name, "api_version": api_version, "issuer": issuers });
        match start {
            Value::Object(variables) => variables.into(),
            _ => Variables::new(),
        }
    }
}
