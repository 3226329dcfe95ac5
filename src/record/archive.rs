//! A HAR that grows: after each entry the file is a whole one.
//!
//! In: exchanges as they were sent, secrets and all. Out: the file, their secrets masked. What
//! cannot be written is told at the end, and the proxy goes on. Must not know who sent them.

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use time::OffsetDateTime;

use crate::http::exchange::{Answer, Call, record};
use crate::report::har;
use crate::secrets::learnt::Learnt;

/// A file that has grown so far is written no further.
const MOST_BYTES: u64 = 4 << 30;

/// Why something is missing in the file.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It cannot be written.
    #[error("{0}")]
    Write(#[from] io::Error),
    /// It is full.
    #[error("it has grown to {} GiB and is written no further", MOST_BYTES >> 30)]
    Full,
}

/// What was sent, and what came.
pub(super) struct Exchange<'e> {
    /// HTTP method.
    pub method: &'static str,
    /// Whole URL, at the target.
    pub url: &'e str,
    /// Headers of the request.
    pub headers: &'e [(String, String)],
    /// Body of the request.
    pub body: &'e str,
    /// The answer; none where none came.
    pub answer: Option<&'e Answer>,
    /// When it was sent.
    pub began: OffsetDateTime,
}

/// The archive.
#[derive(Debug)]
pub struct Archive(Mutex<Open>);

#[derive(Debug)]
struct Open {
    file: File,
    /// Bytes before the tail.
    length: u64,
    entries: u64,
    learnt: Learnt,
    wrong: Option<ArchiveError>,
}

impl Archive {
    /// A new one without entries. What the file held is gone with the first exchange, or when the
    /// archive is finished, and no sooner: a command that is not found costs nobody an old recording.
    pub fn create(path: &Path) -> io::Result<Archive> {
        let file = File::options().write(true).create(true).truncate(false).open(path)?;
        let told = file.metadata()?;
        if !told.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        let (length, learnt) = (0, Learnt::default());
        let mut open = Open { file, length, entries: 0, learnt, wrong: None };
        if told.len() == 0 {
            open.begin()?;
        }
        Ok(Archive(Mutex::new(open)))
    }

    /// Writes an exchange; when this returns it stands in the file.
    pub(super) fn add(&self, exchange: &Exchange<'_>) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if open.wrong.is_none() {
            let entry = open.entry(exchange);
            open.wrong = open.write(&entry).err();
        }
    }

    /// How many exchanges stand in it, or why some do not.
    pub fn finish(&self) -> Result<u64, ArchiveError> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = if open.length == 0 { open.begin() } else { Ok(()) };
        match open.wrong.take().or(begun.err().map(ArchiveError::Write)) {
            Some(wrong) => Err(wrong),
            None => Ok(open.entries),
        }
    }
}

impl Open {
    fn entry(&mut self, exchange: &Exchange<'_>) -> String {
        let Exchange { method, url, headers, body, answer, began } = *exchange;
        let mut call = Call::new(method, "", "");
        call.body = (!body.is_empty()).then(|| body.to_owned());
        let mask = self.learnt.mask(headers, body.as_bytes());
        har::alone(&record(url, headers, &call, answer, began, mask.redactor()))
    }

    /// A file without entries.
    fn begin(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(format!("{}{}", har::HEAD, har::TAIL).as_bytes())?;
        self.length = har::HEAD.len() as u64;
        Ok(())
    }

    fn write(&mut self, entry: &str) -> Result<(), ArchiveError> {
        if self.length == 0 {
            self.begin()?;
        }
        let comma = if self.entries == 0 { "" } else { "," };
        let text = format!("{comma}{entry}{}", har::TAIL);
        if self.length + text.len() as u64 > MOST_BYTES {
            return Err(ArchiveError::Full);
        }
        self.file.seek(SeekFrom::Start(self.length))?;
        self.file.write_all(text.as_bytes())?;
        self.length += (text.len() - har::TAIL.len()) as u64;
        self.entries += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::Value;

    use super::*;

    #[test]
    fn the_file_is_whole_after_each_entry_and_holds_no_secret() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let archive = Archive::create(file.path()).unwrap();
        let entries = || {
            let text = std::fs::read_to_string(file.path()).unwrap();
            assert!(!text.contains("s3cret-token") && !text.contains("Pa55-word"), "{text}");
            let har: Value = serde_json::from_str(&text).unwrap();
            har["log"]["entries"].as_array().unwrap().clone()
        };
        assert_eq!(entries().len(), 0);
        let body = b"{\"echo\":\"s3cret-token\"}".to_vec().into();
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let answer = Answer { status: 200, headers, body, took: Duration::from_millis(7) };
        let exchange = Exchange {
            method: "POST",
            url: "https://v/certificates/a/import?api-version=7.4",
            headers: &[("authorization".to_owned(), "Bearer s3cret-token".to_owned())],
            body: "{\"pwd\":\"Pa55-word/1\"}",
            answer: Some(&answer),
            began: OffsetDateTime::UNIX_EPOCH,
        };
        archive.add(&exchange);
        assert_eq!(entries()[0]["response"]["content"]["text"], "{\"echo\":\"[masked]\"}");
        archive.add(&Exchange { answer: None, ..exchange });
        assert_eq!(entries()[1]["response"]["status"], 0);
        assert_eq!(archive.finish().unwrap(), 2);
    }
}
