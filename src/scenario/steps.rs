//! Steps that several scenarios share: the files of `steps/`, read and found by name.
//!
//! What they mean where they are used is made in `compile`.

use std::collections::BTreeMap;

use super::raw::{RawScenario, RawShared};
use super::source::{STEPS, SourceFile};
use crate::yaml::{self, Flaws};

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
    /// Those of which something cannot be read. To use them is no second mistake.
    unreadable: BTreeMap<String, Unreadable>,
}

/// A file of which something cannot be read.
#[derive(Debug)]
pub struct Unreadable {
    /// What is left of it, if anything is.
    pub left: Option<Shared>,
    /// What is wrong with it.
    pub flaws: Flaws,
}

/// Keys below which names are given.
pub const DEFINING: [&str; 7] = ["capture", "sign", "issue", "use", "as", "with", "takes"];

/// The name of a file of shared steps; none for any other file.
pub fn name(relative: &str) -> Option<&str> {
    let name = relative.strip_prefix(STEPS)?;
    Some(name.trim_end_matches(".yaml").trim_end_matches(".yml"))
}

impl Library {
    /// Reads the files of a folder; what it lacks comes from the `embedded` ones.
    pub fn of(files: &[SourceFile], embedded: &[SourceFile]) -> Library {
        let mut library = Library::default();
        let own = files.iter().map(|file| (file, false));
        for (file, borrowed) in own.chain(embedded.iter().map(|file| (file, true))) {
            let Some(name) = name(&file.relative) else { continue };
            if library.files.contains_key(name) || library.unreadable.contains_key(name) {
                continue;
            }
            let (raw, flaws) = yaml::read::<RawShared>(&file.shown, &file.text, &DEFINING);
            let shared = raw.map(|raw| Shared { shown: file.shown.clone(), raw, borrowed });
            match shared {
                Some(shared) if flaws.is_empty() => {
                    library.files.insert(name.to_owned(), shared);
                }
                left => {
                    library.unreadable.insert(name.to_owned(), Unreadable { left, flaws });
                }
            }
        }
        library
    }

    /// The file of that name.
    pub fn find(&self, name: &str) -> Option<&Shared> {
        self.files.get(name)
    }

    /// Whether there is a file of that name that cannot be read.
    pub fn is_unreadable(&self, name: &str) -> bool {
        self.unreadable.contains_key(name)
    }

    /// Those that are not whole.
    pub fn unreadable(&self) -> impl Iterator<Item = &Unreadable> {
        self.unreadable.values()
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
