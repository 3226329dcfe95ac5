//! Scenario and target files that are wrong: file, line, column, what to do, exit 2.

use crate::support::{Finished, kvcontract, write};

const CONTRACT: &str = "\
sections:
  - id: conflict
    title: T
    source: S
    requirements:
      - { id: conflict.create, level: must, authority: [document], clause: C }
";

/// Shared steps that `lint` has beside the scenario.
const SHARED: &str = "\
title: T
takes: { issuer: Unknown, key: null }
steps:
  - name: create
    request: { post: \"/certificates/{{name}}/create\", body: { i: \"{{with.issuer}}\" } }
    capture: { csr: /csr }
";

/// Lints a folder with this one scenario.
fn lint(scenario: &str) -> (Finished, String) {
    lint_with(scenario, SHARED)
}

fn lint_with(scenario: &str, shared: &str) -> (Finished, String) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "contract.yaml", CONTRACT);
    write(folder.path(), "cases/conflict/a.yaml", scenario);
    write(folder.path(), "steps/start.yaml", shared);
    let root = folder.path().display().to_string();
    let done = kvcontract(&["lint", "--scenarios", &root]).exits(2);
    let said = done.err.replace(&root, "DIR");
    (done, said)
}

/// What is said of the scenario alone.
macro_rules! says {
    ($scenario:expr, @$snapshot:literal) => {
        insta::assert_snapshot!(lint($scenario).1, @$snapshot)
    };
}

const STEP: &str = "\
title: T
steps:
  - name: s
    request: { get: /certificates/a }
    expect:
      - clause: conflict.create
        status: 404
";

#[test]
fn a_sound_scenario_is_no_mistake() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "contract.yaml", CONTRACT);
    write(folder.path(), "cases/conflict/a.yaml", STEP);
    let root = folder.path().display().to_string();
    kvcontract(&["lint", "--scenarios", &root]).exits(0).says("1 scenarios cover 1 requirements");
}

