//! A saved result read back, for rendering it again.
//!
//! In comes the path of a file that `--json` wrote, out goes the [`RunResult`]. The file may be
//! anybody's: its size is bounded, and a mistake in it is told with its place.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde_json::error::Category;

use crate::verdict::RunResult;

/// A result larger than this is refused, in bytes.
const MAX_FILE: u64 = 64 * 1024 * 1024;

/// A result that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// No file, or no right to read it.
    #[error("{}: cannot be read: {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// More than anyone's run.
    #[error("{}: larger than {MAX_FILE} bytes; it was not read", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// Not what `--json` writes.
    #[error("{}:{}:{}: {}", path.display(), cause.line(), cause.column().max(1), told(cause))]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        cause: serde_json::Error,
    },
}

/// What is wrong, told to people: nobody writes such a file by hand.
fn told(cause: &serde_json::Error) -> &'static str {
    match cause.classify() {
        Category::Eof => "the file ends too early: it is no whole result that `run --json` saved",
        Category::Data => {
            "the file is no result that `run --json` saved, or another version saved it"
        }
        Category::Syntax | Category::Io => {
            "no JSON that can be read: the file is no result that `run --json` saved"
        }
    }
}

/// Reads a result.
pub fn read(path: &Path) -> Result<RunResult, SavedError> {
    let unreadable = |cause| SavedError::Unreadable { path: path.to_owned(), cause };
    // Others may never end, or never begin.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(unreadable(io::Error::other("it is no regular file")));
    }
    let mut text = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    // A growing file has no size to ask for, so the reading itself is bounded.
    file.take(MAX_FILE + 1).read_to_end(&mut text).map_err(unreadable)?;
    if text.len() as u64 > MAX_FILE {
        return Err(SavedError::TooLarge { path: path.to_owned() });
    }
    serde_json::from_slice(&text)
        .map_err(|cause| SavedError::Malformed { path: path.to_owned(), cause })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Kind, sample};

    fn reading(text: &[u8]) -> Result<RunResult, SavedError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.json");
        std::fs::write(&path, text).unwrap();
        read(&path)
    }

    fn refusal(text: &[u8]) -> String {
        reading(text).unwrap_err().to_string()
    }

    #[test]
    fn what_was_written_is_read_back() {
        let text = Kind::Json.render(&sample::run());
        assert_eq!(reading(text.as_bytes()).unwrap(), sample::run());
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        let said = refusal(b"{\n  \"tool_version\": 1\n}");
        assert!(said.contains("run.json:2:19: the file is no result that `run --json`"), "{said}");
        let said = refusal(b"{}");
        assert!(said.contains("run.json:1:2: the file is no result that `run --json`"), "{said}");
        let said = refusal(b"# Report");
        assert!(said.contains("run.json:1:1: no JSON that can be read: the file is no"), "{said}");
        assert!(refusal(b"").contains("run.json:1:1: the file ends too early"));
        assert!(refusal(b"\xff\xfe").contains("run.json:1:"));
        assert!(refusal("[".repeat(1_000_000).as_bytes()).contains("run.json:1:"));
    }

    #[test]
    fn a_file_without_end_is_not_read_to_its_end() {
        let zeros = Path::new("/dev/zero");
        if zeros.exists() {
            let said = read(zeros).unwrap_err().to_string();
            assert!(said.ends_with("cannot be read: it is no regular file"), "{said}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_that_nobody_writes_to_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.json");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert!(read(&path).unwrap_err().to_string().ends_with("it is no regular file"));
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let said = read(Path::new("/nowhere/run.json")).unwrap_err().to_string();
        assert!(said.starts_with("/nowhere/run.json: cannot be read: "), "{said}");
    }
}
