//! All that is wrong with the shape of one file, and what that leaves to be said of its meaning.
//!
//! In: mistakes of shape, then those of meaning. Out: those that are none of the other's doing, in the
//! order of the file. Must not know how either were found.

use super::mistake::Mistake;

/// One mistake of shape.
#[derive(Debug, Clone)]
pub(super) struct Flaw {
    /// What is told.
    pub mistake: Mistake,
    /// The place of the part that lacks something by it.
    pub part: (u64, u64),
    /// Whether a name may have been given there that nobody read.
    pub loses_names: bool,
}

/// The mistakes of shape of one file.
#[derive(Debug, Clone, Default)]
pub struct Flaws(Vec<Flaw>);

impl Flaws {
    /// The one that ended the reading.
    pub(super) fn of(mistake: Mistake) -> Flaws {
        let part = (mistake.line, mistake.column);
        Flaws(vec![Flaw { mistake, part, loses_names: true }])
    }

    /// These.
    pub(super) fn all(flaws: Vec<Flaw>) -> Flaws {
        Flaws(flaws)
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether names may have been given that nobody read: then none is known to be unknown.
    pub fn lose_names(&self) -> bool {
        self.0.iter().any(|flaw| flaw.loses_names)
    }

    /// Together with the mistakes of meaning of the same file, without those that only say again
    /// what is wrong with the shape: that nothing stands where something could not be read.
    pub fn with(&self, meaning: Vec<Mistake>) -> Vec<Mistake> {
        let mut all: Vec<Mistake> = self.0.iter().map(|flaw| flaw.mistake.clone()).collect();
        if all.is_empty() {
            return meaning;
        }
        all.extend(meaning.into_iter().filter(|mistake| !self.tell(mistake)));
        all.sort_by_key(|mistake| (mistake.line, mistake.column));
        all
    }

    fn tell(&self, other: &Mistake) -> bool {
        let at = (other.line, other.column);
        let mut flaws = self.0.iter().filter(|flaw| flaw.mistake.file == other.file);
        flaws.any(|flaw| at == flaw.part || at == (flaw.mistake.line, flaw.mistake.column))
    }
}
