//! Black-box tests: the binary as a user runs it.

mod bad_files;
mod bad_targets;
mod reports;
mod selection;
mod stopping;
mod support;
