//! A profile made a target: environment read, CA file read, the embedded vault started.
//!
//! The only file of the crate that imports the vault for its own use.

use secrecy::{ExposeSecret as _, SecretString};
use std::path::Path;
use url::Url;

use super::auth::Auth;
use super::base_url;
use super::profile::{Contract, Profile};
use super::{Target, Trust, roots};
use crate::vault::{self, Dialect, Vault};
pub use crate::vault::{Fault, breaking, share_rsa_keys};
use crate::yaml;

/// Bytes of a CA file.
const MOST_ROOTS: u64 = 16 * 1024 * 1024;

/// Why a target could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A variable that should hold a secret.
    #[error("the environment variable {0} is not set; it should hold the {1}")]
    NoSecret(String, &'static str),
    /// A token that cannot stand in a header.
    #[error("the environment variable {0} holds characters that cannot stand in a header")]
    BadToken(String),
    /// The file with further roots.
    #[error("the CA file {path}: {why}")]
    Ca {
        /// The file.
        path: String,
        /// Why.
        why: String,
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
    if profile.is_embedded() {
        return embedded(name, profile, faults).await;
    }
    if !faults.is_empty() {
        return Err(OpenError::FaultElsewhere(name));
    }
    let base = base_url::url(&profile.url.value).map_err(OpenError::Url)?;
    let (mut token, mut client_secret) = (None, None);
    match &profile.auth {
        Auth::TokenEnv(variable) => token = Some(token_of(variable)?),
        Auth::Azure(azure) => {
            let variable = azure.client_secret_env.as_deref();
            client_secret = variable.map(|name| secret_of(name, "client secret")).transpose()?;
        }
        Auth::None | Auth::ManagedIdentityEndpoint(_) | Auth::Minted(_) => {}
    }
    let trust = trust_of(&profile)?;
    Ok(Target { name, base, profile, trust, token, client_secret, vault: None })
}

async fn embedded(name: String, profile: Profile, faults: Vec<Fault>) -> Result<Target, OpenError> {
    let token = SecretString::from(crate::random::hex(24));
    let dialect = match profile.contract {
        Contract::Observed => Dialect::Observed,
        Contract::Documented | Contract::Either => Dialect::Documented,
    };
    let options =
        vault::Options { token: Some(token.clone()), dialect, faults, ..Default::default() };
    let vault: Vault = vault::start(options).await?;
    let base = Url::parse(vault.url()).map_err(|e| OpenError::Url(e.to_string()))?;
    let trust = Trust::Only(vault.ca_pem().as_bytes().to_vec());
    let (token, vault) = (Some(token), Some(vault));
    Ok(Target { name, base, profile, trust, token, client_secret: None, vault })
}

fn token_of(variable: &str) -> Result<SecretString, OpenError> {
    let token = secret_of(variable, "bearer token")?;
    if token.expose_secret().chars().all(|c| c.is_ascii_graphic()) {
        Ok(token)
    } else {
        Err(OpenError::BadToken(variable.to_owned()))
    }
}

fn secret_of(variable: &str, what: &'static str) -> Result<SecretString, OpenError> {
    let secret = std::env::var(variable).unwrap_or_default();
    match secret.trim() {
        "" => Err(OpenError::NoSecret(name_of(variable).to_owned(), what)),
        secret => Ok(SecretString::from(secret.to_owned())),
    }
}

/// The name of a variable; the secret itself, given in its place by mistake, is not repeated.
fn name_of(variable: &str) -> &str {
    let plain = variable.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain && yaml::shown(variable) == variable {
        variable
    } else {
        "(not shown: this is no name of one)"
    }
}

fn trust_of(profile: &Profile) -> Result<Trust, OpenError> {
    if profile.tls.insecure {
        return Ok(Trust::Anyone);
    }
    Ok(Trust::System(profile.tls.ca.as_deref().map(roots_of).transpose()?))
}

fn roots_of(path: &str) -> Result<Vec<u8>, OpenError> {
    let bytes = yaml::bytes_of(Path::new(path), MOST_ROOTS);
    let pem = bytes.and_then(|bytes| roots::pem(path, &bytes));
    pem.map_err(|why| OpenError::Ca { path: path.to_owned(), why })
}
