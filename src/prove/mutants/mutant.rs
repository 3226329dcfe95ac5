//! What a mutant is.

/// One way in which a vault can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mutant {
    /// The kind of exchange: method, path, status, state.
    pub kind: String,
    /// The place in the answer.
    pub place: String,
    /// What is done there.
    pub change: String,
}

impl std::fmt::Display for Mutant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} | {} | {}", self.kind, self.place, self.change)
    }
}
