//! What the vault remembers: certificates with their operations, deleted ones, issuers.
//!
//! In: names and records. Out: records, found again by name. It is bounded in number and in
//! bytes, and what is purged is gone. It must not know about HTTP, JSON or key material
//! beyond carrying it.

mod backups;
mod contacts;
mod entry;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::{clock::Moment, issuers::Issuer, policy::Policy};

pub use backups::Backups;
pub use contacts::Contact;
pub use entry::{Deleted, End, Entry, Pending, Tags, Tombstone, Version};

const MOST_RECORDS: usize = 10_000;
const MOST_BYTES: usize = 128 * 1024 * 1024;
/// What an issuer may take; see its own bounds.
const ISSUER_BYTES: usize = 8 * 1024;

/// Everything one vault remembers. Certificates are found by name in any capitals.
#[derive(Debug, Default)]
pub struct Store {
    live: BTreeMap<String, Entry>,
    deleted: BTreeMap<String, Deleted>,
    /// Names of purged certificates; kept for the fault that cannot let go of them.
    kept_names: BTreeSet<String>,
    /// Issuers by name.
    pub issuers: BTreeMap<String, Issuer>,
    /// Who is told of what expires; `None`: never said.
    pub contacts: Option<Vec<Contact>>,
    versions: usize,
    bytes: usize,
}

/// The vault holds as much as it will.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

/// A certificate of that name is there already, live or deleted.
#[derive(Debug, PartialEq, Eq)]
pub struct Taken;

/// Counts what an entry weighs now in place of what it weighed when it was counted last.
fn count(bytes: &mut usize, entry: &mut Entry) {
    let weight = entry.weight();
    *bytes = (*bytes + weight).saturating_sub(entry.counted);
    entry.counted = weight;
}

fn key(name: &str) -> String {
    name.to_ascii_lowercase()
}

impl Store {
    /// The certificate of this name, brought up to date.
    pub fn entry(&mut self, name: &str, now: Moment) -> Option<&mut Entry> {
        let entry = self.live.get_mut(&key(name))?;
        entry.settle(now);
        Some(entry)
    }

    /// A name as it was spelt first, if there is such a certificate, live or deleted.
    pub fn spelling(&self, name: &str) -> Option<&str> {
        let name = key(name);
        let live = self.live.get(&name);
        let entry = live.or_else(|| self.deleted.get(&name).map(|deleted| &deleted.entry));
        entry.map(|entry| entry.name.as_str())
    }

    /// Every certificate in the order of names, brought up to date.
    pub fn entries(&mut self, now: Moment) -> impl Iterator<Item = &Entry> {
        for entry in self.live.values_mut() {
            entry.settle(now);
        }
        self.live.values()
    }

    /// Adds a version to a certificate, new or not, under a new policy.
    pub fn add_version(
        &mut self,
        name: &str,
        policy: Policy,
        version: Version,
    ) -> Result<&mut Entry, Full> {
        self.check_room()?;
        let key = key(name);
        let entry = self.live.entry(key).or_insert_with(|| Entry::new(name, policy.clone()));
        entry.policy = policy;
        entry.versions.push(version);
        self.versions += 1;
        count(&mut self.bytes, entry);
        Ok(entry)
    }

    /// Changes a certificate that is there; what grows is counted.
    pub fn change<T, E: From<Full>>(
        &mut self,
        name: &str,
        now: Moment,
        change: impl FnOnce(&mut Entry) -> Result<T, E>,
    ) -> Option<Result<T, E>> {
        let room = self.check_room();
        let entry = self.live.get_mut(&key(name))?;
        entry.settle(now);
        let changed = room.map_err(E::from).and_then(|()| change(entry));
        count(&mut self.bytes, entry);
        Some(changed)
    }

    /// Adds or replaces an issuer.
    pub fn put_issuer(&mut self, name: &str, issuer: Issuer) -> Result<&Issuer, Full> {
        if !self.issuers.contains_key(name) {
            self.check_room()?;
        }
        self.issuers.insert(name.to_owned(), issuer);
        Ok(&self.issuers[name])
    }

    /// Moves a certificate, with its operation, among the deleted.
    pub fn delete(&mut self, name: &str, now: Moment) -> Option<&Deleted> {
        let key = key(name);
        let mut entry = self.live.remove(&key)?;
        entry.settle(now);
        let deleted = Deleted { entry, at: now.unix };
        self.deleted.insert(key.clone(), deleted);
        self.deleted.get(&key)
    }

    /// Makes a deleted certificate live again.
    pub fn recover(&mut self, name: &str) -> Option<&mut Entry> {
        let key = key(name);
        let deleted = self.deleted.remove(&key)?;
        Some(self.live.entry(key).or_insert(deleted.entry))
    }

    /// Puts a certificate back that a backup kept.
    pub fn restore(&mut self, mut entry: Entry) -> Result<&Entry, Taken> {
        let key = key(&entry.name);
        if self.live.contains_key(&key) || self.deleted.contains_key(&key) {
            return Err(Taken);
        }
        self.versions += entry.versions.len();
        entry.counted = 0;
        count(&mut self.bytes, &mut entry);
        Ok(self.live.entry(key).or_insert(entry))
    }

    /// A deleted certificate.
    pub fn deleted(&self, name: &str) -> Option<&Deleted> {
        self.deleted.get(&key(name))
    }

    /// Every deleted certificate in the order of names.
    pub fn all_deleted(&self) -> impl Iterator<Item = &Deleted> {
        self.deleted.values()
    }

    /// Forgets a deleted certificate; false where there is none.
    pub fn purge(&mut self, name: &str) -> bool {
        let Some(gone) = self.deleted.remove(&key(name)) else { return false };
        self.versions = self.versions.saturating_sub(gone.entry.versions.len());
        self.bytes = self.bytes.saturating_sub(gone.entry.counted);
        true
    }

    /// Keeps a name from being used again; for a fault.
    pub fn keep_name(&mut self, name: &str) {
        self.kept_names.insert(key(name));
    }

    /// Whether a name is kept so.
    pub fn is_kept(&self, name: &str) -> bool {
        self.kept_names.contains(&key(name))
    }

    /// Whether there is room for one more record.
    pub fn check_room(&self) -> Result<(), Full> {
        let issuers = self.issuers.len();
        let full = self.versions + issuers >= MOST_RECORDS;
        if full || self.bytes + issuers * ISSUER_BYTES >= MOST_BYTES {
            return Err(Full);
        }
        Ok(())
    }
}
