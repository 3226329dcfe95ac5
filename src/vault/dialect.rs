//! The two authorities where they differ: which one the vault plays.

/// Where the document and recorded vaults differ, one of them is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// As the contract document says.
    #[default]
    Documented,
    /// As real vaults were recorded to answer.
    Observed,
}
