//! The vault of the journeys, and the SDK's clients of it.
//!
//! In: the file that the vault is to log to. Out: clients that check certificates and the challenge
//! as they do of a real vault. Must not know what is asked.

use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::error::ErrorKind;
use azure_core::http::{ClientOptions, Transport};
use azure_core::time::{Duration, OffsetDateTime};
use azure_security_keyvault_certificates::{CertificateClient, CertificateClientOptions};
use azure_security_keyvault_keys::{KeyClient, KeyClientOptions};
use azure_security_keyvault_secrets::{SecretClient, SecretClientOptions};
use kvcontract::vault::{self, Challenge, Dialect, Log, Options, Pace, Vault};

use crate::steps::{Wrong, hold};

/// A host that has a parent, for which SDKs want the challenge to be.
const HOST: &str = "kv1.vault.localhost";

/// A vault, and how it is reached.
pub struct Site {
    vault: Vault,
    /// Its URL by its name.
    pub url: String,
    http: reqwest::Client,
    credential: Arc<Credential>,
}

impl Site {
    /// A new vault as `kvcontract serve --challenge always` is one.
    pub async fn open(log: File) -> Result<Site, Wrong> {
        let options = Options {
            dialect: Dialect::Observed,
            challenge: Challenge::Always,
            pace: Pace::Seconds(1),
            fixture: true,
            log: Some(Log::to(log)),
            ..Options::default()
        };
        let vault = vault::start(options).await?;
        let ca = reqwest::Certificate::from_pem(vault.ca_pem().as_bytes())?;
        let http = reqwest::Client::builder().no_proxy().tls_certs_only([ca]);
        let http = http.resolve(HOST, vault.addr()).build()?;
        let url = format!("https://{HOST}:{}", vault.addr().port());
        Ok(Site { vault, url, http, credential: Arc::default() })
    }

    /// A client of an api-version; none: the SDK's own.
    pub fn certificates(&self, version: Option<&str>) -> Result<CertificateClient, Wrong> {
        let mut options =
            CertificateClientOptions { client_options: self.options(), ..Default::default() };
        if let Some(version) = version {
            options.api_version = version.to_owned();
        }
        Ok(CertificateClient::new(&self.url, self.credential.clone(), Some(options))?)
    }

    /// A client of secrets.
    pub fn secrets(&self) -> Result<SecretClient, Wrong> {
        let options = SecretClientOptions { client_options: self.options(), ..Default::default() };
        Ok(SecretClient::new(&self.url, self.credential.clone(), Some(options))?)
    }

    /// A client of keys.
    pub fn keys(&self) -> Result<KeyClient, Wrong> {
        let options = KeyClientOptions { client_options: self.options(), ..Default::default() };
        Ok(KeyClient::new(&self.url, self.credential.clone(), Some(options))?)
    }

    fn options(&self) -> ClientOptions {
        let transport = Some(Transport::new(Arc::new(self.http.clone())));
        ClientOptions { transport, ..Default::default() }
    }

    /// The scopes that tokens were asked for.
    pub fn scopes(&self) -> Vec<String> {
        self.credential.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets time pass.
    pub async fn advance(&self, seconds: u32) -> Result<(), Wrong> {
        let url = format!("{}/_kvcontract/advance", self.url);
        let answer = self.http.post(url).body(format!("{{\"seconds\":{seconds}}}")).send().await?;
        hold(answer.status() == 200, || answer.status().to_string())
    }

    /// Ends the vault.
    pub async fn close(self) {
        self.vault.shutdown().await;
    }
}

/// Any token, and for what it was asked.
#[derive(Debug, Default)]
struct Credential(Mutex<Vec<String>>);

#[async_trait]
impl TokenCredential for Credential {
    async fn get_token(
        &self,
        scopes: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.extend(scopes.iter().map(|scope| (*scope).to_owned()));
        Ok(AccessToken::new("some-token", OffsetDateTime::now_utc() + Duration::hours(1)))
    }
}

/// The call fails with that status and that code of the service.
pub fn refused<T>(outcome: azure_core::Result<T>, status: u16, code: &str) -> Result<(), Wrong> {
    let Err(error) = outcome else { return Err("not refused".into()) };
    match error.kind() {
        ErrorKind::HttpResponse { status: came, error_code, .. } => {
            let came = (u16::from(*came), error_code.as_deref().unwrap_or_default());
            hold(came == (status, code), || format!("{came:?}, not {status} {code}: {error}"))
        }
        _ => Err(error.into()),
    }
}
