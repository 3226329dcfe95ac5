//! Files that are none, or too much: told at once, with their place.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::ended::Ended;
use crate::row::{KINDS, honest, watched};
use crate::support::command;

fn ended(arguments: &[&str], folder: &Path) -> Ended {
    watched(&mut command(arguments), folder)
}

#[track_caller]
fn tells(ended: &Ended, exits: &[i32], tells: &str) {
    let wrong = ended.wrong(&[], exits, tells, Duration::from_secs(20));
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("; "), ended.told());
}

/// A pipe that nobody writes to, where the system has such.
fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[cfg(unix)]
#[test]
fn a_pipe_is_no_result_no_target_no_scenario_and_no_journal() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::create_dir_all(path("suite/cases/s")).unwrap();
    std::fs::create_dir_all(path("j")).unwrap();
    for name in ["r.json", "t.yaml", "suite/cases/s/a.yaml", "j/6553f100abcdef.jsonl", "ca.pem"] {
        pipe(Path::new(&path(name)));
    }
    let (url, ca) = honest();
    let it = |arguments: &[&str]| ended(arguments, folder.path());
    tells(&it(&["report", &path("r.json")]), &[2], "no regular file");
    tells(&it(&["report", "/dev/zero"]), &[2], "no regular file");
    tells(&it(&["run", "--target", &path("t.yaml")]), &[2], "no regular file");
    tells(&it(&["lint", "--scenarios", &path("suite")]), &[2], "no regular file");
    tells(&it(&["run", "--target", url, "--ca", &path("ca.pem")]), &[2], "no regular file");
    let sweep = ["sweep", "--target", url, "--ca", ca, "--journal", &path("j")];
    tells(&it(&sweep), &[3], "no regular file");
}

#[test]
fn a_journal_of_nonsense_is_told_in_few_words_and_removes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("6553f100abcdef.jsonl");
    let (url, ca) = honest();
    let at = folder.path().to_str().unwrap().to_owned();
    let sweep = || {
        let arguments = ["sweep", "--target", url, "--ca", ca, "--journal", &at];
        ended(&arguments, folder.path())
    };
    std::fs::write(&journal, "no entry\n".repeat(100_000)).unwrap();
    let done = sweep();
    tells(&done, &[3], "99990 more lines are no entries");
    assert!(done.err.len() < 5000, "{} bytes", done.err.len());
    let entry = |name: &str| {
        let object = format!(r#""kind":"certificate","name":"{name}""#);
        format!(r#"{{"target":"{url}",{object},"at":"2026-01-01T00:00:00Z"}}"#) + "\n"
    };
    let names = ["precious", "kvc-6553f100abcdef-a%00", "kvc-6553f100abcdef-a%2F..%2Fprecious"];
    std::fs::write(&journal, names.map(entry).concat()).unwrap();
    let done = sweep();
    tells(&done, &[3], "does not bear the name of a run");
    assert!(done.out.contains("found 0, removed 0"), "{}", done.out);
    // What the service cannot be asked for by name was never made: a killed run leaves such lines.
    let never = ["kvc-6553f100abcdef-001-a_b", "kvc-6553f100abcdef-001-a.b"];
    std::fs::write(&journal, never.map(entry).concat()).unwrap();
    tells(&sweep(), &[0], "found 0, removed 0");
    assert!(!journal.exists(), "it is settled");
}

#[test]
fn words_that_are_too_long_or_secret_are_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.yaml");
    let secret = "aB3dEfGhIjKlMnOpQrStUvWxYz0123456789";
    let long = "x".repeat(300_000);
    for text in [
        format!("url: https://v\nauth: {secret}\n"),
        format!("url: https://v\n{secret}: 1\n"),
        format!("url: https://v\nhost: {secret}/\n"),
        format!("url: https://v\nauth: {{ token_env: {secret} }}\n"),
        format!("url: https://v\n{long}: 1\n"),
        format!("url: https://v\nauth: {long}\n"),
        "url: https://v\ndescription: caf\u{fffd}\nx: 1\n".to_owned(),
    ] {
        std::fs::write(&path, &text).unwrap();
        let arguments = ["run", "second-create", "--target", path.to_str().unwrap()];
        let done = ended(&arguments, folder.path());
        tells(&done, &[2], "error:");
        assert!(done.err.len() < 3000 && !done.err.contains(secret), "{}", done.told());
    }
    std::fs::write(&path, b"url: https://v\ndescription: caf\xe9\n").unwrap();
    let done = ended(&["run", "--target", path.to_str().unwrap()], folder.path());
    tells(&done, &[2], "line 2 is no text in UTF-8");
    let arguments = ["run", "second-create", "--target", "https://v", "--token-env", secret];
    let done = ended(&arguments, folder.path());
    tells(&done, &[2], "is not set");
    assert!(!done.err.contains(secret), "{}", done.told());
}

