//! A suite of one's own for another API of the vault's: with rules, what it creates and what comes
//! finally; swept after a kill.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::secrets::{Fault, Place, SUITE};
use crate::support::write;

/// Waits for what never comes, with a secret and something to do at the end.
const ENDLESS: &str = "\
title: It waits for a value that does not come
steps:
  - use: set-secret
  - name: wait
    request: { get: \"/secrets/{{name}}\" }
    poll: { until: { body: { /value: never } } }
    expect: [{ clause: secret.kept, status: 200 }]
finally:
  - name: last words
    request: { get: \"/secrets/{{name}}/last\" }
    expect: [{ status: 200 }]
";

#[test]
fn a_suite_of_secrets_is_green_with_a_credential_for_secrets_and_leaves_nothing() {
    let place = Place::with(Fault::None);
    let done = place.does(&["run", "--suite", SUITE]).exits(0);
    done.says("test secrets/is-read-as-it-was-set ... ok")
        .says("test rules/secret/secret.form")
        .tells("4 of 4 requirements tested")
        .says("Clean-up: created 2, removed 2, left 0");
    assert_eq!(place.vault.names(), Vec::<String>::new());
    assert!(place.journals().is_empty());
    // What comes finally came before the clean-up.
    let asked = place.vault.endpoint.log();
    assert!(asked.iter().any(|seen| seen.uri.starts_with("/deletedsecrets/")), "{asked:?}");
    let of_certificates =
        place.vault.asked().into_iter().find(|path| path.contains("certificates"));
    assert_eq!(of_certificates, None, "what no case needs was asked for");
}

#[test]
fn a_fault_of_the_target_breaks_the_requirement_and_nothing_is_left() {
    let place = Place::with(Fault::Loses);
    let done = place.does(&["run", "--suite", SUITE]).exits(1).says("secret.kept (must)");
    done.says("Repeat     kvcontract run --exact secrets/is-read-as-it-was-set --target ")
        .says(&format!("--suite {SUITE}\n"));
    assert_eq!(place.vault.names(), Vec::<String>::new());
    let place = Place::with(Fault::Keeps);
    let done = place.does(&["run", "--suite", SUITE]).exits(3);
    done.says("secret.gone (must)").tells("still answers 200");
    assert_eq!(place.vault.names().len(), 2);
    assert_eq!(place.journals().len(), 1, "what is left is noted");
}

#[test]
fn a_set_up_that_is_refused_is_blocked_by_the_claim_that_says_so() {
    let place = Place::with(Fault::Refuses);
    let own = place.path("own");
    for part in
        ["contract.yaml", "steps/set-secret.yaml", "cases/secrets/is-read-as-it-was-set.yaml"]
    {
        let text = fs::read_to_string(format!("{SUITE}/{part}")).unwrap();
        write(Path::new(&own), part, &text);
    }
    let claim = "title: T\nsteps:\n  - name: set\n    request: { put: \"/secrets/{{name}}\", body: {} }\n    \
                 expect: [{ clause: secret.form, status: 200 }]\n";
    write(Path::new(&own), "cases/secrets/is-set.yaml", claim);
    let done = place.does(&["run", "--suite", &own]).exits(1);
    done.tells("answered 400 (Refused: m); `secret.form` is broken: secrets/is-set");
}

#[test]
fn what_may_not_be_purged_stays_and_is_told() {
    let place = Place::with(Fault::Locks);
    let done = place.does(&["run", "--suite", SUITE]).exits(0);
    done.says("created 2, removed 2, left 0")
        .tells("2 removed objects stay among the deleted ones until the target empties them")
        .tells("finally of secrets/deleted-is-not-found: step \"purge\": answered 403");
    assert_eq!(place.vault.names().len(), 2);
    let swept = place.does(&["sweep", "--suite", SUITE, "--older-than", "0s"]).exits(0);
    swept.says("deleted before secret kvc-").says("deleted but not purged 2, left 0");
}

#[test]
fn a_killed_run_is_swept_by_its_journal_alone_or_by_the_lists_of_its_suite() {
    let place = Place::with(Fault::None);
    let case = place.scenario("endless", ENDLESS);
    for words in [
        &["sweep"][..],
        &["sweep", "--suite", SUITE],
        &["sweep", "--suite", SUITE, "--older-than", "0s"],
    ] {
        place.vault.set("theirs");
        let mut child = place.endless(&case);
        while place.vault.names().len() < 2 {
            assert!(child.try_wait().unwrap().is_none(), "the run ended by itself");
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(place.vault.names().len(), 2, "nothing to sweep");
        if words.contains(&"--older-than") {
            place.journals().into_iter().for_each(|path| fs::remove_file(path).unwrap());
        }
        let done = place.does(words);
        // Without its suite the lists of certificates are looked through, which is forbidden here.
        let done = done.exits(if words.len() == 1 { 3 } else { 0 });
        done.says("removed secret kvc-").says("found 1, removed 1, left 0");
        assert_eq!(place.vault.names(), ["theirs"]);
        assert!(place.journals().is_empty());
    }
}

#[test]
fn a_journal_cannot_lead_a_sweep_to_what_no_run_has_made() {
    let place = Place::with(Fault::None);
    place.vault.set("precious");
    place.vault.set("kvc-6553f100abcdef-a");
    let line = |name: &str, path: &str| {
        format!(
            "{{\"target\":\"{}\",\"kind\":\"secret\",\"name\":\"{name}\",\"remove\":[{{\"method\":\
             \"DELETE\",\"path\":\"{path}\"}}],\"look\":\"/secrets/{{name}}\",\"at\":\"2026-01-01T00:\
             00:00Z\"}}\n",
            place.vault.endpoint.url
        )
    };
    let ours = "kvc-6553f100abcdef-a";
    let hostile = [
        line("precious", "/secrets/{name}"),
        line("kvc-6553f100abcdef-a/../precious", "/secrets/{name}"),
        line("kvc-6553f100abcdef-%2e%2e%2fprecious", "/secrets/{name}"),
        line(ours, "/secrets/precious"),
        line(ours, "/secrets/{name}/../precious"),
        line(ours, "/secrets/{name}%2f..%2fprecious"),
        line(ours, "//elsewhere.example/{name}"),
        line(ours, "https://elsewhere.example/{name}"),
    ];
    write(place.folder.path(), "journal/6553f100abcdef.jsonl", &hostile.concat());
    let done = place.does(&["sweep", "--suite", SUITE]).exits(3);
    for number in 1..=hostile.len() {
        assert!(done.err.contains(&format!(".jsonl:{number}: ")), "{number}: {}", done.err);
    }
    // By its name and its list the old one is ours all the same.
    assert_eq!(place.vault.names(), ["precious"]);
    assert_eq!(place.journals().len(), 1, "what cannot be read stays for a person");
}

#[test]
fn what_comes_finally_comes_after_a_time_out_and_after_a_signal_and_decides_nothing() {
    let place = Place::with(Fault::None);
    let waits = ENDLESS.replace(
        "{ until: { body: { /value: never } } }",
        "{ until: { body: { /value: \
         never } }, deadline: 3m }",
    );
    let case = place.scenario("endless", &waits);
    let last = |place: &Place| place.vault.asked().iter().filter(|p| p.ends_with("/last")).count();
    let done = place.does(&["run", "--suite", SUITE, "--scenarios", &case]).exits(3);
    done.says("not done after 2s")
        .tells("finally of secrets/endless: step \"last words\": answered 405");
    assert_eq!((last(&place), place.vault.names().len()), (1, 0));
    let mut child = place.endless(&case);
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(3));
    assert_eq!((last(&place), place.vault.names().len()), (2, 0));
}

#[test]
fn what_a_failing_finally_says_is_told_and_is_no_verdict() {
    let place = Place::with(Fault::None);
    let case = ENDLESS.replace("    poll: { until: { body: { /value: never } } }\n", "");
    let case = place.scenario("ends", &case);
    let done = place.does(&["run", "--suite", SUITE, "--scenarios", &case]).exits(0);
    done.says("test secrets/ends             ... ok")
        .tells("finally of secrets/ends: step \"last words\"");
}

#[test]
fn what_nobody_declares_may_be_left_and_is_told() {
    let place = Place::with(Fault::Creates);
    let case = "title: T\nsteps:\n  - name: set\n    request: { put: \"/secrets/{{name}}\", body: {} }\n    \
                expect: [{ clause: secret.kept, status: 201 }]\n";
    let case = place.scenario("left", case);
    let done = place.does(&["run", "--suite", SUITE, "--scenarios", &case]).exits(0);
    done.tells("may be left: PUT /secrets/kvc-").says("created 0, removed 0, left 0");
    assert_eq!(place.vault.names().len(), 1);
    // Declared, it is known and gone.
    place.does(&["run", "--suite", SUITE, "--exact", "secrets/is-read-as-it-was-set"]).exits(0);
    assert_eq!(place.vault.names().len(), 1);
}

#[test]
fn a_name_that_clean_up_would_not_know_is_never_sent() {
    let place = Place::with(Fault::None);
    let case = "title: T\nsteps:\n  - name: set\n    request: { put: /secrets/x, body: {} }\n    \
                creates: { kind: secret, name: \"{{name}}/x\", remove: [{ delete: \"/secrets/{name}\" }] }\n    \
                expect: [{ clause: secret.kept, status: 200 }]\n";
    let case = place.scenario("odd", case);
    let done = place.does(&["run", "--suite", SUITE, "--scenarios", &case]).exits(3);
    done.tells("not sent: the secret would be called");
    assert_eq!(place.vault.names(), Vec::<String>::new());
}
