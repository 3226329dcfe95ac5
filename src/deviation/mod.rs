//! Known deviations: what a target file excuses, and whether it really happens.
//!
//! A deviation names a cause by a requirement and a signature, so that anything else that the
//! target does wrong still fails. One that does not happen is stale, and a red trial of its own.
//! In come a target file's entries, the suite and findings; out go verdicts and changes of the
//! file. Must not know how findings come about, nor read text that was made for people.

mod declared;
mod judge;
mod read;
mod stale;
mod update;

pub use declared::{Declared, Force};
pub use judge::judge;
pub use read::read;
pub use stale::{drafts, outcome};
pub use update::{Update, update};
