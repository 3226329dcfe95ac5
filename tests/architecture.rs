//! The shape of the crate: who may import whom, who alone names a dependency, how long a file
//! is. Read from the sources as tokens; the same table stands in CONTRIBUTING.md.

#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/source.rs"]
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use circles::{Imports, circles};
use source::{paths, tokens, without_tests};

/// What each room may import of the crate, beside itself.
const MAY_IMPORT: [(&str, &[&str]); 27] = [
    ("verdict", &[]),
    ("yaml", &[]),
    ("random", &[]),
    ("template", &[]),
    ("volatile", &[]),
    ("wildcard", &[]),
    ("vault", &[]),
    ("secrets", &[]),
    ("keyvault", &[]),
    ("matcher", &["template", "verdict", "yaml"]),
    ("scenario", &["keyvault", "matcher", "template", "yaml"]),
    ("cause", &["keyvault", "verdict"]),
    ("report", &["cause", "keyvault", "matcher", "verdict", "volatile"]),
    ("target", &["random", "vault", "yaml"]),
    ("http", &["keyvault", "secrets", "target", "verdict"]),
    ("credential", &["http", "keyvault", "random", "target"]),
    ("check", &["http", "keyvault", "matcher", "scenario", "template", "verdict", "volatile"]),
    ("deviation", &["cause", "target", "verdict", "wildcard", "yaml"]),
    ("plan", &["scenario", "target", "verdict", "yaml"]),
    ("leftovers", &["http", "keyvault", "random", "target", "verdict"]),
    ("survey", &["http", "keyvault", "leftovers", "plan", "scenario", "secrets", "verdict"]),
    (
        "run",
        &[
            "check",
            "deviation",
            "http",
            "keyvault",
            "leftovers",
            "plan",
            "random",
            "scenario",
            "secrets",
            "survey",
            "target",
            "template",
            "verdict",
            "yaml",
        ],
    ),
    ("record", &["http", "report", "secrets", "target"]),
    ("verify", &["check", "deviation", "http", "keyvault", "scenario", "secrets", "verdict"]),
    (
        "prove",
        &[
            "credential",
            "http",
            "keyvault",
            "plan",
            "run",
            "scenario",
            "target",
            "verdict",
            "wildcard",
            "yaml",
        ],
    ),
    ("cli", &["*"]),
    ("main", &["cli"]),
];

/// The only files of `target` that may name the vault.
const DOORS: [&str; 2] = ["target/mod.rs", "target/open.rs"];

/// Dependencies with one importer: a file, or a folder ending in `/`.
const ONLY_IN: [(&str, &[&str]); 15] = [
    ("reqwest", &["http/wire.rs"]),
    ("libtest_mimic", &["run/trials.rs"]),
    ("clap", &["cli/", "main.rs"]),
    ("axum", &["vault/", "credential/jwks.rs", "record/"]),
    ("axum_server", &["vault/", "record/"]),
    ("hyper_util", &["vault/", "http/wire.rs", "http/proxy.rs"]),
    ("quick_junit", &["report/junit/"]),
    ("quick_xml", &["report/junit/"]),
    ("minijinja", &["report/html/"]),
    ("jsonschema", &["check/"]),
    ("rustix", &["cli/machine.rs"]),
    ("azure_core", &["credential/"]),
    ("azure_identity", &["credential/"]),
    ("jsonwebtoken", &["credential/"]),
    ("p12_keystore", &["run/pfx.rs", "vault/crypto/pfx.rs"]),
];

/// Macros that print, or that mark unfinished work.
const FORBIDDEN_MACROS: [&str; 7] =
    ["dbg", "todo", "unimplemented", "print", "println", "eprint", "eprintln"];

/// Names that say nothing of what a file is about.
const EMPTY_NAMES: [&str; 8] =
    ["util", "utils", "helper", "helpers", "common", "misc", "shared", "imp"];

const MOST_LINES: usize = 400;

/// One source file.
struct File {
    /// Path below the folder it was looked for in, with `/`.
    path: String,
    text: String,
    tokens: Vec<String>,
}

impl File {
    /// `src/plan.rs` and `src/plan/**` are the room `plan`.
    fn room(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// The module it is, from the root of the crate.
    fn module(&self) -> Vec<String> {
        let path = self.path.trim_end_matches(".rs");
        let path = path.strip_suffix("/mod").unwrap_or(path);
        let root = path == "lib" || path == "main";
        if root { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
    }

    /// The word that its paths from the root of the crate begin with.
    fn root(&self) -> &'static str {
        // The shell is a crate of its own and sees the library from outside.
        if self.path == "main.rs" { "kvcontract" } else { "crate" }
    }

    /// The rooms that its paths lead to.
    fn rooms(&self) -> BTreeSet<String> {
        let found = paths(&self.tokens, self.root(), &self.module());
        found.into_iter().filter_map(|path| path.into_iter().next()).collect()
    }

    fn names(&self, word: &str) -> bool {
        self.tokens.iter().any(|t| t == word)
    }
}

fn files(folder: &str) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    assert!(!paths.is_empty(), "no source below {}", root.display());
    let file = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let below = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        File { path: below, tokens: tokens(&text), text }
    };
    paths.iter().map(file).collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[track_caller]
