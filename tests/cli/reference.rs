//! What the binary tells of itself, without the sources beside it: requirements, schemas, listings
//! for machines, completions, manual pages; and what the environment may say in place of flags.

use serde_json::Value;

use crate::support::{command, finished, kvcontract};

fn json(arguments: &[&str], code: i32) -> Value {
    let told = kvcontract(arguments).exits(code);
    serde_json::from_str(&told.out).unwrap_or_else(|e| panic!("{e}:\n{}", told.out))
}

#[test]
fn a_requirement_is_explained_with_all_that_tests_it() {
    let told = kvcontract(&["explain", "conflict.create"]).exits(0);
    let told = told.says("conflict.create (must; document, record)");
    let told = told.says("https://learn.microsoft.com/").says("scenarios/rules/conflict.yaml:");
    told.says("conflict/second-create-is-refused[manual]").says("create-replaces-pending");
    let document = json(&["explain", "conflict.create", "--format", "json"], 0);
    assert_eq!(document["level"], "must");
    let cases = document["cases"].as_array().unwrap();
    assert!(cases.iter().any(|c| c["id"] == "conflict/second-create-is-refused[manual]"));
    assert!(cases.iter().all(|case| !case["title"].as_str().unwrap().is_empty()));
}

#[test]
fn what_is_no_requirement_and_no_schema_is_told_with_the_nearest() {
    let wrong = kvcontract(&["explain", "conflict.creat"]).exits(2);
    wrong.complains("did you mean \"conflict.create\"?");
    kvcontract(&["explain", "zzzzzz"]).exits(2).complains("see `kvcontract contract`");
    kvcontract(&["schema", "targt"]).exits(2).complains("did you mean \"target\"?");
    kvcontract(&["schema", "zzzzzz"]).exits(2).complains("known: contract, rules, run");
}

#[test]
fn the_schemas_come_out_as_they_are_and_where_they_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let root = env!("CARGO_MANIFEST_DIR");
    let listed = kvcontract(&["schema"]).exits(0);
    let names: Vec<&str> =
        listed.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.contains(&"target") && names.contains(&"rules"), "{names:?}");
    for name in names {
        let ours = std::fs::read_to_string(format!("{root}/schemas/suite/{name}.schema.json"));
        let file = folder.path().join(format!("{name}.json"));
        kvcontract(&["schema", name, "--write", file.to_str().unwrap()]).exits(0);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), *ours.as_ref().unwrap());
        let printed = kvcontract(&["schema", name]).exits(0).out;
        assert_eq!(printed.trim_end(), ours.unwrap().trim_end());
    }
    kvcontract(&["schema", "target", "--write", "/nowhere/at/all"]).exits(2).complains("/nowhere");
}

#[test]
fn listings_are_json_where_that_is_asked_for() {
    let contract = json(&["contract", "--format", "json"], 0);
    let all = contract["requirements"].as_array().unwrap();
    let text = kvcontract(&["contract"]).exits(0);
    text.says(&format!("{} requirements", all.len()));
    let list = json(&["list", "--format", "json", "--target", "lowkey-vault"], 0);
    let blocked = |case: &&Value| !case["blocked"].is_null();
    assert!(list["cases"].as_array().unwrap().iter().filter(blocked).count() > 3);
    assert_eq!(json(&["lint", "--format", "json"], 0)["mistakes"], serde_json::json!([]));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("t.yaml");
    std::fs::write(&file, "url: http://a\ntimeout: 3s\n").unwrap();
    let wrong = json(&["lint", "--format", "json", "--target", file.to_str().unwrap()], 2);
    let mistake = &wrong["mistakes"][0];
    assert_eq!((&mistake["line"], &mistake["column"]), (&2.into(), &1.into()), "{mistake}");
    assert_eq!(mistake["file"], *file.to_str().unwrap());
}

#[test]
fn shells_complete_and_every_command_has_a_page() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        kvcontract(&["completions", shell]).exits(0).says("kvcontract").says("rerun-failed");
    }
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    kvcontract(&["man", pages.to_str().unwrap()]).exits(0);
    let help = kvcontract(&["--help"]).exits(0).out;
    let commands = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let names = commands.lines().filter(|l| l.starts_with("  ") && !l.starts_with("   "));
    for name in names.filter_map(|l| l.split_whitespace().next()).filter(|n| *n != "help") {
        let page = std::fs::read_to_string(pages.join(format!("kvcontract-{name}.1"))).unwrap();
        assert!(page.contains(".TH"), "{name}: {page}");
    }
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    kvcontract(&["man", file.to_str().unwrap()]).exits(2).complains("the manual cannot be written");
}

#[test]
fn the_environment_speaks_where_no_flag_does() {
    let list = |flag: &[&str]| {
        let all = [&["list", "--format", "json"], flag].concat();
        let mut command = command(&all);
        let told = finished(command.env("KVCONTRACT_TARGET", "lowkey-vault")).exits(0);
        serde_json::from_str::<Value>(&told.out).unwrap()["target"].clone()
    };
    assert_eq!(list(&[]), "lowkey-vault");
    assert_eq!(list(&["--target", "topaz"]), "topaz");
    for variable in ["KVCONTRACT_TARGET", "KVCONTRACT_CA", "KVCONTRACT_TOKEN_ENV"] {
        let mut empty = command(&["run", "--dry-run", "create/"]);
        finished(empty.env(variable, "").env("KVCONTRACT_CONTRACT", "")).exits(0);
    }
    let mut wrong = command(&["run", "--dry-run"]);
    let wrong = finished(wrong.env("KVCONTRACT_CONTRACT", "sometimes")).exits(2);
    wrong.complains("sometimes");
}
