//! Filters, lists and exit codes.

use crate::support::{answers_with, http, kvcontract};

#[test]
fn the_embedded_vault_keeps_the_contract() {
    let done = kvcontract(&["run"]).exits(0);
    assert!(done.out.contains("test result: ok."), "{}", done.out);
    assert!(!done.out.contains("ignored\n"), "a case was blocked:\n{}", done.out);
}

#[test]
fn a_filter_that_matches_nothing_is_no_success() {
    kvcontract(&["run", "nosuch"]).exits(4).complains("no case matches");
    kvcontract(&["list", "nosuch"]).exits(4);
}

#[test]
fn filters_select_by_id_requirement_section_and_whole_name() {
    let count = |arguments: &[&str]| {
        let done = kvcontract(arguments).exits(0);
        done.out.lines().filter(|l| !l.starts_with(' ') && l.contains('/')).count()
    };
    let all = count(&["list"]);
    assert!(all >= 60, "only {all} cases");
    let section = count(&["list", "--section", "conflict"]);
    assert!(section > 1 && section < all, "{section} of {all}");
    assert_eq!(count(&["list", "--skip", "conflict/"]), all - section);
    assert_eq!(count(&["list", "--exact", "conflict/second-create-is-refused"]), 2);
    assert_eq!(count(&["list", "--exact", "conflict/second-create-is-refused[stalled]"]), 1);
    assert!(count(&["list", "conflict.create-code"]) >= 1);
    kvcontract(&["list", "--exact", "conflict"]).exits(4);
}

#[test]
fn wrong_words_are_told_with_the_nearest_right_one() {
    kvcontract(&["run", "--section", "conflit"]).exits(2).complains("did you mean \"conflict\"?");
    kvcontract(&["run", "--target", "referense"]).exits(2).complains("did you mean \"reference\"?");
    kvcontract(&["run", "--test-threads", "0"]).exits(2).complains("0 is not in 1..=256");
    kvcontract(&["rum"]).exits(2);
    for (wrong, right) in [
        ("conflit", "conflict"),
        ("second-crate", "second-create"),
        ("conflict.craete", "conflict.create"),
        ("merge/leaf-alone-is-enogh", "merge/leaf-alone-is-enough"),
    ] {
        let told = kvcontract(&["run", wrong]).exits(4);
        told.complains("no case matches").complains(&format!("did you mean \"{right}\"?"));
    }
    let exact = ["list", "--exact", "conflict/secnd-create-is-refused"];
    kvcontract(&exact).exits(4).complains("did you mean \"conflict/second-create-is-refused\"?");
    for command in ["run", "serve"] {
        let told = kvcontract(&[command, "--fault", "delete-answer-204"]).exits(2);
        told.complains("did you mean \"delete-answers-204\"?");
    }
}

#[test]
fn one_thread_gives_the_same_verdicts() {
    kvcontract(&["run", "conflict/", "--test-threads", "1"]).exits(0);
}

#[test]
fn blocked_alone_is_not_green() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.yaml");
    let text = "url: embedded\nlacks: { merge: there is none }\n";
    std::fs::write(&path, text).unwrap();
    let path = path.display().to_string();
    let done = kvcontract(&["run", "--section", "merge", "--target", &path]).exits(4);
    assert!(done.out.contains("there is none"), "{}", done.out);
}

#[test]
fn every_option_is_told_in_help() {
    let help = kvcontract(&["run", "--help"]).exits(0);
    for option in ["--target", "--junit", "--contract", "--scenarios", "--token-env", "Exit codes"]
    {
        assert!(help.out.contains(option), "{option}");
    }
}

#[test]
fn what_is_no_api_version_is_not_sent() {
    let odd = ["", " ", "7.4&a=b", "7.4\u{7}", ",,", "7.4,"];
    for command in [&["run"][..], &["run", "--dry-run"], &["doctor"], &["sweep"]] {
        for version in odd {
            let done = kvcontract(&[command, &["--api-version", version]].concat());
            let done = done.exits(2).complains("'--api-version <VERSION>'");
            assert_eq!(done.out, "", "{command:?} began with {version:?}");
        }
    }
    for command in ["doctor", "sweep"] {
        let done = kvcontract(&[command, "--api-version", "7.4,7.5"]);
        done.exits(2).complains("only `run` takes several api-versions");
    }
    kvcontract(&["run", "--dry-run", "merge/", "--api-version", "7.4, 2025-07-01"]).exits(0);
    let newer = ["run", "--dry-run", "--exact", "around/order-of-a-chain-is-shown"];
    let old = kvcontract(&[&newer[..], &["--api-version", "7.5"]].concat()).exits(0);
    old.says("blocked: needs api-version 7.6 or newer; the run's is 7.5");
    for new in ["7.6", "7.6-preview.2", "2025-07-01"] {
        let done = kvcontract(&[&newer[..], &["--api-version", new]].concat()).exits(0);
        done.says("1 cases would run, 0 would be blocked");
    }
    kvcontract(&["doctor", "--api-version", "2025-07-01"]).exits(0).says("api-version 2025-07-01");
}

#[test]
fn a_server_that_is_no_vault_verifies_nothing_and_keeps_nothing() {
    let page = "<!DOCTYPE html><title>Error response</title>";
    let address = answers_with(move || http("404 Not Found", "text/html", page));
    kvcontract(&["run", "-q", "--target", &format!("http://{address}")])
        .exits(4)
        .says("NOTHING VERIFIED")
        .says("0 of ")
        .says(" requirements tested; ");
}
