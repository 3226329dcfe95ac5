//! Contract test suite for endpoints that speak Azure Key Vault's certificate-creation API.
//!
//! Command line → [`target`] → [`scenario`]s and rules → [`plan`] → trials → exchange ([`http`]) →
//! [`check`]s → findings ([`verdict`]) → [`report`]s; each arrow is one call in `cli/run.rs`. The
//! [`vault`] stands beside the line, reachable through one door (`target/open.rs`).
//!
//! # What is API
//!
//! What one needs to run a suite from Rust, and no more; the rest of the crate is private. The
//! example of [`run`] shows all of it together.
//!
//! - [`scenario`]: `source` and `load` read a suite, with `contract` and `rules` what is in it, and
//!   [`matcher`] what a value must be.
//! - [`target`]: `named` reads a target file, `open` opens it; [`credential`] gets its token,
//!   [`deviation`] reads what it excuses. [`yaml`] tells of mistakes in files, with line and column.
//! - [`plan`]: which cases run. [`run`]: one lifecycle, prepare, walk, finish. [`http`]: the exchanges
//!   of a run, and how to have them over something else than the network.
//! - [`check`]: an answer held to an expectation; `check::rules`: any exchange held to the rules.
//! - [`verdict`]: what a run found out, as data. [`report`]: that as text, JUnit, HTML, JSON and so on.
//! - [`vault`]: the reference vault, as a server for tests. [`prove`]: the suite against its faults.
//! - [`cli`]: the command line as `main` calls it.
//!
//! Until 1.0 a minor version may change any of it.

pub mod cause;
pub mod check;
pub mod cli;
pub mod credential;
pub mod deviation;
pub mod http;
mod keyvault;
mod leftovers;
pub mod matcher;
pub mod plan;
pub mod prove;
mod random;
pub mod record;
pub mod report;
pub mod run;
pub mod scenario;
mod secrets;
mod survey;
pub mod target;
mod template;
pub mod vault;
pub mod verdict;
pub mod verify;
mod volatile;
mod wildcard;
pub mod yaml;
