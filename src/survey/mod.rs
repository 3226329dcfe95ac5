//! What a target has, lacks and permits, asked before the cases are walked and by `doctor`.
//!
//! In: a target that can be sent requests. Out: what its answers say of each operation and each
//! permission. Must not know cases, verdicts or printing.

pub mod permissions;
pub mod probe;
