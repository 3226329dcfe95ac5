//! `kvcontract report`: a saved result rendered again, shards put together, bad files refused.

use std::path::Path;

use kvcontract::verdict::{RunResult, VerdictKind};

use crate::support::{Finished, kvcontract};

/// Runs one section and saves the result.
fn saved(folder: &Path, section: &str) -> String {
    let path = folder.join(format!("{section}.json")).display().to_string();
    kvcontract(&["run", "--section", section, "--json", &path]).exits(0);
    path
}

fn refused(text: &str) -> Finished {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.json");
    std::fs::write(&path, text).unwrap();
    kvcontract(&["report", path.to_str().unwrap()]).exits(2)
}

#[test]
fn a_saved_result_renders_to_the_bytes_of_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (json, first, again) = (at("run.json"), at("first.xml"), at("again.xml"));
    kvcontract(&["run", "--section", "manual", "--json", &json, "--junit", &first]).exits(0);
    let wanted = format!("junit={again}");
    kvcontract(&["report", &json, "--report", &wanted]).exits(0).says("Pass");
    assert_eq!(std::fs::read(first).unwrap(), std::fs::read(again).unwrap());
}

#[test]
fn shards_are_put_together() {
    let folder = tempfile::tempdir().unwrap();
    let shards = ["manual", "cancel"].map(|section| saved(folder.path(), section));
    let whole = folder.path().join("whole.json").display().to_string();
    kvcontract(&["report", &shards[0], &shards[1], "--json", &whole]).exits(0);
    let result: RunResult = serde_json::from_slice(&std::fs::read(whole).unwrap()).unwrap();
    let passed = |section: &str| {
        let cases = result.cases.iter().filter(|c| c.section == section);
        cases.clone().count() > 0 && cases.clone().all(|c| c.verdict.kind() == VerdictKind::Pass)
    };
    assert!(passed("manual") && passed("cancel"));
    assert!(result.count(VerdictKind::NotSelected) > 0);
}

#[test]
fn shards_of_different_targets_stay_apart() {
    let folder = tempfile::tempdir().unwrap();
    let one = saved(folder.path(), "manual");
    let other = folder.path().join("other.json");
    let text = std::fs::read_to_string(&one).unwrap();
    std::fs::write(&other, text.replace("\"2026-04-01\"", "\"7.5\"")).unwrap();
    let done = kvcontract(&["report", &one, other.to_str().unwrap()]).exits(2);
    done.complains("the results differ in their api-version (2026-04-01, 7.5)");
}

#[test]
fn a_file_that_is_no_result_is_refused_with_the_place() {
    let no_result = "the file is no result that `run --json` saved";
    refused("{\n  \"tool_version\": 1 }").complains(&format!("run.json:2:19: {no_result}"));
    refused("{\"a\":1}").complains(&format!("run.json:1:7: {no_result}"));
    refused("# Report").complains(&format!("run.json:1:1: no JSON that can be read: {no_result}"));
    refused("").complains("run.json:1:1: the file ends too early");
    kvcontract(&["report", "/nowhere.json"]).exits(2).complains("/nowhere.json: cannot be read");
    kvcontract(&["report"]).exits(2);
}

#[test]
fn a_kind_that_is_none_is_refused_with_a_hint() {
    let done = kvcontract(&["run", "--report", "junitt=a"]).exits(2);
    done.complains("did you mean \"junit\"?");
    kvcontract(&["run", "--report", "junit"]).exits(2).complains("KIND=PATH");
}
