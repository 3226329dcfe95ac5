//! The challenge of a vault: what it wants a token for, and whether it may want that.
//!
//! As Azure's clients do, no token is got for a vault whose challenge names another domain: such
//! a token would be good for somebody else's vault.

use tokio::sync::OnceCell;
use url::Url;

use super::azure::Credential;
use super::error::CredentialError;
use crate::http::bearer::{Source, Token, TokenError};
use crate::http::client::Client;
use crate::http::exchange::{Answer, Call};
use crate::keyvault::route::Route;
use crate::target::Target;
use crate::target::auth::{host_of, within};
use secrecy::SecretString;

/// A credential that gets no token before the vault's challenge was seen to be right.
#[derive(Debug)]
pub struct Verified {
    inner: Credential,
    client: Client,
    vault: Url,
    api_version: String,
    seen: OnceCell<()>,
}

impl Verified {
    /// The credential for that target.
    pub fn new(inner: Credential, target: &Target) -> Result<Verified, CredentialError> {
        Ok(Verified {
            inner,
            client: Client::new(target, None)?,
            vault: target.base.clone(),
            api_version: target.profile.api_version.clone(),
            seen: OnceCell::new(),
        })
    }

    /// Sends one request without a credential and looks at the answer.
    async fn verify(&self) -> Result<(), TokenError> {
        let call = Call::new("GET", Route::Certificates, &self.api_version);
        let answer = self.client.send(&call, None).await.answer;
        let answer = answer
            .map_err(|e| TokenError(format!("the vault was to be asked for its challenge: {e}")))?;
        let host = self.vault.host_str().unwrap_or_default();
        judge(&answer, host, &self.inner.scope()).map_err(TokenError)
    }
}

#[async_trait::async_trait]
impl Source for Verified {
    async fn fetch(&self) -> Result<Token, TokenError> {
        self.seen.get_or_try_init(|| self.verify()).await?;
        self.inner.fetch().await
    }

    fn secrets(&self) -> Vec<SecretString> {
        self.inner.secrets()
    }
}

/// What to do where a challenge is not to be had or asks for what it may not.
const OVERRIDE: &str =
    "where that is meant, as with an emulator, set auth.azure.verify_challenge to false";

/// Whether the challenge in an answer asks for what the scope is for, in the vault's own domain.
fn judge(answer: &Answer, vault: &str, scope: &str) -> Result<(), String> {
    if answer.status != 401 {
        return Err(format!(
            "a request without a token gets {} and no challenge, so it cannot be seen what {vault} \
             wants a token for; {OVERRIDE}",
            answer.status
        ));
    }
    let headers = answer.headers.iter().filter(|(name, _)| name == "www-authenticate");
    let challenges: Vec<Challenge> = headers.flat_map(|(_, value)| parse(value)).collect();
    let bearers = challenges.iter().filter(|c| c.scheme.eq_ignore_ascii_case("bearer"));
    let Some(resource) = bearers.filter_map(|c| c.get("resource").or(c.get("scope"))).next() else {
        return Err(format!("the challenge of {vault} names no resource; {OVERRIDE}"));
    };
    let shown: String = resource.chars().take(200).collect();
    let Some(domain) = host_of(resource) else {
        return Err(format!(
            "the challenge of {vault} names {shown:?}, which is no URL; {OVERRIDE}"
        ));
    };
    if !within(vault, &domain) {
        return Err(format!(
            "the challenge of {vault} asks for a token for {shown:?}, which is not its own domain; \
             no token was got or sent; {OVERRIDE}"
        ));
    }
    if host_of(scope).is_some_and(|asked| asked.eq_ignore_ascii_case(&domain)) {
        Ok(())
    } else {
        Err(format!(
            "the challenge of {vault} asks for a token for {shown:?}, and auth.azure.scope is \
             `{scope}`"
        ))
    }
}

/// One challenge of a `WWW-Authenticate` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Challenge {
    pub(super) scheme: String,
    parameters: Vec<(String, String)>,
}

impl Challenge {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// The challenges of one header, as RFC 9110 writes them; what cannot be read ends the reading.
pub(super) fn parse(header: &str) -> Vec<Challenge> {
    let mut rest = Reader(header);
    let mut challenges: Vec<Challenge> = Vec::new();
    loop {
        rest.skip(|c| c == ',' || c.is_ascii_whitespace());
        let word = rest.token();
        if word.is_empty() {
            return challenges;
        }
        match (rest.value(), challenges.last_mut()) {
            (Some(value), Some(challenge)) => challenge.parameters.push((word, value)),
            (Some(_), None) => return challenges,
            (None, _) => {
                challenges.push(Challenge { scheme: word, parameters: Vec::new() });
            }
        }
    }
}

/// What is left of a header.
struct Reader<'h>(&'h str);

impl Reader<'_> {
    fn skip(&mut self, over: impl Fn(char) -> bool) {
        self.0 = self.0.trim_start_matches(over);
    }

    fn token(&mut self) -> String {
        let end = self.0.find(|c| !is_of_a_token(c)).unwrap_or(self.0.len());
        let (token, rest) = self.0.split_at(end);
        self.0 = rest;
        token.to_owned()
    }

    /// The value after `=`; none where what was read is a scheme.
    fn value(&mut self) -> Option<String> {
        let after = self.0.trim_start().strip_prefix('=')?;
        self.0 = after.trim_start();
        match self.0.strip_prefix('"') {
            Some(quoted) => {
                self.0 = quoted;
                Some(self.quoted())
            }
            None => {
                let end = self.0.find(|c: char| c == ',' || c.is_ascii_whitespace());
                let (value, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
                self.0 = rest;
                Some(value.to_owned())
            }
        }
    }

    fn quoted(&mut self) -> String {
        let (mut text, mut chars) = (String::new(), self.0.char_indices());
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.0 = &self.0[at + 1..];
                    return text;
                }
                '\\' => text.extend(chars.next().map(|(_, escaped)| escaped)),
                c => text.push(c),
            }
        }
        self.0 = "";
        text
    }
}

fn is_of_a_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~/".contains(c)
}

#[cfg(test)]
#[path = "challenge/tests.rs"]
mod tests;
