//! Black-box tests: the binary as a user runs it.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod bad_files;
mod bad_rules;
mod bad_targets;
mod behind;
mod causes;
mod credentials;
mod desk;
mod deviations;
mod emulators;
mod endless;
#[allow(dead_code, reason = "shared with the other black-box tests")]
mod endpoint;
mod environment;
mod folders;
mod hostile;
mod hosts;
mod init;
mod language;
mod learning;
mod lint;
mod listing;
mod matrix;
mod pacing;
mod packages;
mod permissions;
mod record;
mod reference;
mod reports;
mod routes;
mod sample;
mod saved;
mod secrets;
mod selection;
mod serving;
mod set_up;
mod shards;
mod stopping;
mod suite_files;
mod suites;
mod support;
mod sweeping;
mod terminal;
mod throttling;
mod unclear;
mod verify;
