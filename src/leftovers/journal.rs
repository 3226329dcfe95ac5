//! What a run is about to create, on disk before the request leaves: a run that is killed cannot
//! clean up, and whoever sweeps after it must know what to look for.
//!
//! One file a run, locked as long as the run goes on; one JSON line an object. Written to the
//! operating system, not to the platter: it outlives the process, perhaps not a power cut. It
//! holds names, never bodies or credentials.

pub mod earlier;

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::names::RunId;
use crate::keyvault::object::Object;

/// How the name of a journal ends.
const ENDING: &str = "jsonl";

/// One line: an object that a request may have created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Where the target is: its base URL, and its host where requests name another.
    pub target: String,
    /// What it is.
    #[serde(flatten)]
    pub object: Object,
    /// When the request was about to leave, RFC 3339.
    pub at: String,
}

/// A journal that cannot be kept: where, and why.
#[derive(Debug, thiserror::Error)]
#[error("the journal {} cannot be written: {cause}", path.display())]
pub struct JournalError {
    /// The file or its folder.
    pub path: PathBuf,
    /// What stands in the way.
    pub cause: io::Error,
}

/// The journal of a run that goes on.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    target: String,
    /// Held open for its lock; with the length of what is whole in it.
    file: Mutex<(File, u64)>,
}

impl Journal {
    /// Begins the journal of a run in that folder, which is made if need be, for the target that
    /// is there.
    pub fn begin(folder: &Path, run: &RunId, target: &str) -> Result<Journal, JournalError> {
        let path = folder.join(format!("{}.{ENDING}", run.as_str()));
        let file = begin(folder, &path);
        let file = file.map_err(|cause| JournalError { path: path.clone(), cause })?;
        Ok(Journal { path, target: target.to_owned(), file: Mutex::new((file, 0)) })
    }

    /// Notes an object. Unless this succeeds the request must not be sent.
    pub fn note(&self, object: &Object) -> Result<(), JournalError> {
        let line = self.line(object);
        let mut guard = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let (file, whole) = &mut *guard;
        match file.write_all(&line) {
            Ok(()) => {
                *whole += line.len() as u64;
                Ok(())
            }
            Err(cause) => {
                // The next line must not be lost behind half of this one.
                let _ = file.set_len(*whole);
                Err(JournalError { path: self.path.clone(), cause })
            }
        }
    }

    /// Ends the journal: it holds what is left from now on, and is no more if that is nothing.
    pub fn end(&self, left: &[Object]) -> Result<(), JournalError> {
        let lines: Vec<Vec<u8>> = left.iter().map(|object| self.line(object)).collect();
        store(&self.path, &lines)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn line(&self, object: &Object) -> Vec<u8> {
        let at = OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default();
        let entry = Entry { target: self.target.clone(), object: object.clone(), at };
        let mut line = serde_json::to_vec(&entry).expect("an entry is made of strings");
        line.push(b'\n');
        line
    }
}

fn begin(folder: &Path, path: &Path) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    let file = OpenOptions::new().read(true).append(true).create_new(true).open(path)?;
    claim(&file).inspect_err(|_| drop(fs::remove_file(path)))?;
    Ok(file)
}

/// Locks the file, and makes sure that it can be written to: a full disk shows only then.
fn claim(mut file: &File) -> io::Result<()> {
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(io::Error::other("it is locked already")),
        Err(TryLockError::Error(cause)) => return Err(cause),
    }
    file.write_all(b"\n")?;
    file.set_len(0)
}

/// Puts the lines in the place of what the file holds, in one move; no lines, no file.
fn store(path: &Path, lines: &[Vec<u8>]) -> Result<(), JournalError> {
    let stored = if lines.is_empty() {
        match fs::remove_file(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    } else {
        replace(path, &lines.concat())
    };
    stored.map_err(|cause| JournalError { path: path.to_owned(), cause })
}

fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut draft = NamedTempFile::new_in(folder)?;
    draft.write_all(content)?;
    draft.persist(path).map(drop).map_err(|e| e.error)
}

#[cfg(test)]
impl Journal {
    /// One that cannot be written to.
    pub fn broken(path: &Path) -> Journal {
        fs::write(path, "").expect("a test's own folder");
        let file = File::open(path).expect("it is there");
        Journal { path: path.to_owned(), target: String::new(), file: Mutex::new((file, 0)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal(folder: &Path) -> Journal {
        let target = "https://127.0.0.1:8443/";
        Journal::begin(folder, &RunId::new(1_700_000_000), target).unwrap()
    }

    #[test]
    fn a_line_says_what_and_where_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let journal = journal(folder.path());
        journal.note(&Object::Issuer("kvc-a".into())).unwrap();
        let text = fs::read_to_string(journal.path()).unwrap();
        let begins =
            r#"{"target":"https://127.0.0.1:8443/","kind":"issuer","name":"kvc-a","at":"2"#;
        assert!(text.starts_with(begins) && text.ends_with("Z\"}\n"), "{text}");
        let entry: Entry = serde_json::from_str(&text).unwrap();
        assert_eq!(entry.object, Object::Issuer("kvc-a".into()));
    }

    #[test]
    fn it_ends_with_what_is_left_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let journal = journal(folder.path());
        for name in ["a", "b"] {
            journal.note(&Object::Certificate(name.into())).unwrap();
        }
        journal.end(&[Object::Certificate("b".into())]).unwrap();
        let text = fs::read_to_string(journal.path()).unwrap();
        assert_eq!((text.lines().count(), text.contains(r#""name":"b""#)), (1, true));
        journal.end(&[]).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        journal.end(&[]).unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_told_with_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let run = RunId::new(0);
        let error = Journal::begin(&file.join("below"), &run, "https://v/").unwrap_err();
        assert!(error.to_string().contains(file.to_str().unwrap()), "{error}");
    }
}
