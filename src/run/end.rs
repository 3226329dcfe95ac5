//! How the walk of a case ended.

/// How the walk of a case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Every claim held.
    Held,
    /// A claim is broken.
    Broken,
    /// A precondition is not met: no claim is due.
    NotDue(String),
    /// The set-up could not be done: the reason, and the index of the step that is to blame.
    Unready(String, usize),
    /// It could not be told.
    Unknown(String),
}
