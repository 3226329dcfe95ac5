//! What the store keeps, finds and bounds.

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
