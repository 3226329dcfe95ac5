//! Where scenario files come from: the ones in the binary, and how those of a user's are read.
//!
//! In: paths. Out: files with their text, bounded. Must not know which files make a suite.

use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::yaml::{self, Mistake, Mistakes};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");

/// A scenario file larger than this is refused, in bytes.
const MAX_FILE: u64 = 1024 * 1024;
/// A folder with more of them was named by mistake; no suite is bounded by it.
const MAX_FILES: usize = 1_000_000;
/// Folders deeper than this are refused.
const MAX_DEPTH: usize = 8;

/// The file with the requirements.
pub const CONTRACT: &str = "contract.yaml";
/// Where conversations, rules and shared steps stand in the folder of a suite.
pub const CASES: &str = "cases/";
/// See [`CASES`].
pub const RULES: &str = "rules/";
/// See [`CASES`].
pub const STEPS: &str = "steps/";

/// One file with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path below the scenarios folder, with `/`.
    pub relative: String,
    /// Path as the user knows it.
    pub shown: String,
    /// Its text; of one that cannot be read, none.
    pub text: String,
}

/// The files of the binary, sorted.
pub fn embedded() -> Vec<SourceFile> {
    let mut files = Vec::new();
    collect_embedded(&EMBEDDED, &mut files);
    files.sort_by(|a, b| a.relative.cmp(&b.relative));
    files
}

fn collect_embedded(dir: &Dir<'_>, files: &mut Vec<SourceFile>) {
    for file in dir.files() {
        let relative = file.path().to_string_lossy().replace('\\', "/");
        if let (true, Some(text)) = (is_yaml(file.path()), file.contents_utf8()) {
            let shown = format!("scenarios/{relative}");
            files.push(SourceFile { relative, shown, text: text.to_owned() });
        }
    }
    dir.dirs().for_each(|inner| collect_embedded(inner, files));
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "yaml" || e == "yml")
}

/// Hidden files and folders, and those that lock others: `.git`, `._x.yaml` of macOS, `.#x.yaml` of
/// Emacs, `~$x.yaml` of office programs.
fn is_of_tools(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("~$")
}

/// What cannot be read.
pub(super) fn failed(path: &Path, message: impl std::fmt::Display) -> Mistakes {
    Mistakes(vec![Mistake::whole(&path.display().to_string(), message.to_string())])
}

/// Every YAML file below a folder.
pub(super) fn walk(dir: &Path, depth: usize, paths: &mut Vec<PathBuf>) -> Result<(), Mistakes> {
    if depth > MAX_DEPTH {
        return Err(failed(dir, format!("folders deeper than {MAX_DEPTH}")));
    }
    let entries = fs::read_dir(dir).map_err(|e| failed(dir, format!("cannot be read: {e}")))?;
    for entry in entries {
        let entry = entry.map_err(|e| failed(dir, e))?;
        let path = entry.path();
        if is_of_tools(&entry.file_name().to_string_lossy()) {
            continue;
        }
        if path.is_dir() {
            walk(&path, depth + 1, paths)?;
        } else if is_yaml(&path) {
            paths.push(path);
        }
        if paths.len() > MAX_FILES {
            return Err(failed(dir, format!("more than {MAX_FILES} files")));
        }
    }
    Ok(())
}

/// One file below a folder, and why it cannot be read, if so.
pub(super) fn read(root: &Path, path: &Path) -> (SourceFile, Option<Mistake>) {
    let shown = path.display().to_string();
    let (text, unread) = match yaml::text_of(path, MAX_FILE) {
        Ok(text) => (text, None),
        Err(why) => (String::new(), Some(Mistake::whole(&shown, why))),
    };
    let relative = path.strip_prefix(root).unwrap_or(path);
    let relative = relative.to_string_lossy().replace('\\', "/");
    (SourceFile { relative, shown, text }, unread)
}
