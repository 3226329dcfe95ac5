//! What the vault remembers: certificates with their operations, deleted ones, issuers.
//!
//! In: names and records. Out: records, found again by name. It is bounded in number and in
//! bytes, and what is purged is gone. It must not know about HTTP, JSON or key material
//! beyond carrying it.

mod backups;
mod contacts;
mod entry;

use std::collections::BTreeMap;

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
        // Nothing is counted for an entry that was just made.
        let before = if entry.versions.is_empty() { 0 } else { entry.weight() };
        entry.policy = policy;
        entry.versions.push(version);
        self.versions += 1;
        self.bytes = (self.bytes + entry.weight()).saturating_sub(before);
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
        let entry = self.entry(name, now)?;
        let before = entry.weight();
        let changed = room.map_err(E::from).and_then(|()| change(entry));
        let after = entry.weight();
        self.bytes = (self.bytes + after).saturating_sub(before);
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
    pub fn recover(&mut self, name: &str) -> Option<&Entry> {
        let key = key(name);
        let deleted = self.deleted.remove(&key)?;
        Some(self.live.entry(key).or_insert(deleted.entry))
    }

    /// Puts a certificate back that a backup kept.
    pub fn restore(&mut self, entry: Entry) -> Result<&Entry, Taken> {
        let key = key(&entry.name);
        if self.live.contains_key(&key) || self.deleted.contains_key(&key) {
            return Err(Taken);
        }
        self.versions += entry.versions.len();
        self.bytes += entry.weight();
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
        self.bytes = self.bytes.saturating_sub(gone.entry.weight());
        true
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{super::crypto::KeyKind, *};

    fn at(millis: u64) -> Moment {
        Moment { elapsed: Duration::from_millis(millis), unix: 100 }
    }

    fn version(id: &str) -> Version {
        Version::new(id.into(), KeyKind::P256.private_key(), 1)
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
        assert_eq!((store.versions, store.bytes), (0, 0));
    }

    #[test]
    fn names_are_found_in_any_capitals_and_keep_their_first_spelling() {
        let mut store = Store::default();
        store.add_version("MySite", policy(), version("1")).unwrap();
        store.add_version("MYSITE", policy(), version("2")).unwrap();
        assert_eq!(store.entry("mysite", at(0)).unwrap().versions.len(), 2);
        assert_eq!(store.spelling("mysite"), Some("MySite"));
        store.delete("mysite", at(0)).unwrap();
        assert_eq!(store.spelling("MYSITE"), Some("MySite"));
        assert_eq!(store.recover("MYSITE").unwrap().name, "MySite");
        assert!(store.recover("mysite").is_none());
    }

    #[test]
    fn what_was_kept_is_restored_where_the_name_is_free() {
        let (mut store, mut backups) = (Store::default(), Backups::default());
        let entry = store.add_version("a", policy(), version("1")).unwrap().clone();
        backups.keep("token".into(), entry);
        let kept = || backups.get("token").unwrap().clone();
        assert_eq!(store.restore(kept()).unwrap_err(), Taken);
        store.delete("a", at(0));
        assert_eq!(store.restore(kept()).unwrap_err(), Taken);
        store.purge("a");
        assert_eq!(store.restore(kept()).unwrap().versions.len(), 1);
        assert_eq!(store.versions, 1);
        assert!(backups.get("other").is_none());
    }

    #[test]
    fn large_records_fill_the_store_before_there_are_many() {
        let mut store = Store::default();
        let large = |id: &str| Version { chain: vec![vec![0; 1024 * 1024]], ..version(id) };
        let mut count = 0;
        while store.add_version(&format!("n{count}"), policy(), large("1")).is_ok() {
            count += 1;
        }
        assert!((120..140).contains(&count), "{count}");
        let tags = Tags::from([("a".into(), "b".into())]);
        let change = |entry: &mut Entry| -> Result<(), Full> {
            entry.versions[0].tags = tags;
            Ok(())
        };
        assert_eq!(store.change("n0", at(0), change), Some(Err(Full)));
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
