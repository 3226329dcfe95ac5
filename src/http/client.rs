//! One client a run, bound to one origin: what goes along with a request, and what is kept of it.
//!
//! A request cannot leave the target's origin, so its credential cannot either.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;
use url::Url;

use super::bearer::{Bearer, TokenError};
use super::exchange::{Answer, Call, record};
use super::redact::Redactor;
use super::wire::{ClientError, Wire};
use crate::target::Target;
use crate::verdict::ExchangeRecord;

/// Talks to one target.
#[derive(Debug)]
pub struct Client {
    wire: Wire,
    base: Url,
    bearer: Option<Arc<Bearer>>,
    redactor: Redactor,
}

/// Why no answer came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{method} {url}: {what}")]
pub struct NoAnswer {
    /// HTTP method.
    pub method: String,
    /// Whole URL.
    pub url: String,
    /// What went wrong and what to do, without secrets.
    pub what: String,
}

/// An exchange: what is kept of it, and the answer or why there is none.
pub type Exchange = (ExchangeRecord, Result<Answer, NoAnswer>);

impl Client {
    /// A client for that target, with the credential that goes along.
    pub fn new(target: &Target, bearer: Option<Arc<Bearer>>) -> Result<Client, ClientError> {
        let wire = Wire::to(target)?;
        let secrets = bearer.iter().flat_map(|bearer| bearer.secrets());
        let redactor = Redactor::new(secrets.map(|s| s.expose_secret().to_owned()));
        Ok(Client { wire, base: target.base.clone(), bearer, redactor })
    }

    /// Gets the token, so that a credential that does not work is known before the first request.
    pub async fn authenticate(&self) -> Result<(), TokenError> {
        self.token().await.map(drop)
    }

    /// What is worth telling of the credential when the run is over.
    pub fn remarks(&self) -> Vec<String> {
        self.bearer.iter().flat_map(|bearer| bearer.remarks()).collect()
    }

    /// Where the target is.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// What masks the run's secrets.
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// Sends a call and reads its answer.
    pub async fn send(&self, call: &Call) -> Exchange {
        let url = match self.url(call) {
            Ok(url) => url,
            Err(what) => return self.unsent(call, what),
        };
        let sent = headers(call);
        self.redactor.learn_from(&sent, call.body.as_deref());
        let at = OffsetDateTime::now_utc();
        let answer = self.exchange(&url, &sent, call).await;
        let kept = record(url.as_str(), &sent, call, answer.as_ref().ok(), at, &self.redactor);
        let answer = answer.map_err(|what| NoAnswer {
            method: call.method.to_owned(),
            url: kept.url.clone(),
            what: self.redactor.text(&what),
        });
        (kept, answer)
    }

    /// The exchange of a call that was not sent.
    pub fn unsent(&self, call: &Call, what: String) -> Exchange {
        let url = self.redactor.text(&call.path);
        let kept = record(&url, &[], call, None, OffsetDateTime::now_utc(), &self.redactor);
        (kept, Err(NoAnswer { method: call.method.to_owned(), url, what }))
    }

    /// The whole URL; one that would leave the target's origin is refused.
    fn url(&self, call: &Call) -> Result<Url, String> {
        let prefix = self.base.path().trim_end_matches('/');
        let mut url = self.base.clone();
        url.set_path(&format!("{prefix}{}", call.path));
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        match call.path.starts_with('/') && url.origin() == self.base.origin() {
            true => Ok(url),
            false => Err(format!("`{}` is no path below the target", call.path)),
        }
    }

    /// Sends it; once more with a new token where the old one has worn out.
    async fn exchange(
        &self,
        url: &Url,
        sent: &[(String, String)],
        call: &Call,
    ) -> Result<Answer, String> {
        let (method, body) = (call.method, call.body.as_deref());
        let no_token = |e: TokenError| format!("there is no token to send: {e}");
        let token = match call.authenticated {
            true => self.token().await.map_err(no_token)?,
            false => None,
        };
        let answer = self.wire.send(method, url, sent, body, token.as_ref()).await?;
        let (Some(bearer), Some(used)) = (&self.bearer, token) else { return Ok(answer) };
        if answer.status != 401 {
            bearer.accepted(&used);
            return Ok(answer);
        }
        match bearer.after_refusal(&used).await.map_err(no_token)? {
            None => Ok(answer),
            Some(fresh) => {
                self.redactor.learn(fresh.expose_secret());
                let answer = self.wire.send(method, url, sent, body, Some(&fresh)).await?;
                if answer.status != 401 {
                    bearer.accepted(&fresh);
                }
                Ok(answer)
            }
        }
    }

    /// The token to send, learnt before anything is sent.
    async fn token(&self) -> Result<Option<SecretString>, TokenError> {
        let Some(bearer) = &self.bearer else { return Ok(None) };
        let token = bearer.token().await?;
        self.redactor.learn(token.expose_secret());
        Ok(Some(token))
    }
}

/// The headers that go along, the credential excepted.
fn headers(call: &Call) -> Vec<(String, String)> {
    let mut headers = call.headers.clone();
    let has = |name: &str| call.headers.iter().any(|(n, _)| n.eq_ignore_ascii_case(name));
    if !has("accept") {
        headers.push(("accept".to_owned(), "application/json".to_owned()));
    }
    if call.body.is_some() && !has("content-type") {
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    headers
}
