//! What README and its neighbours say is true: commands parse, tables are those of the code,
//! files are there, examples do what they show.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

#[path = "docs/commands.rs"]
mod commands;
#[path = "docs/examples.rs"]
mod examples;
#[path = "docs/languages.rs"]
mod languages;
#[path = "docs/markdown.rs"]
mod markdown;

use std::collections::BTreeSet;
use std::path::Path;

use clap::{CommandFactory as _, Parser as _};
use kvcontract::check::schema::Schemas;
use kvcontract::cli::args::{Cli, EXIT_CODES};
use kvcontract::matcher;
use kvcontract::scenario::{load, source};

/// The documents that name commands and files, beside the pages of the book.
const DOCUMENTS: [&str; 5] =
    ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "scenarios/README.md", "reports/README.md"];

/// The pages of the book, sorted.
fn pages() -> Vec<String> {
    let page = |entry: std::io::Result<std::fs::DirEntry>| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        name.ends_with(".md").then(|| format!("docs/src/{name}"))
    };
    let folder = std::fs::read_dir(root().join("docs/src")).unwrap();
    let mut pages: Vec<String> = folder.filter_map(page).collect();
    pages.sort();
    pages
}

/// All of them.
fn documents() -> Vec<String> {
    DOCUMENTS.iter().map(|name| (*name).to_owned()).chain(pages()).collect()
}

/// What whoever uses it reads first: README and the book.
fn manual() -> Vec<String> {
    std::iter::once("README.md".to_owned()).chain(pages()).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn document(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The arguments of a command line, if it is one of ours.
fn ours(command: &str) -> Option<Vec<&str>> {
    let rest = command.strip_prefix("cargo run -- ").or(command.strip_prefix("kvcontract "))?;
    assert!(!rest.contains(['\'', '"']), "this test splits at blanks: {command}");
    Some(std::iter::once("kvcontract").chain(rest.split_whitespace()).collect())
}

#[test]
fn every_command_that_is_shown_parses() {
    let mut parsed = 0;
    for name in documents() {
        let text = document(&name);
        let shown = markdown::commands(&text).into_iter().map(|shown| shown.command);
        for command in shown.chain(markdown::spans(&text)) {
            let Some(arguments) = ours(&command) else { continue };
            parsed += 1;
            if let Err(error) = Cli::try_parse_from(arguments) {
                let help = error.kind() == clap::error::ErrorKind::DisplayHelp;
                assert!(help, "{name}: {command}\n{error}");
            }
        }
    }
    assert!(parsed >= 90, "only {parsed} commands found");
}

#[test]
fn the_manual_names_every_subcommand_and_no_option_that_is_not_there() {
    let of = |name: &String| {
        let text = document(name);
        let commands = markdown::commands(&text).into_iter().map(|shown| shown.command);
        commands.chain(markdown::spans(&text)).collect::<Vec<_>>()
    };
    let code: Vec<String> = manual().iter().flat_map(of).collect();
    let cli = Cli::command();
    let mut options = BTreeSet::from(["--help".to_owned(), "--version".to_owned()]);
    for subcommand in cli.get_subcommands() {
        let name = subcommand.get_name();
        let named = |c: &String| c.split_whitespace().any(|word| word == name);
        assert!(code.iter().any(named), "nothing names `{name}`");
        let longs = subcommand.get_arguments().filter_map(|a| a.get_long());
        options.extend(longs.map(|long| format!("--{long}")));
    }
    let others = ["curl ", "cargo install ", "docker "];
    let foreign = |c: &&String| others.iter().any(|other| c.starts_with(other));
    for code in code.iter().filter(|c| !foreign(c)) {
        let longs = code.split_whitespace().filter(|w| w.len() > 2 && w.starts_with("--"));
        let unknown: Vec<&str> = longs.filter(|long| !options.contains(*long)).collect();
        assert!(unknown.is_empty(), "the manual names {unknown:?} in `{code}`");
    }
}

#[test]
fn the_book_lists_every_page_and_no_other() {
    let mut listed = markdown::links(&document("docs/src/SUMMARY.md"));
    listed.push("SUMMARY.md".to_owned());
    listed.sort();
    assert_eq!(listed.iter().map(|page| format!("docs/src/{page}")).collect::<Vec<_>>(), pages());
}

#[test]
fn the_table_of_exit_codes_is_that_of_the_help() {
    let shown = markdown::table(&document("docs/src/exit-codes.md"), "exit code");
    let told = EXIT_CODES.lines().skip(1).map(|line| {
        let (code, meaning) = line.trim().split_once("  ").expect("a code and its meaning");
        vec![code.to_owned(), meaning.to_owned()]
    });
    assert_eq!(shown, told.collect::<Vec<_>>());
}

#[test]
fn every_file_that_is_named_is_there() {
    let written = tempfile::tempdir().unwrap();
    for ci in ["github", "gitlab", "azure-devops"] {
        let mut init = std::process::Command::new(env!("CARGO_BIN_EXE_kvcontract"));
        init.args(["init", "--ci", ci]).current_dir(written.path());
        assert!(init.output().unwrap().status.success());
    }
    let mut looked = 0;
    for name in documents() {
        let text = document(&name);
        let here = root().join(&name);
        let here = here.parent().unwrap();
        for link in markdown::links(&text) {
            assert!(here.join(&link).exists(), "{name} links to {link}");
            looked += 1;
        }
        let path = |span: &String| {
            let plain = span.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
            // Reports come about by running.
            plain
                && span.contains('/')
                && !span.starts_with(['/', '-'])
                && !span.starts_with("reports/")
        };
        for span in markdown::spans(&text).into_iter().filter(path) {
            let roots = [here, root(), &root().join("src"), written.path()];
            let places = roots.map(|root| root.join(&span));
            // `conflict/second-create-is-refused` is a case.
            let case = root().join(format!("scenarios/cases/{span}.yaml"));
            let there = places.iter().chain([&case]).any(|place| place.exists());
            let media_type = span.starts_with("application/");
            assert!(there || media_type, "{name} names {span}");
            looked += 1;
        }
    }
    assert!(looked >= 60, "only {looked} names found");
}

#[test]
fn the_table_of_matchers_is_whole() {
    let rows = markdown::table(&document("scenarios/README.md"), "matcher");
    let named = |row: &Vec<String>| {
        let key = row[0].trim_start_matches("`{ ").split(':').next().unwrap_or_default();
        key.to_owned()
    };
    let shown: Vec<String> = rows.iter().map(named).collect();
    assert_eq!(shown, matcher::names().collect::<Vec<_>>());
}

#[test]
fn readme_counts_the_requirements() {
    let suite = load::suite(&source::embedded(), &Schemas::embedded().names()).unwrap();
    let count = suite.contract.requirements().count();
    assert!(document("README.md").contains(&format!("{count} requirements of the contract")));
}

/// The two commands of README are what CI runs, as they stand there.
#[test]
fn ci_runs_what_readme_says() {
    let ci = document(".ci/run");
    let stage = |name: &str| {
        let begins = format!("stage '{name}' ");
        let command = ci.lines().find_map(|line| line.strip_prefix(&begins));
        command.unwrap_or_else(|| panic!("no stage {name}")).to_owned()
    };
    let readme = document("README.md");
    let two: Vec<String> =
        markdown::commands(&readme).into_iter().map(|shown| shown.command).take(2).collect();
    assert_eq!(two[1], stage("tests"));
    assert_eq!(format!("{} --junit reports/junit.xml", two[0]), stage("suite"));
}
