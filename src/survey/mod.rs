//! What a target has, lacks and permits, asked before the cases are walked and by `doctor`.
//!
//! In: a client that tracks what it creates. Out: what the target's answers say of the connection,
//! of each operation and of each permission. Must not know cases, verdicts or printing.

pub mod connection;
pub mod creates;
mod dialect;
pub mod learn;
pub mod naming;
pub mod permissions;
pub mod probe;
pub mod refusal;
pub mod roles;
mod versions;
mod words;
