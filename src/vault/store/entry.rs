//! One certificate name: its versions, its pending object, its time among the deleted.
//!
//! An entry is brought up to date when it is looked at: an operation that has
//! issued meanwhile gives its certificate to its version then.

use serde_json::{Map, Value};

use crate::vault::{
    clock::Moment,
    crypto::{Leaf, PublicKey},
    operations::{Operation, Status},
    policy::Policy,
};

/// One certificate name.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The policy of the latest create or import.
    pub policy: Policy,
    /// Client's tags, passed through.
    pub tags: Map<String, Value>,
    /// Every version, oldest first; never empty.
    pub versions: Vec<Version>,
    /// The pending object, until it is deleted or overwritten.
    pub pending: Option<Pending>,
    /// The pending object before; kept for the faults that cannot forget.
    pub tombstone: Option<Tombstone>,
    /// Set by the faults that keep a name locked.
    pub locked: bool,
}

/// One version of a certificate; disabled until it holds one.
#[derive(Debug, Clone)]
pub struct Version {
    /// 32 hex digits.
    pub id: String,
    /// The certificate, once issued, merged or imported.
    pub leaf: Option<Leaf>,
    /// Unix seconds.
    pub created: i64,
    /// Unix seconds.
    pub updated: i64,
}

/// A pending object: an operation with what it works on.
#[derive(Debug, Clone)]
pub struct Pending {
    /// The state machine.
    pub operation: Operation,
    /// 32 hex digits.
    pub request_id: String,
    /// The PKCS#10, base64.
    pub csr: String,
    /// The request's public key.
    pub key: PublicKey,
    /// The version it is to fill.
    pub version: String,
    /// The certificate that will appear when the operation completes by itself.
    pub issued: Option<Leaf>,
}

/// A pending object that should have been forgotten.
#[derive(Debug, Clone)]
pub struct Tombstone {
    /// What it was.
    pub pending: Pending,
    /// Deleted by a client, rather than overwritten.
    pub deleted: bool,
}

/// A certificate soft-deleted.
#[derive(Debug, Clone)]
pub struct Deleted {
    /// What was deleted.
    pub entry: Entry,
    /// Unix seconds.
    pub at: i64,
}

impl Entry {
    /// Gives an operation that has issued meanwhile its certificate.
    pub(super) fn settle(&mut self, now: Moment) {
        if let Some(pending) = &mut self.pending
            && pending.operation.at(now.elapsed).state == Status::Completed
            && let Some(leaf) = pending.issued.take()
        {
            let version = pending.version.clone();
            self.fill(&version, leaf, now);
        }
    }

    /// Puts a certificate into a version and so enables it.
    pub fn fill(&mut self, version: &str, leaf: Leaf, now: Moment) {
        if let Some(version) = self.versions.iter_mut().find(|held| held.id == version) {
            version.leaf = Some(leaf);
            version.updated = now.unix;
        }
    }

    /// The version that stands for the certificate: the newest enabled one,
    /// or the newest of all while none is.
    pub fn current(&self) -> &Version {
        self.versions
            .iter()
            .rev()
            .find(|version| version.leaf.is_some())
            .or(self.versions.last())
            .expect("an entry is made with its first version and never loses one")
    }
}
