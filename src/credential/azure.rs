//! Azure's own credentials, through azure_identity.
//!
//! Each token is asked for with a credential made anew, for azure_identity keeps a token until
//! shortly before its end and would hand out one that was refused. The bearer keeps tokens.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::{Secret, TokenCredential};
use azure_core::http::ClientOptions;
use azure_identity::{
    ClientAssertionCredentialOptions, ClientSecretCredential, ClientSecretCredentialOptions,
    DeveloperToolsCredential, DeveloperToolsCredentialOptions, Executor, ManagedIdentityCredential,
    ManagedIdentityCredentialOptions, UserAssignedId, WorkloadIdentityCredential,
    WorkloadIdentityCredentialOptions,
};
use secrecy::{ExposeSecret as _, SecretString};

use super::error::CredentialError;
use super::transport::Sender;
use crate::http::bearer::{Source, Token, TokenError};
use crate::target::Target;
use crate::target::auth::{Azure, Kind};
use crate::target::profile::Timeouts;

/// Bytes of a file with a token.
const MOST_TOKEN: u64 = 256 * 1024;

/// One of Azure's credentials.
#[derive(Debug)]
pub struct Credential {
    asked: Azure,
    client_secret: Option<SecretString>,
    timeouts: Timeouts,
}

impl Credential {
    /// The credential a target file names, if it can be made as it stands there.
    pub fn new(asked: &Azure, target: &Target) -> Result<Credential, CredentialError> {
        let credential = Credential {
            asked: asked.clone(),
            client_secret: target.client_secret.clone(),
            timeouts: target.profile.timeouts,
        };
        credential.check_file()?;
        let made = credential.make(&Sender::new(credential.timeouts));
        made.map_err(|e| CredentialError::Azure(e.to_string()))?;
        Ok(credential)
    }

    /// The federated token is a file: a pipe or a device may never end.
    fn check_file(&self) -> Result<(), CredentialError> {
        if self.asked.credential.value != Kind::WorkloadIdentity {
            return Ok(());
        }
        let given = self.asked.token_file.as_ref().map(PathBuf::from);
        let path =
            given.or_else(|| std::env::var_os("AZURE_FEDERATED_TOKEN_FILE").map(PathBuf::from));
        let Some(path) = path else { return Ok(()) };
        match std::fs::metadata(&path) {
            Ok(found) if !found.is_file() || found.len() > MOST_TOKEN => {
                let path = path.display();
                Err(CredentialError::Azure(format!("{path} is no file with a token in it")))
            }
            // That it is not there is told when it is read.
            _ => Ok(()),
        }
    }

    /// What the token is asked for.
    pub fn scope(&self) -> String {
        self.asked.scope()
    }

    fn make(&self, sender: &Arc<Sender>) -> azure_core::Result<Arc<dyn TokenCredential>> {
        let client_options = self.options(sender);
        Ok(match self.asked.credential.value {
            Kind::DeveloperTools => {
                let executor: Option<Arc<dyn Executor>> = Some(Arc::new(Quiet));
                DeveloperToolsCredential::new(Some(DeveloperToolsCredentialOptions { executor }))?
            }
            Kind::ClientSecret => ClientSecretCredential::new(
                self.asked.tenant_id.as_deref().unwrap_or_default(),
                self.asked.client_id.clone().unwrap_or_default(),
                Secret::new(self.secret()),
                Some(ClientSecretCredentialOptions { client_options }),
            )?,
            Kind::WorkloadIdentity => {
                WorkloadIdentityCredential::new(Some(WorkloadIdentityCredentialOptions {
                    credential_options: ClientAssertionCredentialOptions { client_options },
                    client_id: self.asked.client_id.clone(),
                    tenant_id: self.asked.tenant_id.clone(),
                    token_file_path: self.asked.token_file.as_ref().map(PathBuf::from),
                }))?
            }
            Kind::ManagedIdentity => {
                ManagedIdentityCredential::new(Some(ManagedIdentityCredentialOptions {
                    user_assigned_id: self.asked.client_id.clone().map(UserAssignedId::ClientId),
                    client_options,
                }))?
            }
        })
    }

    fn options(&self, sender: &Arc<Sender>) -> ClientOptions {
        let mut options = sender.options();
        if let Some(host) = &self.asked.authority_host {
            let mut cloud = CustomConfiguration::default();
            cloud.authority_host = host.value.clone();
            options.cloud = Some(Arc::new(CloudConfiguration::from(cloud)));
        }
        options
    }

    fn secret(&self) -> String {
        self.client_secret.as_ref().map(|s| s.expose_secret().to_owned()).unwrap_or_default()
    }

    async fn ask(&self, sender: &Arc<Sender>) -> Result<Token, String> {
        let credential = self.make(sender).map_err(|e| e.to_string())?;
        let scope = self.scope();
        match credential.get_token(&[&scope], None).await {
            Ok(got) => {
                let left = SystemTime::from(got.expires_on).duration_since(SystemTime::now());
                let lifetime = left.unwrap_or(Duration::ZERO);
                Token::new(got.token.secret(), lifetime).map_err(|e| e.to_string())
            }
            Err(error) => Err(self.told(sender, &error.to_string())),
        }
    }

    /// Why there is no token, without a word of what an endpoint or a tool said.
    fn told(&self, sender: &Sender, said: &str) -> String {
        if self.asked.credential.value == Kind::DeveloperTools {
            let missing = |tool: &str| said.contains(&format!("{tool} not found on PATH"));
            return match (missing("az"), missing("azd")) {
                (true, true) => "neither az nor azd is on the PATH",
                _ => "neither az nor azd gives one: run `az login` or `azd auth login`",
            }
            .to_owned();
        }
        sender.wrong().unwrap_or_else(|| "what was answered holds no token".to_owned())
    }
}

#[async_trait::async_trait]
impl Source for Credential {
    async fn fetch(&self) -> Result<Token, TokenError> {
        let sender = Sender::new(self.timeouts);
        let limit = self.timeouts.request;
        let word = self.asked.credential.value.word();
        let failed = |why: String| TokenError(format!("{word}: {why}"));
        match tokio::time::timeout(limit, self.ask(&sender)).await {
            Ok(asked) => asked.map_err(failed),
            Err(_) => {
                let last = sender.wrong().map(|w| format!("; last, {w}")).unwrap_or_default();
                Err(failed(format!("no token within {limit:?} (timeouts.request){last}")))
            }
        }
    }

    fn secrets(&self) -> Vec<SecretString> {
        self.client_secret.iter().cloned().collect()
    }
}

/// Runs `az` and `azd`: they get no terminal to ask questions on, and end with the wait for them.
#[derive(Debug)]
struct Quiet;

#[async_trait::async_trait]
impl Executor for Quiet {
    async fn run(&self, program: &OsStr, args: &[&OsStr]) -> std::io::Result<Output> {
        let mut command = tokio::process::Command::new(program);
        command.args(args).stdin(Stdio::null()).kill_on_drop(true).output().await
    }
}
