//! Contract test suite for endpoints that speak Azure Key Vault's certificate-creation API.
//!
//! Command line → [`target`] → [`scenario`]s → [`plan`] → trials → exchange ([`http`]) →
//! [`check`]s → [`verdict`] → [`report`]s; each arrow is one call in `cli/run.rs`. The
//! [`vault`] stands beside the line, reachable through one door (`target/open.rs`).

pub mod check;
pub mod cli;
pub mod credential;
pub mod deviation;
pub mod http;
pub mod keyvault;
pub mod leftovers;
pub mod matcher;
pub mod plan;
pub mod prove;
mod random;
pub mod report;
pub mod run;
pub mod scenario;
pub mod secrets;
pub mod survey;
pub mod target;
pub mod template;
pub mod vault;
pub mod verdict;
pub mod verify;
mod volatile;
pub mod yaml;
