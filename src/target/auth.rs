//! The `auth` of a target file: which credential, and what it needs. Holds names of environment
//! variables, never a secret; must not know how a token is got.

use std::net::SocketAddr;

use serde::Deserialize;
use serde_saphyr::Spanned;
use url::Url;

use crate::yaml::{Mistake, place};

/// What a vault of the public cloud takes tokens for.
const VAULT: &str = "https://vault.azure.net";

/// The credential; exactly one kind.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// None is sent.
    #[default]
    None,
    /// A bearer token from the environment variable of that name.
    TokenEnv(String),
    /// A token of Entra ID.
    Azure(Azure),
    /// A token from an emulator's own managed-identity endpoint.
    ManagedIdentityEndpoint(IdentityEndpoint),
    /// A token that kvcontract signs itself.
    Minted(Minted),
}

/// A credential of Azure.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Azure {
    /// Which one.
    pub credential: Spanned<Kind>,
    /// What the token is asked for; by default Key Vault of the public cloud.
    pub scope: Option<Spanned<String>>,
    /// The tenant of the application.
    pub tenant_id: Option<String>,
    /// The application, or a user-assigned managed identity.
    pub client_id: Option<String>,
    /// Name of the environment variable that holds the application's secret.
    pub client_secret_env: Option<String>,
    /// The file with the federated token.
    pub token_file: Option<String>,
    /// Who gives tokens, where it is not Entra ID of the public cloud.
    pub authority_host: Option<Spanned<String>>,
    /// Whether the vault's challenge must ask for a token of the vault's own domain.
    #[serde(default = "yes")]
    pub verify_challenge: bool,
}

fn yes() -> bool {
    true
}

/// The credentials of Azure that can be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Who is logged in with `az` or `azd`.
    DeveloperTools,
    /// An application with a secret.
    ClientSecret,
    /// A federated token, as Kubernetes gives one.
    WorkloadIdentity,
    /// The identity of the machine.
    ManagedIdentity,
}

impl Kind {
    /// Its word in a target file.
    pub fn word(self) -> &'static str {
        match self {
            Kind::DeveloperTools => "developer-tools",
            Kind::ClientSecret => "client-secret",
            Kind::WorkloadIdentity => "workload-identity",
            Kind::ManagedIdentity => "managed-identity",
        }
    }

    /// Which keys it needs, and which it may have.
    fn keys(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Kind::DeveloperTools => (&[], &[]),
            Kind::ClientSecret => {
                (&["tenant_id", "client_id", "client_secret_env"], &["authority_host"])
            }
            Kind::WorkloadIdentity => {
                (&[], &["tenant_id", "client_id", "token_file", "authority_host"])
            }
            Kind::ManagedIdentity => (&[], &["client_id"]),
        }
    }
}

/// An emulator's managed-identity endpoint.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityEndpoint {
    /// Where it is.
    pub url: Spanned<String>,
    /// What the token is asked for.
    #[serde(default = "vault")]
    pub resource: String,
}

/// A token signed with a key of the run's own, which is served as a JWKS.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minted {
    /// `iss`, exactly as the target is told to expect it.
    pub issuer: String,
    /// `aud`.
    #[serde(default = "vault")]
    pub audience: String,
    /// Where the JWKS is served, at `/keys`.
    pub listen: Spanned<SocketAddr>,
    /// `kid`; by default a new one for each run, so that a target never believes an old key.
    pub key_id: Option<String>,
}

fn vault() -> String {
    VAULT.to_owned()
}

impl Auth {
    /// What is wrong with it, for a target at `url`.
    pub fn check(&self, file: &str, url: &str) -> Result<(), Mistake> {
        match self {
            Auth::None | Auth::TokenEnv(_) => Ok(()),
            Auth::Azure(azure) => azure.check(file, url),
            Auth::ManagedIdentityEndpoint(endpoint) => super::base_url::url(&endpoint.url.value)
                .map(drop)
                .map_err(|why| Mistake::at(file, place(&endpoint.url), why)),
            Auth::Minted(minted) if minted.listen.value.ip().is_loopback() => Ok(()),
            Auth::Minted(minted) => {
                let why = format!("`{}` is no loopback address", minted.listen.value);
                Err(Mistake::at(file, place(&minted.listen), why))
            }
        }
    }
}

impl Azure {
    /// What the token is asked for.
    pub fn scope(&self) -> String {
        match &self.scope {
            Some(scope) => scope.value.clone(),
            None => format!("{VAULT}/.default"),
        }
    }

