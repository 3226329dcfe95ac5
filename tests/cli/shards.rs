//! Machines that share the suite: each runs its part, and what they found put together is what one
//! would have found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::support::{command, finished, kvcontract};

const FAULTS: [&str; 4] = ["--fault", "delete-answers-204", "--fault", "errors-html"];

fn saved(file: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// Its cancellation is refused or not, as the machine is fast: a run may see a broken refusal there, and
/// the next one none.
const RACES: &str = "cancel/cancellation-may-come-too-late";

/// Verdicts by id, and what causes there are: signature and cases.
fn found(run: &Value) -> (BTreeMap<String, String>, BTreeSet<String>) {
    let verdicts =
        run["cases"].as_array().unwrap().iter().map(|case| {
            (case["id"].as_str().unwrap().to_owned(), case["verdict"]["kind"].to_string())
        });
    let causes = run["causes"].as_array().unwrap().iter();
    let causes = causes.map(|cause| {
        let cases = cause["cases"].as_array().unwrap().iter().filter(|case| *case != RACES);
        let mut cases: Vec<String> = cases.map(Value::to_string).collect();
        cases.sort();
        format!("{} {} {}", cause["requirement"], cause["signature"], cases.join(" "))
    });
    (verdicts.collect(), causes.collect())
}

#[test]
fn three_shards_put_together_are_the_whole_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let run = |name: &str, flags: &[&str]| {
        let file = path(name);
        let all = [&["run", "-q", "--json", &file][..], &FAULTS, flags].concat();
        kvcontract(&all).exits(1);
        file
    };
    let whole = run("whole.json", &[]);
    let shards = ["1/3", "2/3", "3/3"]
        .map(|shard| run(&format!("{}.json", shard.replace('/', "-")), &["--shard", shard]));
    let merged = path("merged.json");
    let [one, two, three] = &shards;
    kvcontract(&["report", one, two, three, "--json", &merged]).exits(1);
    let lost = kvcontract(&["report", one, three]).exits(2);
    lost.complains("shards 1/3, 3/3, and no whole: 2 of 3 is missing");
    kvcontract(&["report", two]).exits(1).tells("shard 2 of 3");
    let (whole, merged) = (saved(Path::new(&whole)), saved(Path::new(&merged)));
    assert_eq!(found(&merged), found(&whole));
    let walked = |file: &String| {
        let run = saved(Path::new(file));
        let cases = run["cases"].as_array().unwrap().iter();
        cases.filter(|case| !case["steps"].as_array().unwrap().is_empty()).count()
    };
    assert!(shards.iter().all(|shard| walked(shard) > 30), "each has a part");
}

#[test]
fn bazel_and_gitlab_say_which_part_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (status, xml) = (folder.path().join("status"), folder.path().join("test.xml"));
    let listed = |flags: &[&str], environment: &[(&str, &str)]| {
        let all = [&["run", "--dry-run"], flags].concat();
        let mut command = command(&all);
        let told = finished(command.envs(environment.iter().copied())).exits(0).out;
        told.lines().filter(|line| line.starts_with("create/")).map(str::to_owned).collect()
    };
    let all: Vec<String> = listed(&[], &[]);
    let second: Vec<String> = listed(&["--shard", "2/2"], &[]);
    assert!(!second.is_empty() && second.len() < all.len(), "{second:?} of {all:?}");
    assert_eq!(listed(&[], &[("TEST_SHARD_INDEX", "1"), ("TEST_TOTAL_SHARDS", "2")]), second);
    let gitlab = [("CI_NODE_INDEX", "2"), ("CI_NODE_TOTAL", "2")];
    assert_eq!(listed(&[], &gitlab), second);
    assert_eq!(listed(&["--shard", "1/1"], &gitlab), all);
    let exactly = ["--exact", "create/answers-202-with-an-operation"];
    assert_eq!(listed(&exactly, &gitlab).len(), 1, "asked for by name, it is asked for here");
    let mut bazel = command(&["run", "-q", "create/"]);
    bazel.env("TEST_SHARD_STATUS_FILE", &status).env("XML_OUTPUT_FILE", &xml);
    finished(&mut bazel).exits(0);
    assert!(status.is_file());
    assert!(std::fs::read_to_string(&xml).unwrap().contains("<testsuites"));
    let mut bazel = command(&["run", "--junit", "-", "create/"]);
    let told = finished(bazel.env("XML_OUTPUT_FILE", &xml)).exits(0);
    assert!(told.out.starts_with("<?xml"), "{}", told.out);
    let mut wrong = command(&["run"]);
    wrong.env("TEST_SHARD_INDEX", "2").env("TEST_TOTAL_SHARDS", "2");
    finished(&mut wrong).exits(2).complains("TEST_SHARD_INDEX and TEST_TOTAL_SHARDS");
    kvcontract(&["run", "--shard", "3/2"]).exits(2).complains("K/N");
}
