//! The journals of earlier runs, read again: bounded, a line that cannot be read told from those
//! that can, and the journal of a run that still goes on left alone.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::{ENDING, Entry, JournalError, store};
use crate::leftovers::names::RunId;

/// Bytes of a journal that are read; a run writes some ten thousand.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// What a file in the journals' folder turned out to be.
#[derive(Debug)]
pub enum JournalFile {
    /// Of a run that ended; locked as long as this is held.
    Ended(EndedJournal),
    /// In use: by its run, or by someone else who sweeps. The run's id.
    Live(String),
    /// It cannot be read: where, and why.
    Unreadable(PathBuf, String),
}

/// The journal of a run that ended.
#[derive(Debug)]
pub struct EndedJournal {
    /// The file.
    pub path: PathBuf,
    /// Its lines in order, empty ones left out.
    pub lines: Vec<Line>,
    /// Nobody else sweeps by it as long as it is locked.
    _lock: File,
}

/// One line of a journal.
#[derive(Debug)]
pub struct Line {
    /// From 1.
    pub number: usize,
    /// What it says, or why it cannot be told.
    pub entry: Result<Entry, String>,
    raw: Vec<u8>,
}

/// Reads every journal of a folder, in the order of their names; none if there is no folder.
pub fn all(folder: &Path) -> io::Result<Vec<JournalFile>> {
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let paths = entries.map(|entry| entry.map(|e| e.path())).collect::<io::Result<Vec<_>>>()?;
    let paths = paths.into_iter();
    let mut journals: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|e| e == ENDING)).collect();
    journals.sort();
    Ok(journals.into_iter().filter_map(read).collect())
}

/// Reads one journal; nothing if its run has just ended and removed it.
fn read(path: PathBuf) -> Option<JournalFile> {
    match locked(&path) {
        Ok(Some((bytes, lock))) => {
            let lines = lines(&bytes);
            Some(JournalFile::Ended(EndedJournal { path, lines, _lock: lock }))
        }
        Ok(None) => {
            let stem = path.file_stem().unwrap_or_default();
            Some(JournalFile::Live(stem.to_string_lossy().into_owned()))
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        Err(e) => Some(JournalFile::Unreadable(path, e.to_string())),
    }
}

/// The bytes and the file, locked; none where a run holds the lock.
fn locked(path: &Path) -> io::Result<Option<(Vec<u8>, File)>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let file = File::open(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(cause)) => return Err(cause),
    }
    let mut bytes = Vec::new();
    (&file).take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        let why = format!("it is larger than {MOST_BYTES} bytes");
        return Err(io::Error::other(why));
    }
    Ok(Some((bytes, file)))
}

/// Whether a run still goes on, by the lock of its journal in that folder.
pub fn goes_on(folder: &Path, run: &RunId) -> bool {
    let path = folder.join(format!("{}.{ENDING}", run.as_str()));
    if !fs::metadata(&path).is_ok_and(|found| found.is_file()) {
        return false;
    }
    File::open(path).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

fn lines(bytes: &[u8]) -> Vec<Line> {
    let numbered = bytes.split(|b| *b == b'\n').zip(1..);
    let written = numbered.filter(|(raw, _)| !raw.trim_ascii().is_empty());
    written
        .map(|(raw, number)| Line { number, entry: entry(raw), raw: [raw, b"\n"].concat() })
        .collect()
}

fn entry(raw: &[u8]) -> Result<Entry, String> {
    let entry: Entry = serde_json::from_slice(raw).map_err(|e| format!("not an entry: {e}"))?;
    // Whoever wrote this line, nothing is removed by it that no run has named.
    match RunId::of(entry.object.name()) {
        Some(_) => Ok(entry),
        None => Err(format!("{} does not bear the name of a run", entry.object)),
    }
}

impl EndedJournal {
    /// The id of its run.
    pub fn run(&self) -> String {
        self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Ends the reading: the file keeps these lines, and is no more if there are none.
    pub fn keep(self, keep: impl Fn(&Line) -> bool) -> Result<(), JournalError> {
        let kept: Vec<Vec<u8>> =
            self.lines.iter().filter(|l| keep(l)).map(|l| l.raw.clone()).collect();
        if kept.len() == self.lines.len() && !kept.is_empty() {
            Ok(())
        } else {
            store(&self.path, &kept)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyvault::object::Object;
    use crate::leftovers::journal::Journal;

    fn begun(folder: &Path, run: &RunId) -> Journal {
        Journal::begin(folder, run, "https://127.0.0.1:8443/").unwrap()
    }

    fn ended(folder: &Path) -> EndedJournal {
        match all(folder).unwrap().pop() {
            Some(JournalFile::Ended(journal)) => journal,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_journal_of_a_live_run_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunId::new(1_700_000_000);
        let journal = begun(folder.path(), &run);
        journal.note(&Object::Certificate(run.name("a"))).unwrap();
        let found = all(folder.path()).unwrap();
        assert!(matches!(&found[..], [JournalFile::Live(id)] if id == run.as_str()), "{found:?}");
        assert!(goes_on(folder.path(), &run) && !goes_on(folder.path(), &RunId::new(0)));
        drop(journal);
        assert!(!goes_on(folder.path(), &run));
        let journal = ended(folder.path());
        assert_eq!(journal.lines[0].entry.as_ref().unwrap().object.name(), run.name("a"));
    }

    #[test]
    fn what_is_no_entry_is_told_with_its_line_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunId::new(1_700_000_000);
        begun(folder.path(), &run).note(&Object::Issuer(run.name("b"))).unwrap();
        let path = folder.path().join(format!("{}.jsonl", run.as_str()));
        let whole = fs::read_to_string(&path).unwrap();
        let foreign = whole.replace(&run.name("b"), "somebody-elses");
        fs::write(&path, format!("{whole}\nhalf a li\u{0}\n{foreign}")).unwrap();
        let journal = ended(folder.path());
        let wrong: Vec<_> = journal.lines.iter().filter(|l| l.entry.is_err()).collect();
        assert_eq!(wrong.iter().map(|l| l.number).collect::<Vec<_>>(), [3, 4]);
        assert!(wrong[1].entry.as_ref().unwrap_err().contains("somebody-elses"));
        journal.keep(|line| line.entry.is_err()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("half a li\u{0}\n{foreign}"));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("6553f100abcdef.jsonl");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        let found = all(folder.path()).unwrap();
        let told = |why: &str| why.contains("no regular file");
        assert!(matches!(&found[..], [JournalFile::Unreadable(_, why)] if told(why)), "{found:?}");
        let run = RunId::of("kvc-6553f100abcdef-a").unwrap();
        assert!(!goes_on(folder.path(), &run));
    }

    #[test]
    fn a_folder_that_is_not_there_holds_nothing() {
        let folder = tempfile::tempdir().unwrap();
        assert!(all(&folder.path().join("no")).unwrap().is_empty());
    }
}
