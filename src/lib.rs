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
//! # The vault alone
//!
//! With the feature `vault` and without the default ones there is [`vault`] and nothing else: no
//! `azure_core`, whose version your own client of Key Vault chooses, and no command line.
//!
//! ```toml
//! [dev-dependencies]
//! kvcontract = { version = "0.2", default-features = false, features = ["vault"] }
//! ```
//!
//! ```
//! use kvcontract::vault::{self, Challenge, Dialect, Options, Pace};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
//! // As `kvcontract serve` starts it: what SDKs expect of a real vault.
//! let options = Options {
//!     dialect: Dialect::Observed,
//!     challenge: Challenge::Always,
//!     pace: Pace::Seconds(1),
//!     fixture: true,
//!     ..Options::default()
//! };
//! let vault = vault::start(options).await?;
//!
//! // Any client that trusts its CA: here reqwest, in a name of the vault's certificate that SDKs
//! // find fit for the challenge.
//! let ca = reqwest::Certificate::from_pem(vault.ca_pem().as_bytes())?;
//! let name = "kv1.vault.localhost";
//! let client = reqwest::Client::builder()
//!     .no_proxy()
//!     .tls_certs_only([ca])
//!     .resolve(name, vault.addr())
//!     .build()?;
//! let url = format!("https://{name}:{}", vault.addr().port());
//!
//! // `Self` issues at once; other issuers play the script in their `account_id`.
//! let policy = r#"{"policy":{"issuer":{"name":"Self"},"key_props":{"kty":"EC"},
//!                           "x509_props":{"subject":"CN=a.example"}}}"#;
//! let created = client
//!     .post(format!("{url}/certificates/a/create?api-version=7.4"))
//!     .bearer_auth("any")
//!     .header("content-type", "application/json")
//!     .body(policy)
//!     .send()
//!     .await?;
//! assert_eq!(created.status(), 202);
//!
//! // Time passes when the test says so.
//! let advance = format!("{url}/_kvcontract/advance");
//! client.post(advance).body(r#"{"seconds":60}"#).send().await?;
//! let pending = format!("{url}/certificates/a/pending?api-version=7.4");
//! let operation = client.get(pending).bearer_auth("any").send().await?.text().await?;
//! assert!(operation.contains(r#""status":"completed""#), "{operation}");
//! vault.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! Until 1.0 a minor version may change any of it.

#[cfg(feature = "cli")]
pub mod cause;
#[cfg(feature = "cli")]
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod credential;
#[cfg(feature = "cli")]
pub mod deviation;
#[cfg(feature = "cli")]
pub mod http;
#[cfg(feature = "cli")]
mod keyvault;
#[cfg(feature = "cli")]
mod leftovers;
#[cfg(feature = "cli")]
pub mod matcher;
#[cfg(feature = "cli")]
pub mod plan;
#[cfg(feature = "cli")]
pub mod prove;
#[cfg(feature = "cli")]
mod random;
#[cfg(feature = "cli")]
pub mod record;
#[cfg(feature = "cli")]
pub mod report;
#[cfg(feature = "cli")]
pub mod run;
#[cfg(feature = "cli")]
pub mod scenario;
#[cfg(feature = "cli")]
mod secrets;
#[cfg(feature = "cli")]
mod survey;
#[cfg(feature = "cli")]
pub mod target;
#[cfg(feature = "cli")]
mod template;
#[cfg(feature = "vault")]
pub mod vault;
#[cfg(feature = "cli")]
pub mod verdict;
#[cfg(feature = "cli")]
pub mod verify;
#[cfg(feature = "cli")]
mod volatile;
#[cfg(feature = "cli")]
mod wildcard;
#[cfg(feature = "cli")]
pub mod yaml;
