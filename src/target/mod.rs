//! What is tested: a target file made usable.
//!
//! In: a target's name, file or URL. Out: an open [`Target`]. `open` is the only door to the
//! embedded vault. Must not know scenarios or HTTP.

pub mod api_version;
pub mod auth;
mod base_url;
mod beside;
mod duration;
pub(crate) mod host;
pub mod named;
pub mod open;
pub mod profile;
pub(crate) mod rate;
pub mod rewrite;
mod roots;
mod scalar;
pub mod settings;

use secrecy::SecretString;
use url::Url;

use crate::vault::Vault;
use profile::Profile;

/// A target ready to be talked to.
#[derive(Debug)]
pub struct Target {
    /// Its name: of the target file, or the URL's host and port.
    pub name: String,
    /// Base URL; requests go below it and nowhere else.
    pub base: Url,
    /// What the target file says.
    pub profile: Profile,
    /// Whose certificates are trusted.
    pub trust: Trust,
    /// Bearer token, where the environment holds it or the embedded vault wants it.
    pub token: Option<SecretString>,
    /// The secret of an Azure application, where it has one.
    pub client_secret: Option<SecretString>,
    /// The embedded vault, running as long as this is held.
    vault: Option<Vault>,
}

/// Whose certificates are trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// The system's roots and, if given, these (PEM).
    System(Option<Vec<u8>>),
    /// Only these (PEM): the embedded vault's own CA.
    Only(Vec<u8>),
    /// Everybody's. Only where the user said so by name.
    Anyone,
}

impl Target {
    /// What requests name as their host, where it is not the base URL's.
    pub fn host(&self) -> Option<&str> {
        self.profile.host.as_ref().map(|host| host.value.as_str())
    }

    /// Where it is: the base URL, and who it is to be there, for journals and for people.
    pub fn place(&self) -> String {
        match self.host() {
            Some(host) => format!("{} as {host}", self.base),
            None => self.base.to_string(),
        }
    }

    /// Whether it is the embedded vault, which ends with the process.
    pub fn is_embedded(&self) -> bool {
        self.vault.is_some()
    }

    /// Ends the embedded vault, if there is one.
    pub async fn close(self) {
        if let Some(vault) = self.vault {
            vault.shutdown().await;
        }
    }
}
