//! Inputs nobody thought of: files, traffic and answers made up or spoilt at random, and what must
//! hold of whatever comes of them.
//!
//! `cargo test` plays a bounded round, the same each time. `KVCONTRACT_FUZZ_SECONDS=300` plays each
//! property for that long, on inputs that differ each time. What was once wrong is kept in
//! `regressions`, and is tried first. Masking and templates, which are private, have their properties
//! beside them in `src`.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod answers;
mod files;
mod page;
mod readers;
mod rounds;
mod texts;
mod traffic;
