//! A proxy on this machine that writes down what goes through it, so that any client's tests
//! become traffic that `verify` can judge.
//!
//! In: a target, and a file. Out: a URL that stands for the target, and a HAR of every exchange,
//! its secrets masked, whole at any time. Must not know what an exchange means.

mod archive;
mod proxy;

pub use archive::{Archive, ArchiveError};
pub use proxy::{Proxy, ProxyError};
