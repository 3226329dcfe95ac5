//! What README and its neighbours say is true: commands parse, tables are those of the code,
//! files are there, examples do what they show.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

#[path = "docs/examples.rs"]
mod examples;
#[path = "docs/markdown.rs"]
mod markdown;

use std::collections::BTreeSet;
use std::path::Path;

use clap::{CommandFactory as _, Parser as _};
use kvcontract::check::schema::Schemas;
use kvcontract::cli::args::{Cli, EXIT_CODES};
use kvcontract::matcher;
use kvcontract::scenario::{load, source};

/// The documents that name commands and files.
const DOCUMENTS: [&str; 5] =
    ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "scenarios/README.md", "reports/README.md"];

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
    for name in DOCUMENTS {
        let text = document(name);
        let shown = markdown::commands(&text).into_iter().map(|(command, _)| command);
        for command in shown.chain(markdown::spans(&text)) {
            let Some(arguments) = ours(&command) else { continue };
            parsed += 1;
            if let Err(error) = Cli::try_parse_from(arguments) {
                let help = error.kind() == clap::error::ErrorKind::DisplayHelp;
                assert!(help, "{name}: {command}\n{error}");
            }
        }
    }
    assert!(parsed >= 15, "only {parsed} commands found");
}

#[test]
fn readme_names_every_subcommand_and_no_option_that_is_not_there() {
    let text = document("README.md");
    let commands = markdown::commands(&text).into_iter().map(|(command, _)| command);
    let code: Vec<String> = commands.chain(markdown::spans(&text)).collect();
    let cli = Cli::command();
    let mut options = BTreeSet::from(["--help".to_owned(), "--version".to_owned()]);
    for subcommand in cli.get_subcommands() {
        let name = subcommand.get_name();
        let named = |c: &String| c.split_whitespace().any(|word| word == name);
        assert!(code.iter().any(named), "README does not name `{name}`");
        let longs = subcommand.get_arguments().filter_map(|a| a.get_long());
        options.extend(longs.map(|long| format!("--{long}")));
    }
    let foreign = |c: &&String| c.starts_with("curl ") || c.starts_with("cargo install ");
    for code in code.iter().filter(|c| !foreign(c)) {
        let longs = code.split_whitespace().filter(|w| w.len() > 2 && w.starts_with("--"));
        let unknown: Vec<&str> = longs.filter(|long| !options.contains(*long)).collect();
        assert!(unknown.is_empty(), "README names {unknown:?} in `{code}`");
    }
}

#[test]
fn the_table_of_exit_codes_is_that_of_the_help() {
    let shown = markdown::table(&document("README.md"), "exit code");
    let told = EXIT_CODES.lines().skip(1).map(|line| {
        let (code, meaning) = line.trim().split_once("  ").expect("a code and its meaning");
        vec![code.to_owned(), meaning.to_owned()]
    });
    assert_eq!(shown, told.collect::<Vec<_>>());
}

#[test]
fn every_file_that_is_named_is_there() {
    let mut looked = 0;
    for name in DOCUMENTS {
        let text = document(name);
        let here = root().join(name);
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
            let places = [here.join(&span), root().join(&span), root().join("src").join(&span)];
            // `conflict/second-create-is-refused` is a case.
            let case = root().join(format!("scenarios/cases/{span}.yaml"));
            let there = places.iter().chain([&case]).any(|place| place.exists());
            let media_type = span.starts_with("application/");
            assert!(there || media_type, "{name} names {span}");
            looked += 1;
        }
    }
    assert!(looked >= 20, "only {looked} names found");
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
        markdown::commands(&readme).into_iter().map(|(c, _)| c).take(2).collect();
    assert_eq!(two[1], stage("tests"));
    assert_eq!(format!("{} --junit reports/junit.xml", two[0]), stage("suite"));
}
