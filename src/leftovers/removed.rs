//! What became of an object that a removal dealt with.

/// What became of an object that is not there any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// It is gone.
    Gone,
    /// There was no such thing.
    NotThere,
    /// On no list, but lists may lack what is in progress, and what the target answers of that says
    /// nothing. A target that chokes on the name itself never made anything of that name.
    Unlisted(String),
    /// Deleted; why it stays among the deleted ones.
    Deleted(String),
    /// It was deleted before; why it stays among the deleted ones.
    StaysDeleted(String),
    /// It is not there, and the target forbids to tell whether it is among the deleted ones.
    Hidden(String),
    /// It is not there, and whether it is among the deleted ones cannot be told.
    Unclear(String),
}
