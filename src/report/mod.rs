//! What a run leaves behind for people and machines: one writer a file, each from a
//! [`RunResult`] to text.
//!
//! Reports are opened here before the run, so that an unwritable path is found at once, and
//! written here after it, whole or not at all. Nothing in here may know how results come about.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::verdict::RunResult;

pub mod compare;
mod coverage;
mod curl;
pub mod gate;
mod github;
mod group;
pub mod har;
pub mod html;
mod json;
mod junit;
mod kind;
mod markdown;
pub mod matrix;
pub mod merge;
pub mod redacted;
#[cfg(test)]
mod sample;
pub mod sanitize;
pub mod saved;
pub mod script;
mod shell;
pub mod text;
mod words;

pub use json::write as write_json;
pub use kind::Kind;

/// A report that cannot be written: which, and why.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// Something stands in the way.
    #[error("cannot write the report {}: {cause}", path.display())]
    Unwritable {
        /// The path as it was asked for.
        path: PathBuf,
        /// What stands in the way.
        cause: io::Error,
    },
    /// It had its place, and could not be written there after all: a full disk.
    #[error("the report {} is lost: {cause}", path.display())]
    Lost {
        /// The path as it was asked for.
        path: PathBuf,
        /// What stands in the way.
        cause: io::Error,
    },
    /// Two reports are to go to one file.
    #[error("the report {} is asked for twice", path.display())]
    Twice {
        /// The path as it was asked for the second time.
        path: PathBuf,
    },
    /// A known secret stands in what would have been written.
    #[error("the {} report holds a secret in clear; it was not written to {} (a token that is also a word of the target's name or URL is one, too)", kind.word(), path.display())]
    Secret {
        /// The kind of report.
        kind: Kind,
        /// Where it would have gone.
        path: PathBuf,
    },
}

/// A report that has its place and waits for the result.
///
/// Dropped without [`Sink::write`] it leaves what was at the path untouched.
#[derive(Debug)]
pub struct Sink {
    kind: Kind,
    path: PathBuf,
    place: PathBuf,
    draft: NamedTempFile,
}

/// Makes sure that every report can be written to its path, and no two to one.
pub fn open<'p>(
    wanted: impl IntoIterator<Item = (Kind, &'p Path)>,
) -> Result<Vec<Sink>, ReportError> {
    let mut sinks: Vec<Sink> = Vec::new();
    for (kind, path) in wanted {
        let path = path.to_owned();
        match prepare(&path) {
            Err(cause) => return Err(ReportError::Unwritable { path, cause }),
            Ok((place, _)) if sinks.iter().any(|s| s.place == place) => {
                return Err(ReportError::Twice { path });
            }
            Ok((place, draft)) => sinks.push(Sink { kind, path, place, draft }),
        }
    }
    Ok(sinks)
}

impl Sink {
    /// Renders the run and puts the report in its place in one move; returns the path. What
    /// `leaks` finds a secret in is not written.
    pub fn write(
        mut self,
        run: &RunResult,
        leaks: impl Fn(&str) -> bool,
    ) -> Result<PathBuf, ReportError> {
        let report = self.kind.render(run);
        if leaks(&report) {
            return Err(ReportError::Secret { kind: self.kind, path: self.path });
        }
        let moved = match self.draft.write_all(report.as_bytes()) {
            Ok(()) => self.draft.persist(&self.place).map_err(|e| e.error),
            Err(cause) => Err(cause),
        };
        match moved {
            Ok(_) => Ok(self.path),
            Err(cause) => Err(ReportError::Lost { path: self.path, cause }),
        }
    }
}

/// Writes a text to a path, whole or not at all: for what is no report of one run.
pub fn place(path: &Path, text: &str) -> Result<(), ReportError> {
    place_by(path, |draft| draft.write_all(text.as_bytes()))
}

