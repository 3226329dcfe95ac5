//! What the vault remembers: certificates with their operations, deleted ones, issuers.
//!
//! In: names and records. Out: records, found again by name. It is bounded, and
//! what is purged is gone. It must not know about HTTP, JSON or key material
//! beyond carrying it.

mod entry;

use std::collections::BTreeMap;

use serde_json::Map;

use super::{clock::Moment, issuers::Issuer, policy::Policy};

pub use entry::{Deleted, Entry, Pending, Tombstone, Version};

const MOST_RECORDS: usize = 10_000;

/// Everything one vault remembers.
#[derive(Debug, Default)]
pub struct Store {
    live: BTreeMap<String, Entry>,
    deleted: BTreeMap<String, Deleted>,
    /// Issuers by name.
    pub issuers: BTreeMap<String, Issuer>,
    versions: usize,
}

/// The vault holds as much as it will.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

impl Store {
    /// The certificate of this name, brought up to date.
    pub fn entry(&mut self, name: &str, now: Moment) -> Option<&mut Entry> {
        let entry = self.live.get_mut(name)?;
        entry.settle(now);
        Some(entry)
    }

    /// Every certificate, brought up to date.
    pub fn entries(&mut self, now: Moment) -> impl Iterator<Item = (&String, &Entry)> {
        for entry in self.live.values_mut() {
            entry.settle(now);
        }
        self.live.iter()
    }

    /// Adds a version to a certificate, new or not, under a new policy.
    pub fn add_version(
        &mut self,
        name: &str,
        policy: Policy,
        version: Version,
    ) -> Result<&mut Entry, Full> {
        self.check_room()?;
        self.versions += 1;
        let entry = self.live.entry(name.to_owned()).or_insert_with(|| Entry {
            policy: policy.clone(),
            tags: Map::new(),
            versions: Vec::new(),
            pending: None,
            tombstone: None,
            locked: false,
        });
        entry.policy = policy;
        entry.versions.push(version);
        Ok(entry)
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
        let mut entry = self.live.remove(name)?;
        entry.settle(now);
        let deleted = Deleted { entry, at: now.unix };
        self.deleted.insert(name.to_owned(), deleted);
        self.deleted.get(name)
    }

    /// A certificate soft-deleted.
    pub fn deleted(&self, name: &str) -> Option<&Deleted> {
        self.deleted.get(name)
    }

    /// Every certificate soft-deleted.
    pub fn all_deleted(&self) -> impl Iterator<Item = (&String, &Deleted)> {
        self.deleted.iter()
    }

    /// Forgets a certificate soft-deleted; false where there is none.
    pub fn purge(&mut self, name: &str) -> bool {
        let purged = self.deleted.remove(name);
        self.versions -= purged.as_ref().map_or(0, |gone| gone.entry.versions.len());
        purged.is_some()
    }

    fn check_room(&self) -> Result<(), Full> {
        if self.versions + self.issuers.len() >= MOST_RECORDS {
            return Err(Full);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(millis: u64) -> Moment {
        Moment { elapsed: Duration::from_millis(millis), unix: 100 }
    }

    fn version(id: &str) -> Version {
        Version { id: id.into(), leaf: None, created: 1, updated: 1 }
    }

    fn policy() -> Policy {
        Policy::for_name("a", 0).unwrap()
    }

    #[test]
    fn what_is_deleted_and_purged_is_gone() {
        let mut store = Store::default();
        store.add_version("a", policy(), version("1")).unwrap();
        assert!(store.entry("a", at(0)).is_some());
        assert_eq!(store.delete("a", at(0)).unwrap().at, 100);
        assert!(store.entry("a", at(0)).is_none());
        assert!(store.deleted("a").is_some());
        assert!(store.purge("a"));
        assert!(store.deleted("a").is_none());
        assert!(!store.purge("a"));
        assert_eq!(store.versions, 0);
    }

    #[test]
    fn the_store_is_bounded_and_purging_makes_room() {
        let mut store = Store::default();
        for count in 0..MOST_RECORDS {
            let name = format!("n{}", count % 100);
            store.add_version(&name, policy(), version("1")).unwrap();
        }
        assert_eq!(store.add_version("more", policy(), version("1")).unwrap_err(), Full);
        store.delete("n0", at(0));
        assert!(store.add_version("more", policy(), version("1")).is_err());
        assert!(store.purge("n0"));
        store.add_version("more", policy(), version("1")).unwrap();
    }
}
