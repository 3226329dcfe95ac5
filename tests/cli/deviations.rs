//! Known deviations: excused only as declared, told when stale, written on request.

use std::path::{Path, PathBuf};

use crate::support::{Finished, Served, kvcontract};

/// A vault with one fault and a target file for it.
struct Deviant {
    _served: Served,
    folder: tempfile::TempDir,
    path: PathBuf,
}

impl Deviant {
    fn start(deviations: &str) -> Deviant {
        let served = Served::start(&["--fault", "conflict-answers-400"]);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deviant.yaml");
        let text = format!(
            "url: {}\ntls: {{ ca: {} }}\ntimeouts: {{ interval: 10ms }}\n{deviations}",
            served.url, served.ca
        );
        std::fs::write(&path, text).unwrap();
        Deviant { _served: served, folder, path }
    }

    fn run(&self, more: &[&str]) -> Finished {
        let path = self.path.display().to_string();
        let mut arguments = vec!["run", "conflict/second", "merge/", "--target", &path];
        arguments.extend(more);
        kvcontract(&arguments)
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }
}

const DECLARED: &str = "\
deviations:
  - requirement: conflict.create
    signature: 'POST /certificates/{name}/create: status 400*'
    reason: it says 400
";
/// What the vault does not do.
const STALE: &str = "  - { requirement: merge.cer, signature: 'body /cer: *', reason: old }\n";

#[test]
fn a_declared_failure_is_excused_and_an_undeclared_one_is_not() {
    let deviant = Deviant::start(DECLARED);
    deviant.run(&[]).exits(0).says("known deviation: it says 400").says("KnownDeviation");
    let bare = Deviant::start("");
    bare.run(&[]).exits(1).says("conflict/second-create-is-refused");
}

#[test]
fn something_else_that_the_same_case_finds_still_fails() {
    let deviant = Deviant::start(&DECLARED.replace("400*", "418*"));
    deviant.run(&[]).exits(1).says("FAIL conflict/second-create-is-refused");
}

#[test]
fn one_that_does_not_happen_is_stale_and_named() {
    let deviant = Deviant::start(&format!("{DECLARED}{STALE}"));
    let done = deviant.run(&[]).exits(1).says("STALE DEVIATION deviations/merge.cer");
    let place = format!("{}:8", deviant.path.display());
    done.says("did not happen").says(&place[place.len() - 12..]);
}

#[test]
fn one_that_names_nothing_or_has_no_reason_is_a_mistake() {
    let deviant = Deviant::start(&DECLARED.replace("conflict.create", "conflict.craete"));
    deviant.run(&[]).exits(2).complains("no requirement").complains("conflict.create");
    let deviant = Deviant::start(&DECLARED.replace("it says 400", "\"\""));
    deviant.run(&[]).exits(2).complains("`reason` is empty");
    let twice = DECLARED.lines().skip(1).collect::<Vec<_>>().join("\n");
    let deviant = Deviant::start(&format!("{DECLARED}{twice}\n"));
    deviant.run(&[]).exits(2).complains("twice");
}

#[test]
fn one_that_expired_or_waits_for_its_reason_excuses_nothing_and_says_so() {
    let deviant = Deviant::start(&format!("{DECLARED}    expires: 2020-01-31\n"));
    deviant.run(&[]).exits(1).says("expired on 2020-01-31");
    let path = deviant.path.display().to_string();
    kvcontract(&["lint", "--target", &path]).exits(2).complains("expired on 2020-01-31");
    let deviant = Deviant::start(&format!("{DECLARED}    expires: 2999-01-31\n"));
    deviant.run(&[]).exits(0);
    let deviant = Deviant::start(&format!("{DECLARED}    expires: soon\n"));
    deviant.run(&[]).exits(2).complains("`soon` is no day");
    let deviant = Deviant::start(&DECLARED.replace("it says 400", "'FILL IN: why?'"));
    deviant.run(&[]).exits(1).says("waits for its reason");
}

#[test]
fn they_are_written_one_a_cause_kept_and_pruned_on_request() {
    let note = "deviations:\n  # a note that stays\n";
    let deviant = Deviant::start(&format!("{note}{STALE}"));
    deviant.run(&["--update-deviations"]).exits(1).complains("1 deviations added, 1 dropped");
    let text = std::fs::read_to_string(&deviant.path).unwrap();
    assert!(text.contains("- requirement: conflict.create"), "{text}");
    assert!(text.contains("FILL IN") && !text.contains("merge.cer"), "{text}");
    deviant.run(&["--update-deviations"]).exits(1).complains("0 deviations added, 0 dropped");
    let path = deviant.path.display().to_string();
    kvcontract(&["lint", "--target", &path]).exits(2).complains("still to be filled in");
    std::fs::write(&deviant.path, text.replace("FILL IN: ", "")).unwrap();
    deviant.run(&[]).exits(0);
    assert_eq!(std::fs::read_dir(deviant.folder()).unwrap().count(), 1, "a file was left");
    kvcontract(&["run", "--update-deviations"]).exits(2).complains("cannot be updated");
}

#[test]
fn what_the_file_vouches_for_and_the_target_lacks_is_an_error() {
    let served = Served::start(&["--fault", "issuers-api-missing"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.yaml");
    let text = format!("url: {}\ntls: {{ ca: {} }}\n", served.url, served.ca);
    let issuers = "issuers: { failing: { create: { provider: Script } } }\n";
    let run = |more: &str| {
        std::fs::write(&path, format!("{text}{issuers}{more}")).unwrap();
        kvcontract(&["run", "issuer-lives", "failure-says-why", "--target", path.to_str().unwrap()])
    };
    run("has: [issuers]\n").exits(3).says("vouches for it");
    run("").exits(4).says("Blocked").says("404");
}

#[test]
fn a_role_that_names_no_issuer_is_told() {
    let served = Served::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.yaml");
    let text = format!(
        "url: {}\ntls: {{ ca: {} }}\nissuers: {{ failing: {{ name: nobody }} }}\n",
        served.url, served.ca
    );
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap();
    kvcontract(&["run", "failure-says-why", "--target", path]).exits(3).says("no issuer `nobody`");
    kvcontract(&["doctor", "--target", path]).exits(2).says("no issuer `nobody`");
}

#[test]
fn doctor_and_dry_run_send_nothing_that_stays() {
    let doctor = kvcontract(&["doctor"]).exits(0);
    doctor.says("credential: accepted").says("cases: ").says(" will run, 0 will not");
    kvcontract(&["run", "--dry-run", "conflict/second"])
        .exits(0)
        .says("POST /certificates/{{name}}/create");
    kvcontract(&["doctor", "--target", "http://127.0.0.1:1"])
        .exits(3)
        .complains("cannot be reached");
}
