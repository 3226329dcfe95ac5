//! One certificate name: its versions, its pending object, its time among the deleted.
//!
//! An entry is brought up to date when it is looked at: an operation that has
//! issued meanwhile gives its certificate to its version then.

use indexmap::IndexMap;

use crate::vault::{
    clock::Moment,
    crypto::{Leaf, PrivateKey, PublicKey},
    operations::{Operation, Status},
    policy::Policy,
};

/// A client's tags, passed through.
pub type Tags = IndexMap<String, String>;

/// What a version or an entry costs beside its texts and bytes.
const OVERHEAD: usize = 2048;

/// One certificate name.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The name as it was spelt first: names are found in any capitals.
    pub name: String,
    /// The policy of the latest create or import, or as changed since.
    pub policy: Policy,
    /// Every version, oldest first; never empty.
    pub versions: Vec<Version>,
    /// The pending object, until it is deleted or overwritten.
    pub pending: Option<Pending>,
    /// The pending object before; kept for the faults that cannot forget.
    pub tombstone: Option<Tombstone>,
    /// Set by the faults that keep a name locked.
    pub locked: bool,
    /// Its weight as the store has counted it.
    pub(super) counted: usize,
}

/// One version of a certificate; disabled until it holds one.
#[derive(Debug, Clone)]
pub struct Version {
    /// 32 hex digits.
    pub id: String,
    /// The certificate, once issued, merged or imported.
    pub leaf: Option<Leaf>,
    /// What it was merged or imported with: issuers, DER.
    pub chain: Vec<Vec<u8>>,
    /// Its private key.
    pub key: PrivateKey,
    /// Whether a client wants it enabled; without a certificate it is not.
    pub enabled: bool,
    /// The client's tags.
    pub tags: Tags,
    /// `preserveCertOrder`, where a client gave it.
    pub preserves_order: Option<bool>,
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
    /// `preserveCertOrder`, where the client gave it.
    pub preserves_order: Option<bool>,
}

/// A pending object that should have been forgotten.
#[derive(Debug, Clone)]
pub struct Tombstone {
    /// What it was.
    pub pending: Pending,
    /// How it went.
    pub end: End,
}

/// How a pending object goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A client deleted it.
    Deleted,
    /// Another create took its place.
    Overwritten,
    /// An import made it pointless.
    Imported,
}

/// A certificate soft-deleted.
#[derive(Debug, Clone)]
pub struct Deleted {
    /// What was deleted.
    pub entry: Entry,
    /// Unix seconds.
    pub at: i64,
}

impl Version {
    /// A version without a certificate yet.
    pub fn new(id: String, key: PrivateKey, now: i64) -> Self {
        Self {
            id,
            leaf: None,
            chain: Vec::new(),
            key,
            enabled: true,
            tags: Tags::new(),
            preserves_order: None,
            created: now,
            updated: now,
        }
    }

    /// Whether it can be used.
    pub fn is_enabled(&self) -> bool {
        self.enabled && self.leaf.is_some()
    }

    fn weight(&self) -> usize {
        let tags = self.tags.iter().map(|(key, value)| key.len() + value.len());
        self.leaf.as_ref().map_or(0, |leaf| 2 * leaf.der.len())
            + self.chain.iter().map(Vec::len).sum::<usize>()
            + self.key.der().len()
            + tags.sum::<usize>()
            + OVERHEAD
    }
}

impl Entry {
    /// A name without a version, which its first one follows at once.
    pub(super) fn new(name: &str, policy: Policy) -> Self {
        Self {
            name: name.to_owned(),
            policy,
            versions: Vec::new(),
            pending: None,
            tombstone: None,
            locked: false,
            counted: 0,
        }
    }

    /// Bytes that it takes, about.
    pub fn weight(&self) -> usize {
        let pending = self.pending.as_ref().map_or(0, |pending| 2 * pending.csr.len());
        let versions = self.versions.iter().map(Version::weight);
        2 * self.policy.weight() + pending + OVERHEAD + versions.sum::<usize>()
    }

    /// Gives an operation that has issued meanwhile its certificate.
    pub(super) fn settle(&mut self, now: Moment) {
        if let Some(pending) = &mut self.pending
            && pending.operation.at(now.elapsed).state == Status::Completed
            && let Some(leaf) = pending.issued.take()
        {
            let version = pending.version.clone();
            self.fill(&version, leaf, Vec::new(), now);
        }
    }

    /// Puts a certificate into a version and so enables it.
    pub fn fill(&mut self, version: &str, leaf: Leaf, chain: Vec<Vec<u8>>, now: Moment) {
        if let Some(version) = self.versions.iter_mut().find(|held| held.id == version) {
            version.leaf = Some(leaf);
            version.chain = chain;
            version.updated = now.unix;
        }
    }

    /// The version that stands for the certificate: the newest that holds one,
    /// or the newest of all while none does.
    pub fn current(&self) -> &Version {
        self.versions
            .iter()
            .rev()
            .find(|version| version.leaf.is_some())
            .or(self.versions.last())
            .expect("an entry is made with its first version and never loses one")
    }

    /// A version by its id; the empty id is the current one's.
    pub fn version(&self, id: &str) -> Option<&Version> {
        if id.is_empty() {
            return Some(self.current());
        }
        self.versions.iter().find(|held| held.id.eq_ignore_ascii_case(id))
    }

    /// The same, to be changed.
    pub fn version_mut(&mut self, id: &str) -> Option<&mut Version> {
        let id = self.version(id)?.id.clone();
        self.versions.iter_mut().find(|held| held.id == id)
    }
}
