//! A run that is killed cannot clean up: its journal is kept before every creating request, and
//! `sweep` removes what it left, by the journal or by name and age, and nothing else.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::process::{Child, Command};
use std::sync::{Arc, Mutex};

use crate::endless::{self, Endless, Looking};
use crate::endpoint::{Endpoint, Gate, Said, Seen};
use crate::support::{Finished, Served, command, finished, kvcontract};

fn sweep(endless: &Endless, more: &[&str]) -> Finished {
    let served = &endless.served;
    let mut arguments = vec!["sweep", "--target", &served.url, "--ca", &served.ca];
    arguments.extend(more);
    kvcontract(&arguments)
}

fn by_journal(endless: &Endless, more: &[&str]) -> Finished {
    let journal = endless.journal();
    let mut arguments = vec!["--journal", journal.to_str().unwrap()];
    arguments.extend(more);
    sweep(endless, &arguments)
}

/// An empty folder of journals, as another machine has it.
fn no_journal(endless: &Endless, more: &[&str]) -> Finished {
    let empty = tempfile::tempdir().unwrap();
    let mut arguments = vec!["--journal", empty.path().to_str().unwrap()];
    arguments.extend(more);
    sweep(endless, &arguments)
}

#[test]
fn a_killed_run_is_swept_by_its_journal_whatever_its_age() {
    let endless = Endless::killed();
    let done = by_journal(&endless, &[]).exits(0);
    assert_eq!(done.err, "", "the objects are young, but it is known that they were left");
    done.says("removed certificate kvc-")
        .says("removed issuer kvc-")
        .says("found 2, removed 2, left 0");
    assert_eq!(endless.looking.objects(), 0);
    assert!(endless.journals().is_empty());
    by_journal(&endless, &[]).exits(0).says("found 0, removed 0, left 0");
}

#[test]
fn without_the_journal_names_tell_what_is_ours_and_old_enough() {
    let endless = Endless::killed();
    let body = r#"{"policy":{"x509_props":{"subject":"CN=a"},"issuer":{"name":"Unknown"}}}"#;
    for name in ["site", "kvc-site", "x-kvc-00000000000000-a", "kvc-00000000-a"] {
        endless.looking.does("POST", &format!("/certificates/{name}/create"), body);
    }
    endless.looking.does("PUT", "/certificates/issuers/kvc-mine", r#"{"provider":"Test"}"#);
    let done = no_journal(&endless, &[]).exits(0);
    done.complains("began less than 3600s ago: 2 of its objects").says("found 0");
    assert_eq!(endless.looking.objects(), 7);
    no_journal(&endless, &["--older-than", "0s"]).exits(0).says("found 2, removed 2, left 0");
    assert_eq!(endless.looking.objects(), 5, "other people's objects were touched");
}

#[test]
fn what_was_deleted_but_not_purged_is_found_too() {
    let endless = Endless::killed();
    endless.looking.does("POST", "/certificates/kvc-65000000abcdef-x/create", "{}");
    endless.looking.does("DELETE", "/certificates/kvc-65000000abcdef-x", "");
    let done = no_journal(&endless, &["--older-than", "0s"]).exits(0);
    done.says("removed certificate kvc-65000000abcdef-x\n").says("found 3, removed 3, left 0");
}

#[test]
fn a_dry_run_says_what_is_there_and_removes_nothing() {
    let endless = Endless::killed();
    let done = by_journal(&endless, &["--dry-run"]).exits(3);
    done.says("found certificate kvc-").says("found 2, removed 0, left 2");
    assert_eq!((endless.looking.objects(), endless.journals().len()), (2, 1));
}

#[test]
fn a_run_that_goes_on_is_left_alone() {
    let mut endless = Endless::start();
    let done = by_journal(&endless, &["--older-than", "0s"]).exits(0);
    done.complains("still goes on").says("found 0");
    assert!(endless.child.try_wait().unwrap().is_none(), "the run ended");
    assert_eq!(endless.looking.objects(), 2);
    endless.signalled("-TERM");
    assert_eq!(endless.child.wait().unwrap().code(), Some(3));
    assert_eq!(endless.looking.objects(), 0);
}

#[test]
fn a_run_that_begins_while_lists_are_read_is_left_alone() {
    let served = Served::start(&[]);
    let folder = endless::prepared(&served);
    let gate = Gate::to(&served.url, &served.ca, "any");
    let begun: Arc<Mutex<Option<Child>>> = Arc::default();
    let (command, child) = (Mutex::new(endless::run(&folder)), begun.clone());
    let has = |said: &Said, text: &str| String::from_utf8_lossy(&said.body).contains(text);
    // Whoever asks for the list has read the journals before.
    let endpoint = Endpoint::plain(move |seen: &Seen, _| {
        let mut child = child.lock().unwrap();
        if seen.uri.starts_with("/certificates?") && child.is_none() {
            *child = Some(command.lock().unwrap().spawn().unwrap());
            while !has(&gate.pass(seen), "-endless\"") {
                assert!(child.as_mut().unwrap().try_wait().unwrap().is_none(), "it has ended");
            }
        }
        gate.pass(seen)
    });
    let journal = folder.path().join("journal");
    std::fs::create_dir(&journal).unwrap();
    let journal = journal.to_str().unwrap();
    let sweep = ["sweep", "--target", &endpoint.url, "--journal", journal, "--older-than", "0s"];
    let done = kvcontract(&sweep).exits(0);
    done.complains("still goes on: its objects are not touched").says("found 0");
    let deleted = endpoint.log().iter().any(|seen| seen.method == "DELETE");
    let mut child = begun.lock().unwrap().take().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!deleted, "something of it was removed");
    kvcontract(&sweep).exits(0).says("found 2, removed 2, left 0");
}

