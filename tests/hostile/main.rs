//! Hostile targets and files, one behaviour a row: what a run then says, with which exit code, and
//! that nothing harmful stands in any output, in bounded time and memory.
//!
//! Between the binary and a real vault stands a server that spoils some answers. What holds of every
//! row is in `ended.rs`; `texts.rs` puts texts that a terminal, a page or a pipeline would obey into
//! every place that is told; `behaviour.rs` has the rest; `files.rs` is about files.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod behaviour;
mod ended;
#[allow(dead_code, reason = "shared with the other black-box tests")]
#[path = "../cli/endpoint.rs"]
mod endpoint;
mod files;
mod row;
mod saved;
mod starved;
#[allow(dead_code, reason = "shared with the other black-box tests")]
#[path = "../cli/support.rs"]
mod support;
mod texts;
mod tls;
