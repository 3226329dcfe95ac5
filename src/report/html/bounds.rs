//! How much of anything the page shows. Nothing comes in.

/// Characters of a name.
pub const NAME: usize = 300;
/// Characters of a sentence.
pub const SENTENCE: usize = 2000;
/// Characters of a value.
pub const VALUE: usize = 20_000;
/// Cases that are named in one list.
pub const CASES: usize = 60;
/// Lines of one difference.
pub const DIFF: usize = 200;
/// Exchanges of one step that are shown: this many first and last ones.
pub const ENDS: usize = 3;
