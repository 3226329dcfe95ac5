//! A profile made a target: environment read, CA file read, the embedded vault started.
//!
//! The only file of the crate that imports the vault for its own use.

use secrecy::SecretString;
use url::Url;

use super::named;
use super::profile::{Held, Profile};
use super::{Target, Trust};
use crate::vault::{self, Dialect, Vault};
pub use crate::vault::{Fault, share_rsa_keys};

/// Why a target could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The variable that should hold the token.
    #[error("the environment variable {0} is not set; it should hold the bearer token")]
    NoToken(String),
    /// A token that cannot stand in a header.
    #[error("the environment variable {0} holds characters that cannot stand in a header")]
    BadToken(String),
    /// The file with further roots.
    #[error("the CA file {path} cannot be read: {source}")]
    Ca {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A URL that is none.
    #[error("{0}")]
    Url(String),
    /// Faults are the embedded vault's.
    #[error("faults can be switched on only in the embedded vault, not in {0}")]
    FaultElsewhere(String),
    /// The embedded vault.
    #[error("the embedded vault did not start: {0}")]
    Vault(#[from] vault::StartError),
}

/// Opens a target. `faults` go to the embedded vault.
pub async fn open(name: String, profile: Profile, faults: Vec<Fault>) -> Result<Target, OpenError> {
    if profile.url.value == "embedded" {
        return embedded(name, profile, faults).await;
    }
    if !faults.is_empty() {
        return Err(OpenError::FaultElsewhere(name));
    }
    let base = named::url(&profile.url.value).map_err(OpenError::Url)?;
    let token = profile.auth.token_env.as_deref().map(token_of).transpose()?;
    let trust = trust_of(&profile)?;
    Ok(Target { name, base, profile, trust, token, vault: None })
}

async fn embedded(name: String, profile: Profile, faults: Vec<Fault>) -> Result<Target, OpenError> {
    let token = SecretString::from(crate::random::hex(24));
    let dialect = match profile.contract {
        Held::Observed => Dialect::Observed,
        Held::Documented | Held::Either => Dialect::Documented,
    };
    let options =
        vault::Options { token: Some(token.clone()), dialect, faults, ..Default::default() };
    let vault: Vault = vault::start(options).await?;
    let base = Url::parse(vault.url()).map_err(|e| OpenError::Url(e.to_string()))?;
    let trust = Trust::Only(vault.ca_pem().as_bytes().to_vec());
    Ok(Target { name, base, profile, trust, token: Some(token), vault: Some(vault) })
}

fn token_of(variable: &str) -> Result<SecretString, OpenError> {
    let token = std::env::var(variable).unwrap_or_default();
    let token = token.trim();
    if token.is_empty() {
        return Err(OpenError::NoToken(variable.to_owned()));
    }
    if !token.chars().all(|c| c.is_ascii_graphic()) {
        return Err(OpenError::BadToken(variable.to_owned()));
    }
    Ok(SecretString::from(token.to_owned()))
}

fn trust_of(profile: &Profile) -> Result<Trust, OpenError> {
    if profile.tls.insecure {
        return Ok(Trust::Anyone);
    }
    let read = |path: &String| {
        std::fs::read(path).map_err(|source| OpenError::Ca { path: path.clone(), source })
    };
    Ok(Trust::System(profile.tls.ca.as_ref().map(read).transpose()?))
}
