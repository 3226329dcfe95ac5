//! Steps that several scenarios share: the files of `steps/`, read and found by name.
//!
//! What they mean where they are used is made in `compile`.

use std::collections::{BTreeMap, BTreeSet};

use super::raw::{RawScenario, RawShared};
use super::source::SourceFile;
use crate::yaml::{self, Mistake};

/// Where they stand, below the scenarios folder.
const FOLDER: &str = "steps/";

/// One file.
#[derive(Debug)]
pub struct Shared {
    /// Path as the user knows it.
    pub shown: String,
    /// What is in it.
    pub raw: RawShared,
    /// Whether it comes from the binary, because the folder has none of that name.
    pub borrowed: bool,
}

/// All of them, by name.
#[derive(Debug, Default)]
pub struct Library {
    files: BTreeMap<String, Shared>,
    /// Those that cannot be read. To use them is no second mistake.
    unreadable: BTreeSet<String>,
}

/// The name of a file of shared steps; none for any other file.
pub fn name(relative: &str) -> Option<&str> {
    let name = relative.strip_prefix(FOLDER)?;
    Some(name.trim_end_matches(".yaml").trim_end_matches(".yml"))
}

impl Library {
    /// Reads the files of a folder; what it lacks comes from the `embedded` ones.
    pub fn of(files: &[SourceFile], embedded: &[SourceFile]) -> (Library, Vec<Mistake>) {
        let mut library = Library::default();
        let mut mistakes = Vec::new();
        let own = files.iter().map(|file| (file, false));
        for (file, borrowed) in own.chain(embedded.iter().map(|file| (file, true))) {
            let Some(name) = name(&file.relative) else { continue };
            if library.files.contains_key(name) || library.unreadable.contains(name) {
                continue;
            }
            match yaml::parse::<RawShared>(&file.shown, &file.text) {
                Ok(raw) => {
                    let shared = Shared { shown: file.shown.clone(), raw, borrowed };
                    library.files.insert(name.to_owned(), shared);
                }
                Err(mistake) => {
                    library.unreadable.insert(name.to_owned());
                    mistakes.push(mistake);
                }
            }
        }
        (library, mistakes)
    }

    /// The file of that name.
    pub fn find(&self, name: &str) -> Option<&Shared> {
        self.files.get(name)
    }

    /// Whether there is a file of that name that cannot be read.
    pub fn is_unreadable(&self, name: &str) -> bool {
        self.unreadable.contains(name)
    }

    /// The names that can be used.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The folder's own files.
    pub fn own(&self) -> impl Iterator<Item = (&str, &Shared)> {
        let own = self.files.iter().filter(|(_, shared)| !shared.borrowed);
        own.map(|(name, shared)| (name.as_str(), shared))
    }
}

/// The names that a scenario uses.
pub fn used(raw: &RawScenario) -> impl Iterator<Item = &str> {
    let steps = raw.steps.value.iter().chain(&raw.finally);
    steps.filter_map(|step| step.value.shared.as_ref().map(|name| name.value.as_str()))
}
