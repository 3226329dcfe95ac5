//! Mistakes in files of ours: where, what, and what to do.
//!
//! In: what was found, wherever that was. Out: the same with its place, bounded, in one form. Must not
//! know how files are read.

use std::fmt;

/// Characters of what is told of one mistake. A file may hold words of any length.
const TOLD: usize = 2000;

fn bounded(told: String) -> String {
    match told.char_indices().nth(TOLD) {
        Some((end, _)) => format!("{}…", &told[..end]),
        None => told,
    }
}

/// One mistake in one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The file as the user knows it.
    pub file: String,
    /// Line, from 1; 0 where the whole file is meant.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
    /// What is wrong.
    pub message: String,
    /// What to do, if it can be told.
    pub hint: Option<String>,
}

impl Mistake {
    /// A mistake at a place.
    pub fn at(file: &str, (line, column): (u64, u64), message: impl Into<String>) -> Self {
        let message = bounded(message.into());
        Mistake { file: file.to_owned(), line, column, message, hint: None }
    }

    /// A mistake of the file as a whole.
    pub fn whole(file: &str, message: impl Into<String>) -> Self {
        Mistake::at(file, (0, 0), message)
    }

    /// The same with a hint.
    pub fn hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint.map(bounded);
        self
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}", self.file, self.message)?;
        } else {
            write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        }
        match &self.hint {
            Some(hint) => write!(f, "\n    {hint}"),
            None => Ok(()),
        }
    }
}

/// All mistakes of one reading; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistakes(pub Vec<Mistake>);

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{mistake}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistake {}

impl std::error::Error for Mistakes {}
