//! Scenario folders as people have them.

use crate::support::{kvcontract, write};

const NEVER: &str = "\
title: A name that never had an operation has none
steps:
  - name: read the pending object
    request: { get: \"/certificates/{{name}}/pending\" }
    expect:
      - clause: never.not-found
        status: 404
        schema: error
";

#[test]
fn hidden_and_lock_files_are_no_scenarios_and_a_few_cases_are_no_mistake() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "cases/in-progress/never.yaml", NEVER);
    for name in ["._never.yaml", ".#never.yaml", "~$never.yaml", ".git/x.yaml"] {
        write(folder.path(), &format!("cases/in-progress/{name}"), "\0");
    }
    let path = folder.path().display().to_string();
    kvcontract(&["run", "--scenarios", &path]).exits(0);
    kvcontract(&["lint", "--scenarios", &path]).exits(0);
}

#[test]
fn two_files_of_one_id_are_refused() {
    for twin in ["cases/in-progress/never.yml", "in-progress/never.yaml"] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "cases/in-progress/never.yaml", NEVER);
        write(folder.path(), twin, NEVER);
        let path = folder.path().display().to_string();
        for command in ["run", "lint"] {
            kvcontract(&[command, "--scenarios", &path]).exits(2).complains("the same id");
        }
    }
}