fn none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

fn allowed(room: &str) -> Option<&'static [&'static str]> {
    MAY_IMPORT.iter().find(|(name, _)| *name == room).map(|(_, may)| *may)
}

/// The rooms a file imports though the table does not let it.
fn strangers(file: &File) -> Vec<String> {
    let room = file.room();
    let may = allowed(room).unwrap_or_default();
    let fine = |other: &str| {
        let door = other != "vault" || room != "target" || DOORS.contains(&file.path.as_str());
        other == room || (door && (may == ["*"] || may.contains(&other)))
    };
    let known = |other: &str| allowed(other).is_some();
    file.rooms().into_iter().filter(|other| !(fine(other) && known(other))).collect()
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let wrong = files("src").into_iter().filter(|f| f.path != "lib.rs").flat_map(|file| {
        let say = |other| format!("src/{} imports `{other}`", file.path);
        strangers(&file).into_iter().map(say).collect::<Vec<_>>()
    });
    none(wrong.collect());
}

/// A file of that path and text.
fn made(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: text.to_owned(), tokens: tokens(text) }
}

#[test]
fn a_stranger_would_be_seen() {
    let seen = |path: &str, text: &str| strangers(&made(path, text));
    assert_eq!(seen("report/junit/mod.rs", "use crate::{http, verdict};"), ["http"]);
    assert_eq!(seen("vault/store.rs", "use crate::random::hex;"), ["random"]);
    assert_eq!(seen("target/named.rs", "use crate::vault::Vault;"), ["vault"]);
    assert_eq!(seen("plan.rs", "use super::cli;"), ["cli"]);
    assert_eq!(seen("main.rs", "use kvcontract::{cli, run};"), ["run"]);
    assert_eq!(seen("cli/run.rs", "use crate::nowhere;"), ["nowhere"]);
    assert!(seen("target/open.rs", "use crate::vault::Vault;").is_empty());
    assert!(seen("cli/serve.rs", "use crate::vault::{self, Vault};").is_empty());
}

/// What each file imports, tests left out: they may use what they test.
fn imports(files: &[File]) -> Imports {
    let modules: BTreeMap<Vec<String>, &str> =
        files.iter().map(|file| (file.module(), file.path.as_str())).collect();
    let home = |path: Vec<String>| {
        let found = (0..=path.len()).rev().find_map(|end| modules.get(&path[..end]));
        found.map(|file| (*file).to_owned())
    };
    let of = |file: &File| {
        let found = paths(&without_tests(&file.tokens), file.root(), &file.module());
        found.into_iter().filter_map(home).collect()
    };
    let is_test = |file: &File| file.path.split('/').any(|p| p == "tests" || p == "tests.rs");
    let files = files.iter().filter(|file| !is_test(file) && file.path != "main.rs");
    files.map(|file| (file.path.clone(), of(file))).collect()
}

#[test]
fn no_file_imports_another_in_a_circle() {
    let found = circles(&imports(&files("src")));
    none(found.iter().map(|circle| format!("src has a circle: {circle}")).collect());
}

#[test]
fn a_circle_put_in_by_hand_is_found() {
    let found = |files: &[(&str, &str)]| -> Vec<String> {
        let files: Vec<File> = files.iter().map(|(path, text)| made(path, text)).collect();
        circles(&imports(&files)).into_iter().collect()
    };
    let lib = ("lib.rs", "mod run; mod plan; mod http;");
    let room = ("run/mod.rs", "mod walk; mod poll; #[cfg(test)] mod tests;");
    assert_eq!(
        found(&[
            lib,
            room,
            ("run/walk.rs", "use super::poll::wait;"),
            ("run/poll.rs", "fn f() -> crate::plan::P { crate::run::walk::on() }"),
            ("plan.rs", "pub struct P;"),
        ]),
        ["run/poll.rs → run/walk.rs → run/poll.rs"]
    );
    assert_eq!(
        found(&[
            lib,
            ("run/mod.rs", "mod walk; pub use walk::Walk; pub struct Job;"),
            ("run/walk.rs", "use super::{Job, self as room}; pub struct Walk;"),
        ]),
        ["run/mod.rs → run/walk.rs → run/mod.rs"]
    );
    assert_eq!(
        found(&[
            lib,
            ("http/mod.rs", "use crate::{plan::{self, P}, yaml};"),
            ("plan.rs", "use crate::run::*;"),
            ("run/mod.rs", "fn f() { super::http::g() }"),
        ]),
        ["http/mod.rs → plan.rs → run/mod.rs → http/mod.rs"]
    );
    assert!(
        found(&[
            lib,
            room,
            ("run/walk.rs", "use super::poll; #[cfg(test)] mod tests { use crate::plan; }"),
            ("run/poll.rs", "pub(in crate::run) fn f() {}"),
            ("run/tests.rs", "use super::*;"),
            ("plan.rs", "use crate::run::walk;"),
        ])
        .is_empty()
    );
}