/// What a scenario is called, and what a result of another's holds, is told as it is, and obeyed by
/// nobody.
#[test]
fn names_in_files_are_no_commands() {
    const NAME: &str = "::error::pwned ##vso[task.setvariable variable=a]b ##[error]c";
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let case = format!(
        "title: \"{NAME}\"\nsteps:\n  - name: \"{NAME}\"\n    request: {{ get: /certificates/a }}\n    \
         expect:\n      - {{ clause: s.a, status: 403 }}\n"
    );
    crate::support::write(folder.path(), "suite/cases/s/##[error]a.yaml", &case);
    crate::support::write(folder.path(), "suite/contract.yaml", crate::support::CONTRACT);
    let (url, ca) = honest();
    let (suite, reports) = (path("suite"), KINDS.map(|kind| format!("{kind}={}", path(kind))));
    let mut run = vec!["run", "--target", url, "--ca", ca, "--scenarios", &suite];
    reports.iter().for_each(|report| run.extend(["--report", report]));
    let written = |mut done: Ended| {
        let text = |kind: &str| std::fs::read_to_string(path(kind)).unwrap();
        done.reports = KINDS.map(|kind| (kind.to_owned(), text(kind)));
        done
    };
    tells(&written(ended(&run, folder.path())), &[1], "error");
    for format in ["terse", "json"] {
        let arguments = [&run[..], &["--format", format]].concat();
        tells(&written(ended(&arguments, folder.path())), &[1], "error");
    }
    for words in [&["list"][..], &["lint"], &["run", "--dry-run"]] {
        let done = ended(&[words, &["--scenarios", &suite]].concat(), folder.path());
        tells(&done, &[0], "");
    }
    let mut result: Value =
        serde_json::from_str(&std::fs::read_to_string(path("json")).unwrap()).unwrap();
    for field in ["target", "target_version", "url", "api_version", "run_id", "tool_version"] {
        result[field] = NAME.into();
    }
    result["clean_up"]["left"] = json!([NAME]);
    result["remarks"] = json!([{ "kind": "note", "text": NAME }]);
    let verdict = &mut result["cases"][0];
    verdict["section"] = NAME.into();
    verdict["file"] = NAME.into();
    std::fs::write(path("r.json"), result.to_string()).unwrap();
    let (saved, mut report) = (path("r.json"), vec!["report"]);
    report.push(&saved);
    reports.iter().for_each(|wanted| report.extend(["--report", wanted]));
    tells(&written(ended(&report, folder.path())), &[3], "error");
    let (html, markdown) = (path("html"), path("markdown"));
    let matrix = ["matrix", &saved, &saved, "--html", &html, "--markdown", &markdown];
    tells(&written(ended(&matrix, folder.path())), &[0], "");
}

#[test]
fn two_files_of_one_id_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let suite = folder.path().join("suite");
    let case = "title: T\nsteps:\n  - name: s\n    request: { get: /certificates/a }\n    expect:\n      \
                - { clause: s.a, status: 404 }\n";
    for twin in ["cases/s/a.yml", "cases/s/a.yaml.yaml", "s/a.yaml"] {
        let _ = std::fs::remove_dir_all(&suite);
        for file in ["cases/s/a.yaml", twin] {
            crate::support::write(&suite, file, case);
        }
        crate::support::write(&suite, "contract.yaml", crate::support::CONTRACT);
        let done = ended(&["lint", "--scenarios", suite.to_str().unwrap()], folder.path());
        tells(&done, &[2], "another file has the same id");
    }
}
