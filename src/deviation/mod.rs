//! Known deviations: what a target file excuses, and whether it really happens.
//!
//! A deviation excuses failed checks by their signature, so that a different failure of the
//! same case still fails. One that excuses nothing in a case it names is stale, and told. In
//! come a target file's entries, the suite and findings; out go verdicts and changes of the file.
//! Must not know how findings come about, nor read text that was made for people.

mod declared;
mod judge;
mod read;
mod update;

pub use declared::Declared;
pub use judge::judge;
pub use read::read;
pub use update::{UNREASONED, Update, update};
