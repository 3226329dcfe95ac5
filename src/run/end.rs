//! How the walk of a case ended.

/// How the walk of a case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Every check passed.
    Held,
    /// A check failed.
    Broken,
    /// It could not be told.
    Unknown(String),
}
