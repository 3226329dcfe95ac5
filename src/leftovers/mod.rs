//! What a run may leave in a target: noted before a request is sent, removed afterwards, and
//! swept up where a run was killed.
//!
//! In: the client of a target, and what requests create. Out: what became of each object. Must not
//! know scenarios, cases or verdicts.

pub mod journal;
pub mod listing;
pub mod names;
pub mod patience;
pub mod removal;
pub mod removed;
pub mod sweep;
pub mod tracked_client;
pub mod tracker;
pub mod unknown;