/// The same of what is written piece by piece; after an error of that nothing is there.
pub fn place_by(
    path: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<(), ReportError> {
    let (place, mut draft) =
        prepare(path).map_err(|cause| ReportError::Unwritable { path: path.to_owned(), cause })?;
    let lost = |cause| ReportError::Lost { path: path.to_owned(), cause };
    write(draft.as_file_mut()).map_err(lost)?;
    draft.persist(place).map_err(|e| lost(e.error))?;
    Ok(())
}

/// The file that will be replaced and the draft beside it that will replace it.
fn prepare(path: &Path) -> io::Result<(PathBuf, NamedTempFile)> {
    // Through a symbolic link the file behind it is replaced, not the link.
    let place = match fs::canonicalize(path) {
        Ok(place) => place,
        Err(e) if e.kind() == ErrorKind::NotFound => path.to_owned(),
        Err(e) => return Err(e),
    };
    if place.exists() {
        check_replaceable(&place)?;
    }
    let directory = match place.parent() {
        Some(parent) if parent != Path::new("") => parent,
        Some(_) => Path::new("."),
        None => return Err(io::Error::new(ErrorKind::InvalidInput, "it names no file")),
    };
    fs::create_dir_all(directory)?;
    let draft = draft_in(directory)?;
    // One file has one place, however its path is spelt.
    let name = place.file_name().ok_or_else(|| io::Error::other("it names no file"))?;
    Ok((fs::canonicalize(directory)?.join(name), draft))
}

/// Renaming over a file asks only the directory, so the file is asked here.
fn check_replaceable(place: &Path) -> io::Result<()> {
    let found = fs::metadata(place)?;
    if found.is_dir() {
        return Err(io::Error::new(ErrorKind::IsADirectory, "it is a directory"));
    }
    if !found.is_file() {
        // Replacing /dev/null by a report would be a surprise.
        return Err(io::Error::other("it is not a regular file"));
    }
    if found.permissions().readonly() {
        return Err(io::Error::new(ErrorKind::PermissionDenied, "it is read-only"));
    }
    OpenOptions::new().write(true).open(place).map(drop)
}

fn draft_in(directory: &Path) -> io::Result<NamedTempFile<File>> {
    let mut draft = tempfile::Builder::new();
    draft.prefix(".kvcontract-report-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A draft is private by default; a report is read by others, as the umask allows.
        draft.permissions(fs::Permissions::from_mode(0o666));
        draft.tempfile_in(directory)
    }
    #[cfg(not(unix))]
    draft.tempfile_in(directory)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).unwrap();
        entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
    }

    fn one(kind: Kind, path: &Path) -> Result<Sink, ReportError> {
        open([(kind, path)]).map(|mut sinks| sinks.remove(0))
    }

    fn write(sink: Sink) -> PathBuf {
        sink.write(&sample::run(), |_| false).unwrap()
    }

    fn refusal(path: &Path) -> String {
        one(Kind::Json, path).unwrap_err().to_string()
    }

    #[test]
    fn a_report_with_a_secret_in_it_is_not_written_and_the_secret_not_told() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("run.json");
        let sink = one(Kind::Json, &path).unwrap();
        let error = sink.write(&sample::run(), |text| text.contains("lowkey")).unwrap_err();
        assert!(error.to_string().starts_with("the json report holds a secret"), "{error}");
        assert!(!error.to_string().contains("lowkey"));
        assert_eq!(entries(root.path()), Vec::<String>::new());
    }

    #[test]
    fn one_file_takes_one_report_however_its_path_is_spelt() {
        let root = tempfile::tempdir().unwrap();
        let (plain, odd) = (root.path().join("r"), root.path().join("x/../r"));
        fs::create_dir(root.path().join("x")).unwrap();
        let error = open([(Kind::Json, plain.as_path()), (Kind::Html, odd.as_path())]).unwrap_err();
        assert!(matches!(error, ReportError::Twice { .. }), "{error}");
    }

    #[test]
    fn a_report_appears_whole_in_directories_made_for_it() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a/b/run.json");
        let sink = one(Kind::Json, &path).unwrap();
        assert!(!path.exists(), "the report is there before the run");
        assert_eq!(write(sink), path);
        assert_eq!(fs::read_to_string(&path).unwrap(), Kind::Json.render(&sample::run()));
        assert_eq!(entries(path.parent().unwrap()), ["run.json"]);
    }

    #[test]
    fn a_longer_older_report_is_replaced_to_its_end() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("junit.xml");
        fs::write(&path, "old ".repeat(100_000)).unwrap();
        let sink = one(Kind::Junit, &path).unwrap();
        assert!(fs::read_to_string(&path).unwrap().starts_with("old "));
        write(sink);
        let written = fs::read_to_string(&path).unwrap();
        assert_eq!(written, Kind::Junit.render(&sample::run()));
    }

    #[test]
    fn a_run_that_never_ends_leaves_nothing() {
        let root = tempfile::tempdir().unwrap();
        drop(one(Kind::Json, &root.path().join("run.json")).unwrap());
        assert_eq!(entries(root.path()), Vec::<String>::new());
    }

    #[test]
    fn a_path_that_cannot_be_written_is_refused_with_path_and_cause() {
        let root = tempfile::tempdir().unwrap();
        let shown = root.path().display();
        let message = refusal(root.path());
        assert_eq!(message, format!("cannot write the report {shown}: it is a directory"));
        let file = root.path().join("file");
        fs::write(&file, "").unwrap();
        let message = refusal(&file.join("run.json"));
        assert!(
            message.starts_with(&format!("cannot write the report {shown}/file/run.json: ")),
            "{message}"
        );
        assert!(refusal(Path::new("")).ends_with("it names no file"));
    }

    #[test]
    fn a_read_only_file_is_not_replaced() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("run.json");
        fs::write(&path, "kept").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        assert!(refusal(&path).ends_with("it is read-only"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "kept");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_replaced() {
        assert!(refusal(Path::new("/dev/null")).ends_with("it is not a regular file"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_keeps_pointing_to_the_report() {
        let root = tempfile::tempdir().unwrap();
        let (file, link) = (root.path().join("file"), root.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write(one(Kind::Json, &link).unwrap());
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(fs::read_to_string(&file).unwrap().starts_with("{\n"));
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_a_report() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        // What the umask leaves of an ordinary file is what a report gets.
        fs::write(root.path().join("ordinary"), "").unwrap();
        let path = root.path().join("run.json");
        write(one(Kind::Json, &path).unwrap());
        let mode = |p: &Path| fs::metadata(p).unwrap().permissions().mode();
        assert_eq!(mode(&path), mode(&root.path().join("ordinary")));
    }
}
