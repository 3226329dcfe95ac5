//! Runs against the stand-in for azure-keyvault-emulator, killed in their middle, and swept. An
//! operation without a certificate is in no list of it, so that only the journal knows.

use std::process::Stdio;

use super::azure_keyvault_emulator;
use super::stand_in::StandIn;
use crate::endless::{self, Looking};

/// Kills a run once the vault holds a certificate of that name.
fn killed(stand_in: &StandIn, more: &[&str], name: &str) -> Looking {
    let looking = Looking::at(&stand_in.vault);
    let mut run = stand_in.command("run", more);
    run.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = run.spawn().unwrap();
    while !looking.live().iter().any(|id| id.contains(name)) {
        assert!(child.try_wait().unwrap().is_none(), "the run ended by itself");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // What was sent last may still be on its way into the vault.
    stand_in.rests();
    looking
}

#[test]
fn a_whole_suite_killed_against_the_stand_in_is_swept_to_the_last_object() {
    let stand_in = azure_keyvault_emulator::start();
    // Of the first cases; the probe's name has no number.
    let looking = killed(&stand_in, &["--test-threads", "8"], "-00");
    assert!(looking.objects() > 2, "issuers of roles and certificates were there");
    // What is there is named before it is removed, operations that no certificate shows included.
    let named = |text: &str, word: &str| -> Vec<String> {
        text.lines().filter_map(|line| line.strip_prefix(word)).map(str::to_owned).collect()
    };
    let found = named(&stand_in.does("sweep", &["--dry-run"]).exits(3).out, "found certificate ");
    let done = stand_in.does("sweep", &[]).exits(0);
    assert_eq!(found, named(&done.out, "removed certificate "));
    done.says("left 0").says("removed certificate kvc-").says("removed issuer kvc-");
    assert_eq!(looking.objects(), 0);
    stand_in.does("sweep", &["--older-than", "0s"]).exits(0).says("found 0, removed 0, left 0");
}

#[test]
fn what_is_in_no_list_of_the_stand_in_is_swept_by_the_journal() {
    let stand_in = azure_keyvault_emulator::start();
    let folder = endless::prepared(&stand_in.vault);
    let suite = folder.path().join("suite").display().to_string();
    let looking = killed(&stand_in, &["--scenarios", &suite], "-endless");
    let journal = folder.path().join("none").display().to_string();
    std::fs::create_dir(&journal).unwrap();
    let elsewhere = ["--older-than", "0s", "--dry-run", "--journal", &journal];
    let listed = stand_in.does("sweep", &elsewhere).exits(3);
    listed.says("found issuer kvc-").says("found 1, removed 0, left 1");
    stand_in.does("sweep", &[]).exits(0).says("found 2, removed 2, left 0");
    assert_eq!(looking.objects(), 0);
}
