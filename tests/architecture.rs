//! The shape of the crate: who may import whom, who alone names a dependency, how long a file
//! is. Read from the sources as text; the same table stands in CONTRIBUTING.md.

#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

#[path = "architecture/source.rs"]
mod source;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use source::{rooms, tokens};

/// What each room may import of the crate, beside itself.
const MAY_IMPORT: [(&str, &[&str]); 16] = [
    ("verdict", &[]),
    ("yaml", &[]),
    ("random", &[]),
    ("vault", &[]),
    ("scenario", &["yaml"]),
    ("report", &["verdict"]),
    ("target", &["random", "vault", "yaml"]),
    ("http", &["target", "verdict"]),
    ("credential", &["http", "random", "target"]),
    ("check", &["http", "scenario", "verdict"]),
    ("plan", &["scenario", "target", "verdict", "yaml"]),
    ("run", &["check", "http", "plan", "random", "scenario", "target", "verdict", "yaml"]),
    ("prove", &["credential", "http", "plan", "run", "scenario", "target", "verdict"]),
    ("sweep", &["http", "run", "target"]),
    ("cli", &["*"]),
    ("main", &["cli"]),
];

/// The only files of `target` that may name the vault.
const DOORS: [&str; 2] = ["target/mod.rs", "target/open.rs"];

/// Dependencies with one importer: a file, or a folder ending in `/`.
const ONLY_IN: [(&str, &[&str]); 14] = [
    ("reqwest", &["http/wire.rs"]),
    ("libtest_mimic", &["run/mod.rs"]),
    ("clap", &["cli/", "main.rs"]),
    ("axum", &["vault/", "credential/jwks.rs"]),
    ("axum_server", &["vault/"]),
    ("hyper_util", &["vault/"]),
    ("quick_junit", &["report/junit/"]),
    ("quick_xml", &["report/junit/"]),
    ("minijinja", &["report/html/"]),
    ("jsonschema", &["check/"]),
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

    /// How deep its module is below the crate's root.
    fn depth(&self) -> usize {
        let parts = self.path.split('/').count();
        parts - usize::from(self.path.ends_with("/mod.rs") || self.path == "lib.rs")
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
    let found = match room {
        // The shell is a crate of its own and sees the library from outside.
        "main" => source::rooms_of("kvcontract", &file.tokens),
        _ => rooms(&file.tokens, file.depth()),
    };
    let may = allowed(room).unwrap_or_default();
    let fine = |other: &str| {
        let door = other != "vault" || room != "target" || DOORS.contains(&file.path.as_str());
        other == room || (door && (may == ["*"] || may.contains(&other)))
    };
    let known = |other: &str| allowed(other).is_some();
    found.into_iter().filter(|other| !(fine(other) && known(other))).collect()
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let wrong = files("src").into_iter().filter(|f| f.path != "lib.rs").flat_map(|file| {
        let say = |other| format!("src/{} imports `{other}`", file.path);
        strangers(&file).into_iter().map(say).collect::<Vec<_>>()
    });
    none(wrong.collect());
}

#[test]
fn a_stranger_would_be_seen() {
    let file = |path: &str, text: &str| File {
        path: path.to_owned(),
        text: String::new(),
        tokens: tokens(text),
    };
    let seen = |path: &str, text: &str| strangers(&file(path, text));
    assert_eq!(seen("report/junit/mod.rs", "use crate::{http, verdict};"), ["http"]);
    assert_eq!(seen("vault/store.rs", "use crate::random::hex;"), ["random"]);
    assert_eq!(seen("target/named.rs", "use crate::vault::Vault;"), ["vault"]);
    assert_eq!(seen("plan.rs", "use super::cli;"), ["cli"]);
    assert_eq!(seen("main.rs", "use kvcontract::{cli, run};"), ["run"]);
    assert_eq!(seen("cli/run.rs", "use crate::nowhere;"), ["nowhere"]);
    assert!(seen("target/open.rs", "use crate::vault::Vault;").is_empty());
    assert!(seen("cli/serve.rs", "use crate::vault::{self, Vault};").is_empty());
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
    let declares = |t: &String| matches!(t.as_str(), "pub" | "mod" | ";") || allowed(t).is_some();
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
