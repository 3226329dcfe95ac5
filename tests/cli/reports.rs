//! Reports: opened before the run, written whole, whatever the run found.

use kvcontract::verdict::VerdictKind;

use crate::support::{command, finished, kvcontract};

#[test]
fn junit_counts_what_ran() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/junit.xml");
    let shown = path.display().to_string();
    kvcontract(&["run", "--section", "conflict", "--junit", &shown]).exits(0);
    let text = std::fs::read_to_string(path).unwrap();
    let report = quick_junit::Report::deserialize_from_str(&text).unwrap();
    let suite = report.test_suites.iter().find(|s| s.name.as_str() == "conflict").unwrap();
    let listed = kvcontract(&["list", "--section", "conflict"]).exits(0).out;
    let listed = listed.lines().filter(|l| l.starts_with("conflict/")).count();
    assert_eq!(suite.test_cases.len(), listed);
    assert_eq!((suite.failures, suite.errors), (0, 0));
}

#[test]
fn an_unwritable_path_is_found_before_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let done = kvcontract(&["run", "--junit", &path]).exits(2);
    assert!(!done.out.contains("running"), "the run began:\n{}", done.out);
    done.complains(&path);
}

#[test]
fn two_reports_cannot_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r").display().to_string();
    kvcontract(&["run", "--junit", &path, "--json", &path]).exits(2).complains("twice");
}

#[test]
fn a_dry_run_has_nothing_to_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r").display().to_string();
    let kind = format!("har={path}");
    for report in [["--html", &path], ["--junit", &path], ["--json", &path], ["--report", &kind]] {
        let done = kvcontract(&[&["run", "--dry-run"], &report[..]].concat());
        done.exits(2).complains("cannot be used with").complains(report[0]);
    }
}

#[test]
fn an_unreachable_target_still_gets_its_reports() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.json").display().to_string();
    kvcontract(&["run", "--target", "http://127.0.0.1:1", "--json", &path]).exits(3);
    let text = std::fs::read_to_string(&path).unwrap();
    let result: kvcontract::verdict::RunResult = serde_json::from_str(&text).unwrap();
    assert!(result.cases.len() >= 60);
    assert!(
        result.cases.iter().filter(|c| c.answers.is_none()).all(|c| [
            VerdictKind::Error,
            VerdictKind::Blocked
        ]
        .contains(&c.verdict.kind()))
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_stdout_loses_no_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.json");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = crate::support::command(&["run", "--json", path.to_str().unwrap()]);
    let status = command.stdout(full).stderr(std::process::Stdio::null()).status().unwrap();
    assert_eq!(status.code(), Some(3));
    let text = std::fs::read_to_string(&path).unwrap();
    let result: kvcontract::verdict::RunResult = serde_json::from_str(&text).unwrap();
    assert!(result.clean_up.left.is_empty(), "{:?}", result.clean_up.left);
}

#[cfg(target_os = "linux")]
#[test]
fn what_nobody_could_read_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem").display().to_string();
    for arguments in [&["lint"][..], &["list"], &["contract"], &["serve", "--ca-file", &ca]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let status = crate::support::command(arguments).stdout(full).status().unwrap();
        assert_eq!(status.code(), Some(3), "{arguments:?}");
    }
}

#[test]
fn every_kind_is_written_and_reads_as_its_format() {
    let folder = tempfile::tempdir().unwrap();
    let kinds = ["junit", "html", "markdown", "json", "har", "github"];
    let at = |kind: &str| folder.path().join(kind);
    let wanted: Vec<String> = kinds.iter().map(|k| format!("{k}={}", at(k).display())).collect();
    let mut arguments = vec!["run", "--exact", "cancel/nothing-to-cancel-is-not-found"];
    wanted.iter().for_each(|w| arguments.extend(["--report", w]));
    let done = kvcontract(&arguments).exits(0);
    let text = |kind: &str| std::fs::read_to_string(at(kind)).unwrap();
    for kind in kinds {
        assert!(done.out.contains(&at(kind).display().to_string()), "{}", done.out);
    }
    quick_junit::Report::deserialize_from_str(&text("junit")).unwrap();
    serde_json::from_str::<kvcontract::verdict::RunResult>(&text("json")).unwrap();
    let har: serde_json::Value = serde_json::from_str(&text("har")).unwrap();
    assert_eq!(har["log"]["version"], "1.2");
    assert!(text("html").starts_with("<!DOCTYPE html>"));
    assert!(text("markdown").contains(" PASS**"));
    assert_eq!(text("github"), "", "nothing failed");
}

#[test]
fn github_gets_annotations_and_a_summary() {
    let folder = tempfile::tempdir().unwrap();
    let summary = folder.path().join("summary.md");
    std::fs::write(&summary, "earlier\n").unwrap();
    let arguments = ["run", "--section", "create", "--fault", "create-without-location"];
    let mut command = command(&arguments);
    command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &summary);
    let done = finished(&mut command).exits(1);
    done.says("::error title=cause 1%3A operations have no header location::create.location");
    let summary = std::fs::read_to_string(summary).unwrap();
    assert!(summary.starts_with("earlier\n# NOT KEPT: reference\n"), "{summary}");
    assert!(kvcontract(&arguments).exits(1).out.find("::error").is_none());
}

#[test]
fn a_step_summary_that_cannot_be_written_is_told_and_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = command(&["run", "never"]);
    command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", folder.path());
    let done = finished(&mut command).exits(0).complains("GITHUB_STEP_SUMMARY names");
    done.tells("Pass");
}

#[test]
fn every_report_that_is_not_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let text = "url: http://127.0.0.1:1\nauth: { token_env: KVC_TOKEN }\n";
    std::fs::write(path("emulator.yaml"), text).unwrap();
    let (target, json, html) = (path("emulator.yaml"), path("a.json"), path("a.html"));
    let mut command = command(&["run", "--target", &target, "--json", &json, "--html", &html]);
    // The token is the target's name, so it stands in every report.
    command.env("KVC_TOKEN", "emulator").env("GITHUB_ACTIONS", "true");
    command.env("GITHUB_STEP_SUMMARY", path("summary.md"));
    let done = finished(&mut command).exits(3);
    for kind in ["json", "html", "github"] {
        assert!(done.err.contains(&format!("the {kind} report holds a secret")), "{}", done.err);
    }
    assert!(!std::path::Path::new(&json).exists());
}
