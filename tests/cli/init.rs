//! `init`: in an empty folder, against a vault that nobody described, it writes what a gate is made
//! of; the commands of the pipeline that it writes are then green, each by hand.

use serde_json::Value;

use crate::desk::{Folder, yaml};
use crate::support::{Served, command, finished};

/// The command lines of a pipeline: those of its steps, or of its one job.
fn lines(pipeline: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let lists = ["/jobs/contract/steps", "/steps", "/contract/before_script", "/contract/script"];
    let found = lists.iter().filter_map(|list| pipeline.pointer(list)?.as_array());
    let line =
        |step: &Value| text(step).or_else(|| text(&step["run"])).or_else(|| text(&step["bash"]));
    found.flatten().filter_map(line).collect()
}

#[test]
fn in_an_empty_folder_all_that_a_gate_needs_is_written_and_its_pipeline_is_green() {
    let vault = Served::observed();
    let folder = Folder::empty();
    let at = ["init", &vault.url, "--ca", &vault.ca, "--ci", "github"];
    let init = folder.kvcontract(&at).exits(0);
    let written = folder.files();
    assert_eq!(written.len(), 10, "{written:?}");
    for file in &written {
        assert!(init.out.contains(&format!("\n  {file}\n")), "no {file} in\n{}", init.out);
    }
    let lines = lines(&yaml(&folder.read(".github/workflows/contract.yml")));
    assert_eq!(lines.iter().filter(|line| line.starts_with("kvcontract ")).count(), 2);
    for line in &lines {
        folder.shell(line).exits(0);
    }
    for report in ["junit.xml", "contract.html", "contract.md", "contract.json"] {
        assert!(folder.path("reports").join(report).exists(), "no {report}");
    }
    // What comes next can be pasted: the pipeline's own runs, and the one that declares.
    let next = init.out.lines().filter_map(|line| line.strip_prefix("  kvcontract "));
    let next: Vec<String> = next.map(|line| format!("kvcontract {line}")).collect();
    let (declare, runs) = next.split_last().unwrap();
    for run in runs {
        assert!(lines.iter().any(|line| line.starts_with(run)), "{run} is not in {lines:?}");
    }
    folder.shell(declare).exits(0);
    folder.shell("kvcontract lint --target contract/target.yaml").exits(0);
}

#[test]
fn every_pipeline_has_the_same_commands_and_waits_caches_and_reports() {
    let (mut same, folder) = (Vec::new(), Folder::empty());
    for (ci, pipeline, cache) in [
        ("github", ".github/workflows/contract.yml", "/jobs/contract/steps/1/with/path"),
        ("gitlab", "contract/gitlab-ci.yml", "/contract/cache/paths/0"),
        ("azure-devops", "contract/azure-pipelines.yml", "/steps/0/inputs/path"),
    ] {
        folder.kvcontract(&["init", "--ci", ci]).exits(0);
        let text = folder.read(pipeline);
        let read = yaml(&text);
        let (ours, others): (Vec<_>, Vec<_>) =
            lines(&read).into_iter().partition(|line| line.starts_with("kvcontract "));
        assert!(ours[1].contains(" --wait 60s --junit reports/junit.xml "), "{ours:?}");
        assert!(read.pointer(cache).unwrap().as_str().unwrap().contains("kvcontract"), "{text}");
        assert!(text.contains("reports/junit.xml"), "{text}");
        // The binary is there: nothing is installed.
        others.iter().for_each(|line| drop(folder.shell(line).exits(0)));
        same.push(ours);
    }
    assert!(same.iter().all(|ours| *ours == same[0]), "{same:?}");
    assert_eq!(
        yaml(&folder.read(".gitlab-ci.yml"))["include"][0]["local"],
        "contract/gitlab-ci.yml"
    );
}

#[test]
fn each_file_points_to_the_schema_beside_it() {
    let folder = Folder::empty();
    folder.kvcontract(&["init", "--ci", "none"]).exits(0).complains("no target was named");
    let mut pointed = 0;
    for file in folder.files().iter().filter(|file| file.ends_with(".yaml")) {
        let text = folder.read(file);
        let header = text.lines().next().unwrap_or_default();
        let schema = header.strip_prefix("# yaml-language-server: $schema=");
        let schema = schema.unwrap_or_else(|| panic!("{file} begins with {header}"));
        let there = folder.path(file).parent().unwrap().join(schema);
        assert!(there.exists(), "{file} points to {schema}");
        let title: Value = serde_json::from_str(&std::fs::read_to_string(there).unwrap()).unwrap();
        assert!(title["properties"].is_object(), "{schema}");
        pointed += 1;
    }
    assert_eq!(pointed, 4);
    folder.shell("kvcontract run --target contract/target.yaml conflict").exits(0);
}

#[test]
fn what_is_there_stays_and_is_named() {
    let vault = Served::start(&[]);
    let folder = Folder::empty();
    for (file, text) in
        [(".gitlab-ci.yml", "mine: {}\n"), ("contract/suite/rules/own.yaml", "mine")]
    {
        std::fs::create_dir_all(folder.path(file).parent().unwrap()).unwrap();
        std::fs::write(folder.path(file), text).unwrap();
    }
    let init = ["init", &vault.url, "--ca", &vault.ca];
    let done = folder.kvcontract(&init).exits(0);
    let done = done.says(
        "there already, and left as it is\n  contract/suite/rules/own.yaml\n  .gitlab-ci.yml\n",
    );
    done.says("put into .gitlab-ci.yml: include: [ { local: contract/gitlab-ci.yml } ]");
    assert_eq!(folder.read(".gitlab-ci.yml"), "mine: {}\n");
    assert_eq!(folder.read("contract/suite/rules/own.yaml"), "mine");
    let before: Vec<String> = folder.files().iter().map(|file| folder.read(file)).collect();
    let again = folder.kvcontract(&init).exits(0);
    assert!(!again.out.contains("written\n"), "{}", again.out);
    let after: Vec<String> = folder.files().iter().map(|file| folder.read(file)).collect();
    assert_eq!(before, after);
}

#[test]
fn of_a_server_that_is_not_there_nothing_is_written() {
    let folder = Folder::empty();
    folder.kvcontract(&["init", "http://127.0.0.1:1", "--ci", "github"]).exits(3);
    assert_eq!(std::fs::read_dir(folder.path("")).unwrap().count(), 0, "{:?}", folder.files());
    folder
        .kvcontract(&["init", "--dir", "a b"])
        .exits(2)
        .complains("letters, digits and -_./ alone");
}

#[test]
fn a_pipeline_gives_the_variables_that_the_target_file_speaks_of() {
    let vault = Served::start_with(&["--token-env", "VAULT_TOKEN"], &[("VAULT_TOKEN", "tok")]);
    for (ci, file, given) in [
        (
            "github",
            ".github/workflows/contract.yml",
            "      VAULT_TOKEN: ${{ secrets.VAULT_TOKEN }}\n",
        ),
        ("azure-devops", "contract/azure-pipelines.yml", "      VAULT_TOKEN: $(VAULT_TOKEN)\n"),
    ] {
        let folder = Folder::empty();
        let all = ["init", &vault.url, "--ca", &vault.ca, "--token-env", "VAULT_TOKEN", "--ci", ci];
        let mut init = command(&all);
        let done = finished(init.current_dir(folder.path("")).env("VAULT_TOKEN", "tok")).exits(0);
        done.says("the pipeline wants as secrets or variables: VAULT_TOKEN");
        let text = folder.read(file);
        assert!(text.contains(given), "{text}");
        assert!(!lines(&yaml(&text)).is_empty());
    }
}
