//! Results side by side.

use crate::support::kvcontract;

#[test]
fn results_become_columns_and_differences_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (one, other) = (path("one.json"), path("other.json"));
    kvcontract(&["run", "merge/", "--json", &one]).exits(0);
    kvcontract(&["run", "merge/", "--fault", "x5t-sha256", "--json", &other]).exits(1);
    let done = kvcontract(&["matrix", &one, &other]).exits(0);
    let row = |id: &str| {
        let row = done.out.lines().find(|line| line.contains(&format!("`{id}`")));
        row.unwrap_or_else(|| panic!("no {id} in {}", done.out)).to_owned()
    };
    assert!(row("merge.cer").ends_with("| kept | **broken** |"), "{}", done.out);
    assert!(row("merge.created").ends_with("| kept | kept |"));
    done.says("- untested: ").says("kept |\n");
    let labelled = format!("before={one}");
    let differing = ["matrix", &labelled, &other, "--only-differing"];
    let done = kvcontract(&differing).exits(0).says("| before ").says("merge.cer");
    assert!(!done.out.contains("`merge.created`"), "{}", done.out);
    let (html, markdown) = (path("m.html"), path("m.md"));
    kvcontract(&["matrix", &one, &other, "--html", &html, "--markdown", &markdown]).exits(0);
    let page = std::fs::read_to_string(html).unwrap();
    assert!(page.contains("merge.cer") && page.contains("class=\"broken\""), "{page}");
    assert!(std::fs::read_to_string(markdown).unwrap().contains("merge.cer"));
    kvcontract(&["matrix", &path("nosuch.json")]).exits(2).complains("nosuch.json");
}

#[test]
fn a_report_on_stdout_stands_there_alone() {
    let done = kvcontract(&["run", "conflict.create-code", "--json=-"]).exits(0);
    let result: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert!(result["cases"].as_array().is_some_and(|cases| !cases.is_empty()));
    done.complains("KEPT  reference").complains("Clean-up: ");
    let twice = ["run", "conflict.create-code", "--json=-", "--html=-"];
    kvcontract(&twice).exits(2).complains("- is asked for twice");
}

#[test]
fn a_matrix_is_written_where_both_files_can_be_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (run, page) = (path("run.json"), path("m.html"));
    kvcontract(&["run", "--exact", "cancel/nothing-to-cancel-is-not-found", "--json", &run])
        .exits(0);
    let to = |markdown: &str| {
        kvcontract(&["matrix", &run, "--html", &page, "--markdown", markdown]).exits(2)
    };
    to(&page).complains("asked for twice");
    to(&path("./m.html")).complains("asked for twice");
    to(&path("")).complains("it is a directory");
    assert!(!std::path::Path::new(&page).exists(), "one of the two was written");
}

#[test]
fn the_reports_of_every_api_version_are_made_sure_of_before_the_first_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::create_dir(path("r-2025-07-01.json")).unwrap();
    for (json, why) in [("r.json", "r-2025-07-01.json: it is a directory"), ("..", "no file")] {
        let versions = ["run", "conflict/", "--api-version", "7.4,2025-07-01"];
        let done = kvcontract(&[&versions[..], &["--json", &path(json)]].concat());
        assert_eq!(done.out, "", "a run began");
        done.exits(2).complains("cannot write the report").complains(why);
    }
    assert!(!std::path::Path::new(&path("r-7.4.json")).exists());
}

#[test]
fn several_api_versions_are_run_one_after_the_other_and_compared() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("run.json").display().to_string();
    let done =
        kvcontract(&["run", "conflict/", "--api-version", "7.4,2025-07-01", "--json", &json]);
    done.exits(0).says("api-versions 7.4, 2025-07-01: no requirement differs");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (one, other) = (path("run-7.4.json"), path("run-2025-07-01.json"));
    kvcontract(&["matrix", &one, &other]).exits(0).says("reference 2025-07-01");
    let several = ["run", "conflict/", "--api-version", "7.4,2025-07-01", "--format", "json"];
    let done = kvcontract(&several).exits(0).complains("no requirement differs");
    for line in done.out.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
    }
    // The reference vault does not know that version, so nearly everything is refused.
    let done = kvcontract(&["run", "second-create", "--api-version", "7.4,1999-01-01"]);
    assert!([1, 3].contains(&done.code), "{}", done.out);
    done.says("conflict.create: 7.4 kept, 1999-01-01");
    kvcontract(&["run", "--api-version", "7.4,7.4"]).exits(2).complains("7.4 twice");
    kvcontract(&["run", "--api-version", "7.4,"]).exits(2).complains("is no api-version");
}
