//! The examples of README do what they show: output, files, scripts.

use std::path::Path;
use std::process::Command;

use kvcontract::check::schema::Schemas;
use kvcontract::scenario::load;
use kvcontract::scenario::source::{self, SourceFile};
use kvcontract::target::named::{self, TargetFile};
use regex::Regex;

use crate::{document, markdown, ours};

/// Both streams and the exit code.
fn run(arguments: &[&str]) -> (String, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_kvcontract")).args(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8(text).unwrap(), output.status.code())
}

/// A line without what differs from run to run: ports, run ids, times, the width of a column.
fn steady(line: &str) -> String {
    let replaced = [
        (r"127\.0\.0\.1:[0-9]+", "HOST"),
        ("kvc-[0-9a-f]{14}", "RUN"),
        (r"[0-9.]+ s$", "TIME"),
        (" {2,}", "  "),
    ];
    replaced.iter().fold(line.trim_end().to_owned(), |line, (pattern, with)| {
        Regex::new(pattern).unwrap().replace_all(&line, *with).into_owned()
    })
}

#[test]
fn the_output_that_readme_shows_is_what_comes() {
    let text = document("README.md");
    let mut compared = 0;
    for (command, shown) in markdown::commands(&text) {
        let shown: Vec<String> = shown.iter().map(|line| steady(line)).collect();
        let shown: Vec<&String> = shown.iter().filter(|l| !l.is_empty() && *l != "…").collect();
        if shown.is_empty() {
            continue;
        }
        let arguments = ours(&command).unwrap_or_else(|| panic!("{command} shows output"));
        let (said, _) = run(&arguments[1..]);
        let said: Vec<String> = said.lines().map(steady).collect();
        for line in shown {
            // README cuts long lines.
            let there = |whole: &String| match line.strip_suffix('…') {
                Some(start) => whole.starts_with(start),
                None => whole == line,
            };
            assert!(
                said.iter().any(there),
                "{command} does not say\n{line}\nbut\n{}",
                said.join("\n")
            );
            compared += 1;
        }
    }
    assert!(compared >= 20, "only {compared} lines compared");
}

/// The lines of a YAML block that are its content.
fn is_scenario(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("title: "))
}

#[test]
fn the_files_that_are_shown_are_sound() {
    let schemas = Schemas::embedded().names();
    let contract = source::embedded().into_iter().find(|f| f.relative == "contract.yaml").unwrap();
    let mut sound = (0, 0, 0, 0, 0);
    for name in ["README.md", "scenarios/README.md"] {
        for block in markdown::blocks(&document(name), "yaml") {
            let file = |relative: &str, text: &str| SourceFile {
                relative: relative.to_owned(),
                shown: name.to_owned(),
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
            } else if block.contains("\nurl: ") {
                let shown = name.to_owned();
                let file = TargetFile { name: "shown".to_owned(), shown, text: block };
                named::parse(&file).unwrap_or_else(|mistake| panic!("{mistake}"));
                sound.1 += 1;
            } else if block.trim_start().starts_with("auth:") {
                let (name, shown) = ("shown".to_owned(), name.to_owned());
                let text = format!("url: https://kv.vault.azure.net\n{block}");
                let file = TargetFile { name, shown, text };
                named::parse_anywhere(&file).unwrap_or_else(|mistake| panic!("{mistake}"));
                sound.2 += 1;
            }
        }
    }
    assert_eq!(sound, (2, 2, 1, 2, 1));
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
    let rows = markdown::table(&document("README.md"), "`account_id`");
    assert!(rows.len() >= 5, "{rows:?}");
    for (index, row) in rows.iter().enumerate() {
        write(folder.path(), &format!("script-{index}.yaml"), &puts(row[0].trim_matches('`'), 200));
    }
    write(folder.path(), "no-script.yaml", &puts("dance after 25ms", 400));
    let shown = folder.path().display().to_string();
    let (said, code) = run(&["run", "--scenarios", &shown]);
    assert_eq!(code, Some(0), "{said}");
}
