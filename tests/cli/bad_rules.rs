//! Rule files that are wrong: file, line, column, what to do, all mistakes in one round, exit 2.

use crate::support::{kvcontract, write};

const CONTRACT: &str = "\
sections:
  - id: pending
    title: T
    source: S
    requirements:
      - { id: pending.found, level: must, authority: [document], clause: C }
";

const CASE: &str = "\
title: T
steps:
  - name: s
    request: { get: /certificates/a }
    expect:
      - { clause: pending.found, status: 404 }
";

/// What lint says of a suite with these rules.
fn lint(rules: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "contract.yaml", CONTRACT);
    write(folder.path(), "cases/pending/a.yaml", CASE);
    for (name, text) in rules {
        write(folder.path(), &format!("rules/{name}.yaml"), text);
    }
    let root = folder.path().display().to_string();
    kvcontract(&["lint", "--scenarios", &root]).exits(2).err.replace(&root, "DIR")
}

#[test]
fn every_mistake_of_meaning_is_told_in_one_round() {
    let text = r#"title: T
remember:
  - from: { method: [post], path: "/c/{name}", status: 202 }
    as: operation
    keep: { id: "{{answer.id}}" }
  - from: { status: 200, known: [loop] }
    as: loop
rules:
  - name: an unknown fact
    clause: pending.found
    when: { path: "/c/{name}", known: [opration] }
    expect: { status: 200 }
  - name: a fact that may not be kept yet
    clause: pending.found
    when: { path: "/c/{name}" }
    expect: { body: { /id: "{{operation.id}}" } }
  - name: a field that no fact has
    clause: pending.found
    when: { path: "/c/{name}", known: [operation] }
    expect: { body: { /id: "{{operation.ide}}" } }
  - name: a bad pattern
    clause: pending.found
    when: { path: "/c/{name}" }
    expect: { body: { /id: { matches: "(" } } }
  - name: a bad pattern
    clause: pending.fund
    when: { method: [gett], path: "c/{name" }
    expect: { status: 200 }
  - name: another clause
    clause: pending.found
    when: { body: { id: 1 } }
    expect: { clause: pending.found, status: 2000 }
"#;
    insta::assert_snapshot!(lint(&[("a", text)]));
}

#[test]
fn mistakes_of_shape_in_two_files_are_both_told() {
    let unknown = "title: T\nrules:\n  - name: n\n    clase: pending.found\n";
    let twice = "title: T\ntitle: U\nrules: []\n";
    insta::assert_snapshot!(lint(&[("a", unknown), ("b", twice)]), @r#"
    error: DIR/rules/a.yaml:3:5: the key `when` is missing
    DIR/rules/a.yaml:3:5: the key `expect` is missing
    DIR/rules/a.yaml:4:5: unknown key `clase`
        did you mean "clause"?
    DIR/rules/b.yaml:2:1: the key `title` is there twice
    DIR/rules/b.yaml:3:8: `rules` is empty: a file of rules has some
    "#);
}
