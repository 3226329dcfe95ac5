//! A run as it shows on a terminal: what it waits for comes and goes, and the summary stays.

use std::path::Path;
use std::process::Command;

use crate::support::{Finished, answers_with, command, finished, http, kvcontract, skipped, write};

const QUICK: &str = "\
title: T
steps:
  - name: read
    request: { get: \"/certificates/{{name}}/pending\" }
    expect:
      - clause: never.not-found
        status: 404
";

/// Takes long enough for a terminal to be told what is waited for: the vault asks to be left
/// alone for ten seconds, and the deadline cuts that short.
const SLOW: &str = "\
title: T
steps:
  - name: issuer
    request:
      put: \"/certificates/issuers/{{name}}\"
      body: { provider: Script, credentials: { account_id: issue after 1500ms } }
    expect:
      - clause: issuer.put-get-delete
        status: 200
  - name: create
    request:
      post: \"/certificates/{{name}}/create\"
      body: { policy: { x509_props: { subject: \"CN=a\" }, issuer: { name: \"{{name}}\" } } }
    expect:
      - clause: create.accepted
        status: 202
  - name: wait
    request: { get: \"/certificates/{{name}}/pending\" }
    poll: { until: { body: { /status: completed } }, deadline: 2s }
";

/// What gives a command a terminal, where there is the one of util-linux.
fn script(command: &Command) -> Option<Command> {
    script_after("", command)
}

/// The same after other commands of a shell.
fn script_after(first: &str, command: &Command) -> Option<Command> {
    let version = Command::new("script").arg("--version").output().ok()?;
    if !String::from_utf8_lossy(&version.stdout).contains("util-linux") {
        return None;
    }
    let words = [command.get_program()].into_iter().chain(command.get_args());
    let line: Vec<String> = words.map(|word| format!("'{}'", word.to_str().unwrap())).collect();
    let mut script = Command::new("script");
    script.args([
        "--quiet",
        "--return",
        "--command",
        &format!("{first} {}", line.join(" ")),
        "/dev/null",
    ]);
    script.env("SHELL", "/bin/sh").env("TERM", "xterm");
    // The recording's own environment decides; nothing of who started the tests does.
    script.env_remove("NO_COLOR").env_remove("CLICOLOR").env_remove("CLICOLOR_FORCE");
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    Some(script)
}

/// A run of one quick and one slow case on a terminal, if there is one to be had.
fn shown(folder: &Path, environment: &[(&str, &str)]) -> Option<Finished> {
    write(folder, "suite/cases/common/quick.yaml", QUICK);
    write(folder, "suite/cases/create/slow.yaml", SLOW);
    let suite = folder.join("suite").display().to_string();
    let Some(mut script) = script(&command(&["run", "--scenarios", &suite])) else {
        skipped("terminal", "no `script` of util-linux, so there is no terminal to run on");
        return None;
    };
    Some(finished(script.envs(environment.iter().copied())).exits(0))
}

/// What stands there at the end: a line that was wiped is gone.
fn screen(written: &str) -> Vec<&str> {
    let last = |line| str::rsplit(line, "\r\u{1b}[2K").next().unwrap_or_default();
    written.lines().map(|line| last(line.trim_end_matches('\r'))).collect()
}

#[test]
fn what_a_run_waits_for_shows_with_counts_and_goes_before_the_summary() {
    let folder = tempfile::tempdir().unwrap();
    let Some(done) = shown(folder.path(), &[]) else { return };
    let told = "\r\u{1b}[2K1 of 2 done, 1 running; ";
    assert!(done.out.contains(told), "{:?}", done.out);
    assert!(done.out.contains("1 s in create/slow"), "{:?}", done.out);
    assert!(done.out.contains("\u{1b}[32mok\u{1b}[0m"), "no colour: {:?}", done.out);
    let screen = screen(&done.out);
    assert!(!screen.iter().any(|line| line.contains(" running; ")), "{screen:?}");
    let last = screen.iter().rfind(|line| !line.is_empty());
    assert_eq!(last, Some(&"Clean-up: created 2, removed 2, left 0"), "{screen:?}");
}

#[test]
fn no_color_leaves_the_progress_and_no_colour() {
    let folder = tempfile::tempdir().unwrap();
    let Some(done) = shown(folder.path(), &[("NO_COLOR", "1")]) else { return };
    assert!(done.out.contains("1 of 2 done, 1 running; "), "{:?}", done.out);
    let escapes = done.out.split('\u{1b}').skip(1);
    let wiped: Vec<&str> = escapes.filter(|after| !after.starts_with("[2K")).collect();
    assert!(wiped.is_empty(), "{wiped:?}");
}

#[test]
fn a_dumb_terminal_is_told_nothing_that_goes() {
    let folder = tempfile::tempdir().unwrap();
    let Some(done) = shown(folder.path(), &[("TERM", "dumb")]) else { return };
    assert!(!done.out.contains("running;") && !done.out.contains("[2K"), "{:?}", done.out);
}

#[test]
fn no_line_of_a_trial_is_wider_than_the_terminal_and_elsewhere_names_stand_whole() {
    let page = "<!DOCTYPE html><title>Error response</title>";
    let url = format!("http://{}", answers_with(move || http("404 Not Found", "text/html", page)));
    let arguments = ["run", "failed-or-canceled/", "--target", &url];
    let sized = "stty cols 60 rows 24;";
    let Some(mut on_terminal) = script_after(sized, &command(&arguments)) else {
        skipped("terminal", "no `script` of util-linux, so there is no terminal to run on");
        return;
    };
    let done = finished(on_terminal.env("NO_COLOR", "1")).exits(4);
    let trials = screen(&done.out).into_iter().filter(|line| line.starts_with("test "));
    let trials: Vec<&str> = trials.filter(|line| !line.starts_with("test result")).collect();
    assert!(trials.len() > 5, "{}", done.out);
    assert!(trials.iter().all(|line| line.trim_end().chars().count() <= 60), "{trials:#?}");
    kvcontract(&arguments)
        .exits(4)
        .says("test failed-or-canceled/request-id-is-a-filter-of-what-was-canceled-too ")
        .says("the target file names no issuer in the role `canceling`)");
}