#[test]
fn an_unknown_key() {
    says!(&STEP.replace("status:", "staus:"), @r#"
error: DIR/cases/conflict/a.yaml:7:9: unknown key `staus`
    did you mean "status"?
"#);
}

#[test]
fn an_api_version_that_nobody_counts_from() {
    says!(&STEP.replace("steps:", "since: \"7.61\"\nsteps:"), @r#"
error: DIR/cases/conflict/a.yaml:2:8: `7.61` is no api-version to count from
    did you mean "7.1"?
"#);
}

#[test]
fn an_unknown_variable() {
    says!(&STEP.replace("/certificates/a", "\"/certificates/{{nmae}}\""), @r#"
error: DIR/cases/conflict/a.yaml:4:21: unknown variable `nmae`
    did you mean "name"?
"#);
}

#[test]
fn a_duplicate_key() {
    says!(&STEP.replace("title: T", "title: T\ntitle: U"), @r#"error: DIR/cases/conflict/a.yaml:2:1: the key `title` is there twice"#);
}

#[test]
fn a_wrong_type() {
    says!(&STEP.replace("title: T", "title: [T]"), @r#"error: DIR/cases/conflict/a.yaml:1:8: a text is expected here"#);
}

#[test]
fn a_missing_schema() {
    says!(&STEP.replace("status: 404", "schema: eror"), @r#"
error: DIR/cases/conflict/a.yaml:7:17: there is no wire schema `eror`
    did you mean "error"?
"#);
}

#[test]
fn a_bad_pattern() {
    says!(&STEP.replace("status: 404", "body: { /a: { matches: \"(x\" } }"), @r#"error: DIR/cases/conflict/a.yaml:7:21: `(x` is no regular expression: a ( is not closed"#);
}

#[test]
fn a_header_of_the_harness_s_own() {
    let with = |header: &str| {
        STEP.replace("/certificates/a", &format!("/certificates/a, headers: {{ {header}: b }}"))
    };
    says!(&with("host"), @"error: DIR/cases/conflict/a.yaml:4:55: the header `host` is the harness's own");
    says!(&with("Authorization"), @r#"
error: DIR/cases/conflict/a.yaml:4:64: the header `Authorization` is the harness's own
    to send no credential write `auth: none`
"#);
}

#[test]
fn a_cyclic_alias() {
    says!(&STEP.replace("get: /certificates/a", "post: /certificates/a/create, body: &b { c: *b }"), @r#"error: DIR/cases/conflict/a.yaml:4:60: an alias stands inside what it stands for"#);
}

#[test]
fn an_unknown_requirement() {
    says!(&STEP.replace("conflict.create", "conflict.craete"), @r#"
error: DIR/cases/conflict/a.yaml:6:17: unknown requirement `conflict.craete`
    did you mean "conflict.create"?
"#);
}

#[test]
fn an_unknown_matcher_and_a_step_that_does_nothing() {
    says!(&STEP.replace("status: 404", "body: { /a: { mathces: x } }"), @r#"
error: DIR/cases/conflict/a.yaml:7:21: unknown matcher `mathces`
    did you mean "matches"?
"#);
    says!(&STEP.replace("request: { get: /certificates/a }", ""), @r#"error: DIR/cases/conflict/a.yaml:3:5: a step has exactly one of `request`, `sign`, `issue`"#);
}

/// The step of `STEP`, with others before it.
fn after(steps: &str) -> String {
    STEP.replace("steps:\n", &format!("steps:\n{steps}"))
}

#[test]
fn unknown_shared_steps_and_what_they_do_not_take() {
    says!(&after("  - use: strat\n"), @r#"
error: DIR/cases/conflict/a.yaml:3:10: there are no shared steps `strat`
    did you mean "start"?
"#);
    says!(&after("  - use: start\n    with: { isuer: a, key: b }\n"), @r#"
error: DIR/cases/conflict/a.yaml:4:20: unknown parameter `isuer`
    did you mean "issuer"?
"#);
    says!(&after("  - use: start\n"), @"error: DIR/cases/conflict/a.yaml:3:10: the parameter `key` has no value");
    let twice = "  - { use: start, with: { key: a } }\n";
    says!(&after(&twice.repeat(2)), @"error: DIR/cases/conflict/a.yaml:4:12: the variable `csr` exists already");
    let mut named =
        after(&format!("{twice}  - {{ use: start, as: second, with: {{ key: a }} }}\n"));
    named =
        named.replace("/certificates/a", "\"/certificates/{{csr}}/{{second.csr}}/{{second.c}}\"");
    says!(&named, @r#"
error: DIR/cases/conflict/a.yaml:6:21: unknown variable `second.c`
    did you mean "second.csr"?
"#);
}

#[test]
fn mistakes_of_shared_steps_are_told_once_at_their_own_place() {
    let scenario = after(
        "  - { use: start, as: a, with: { key: k } }\n  - { use: start, as: b, with: { key: k } }\n",
    );
    let shared = SHARED.replace("with.issuer", "with.isuer").replace("/csr", "csr");
    insta::assert_snapshot!(lint_with(&scenario, &shared).1, @r#"
error: DIR/steps/start.yaml:5:61: unknown variable `with.isuer`
    did you mean "with.issuer"?
DIR/steps/start.yaml:6:21: `csr` is no JSON pointer: it begins with `/`
"#);
    let unread = SHARED.replace("takes:", "tkaes:");
    insta::assert_snapshot!(lint_with(&scenario, &unread).1, @r#"
error: DIR/steps/start.yaml:2:1: unknown key `tkaes`
    did you mean "takes"?
"#);
}

#[test]
fn shared_steps_that_nobody_uses() {
    says!(STEP, @"error: DIR/steps/start.yaml: no scenario uses these shared steps");
}

#[test]
fn an_over_of_unknown_roles_and_one_that_changes_nothing() {
    let over =
        |values: &str| STEP.replace("steps:\n", &format!("over: {{ issuer: {values} }}\nsteps:\n"));
    let used =
        |values: &str| over(values).replace("/certificates/a", "\"/certificates/{{over.issuer}}\"");
    says!(&used("[manaul, stalled]"), @r#"
error: DIR/cases/conflict/a.yaml:2:18: unknown issuer role `manaul`
    did you mean "manual"?
"#);
    says!(&over("[manual, stalled]"), @"error: DIR/cases/conflict/a.yaml:2:7: `over` changes nothing: no step uses `{{over.issuer}}`");
}

#[test]
fn several_mistakes_are_all_told() {
    let (_, said) = lint(&STEP.replace("status: 404", "schema: eror\n        body: { a: 1 }"));
    assert_eq!(said.matches("a.yaml:").count(), 2, "{said}");
}

#[test]
fn an_empty_folder_and_one_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().display().to_string();
    let said = format!("{root}: there is no scenario here");
    kvcontract(&["run", "--scenarios", &root]).exits(2).complains(&said);
    let missing = folder.path().join("nosuch").display().to_string();
    kvcontract(&["run", "--scenarios", &missing]).exits(2).complains("cannot be read");
}

#[test]
fn a_target_file_that_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let check = |text: &str| {
        write(folder.path(), "t.yaml", text);
        let path = folder.path().join("t.yaml").display().to_string();
        let said = kvcontract(&["run", "--target", &path]).exits(2).err;
        said.replace(&folder.path().display().to_string(), "DIR")
    };
    insta::assert_snapshot!(check("url: https://x\napi_verion: 7.4\n"), @r#"
error: DIR/t.yaml:2:1: unknown key `api_verion`
    did you mean "api_version"?
"#);
    insta::assert_snapshot!(check("url: nonsense\n"), @r#"error: DIR/t.yaml:1:6: `nonsense` is no URL: it does not begin with https:// or http://"#);
    insta::assert_snapshot!(check("url: https://x\ntimeouts: { poll: 5 hours }\n"), @r#"error: DIR/t.yaml:2:19: `5 hours` is no duration: write 500ms, 20s or 3m (at most an hour)"#);
    insta::assert_snapshot!(check("url: https://x\nhas: [craete]\n"), @r#"
error: DIR/t.yaml:2:7: unknown operation `craete`
    did you mean "create"?
"#);
}

#[test]
fn a_wait_for_nothing_and_a_capture_from_two_places() {
    let poll = STEP.replace("    expect:", "    poll: { until: {} }\n    expect:");
    says!(&poll, @"error: DIR/cases/conflict/a.yaml:5:11: `until` names nothing to wait for");
    let two = "    capture: { a: { body: /a, header: b } }\n    expect:";
    says!(&STEP.replace("    expect:", two), @"error: DIR/cases/conflict/a.yaml:5:19: a capture takes `body` or `header`, not both");
}

#[test]
fn what_never_ends_or_never_begins_is_not_read() {
    for arguments in [
        ["run", "--target", "/dev/zero"],
        ["lint", "--target", "/dev/zero"],
        ["run", "--ca", "/dev/zero"],
    ] {
        let done = kvcontract(&[&arguments[..], &["--target", "https://127.0.0.1:1"]].concat());
        // Given twice is a usage error as well; the CA file is reached.
        let done = if arguments[1] == "--ca" { done } else { kvcontract(&arguments) };
        done.exits(2).complains("/dev/zero").complains("it is no regular file");
    }
}

#[test]
fn a_secret_in_a_url_or_in_place_of_a_name_is_not_repeated() {
    for url in ["ftp://u:s3cretpass@h/", "https://u:s3cretpass@[bad", "https://h/?sig=s3cretpass"] {
        let done = kvcontract(&["run", "--target", url]).exits(2);
        assert!(!done.err.contains("s3cretpass"), "{}", done.err);
    }
    let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzM2NyZXQifQ.";
    let at = ["run", "--target", "http://127.0.0.1:1", "--token-env", token];
    let done = kvcontract(&at).exits(2).complains("no name of one");
    assert!(!done.err.contains("eyJ"), "{}", done.err);
}

#[test]
fn escapes_in_a_target_file_do_not_reach_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let text = "url: embedded\nlacks: { import: \"no\\e[31mRED\" }\n";
    write(folder.path(), "t.yaml", text);
    let path = folder.path().join("t.yaml").display().to_string();
    for more in [&["run", "--dry-run"][..], &["list"]] {
        let done = kvcontract(&[more, &["import", "--target", &path]].concat()).exits(0);
        assert!(!done.out.contains('\u{1b}'), "{}", done.out);
        done.says("\\u{1b}[31mRED");
    }
}

#[test]
fn an_absurd_number_of_cases_at_once_is_no_more_than_there_are() {
    let folder = tempfile::tempdir().unwrap();
    for absurd in
        ["concurrency: 18446744073709551615", "rate_limit: { requests: 4294967295, per: 1ms }"]
    {
        write(folder.path(), "t.yaml", &format!("url: embedded\n{absurd}\n"));
        let path = folder.path().join("t.yaml").display().to_string();
        kvcontract(&["run", "never", "--target", &path]).exits(0);
    }
}