#[test]
fn an_object_that_is_young_is_left_though_its_run_began_long_ago() {
    let endless = Endless::killed();
    endless.looking.does("POST", "/certificates/kvc-65000000abcdef-x/create", "{}");
    endless.looking.does("DELETE", "/certificates/kvc-65000000abcdef-x", "");
    let done = no_journal(&endless, &[]).exits(0);
    done.complains("run 65000000abcdef still made objects less than 3600s ago: 1 of its objects")
        .says("found 0");
}

#[test]
fn a_corrupt_line_is_told_and_the_rest_is_swept() {
    let endless = Endless::killed();
    let path = endless.journals().remove(0);
    let next = std::fs::read_to_string(&path).unwrap().lines().count() + 1;
    let mut file = OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(b"{\"target\":\"https://127.0").unwrap();
    let shown = format!("{}:{next}: not an entry", path.display());
    by_journal(&endless, &[]).exits(3).complains(&shown).says("found 2, removed 2, left 0");
    assert_eq!(endless.looking.objects(), 0);
    // It may have named something: only a person can tell that it is done with.
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "{\"target\":\"https://127.0\n");
    by_journal(&endless, &[]).exits(3).complains(":1: not an entry").says("found 0");
}

#[test]
fn journals_for_other_targets_are_kept() {
    let endless = Endless::killed();
    let other = Served::start(&[]);
    let journal = endless.journal();
    let at = ["sweep", "--target", &other.url, "--ca", &other.ca];
    let done = kvcontract(&[&at[..], &["--journal", journal.to_str().unwrap()]].concat());
    done.exits(0).complains(&format!("there are journals for {}", endless.served.url));
    assert_eq!((endless.looking.objects(), endless.journals().len()), (2, 1));
}

#[test]
fn a_journal_that_cannot_be_begun_ends_the_run_before_it_begins() {
    let served = Served::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let below = file.join("journal");
    let below = below.to_str().unwrap();
    let at = ["--target", &served.url, "--ca", &served.ca, "--journal", below];
    let done = kvcontract(&[&["run", "conflict/second"], &at[..]].concat()).exits(2);
    done.complains(below).complains("cannot be written");
    assert_eq!(Looking::at(&served).objects(), 0);
    kvcontract(&[&["sweep"], &at[..]].concat()).exits(2).complains(below);
}

#[test]
fn a_full_disk_is_found_before_the_run() {
    let served = Served::start(&[]);
    let folder = endless::prepared(&served);
    let done = finished(&mut with_room_for(0, &endless::run(&folder))).exits(2);
    done.complains(".jsonl cannot be written: ");
    assert_eq!(Looking::at(&served).objects(), 0);
}

/// The same command on a disk that is full after so many blocks of a file.
fn with_room_for(blocks: u8, command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")]);
    shell.arg(command.get_program()).args(command.get_args());
    shell
}

