//! A proxy on this machine that writes down what goes through it, so that any client's tests
//! become traffic that `verify` can judge.
//!
//! In: a target, and a file. Out: a URL that stands for the target, and a HAR of every exchange,
//! its secrets masked, whole at any time: what the target said, while clients see its own URL
//! replaced by the proxy's. Must not know what an exchange means.

mod archive;
mod lead;
mod proxy;

pub use archive::{Archive, ArchiveError};
pub use proxy::{Face, Proxy, ProxyError};
