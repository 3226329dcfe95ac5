//! The API as the harness knows it: its routes, its error envelope, its `Retry-After`, the policy
//! of a create, and what a request creates.
//!
//! In: methods, paths, headers, bodies. Out: what they mean. Sends nothing, and must not know
//! targets, scenarios or the reference vault, which has its own knowledge on purpose.

pub mod api_version;
pub mod envelope;
pub mod kind;
pub mod object;
pub mod policy;
pub mod retry_after;
pub mod route;
