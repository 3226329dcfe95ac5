//! The files that the documents show are sound, and the vault understands the scripts.

use std::path::Path;

use crate::commands::run;
use crate::{document, documents, markdown};
use kvcontract::check::schema::Schemas;
use kvcontract::scenario::load;
use kvcontract::scenario::source::{self, SourceFile};
use kvcontract::target::named::{self, TargetFile};

/// The lines of a YAML block that are its content.
fn is_scenario(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("title: "))
}

/// A part of a step, which stands as deep as in its file, with the scenario around it.
fn whole(block: &str) -> String {
    if block.starts_with("    ") {
        format!("title: t\nsteps:\n  - name: n\n    request: {{ get: /x }}\n{block}")
    } else {
        block.to_owned()
    }
}

#[test]
fn the_files_that_are_shown_are_sound() {
    let schemas = Schemas::embedded().names();
    let contract = source::embedded().into_iter().find(|f| f.relative == "contract.yaml").unwrap();
    let mut sound = (0, 0, 0, 0, 0, 0);
    for name in documents() {
        for block in markdown::blocks(&document(&name), "yaml") {
            let block = whole(&block);
            let file = |relative: &str, text: &str| SourceFile {
                relative: relative.to_owned(),
                shown: name.clone(),
                text: text.to_owned(),
            };
            if block.contains("\nrules:\n") {
                let case = file(
                    "cases/a/b.yaml",
                    "{ title: t, steps: [{ name: n, request: { get: /x } }] }",
                );
                let files = [contract.clone(), case, file("rules/shown.yaml", &block)];
                load::suite(&files, &schemas).unwrap_or_else(|mistakes| panic!("{mistakes}"));
                sound.4 += 1;
            } else if block.contains("\ntakes: ") {
                let user = "title: t\nsteps: [{ use: shown }]";
                let files = [
                    contract.clone(),
                    file("steps/shown.yaml", &block),
                    file("cases/a/b.yaml", user),
                ];
                load::suite(&files, &schemas).unwrap_or_else(|mistakes| panic!("{mistakes}"));
                sound.3 += 1;
            } else if is_scenario(&block) {
                let files = [contract.clone(), file("cases/conflict/shown.yaml", &block)];
                load::suite(&files, &schemas).unwrap_or_else(|mistakes| panic!("{mistakes}"));
                sound.0 += 1;
            } else if block.starts_with("environment:\n") {
                // Beside the requirements, in one file.
                let text = format!("{}\n{block}", contract.text);
                let user = file(
                    "cases/a/b.yaml",
                    "{ title: t, steps: [{ name: n, request: { get: /x } }] }",
                );
                load::suite(&[file("contract.yaml", &text), user], &schemas)
                    .unwrap_or_else(|mistakes| panic!("{mistakes}"));
                sound.5 += 1;
            } else if block.contains("\nurl: ") {
                let shown = name.clone();
                let file = TargetFile { name: "shown".to_owned(), shown, text: block };
                named::parse(&file).unwrap_or_else(|mistake| panic!("{mistake}"));
                sound.1 += 1;
            } else if block.trim_start().starts_with("auth:") {
                let (name, shown) = ("shown".to_owned(), name.clone());
                let text = format!("url: https://kv.vault.azure.net\n{block}");
                let file = TargetFile { name, shown, text };
                named::parse_anywhere(&file).unwrap_or_else(|mistake| panic!("{mistake}"));
                sound.2 += 1;
            } else {
                // What the contract leaves open is held to the mutants by `prove`.
                assert!(block.starts_with("open:\n"), "{name} shows what nobody checks:\n{block}");
            }
        }
    }
    assert_eq!(sound, (3, 2, 1, 2, 1, 1));
}

/// A scenario that puts an issuer with a script and expects a status.
fn puts(script: &str, status: u16) -> String {
    format!(
        "title: the script is answered with {status}
steps:
  - name: put
    request:
      put: \"/certificates/issuers/{{{{name}}}}\"
      body: {{ provider: Script, credentials: {{ account_id: \"{script}\" }} }}
    expect: [{{ clause: issuer.put-get-delete, status: {status} }}]
"
    )
}

fn write(folder: &Path, name: &str, text: &str) {
    let cases = folder.join("cases/common");
    std::fs::create_dir_all(&cases).unwrap();
    std::fs::write(cases.join(name), text).unwrap();
}

#[test]
fn the_vault_understands_the_scripts_that_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let rows = markdown::table(&document("docs/src/vault.md"), "`account_id`");
    assert!(rows.len() >= 5, "{rows:?}");
    for (index, row) in rows.iter().enumerate() {
        write(folder.path(), &format!("script-{index}.yaml"), &puts(row[0].trim_matches('`'), 200));
    }
    write(folder.path(), "no-script.yaml", &puts("dance after 25ms", 400));
    let shown = folder.path().display().to_string();
    let (said, code) = run(&["run", "--scenarios", &shown], folder.path());
    assert_eq!(code, Some(0), "{said}");
}