#[test]
fn a_disk_that_is_full_before_the_first_case_is_not_said_of_the_target() {
    let missing = r#"{"error":{"code":"NotFound","message":"not there"}}"#;
    let target = Endpoint::plain(|_, _| Said::json(404, missing));
    // A line names its target, so that this one's fills a block or two.
    let url = format!("{}/{}", target.url, "long".repeat(512));
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().to_str().unwrap();
    let at = |words: &[&str]| {
        let all = [words, &["--target", &url, "--journal", journal]].concat();
        finished(&mut with_room_for(1, &command(&all))).exits(3)
    };
    let run = at(&["run", "conflict/second"]);
    let doctor = at(&["doctor"]);
    for said in [&run.out, &doctor.err] {
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("no case can be walked: POST /certificates/kvc-"), "{said}");
        assert!(said.contains("not sent: the journal "), "{said}");
        assert!(said.contains(".jsonl cannot be written: "), "{said}");
        assert!(!said.contains("cannot be reached"), "{said}");
    }
    assert!(target.log().iter().all(|seen| seen.method == "GET"), "something was created");
    assert_eq!(std::fs::read_dir(journal).unwrap().count(), 0, "a journal of nothing was kept");
}

#[test]
fn where_nothing_can_be_told_it_is_said() {
    kvcontract(&["sweep"]).exits(2).complains("give --target");
    kvcontract(&["sweep", "--target", "http://127.0.0.1:1"]).exits(3).complains("be reached");
    let wrong = kvcontract(&["sweep", "--older-than", "soon"]).exits(2);
    wrong.complains("write 0s, 90m, 1h or 2d");
    let served = Served::start_with(&["--token-env", "KVC_TOKEN"], &[("KVC_TOKEN", "right-token")]);
    let done = kvcontract(&["sweep", "--target", &served.url, "--ca", &served.ca]).exits(3);
    done.complains("refuses the credential");
}

/// pacorreia's emulator removes a certificate and leaves its key and its secret.
#[test]
fn keys_and_secrets_that_a_target_leaves_are_removed_with_their_certificate() {
    let left: Arc<Mutex<Vec<String>>> = Arc::default();
    let served = Served::start(&[]);
    let gate = Gate::to(&served.url, &served.ca, "any");
    let (kept, after) = (left.clone(), left.clone());
    let endpoint = Endpoint::plain(move |seen: &Seen, _| {
        let path = seen.uri.split('?').next().unwrap_or_default().to_owned();
        let mut kept = kept.lock().unwrap();
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        let at = kept.iter().position(|one| *one == path);
        match (seen.method.as_str(), at) {
            ("GET", Some(_)) if path.starts_with("/keys/") => {
                return Said::json(
                    200,
                    &format!(r#"{{"key":{{"kid":"https://v/keys/{name}/1"}}}}"#),
                );
            }
            ("GET", Some(_)) => panic!("a secret was read"),
            ("DELETE", Some(at)) => {
                kept.remove(at);
                return Said::json(200, "{}");
            }
            _ => {}
        }
        drop(kept);
        let said = gate.pass(seen);
        if path.ends_with("/create") && said.status < 300 {
            let name = path.split('/').nth(2).unwrap_or_default();
            let behind = [format!("/keys/{name}"), format!("/secrets/{name}")];
            after.lock().unwrap().extend(behind);
        }
        said
    });
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().to_str().unwrap();
    let at = ["--target", &endpoint.url, "--journal", journal];
    kvcontract(&[&["run", "create/"], &at[..]].concat()).says("left 0");
    assert_eq!(*left.lock().unwrap(), [""; 0]);
    // One whose certificate is gone already is still known by its journal.
    let name = "kvc-65000000abcdef-a";
    left.lock().unwrap().extend([format!("/keys/{name}"), format!("/secrets/{name}")]);
    let url = &endpoint.url;
    let line = format!(r#"{{"target":"{url}/","kind":"certificate","name":"{name}","at":"x"}}"#);
    std::fs::write(folder.path().join("65000000abcdef.jsonl"), line).unwrap();
    let sweep = |more: &[&str]| kvcontract(&[&["sweep"], &at[..], more].concat());
    sweep(&["--dry-run"]).exits(3).says(&format!("found certificate {name}\n"));
    sweep(&[]).exits(0).says(&format!("removed certificate {name}\n"));
    assert_eq!(*left.lock().unwrap(), [""; 0]);
}
