//! Recorded answers: one JSON file each, read from a folder.
//!
//! Two folders: the fixtures beside this file, always there, and the records of real vaults,
//! which are not part of this project. Out: [`Record`]s, or what is wrong with the folder; a
//! folder that is there is never half read. It must not know what an answer means.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::Value;

/// Names the folder of records.
const VARIABLE: &str = "KVCONTRACT_RECORDS";
/// Where it is looked for otherwise, below the crate.
const USUAL: &str = "../shared/contract/recordings";
/// A folder with fewer is not the records.
const FEWEST_RECORDS: usize = 100;

/// One request and what it was answered.
#[derive(Debug, Clone, Deserialize)]
pub struct Record {
    /// The file's name without its ending.
    #[serde(skip)]
    pub name: String,
    /// HTTP method.
    pub method: String,
    /// Whole URL, as it was recorded.
    pub url: String,
    /// HTTP status.
    pub status: u16,
    /// Headers by name in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body: JSON, or text; empty text where there was none.
    #[serde(rename = "response_body")]
    pub body: Value,
}

impl Record {
    /// Path and query of the URL; hosts of records are not always ones that parse.
    pub fn path_and_query(&self) -> (&str, &str) {
        split(&self.url)
    }

    /// The api-version that was asked for.
    pub fn api_version(&self) -> &str {
        let (_, query) = self.path_and_query();
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(key, _)| *key == "api-version").map(|(_, value)| value).next().unwrap_or("")
    }
}

/// Path and query of a URL.
pub fn split(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    path.split_once('?').unwrap_or((path, ""))
}

/// The answers that stand in the project.
pub fn fixtures() -> &'static [Record] {
    static FIXTURES: OnceLock<Vec<Record>> = OnceLock::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/records/fixtures");
    FIXTURES.get_or_init(|| read(&folder, 1).unwrap_or_else(|wrong| panic!("{wrong}")))
}

/// The answers of real vaults; `None`, and said aloud, where the folder is not there.
pub fn records() -> Option<&'static [Record]> {
    static RECORDS: OnceLock<Option<Vec<Record>>> = OnceLock::new();
    let records = RECORDS.get_or_init(|| {
        let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join(USUAL);
        let folder = env::var_os(VARIABLE).map_or_else(usual, PathBuf::from);
        if !folder.exists() {
            let folder = folder.display();
            say(&format!(
                "SKIPPED: no records in {folder} ({VARIABLE}); fixtures alone are checked"
            ));
            return None;
        }
        Some(read(&folder, FEWEST_RECORDS).unwrap_or_else(|wrong| panic!("{wrong}")))
    });
    records.as_deref()
}

/// Says something that the harness does not swallow when a test passes, in one write so that
/// lines of other tests do not come between.
pub fn say(line: &str) {
    // A terminal that is gone is no reason to fail.
    let _ = std::io::stderr().write_all(format!("tests/records: {line}\n").as_bytes());
}

fn read(folder: &Path, fewest: usize) -> Result<Vec<Record>, String> {
    let wrong = |what: String| format!("{}: {what}", folder.display());
    let entries = fs::read_dir(folder).map_err(|error| wrong(error.to_string()))?;
    let paths: Result<Vec<PathBuf>, _> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths.map_err(|error: std::io::Error| wrong(error.to_string()))?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    if paths.len() < fewest {
        return Err(wrong(format!("{} files, at least {fewest} are expected", paths.len())));
    }
    paths
        .iter()
        .map(|path| one(path).map_err(|what| format!("{}: {what}", path.display())))
        .collect()
}

fn one(path: &Path) -> Result<Record, String> {
    let text = fs::read(path).map_err(|error| error.to_string())?;
    let mut record: Record = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
    record.name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let headers = std::mem::take(&mut record.headers);
    record.headers = headers.into_iter().map(|(k, v)| (k.to_ascii_lowercase(), v)).collect();
    Ok(record)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: &str = r#"{"method":"GET","url":"https://<v>/certificates/a/?x=1&api-version=7.0",
        "status":200,"headers":{"Retry-After":"10"},"response_body":""}"#;

    fn folder(files: usize, odd: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..files {
            let text = if number + 1 == files { odd } else { FINE };
            fs::write(folder.path().join(format!("{number:03}.json")), text).unwrap();
        }
        folder
    }

    #[test]
    fn a_record_is_read_with_its_headers_in_lower_case() {
        let folder = folder(1, FINE);
        let records = read(folder.path(), 1).unwrap();
        assert_eq!(records[0].headers["retry-after"], "10");
        assert_eq!((records[0].name.as_str(), records[0].api_version()), ("000", "7.0"));
        assert_eq!(records[0].path_and_query().0, "/certificates/a/");
    }

    #[test]
    fn too_few_files_are_an_error() {
        let wrong = read(folder(99, FINE).path(), 100).unwrap_err();
        assert!(wrong.contains("99 files"), "{wrong}");
        assert_eq!(read(folder(100, FINE).path(), 100).unwrap().len(), 100);
    }

    #[test]
    fn a_file_that_does_not_parse_is_an_error_that_names_it() {
        for odd in ["{", "{}", "[]"] {
            let wrong = read(folder(100, odd).path(), 100).unwrap_err();
            assert!(wrong.contains("099.json"), "{wrong}");
        }
    }
}