#[test]
fn the_table_names_every_room_and_no_other() {
    let files = files("src");
    let there: BTreeSet<&str> = files.iter().map(File::room).filter(|r| *r != "lib").collect();
    let named: BTreeSet<&str> = MAY_IMPORT.iter().map(|(room, _)| *room).collect();
    assert_eq!(there, named);
}

#[test]
fn contributing_shows_the_same_table() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/CONTRIBUTING.md"));
    let text = text.unwrap();
    let quoted = |cell: &str| -> Vec<String> {
        cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let ([room, _, may], true) = (cells.as_slice(), line.starts_with("| `")) else {
            return None;
        };
        let may = if *may == "everything" { vec!["*".to_owned()] } else { quoted(may) };
        Some((quoted(room).concat(), may))
    };
    let shown: Vec<(String, Vec<String>)> = text.lines().filter_map(row).collect();
    let owned = |may: &[&str]| may.iter().map(|m| (*m).to_owned()).collect();
    let held = MAY_IMPORT.map(|(room, may)| (room.to_owned(), owned(may)));
    assert_eq!(shown, held);
}

#[test]
fn the_root_declares_rooms_and_exports_nothing_else() {
    let files = files("src");
    let root = files.iter().find(|f| f.path == "lib.rs").unwrap();
    // `#[cfg(feature = "vault")]`: the vault can be had alone.
    let gates = ["#", "[", "cfg", "(", "feature", "=", ")", "]"];
    let declares = |t: &String| {
        let word = t.as_str();
        matches!(word, "pub" | "mod" | ";") || gates.contains(&word) || allowed(word).is_some()
    };
    none(root.tokens.iter().filter(|t| !declares(t)).cloned().collect());
}

#[test]
fn dependencies_with_one_importer_have_no_other() {
    let files = files("src");
    let mut wrong = Vec::new();
    for (dependency, homes) in ONLY_IN {
        let at_home = |f: &&File| {
            homes
                .iter()
                .any(|h| if h.ends_with('/') { f.path.starts_with(h) } else { f.path == *h })
        };
        let named = || files.iter().filter(|f| f.names(dependency));
        let strays = named().filter(|f| !at_home(f));
        wrong.extend(strays.map(|f| format!("src/{} names `{dependency}`", f.path)));
        if !named().any(|f| at_home(&f)) {
            wrong.push(format!("nothing in {homes:?} names `{dependency}`: the entry is stale"));
        }
    }
    none(wrong);
}

#[test]
fn files_are_short_say_what_they_own_and_have_a_name_that_means_something() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests"] {
        for file in files(folder) {
            let lines = file.text.lines().count();
            if lines > MOST_LINES {
                wrong.push(format!("{folder}/{}: {lines} lines, at most {MOST_LINES}", file.path));
            }
            if !file.text.starts_with("//!") {
                wrong.push(format!("{folder}/{} does not begin with `//!`", file.path));
            }
            let named = |part: &str| EMPTY_NAMES.contains(&part.trim_end_matches(".rs"));
            if file.path.split('/').any(named) {
                wrong.push(format!("{folder}/{}: a name that says nothing", file.path));
            }
        }
    }
    none(wrong);
}

#[test]
fn only_the_terminal_prints_and_nothing_is_left_to_do() {
    let mut wrong = Vec::new();
    for file in files("src") {
        let called = |name: &str| file.tokens.windows(2).any(|pair| pair == [name, "!"]);
        let macros = FORBIDDEN_MACROS.iter().filter(|name| called(name));
        wrong.extend(macros.map(|name| format!("src/{} calls `{name}!`", file.path)));
        if file.path != "cli/terminal.rs" && (file.names("stdout") || file.names("stderr")) {
            wrong.push(format!("src/{} writes past cli/terminal.rs", file.path));
        }
    }
    none(wrong);
}