    fn check(&self, file: &str, url: &str) -> Result<(), Mistake> {
        let at = place(&self.credential);
        let word = self.credential.value.word();
        let (needed, more) = self.credential.value.keys();
        for (key, there) in self.given() {
            let may = needed.contains(&key) || more.contains(&key);
            match (there, needed.contains(&key)) {
                (false, true) => {
                    return Err(Mistake::at(file, at, format!("{word} needs `{key}`")));
                }
                (true, _) if !may => {
                    return Err(Mistake::at(file, at, format!("{word} has no use for `{key}`")));
                }
                _ => {}
            }
        }
        if let Some(host) = &self.authority_host
            && !host.value.starts_with("https://")
        {
            let why = format!("`{}` does not begin with https://", host.value);
            return Err(Mistake::at(file, place(host), why));
        }
        let at = self.scope.as_ref().map_or(at, place);
        self.check_scope(url).map_err(|why| Mistake::at(file, at, why))
    }

    fn given(&self) -> [(&'static str, bool); 5] {
        [
            ("tenant_id", self.tenant_id.is_some()),
            ("client_id", self.client_id.is_some()),
            ("client_secret_env", self.client_secret_env.is_some()),
            ("token_file", self.token_file.is_some()),
            ("authority_host", self.authority_host.is_some()),
        ]
    }

    /// The token must be for the domain of the vault that gets it.
    fn check_scope(&self, url: &str) -> Result<(), String> {
        if !self.verify_challenge {
            return Ok(());
        }
        let scope = self.scope();
        let Some(asked) = host_of(&scope) else {
            return Err(format!("the scope `{scope}` is no URL"));
        };
        let vault = host_of(url).unwrap_or_default();
        if within(&vault, &asked) {
            return Ok(());
        }
        Err(format!(
            "the scope `{scope}` is not of the domain of {vault}; where that is meant, as with an \
             emulator, set auth.azure.verify_challenge to false"
        ))
    }
}

/// Whether a host is the domain or lies below it.
pub fn within(host: &str, domain: &str) -> bool {
    let (host, domain) = (host.to_ascii_lowercase(), domain.to_ascii_lowercase());
    host == domain || host.strip_suffix(&domain).is_some_and(|rest| rest.ends_with('.'))
}

/// The host of a URL.
pub(crate) fn host_of(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    fn azure(rest: &str, url: &str) -> Result<(), String> {
        let text = format!("azure:\n  credential: {}\n", rest.replace(", ", "\n  "));
        let auth: Auth = yaml::parse("t.yaml", &text).map_err(|m| m.to_string())?;
        auth.check("t.yaml", url).map_err(|m| m.to_string())
    }

    #[test]
    fn a_domain_holds_itself_and_what_lies_below_it_and_nothing_that_only_ends_alike() {
        assert!(within("kv.vault.azure.net", "vault.azure.net"));
        assert!(within("KV.Vault.azure.net", "vault.azure.NET"));
        assert!(within("localhost", "localhost"));
        assert!(!within("evilvault.azure.net", "vault.azure.net"));
        assert!(!within("vault.azure.net", "kv.vault.azure.net"));
        assert!(!within("vault.azure.net.evil.example", "vault.azure.net"));
        assert!(!within("kv.vault.azure.net", ""));
    }

    #[test]
    fn each_credential_has_what_it_needs_and_nothing_else() {
        let vault = "https://kv.vault.azure.net";
        assert_eq!(azure("developer-tools", vault), Ok(()));
        let said = azure("client-secret, tenant_id: t", vault).unwrap_err();
        assert_eq!(said, "t.yaml:2:15: client-secret needs `client_id`");
        let said = azure("managed-identity, tenant_id: t", vault).unwrap_err();
        assert_eq!(said, "t.yaml:2:15: managed-identity has no use for `tenant_id`");
        let said = azure("workload-identity, authority_host: http://a", vault).unwrap_err();
        assert_eq!(said, "t.yaml:3:19: `http://a` does not begin with https://");
    }

    #[test]
    fn a_scope_of_another_domain_is_refused_unless_that_is_meant() {
        let said = azure("developer-tools", "https://127.0.0.1:8443").unwrap_err();
        assert!(said.contains("verify_challenge") && said.contains("127.0.0.1"), "{said}");
        let other = "developer-tools, scope: https://vault.azure.cn/.default";
        assert!(azure(other, "https://kv.vault.azure.net").is_err());
        assert_eq!(azure(other, "https://kv.vault.azure.cn"), Ok(()));
        let meant = "developer-tools, verify_challenge: false";
        assert_eq!(azure(meant, "https://127.0.0.1:8443"), Ok(()));
    }

    #[test]
    fn an_unknown_kind_lists_the_known_ones() {
        let said = yaml::parse::<Auth>("t.yaml", "password: x\n").unwrap_err().to_string();
        assert!(said.contains("token_env, azure, managed_identity_endpoint, minted"), "{said}");
        assert!(yaml::parse::<Auth>("t.yaml", "token_env: A\nminted: {}\n").is_err());
        assert!(matches!(yaml::parse::<Auth>("t.yaml", "none\n"), Ok(Auth::None)));
    }
}
