//! Answers that say nothing of an object: it is not taken for removed, and the journal names it
//! until it is.

use std::path::PathBuf;

use crate::endpoint::{Endpoint, Said, Seen};
use crate::support::{Finished, kvcontract};

const OURS: &str = "kvc-65000000abcdef-a";
const CREATED: &str = r#"{"id":"https://v/certificates/a/pending","status":"inProgress"}"#;

/// A target that creates whatever it is asked to, and says nothing else.
fn creates(otherwise: impl Fn(&Seen) -> Said + Send + Sync + 'static) -> Endpoint {
    Endpoint::plain(move |seen, _| match seen.method.as_str() {
        "POST" | "PUT" => Said::json(202, CREATED),
        _ => otherwise(seen),
    })
}

fn not_found() -> Said {
    Said::json(404, r#"{"error":{"code":"NotFound","message":"none"}}"#)
}

/// A command with a journal of the target's.
fn does(target: &Endpoint, words: &[&str]) -> Finished {
    let journal = target.folder().join("journal");
    std::fs::create_dir_all(&journal).unwrap();
    let journal = journal.display().to_string();
    kvcontract(&[words, &["--target", &target.url, "--journal", &journal]].concat())
}

fn journals(target: &Endpoint) -> Vec<PathBuf> {
    let files = std::fs::read_dir(target.folder().join("journal")).unwrap();
    files.map(|file| file.unwrap().path()).collect()
}

/// A run, and then a sweep, that can remove nothing: both say so, and the journal stays as it is.
fn stays_left(target: &Endpoint, why: &str) {
    let run = does(target, &["run", "conflict/second-create-is-refused"]).exits(3);
    run.tells("removed 0, left").tells(why);
    let kept = journals(target);
    assert_eq!(kept.len(), 1, "the journal is gone");
    let lines = std::fs::read_to_string(&kept[0]).unwrap();
    let swept = does(target, &["sweep"]).exits(3).says(why);
    swept.says(&format!("removed 0, left {}", lines.lines().count()));
    assert_eq!(std::fs::read_to_string(&kept[0]).unwrap(), lines);
}

#[test]
fn behind_a_sign_in_page_nothing_is_gone() {
    let target = creates(|_| bare::<302>().with("location", "https://login.example/"));
    stays_left(&target, "/pending answers 302, and GET 302");
}

#[test]
fn an_operation_that_no_list_shows_is_not_gone_for_that() {
    let target = creates(|seen| match seen.uri.split('?').next().unwrap_or_default() {
        path if path.ends_with("/pending") => Said::json(500, "{}"),
        "/certificates" | "/deletedcertificates" | "/certificates/issuers" => {
            Said::json(200, r#"{"value":[]}"#)
        }
        _ => not_found(),
    });
    stays_left(&target, "/pending answers 500, and GET 500; no list shows it");
}

fn bare<const STATUS: u16>() -> Said {
    Said { status: STATUS, ..Said::default() }
}

/// What a sweep says of a listed certificate of which DELETE and GET answer so, and its operation
/// so, if otherwise.
fn swept(delete: fn() -> Said, get: fn() -> Said, pending: Option<u16>) -> Finished {
    let target = Endpoint::plain(move |seen, _| {
        let item = format!(r#"{{"value":[{{"id":"https://v/certificates/{OURS}"}}]}}"#);
        match (seen.method.as_str(), seen.uri.split('?').next().unwrap_or_default()) {
            ("GET", "/certificates") => Said::json(200, &item),
            ("GET", "/deletedcertificates" | "/certificates/issuers") => {
                Said::json(200, r#"{"value":[]}"#)
            }
            (_, path) if path.ends_with("/pending") && pending.is_some() => {
                Said { status: pending.unwrap_or_default(), ..Said::default() }
            }
            ("DELETE", path) if path.starts_with("/certificates/") => delete(),
            ("GET", path) if path.starts_with("/certificates/") => get(),
            _ => not_found(),
        }
    });
    does(&target, &["sweep"])
}

#[test]
fn only_a_deletion_that_was_taken_or_a_404_makes_it_gone() {
    for (delete, get) in [
        (bare::<302> as fn() -> Said, bare::<302> as fn() -> Said),
        // A route that is missing.
        (bare::<404>, bare::<500>),
        (bare::<405>, bare::<405>),
        (bare::<501>, bare::<501>),
        (bare::<400>, bare::<400>),
        (bare::<403>, || Said::json(200, "{}")),
        (not_found, bare::<503>),
        // A page of 404 to everything, and a list that shows it: there are no such routes.
        (bare::<404>, bare::<404>),
    ] {
        let why = format!("answers {}, and GET {}", delete().status, get().status);
        swept(delete, get, None).exits(3).says(&why).says("found 1, removed 0, left 1");
    }
    for (delete, get, found) in [
        (bare::<204> as fn() -> Said, bare::<500> as fn() -> Said, 1),
        (bare::<200>, || Said::json(200, "{}"), 1),
        (not_found, bare::<404>, 0),
        (bare::<405>, bare::<410>, 0),
        // Who may not read.
        (not_found, bare::<403>, 0),
    ] {
        swept(delete, get, None).exits(0).says(&format!("found {found}, removed {found}, left 0"));
    }
}

#[test]
fn a_certificate_takes_its_operation_along() {
    for status in [200, 400, 405, 501] {
        let done = swept(bare::<204>, bare::<404>, Some(status)).exits(0);
        done.says("found 1, removed 1, left 0");
    }
    // A certificate that was deleted before has done so, too.
    swept(not_found, bare::<404>, Some(405)).exits(0).says("found 0, removed 0, left 0");
    let done = swept(bare::<404>, bare::<404>, Some(302)).exits(3);
    done.says("/pending answers 302, and GET 302").says("found 1, removed 0, left 1");
}

#[test]
fn a_refusal_does_not_make_forgotten_what_may_have_been_made_before() {
    let target = Endpoint::plain(|seen, _| match seen.uri.split('?').next().unwrap_or_default() {
        path if path.ends_with("/create") => Said::json(500, "{}"),
        path if path.ends_with("/import") => Said::json(400, "{}"),
        _ => not_found(),
    });
    does(&target, &["run", "import"]);
    let log = target.log();
    let deleted = |s: &&Seen| {
        s.method == "DELETE" && s.uri.starts_with("/certificates/kvc-") && s.uri.contains("-probe?")
    };
    assert!(log.iter().any(|s| s.uri.contains("-probe/import?")), "the probe sent no import");
    assert_eq!(log.iter().filter(deleted).count(), 1, "nobody tried to remove it");
}
