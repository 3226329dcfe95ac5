//! The only file that names reqwest: one client a run, bound to one origin; and requests to
//! those who give tokens.
//!
//! Redirects are never followed, bodies are bounded, and a request cannot leave the target's
//! origin, so its credential cannot either.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::redirect::Policy;
use reqwest::{Certificate, ClientBuilder, Method, RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;
use url::{Host, Url};

use super::advice;
use super::bearer::{Bearer, TokenError};
use super::exchange::{Answer, Call, record};
use super::redact::Redactor;
use crate::target::profile::Timeouts;
use crate::target::{Target, Trust};
use crate::verdict::ExchangeRecord;

/// Bytes of a body that are read; one byte more is an error.
pub const MAX_BODY: usize = 8 * 1024 * 1024;

/// Bytes of an answer that is to hold a token.
const MAX_TOKEN_ANSWER: usize = 256 * 1024;

/// Talks to one target.
#[derive(Debug)]
pub struct Client {
    inner: reqwest::Client,
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

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The CA file.
    #[error("the CA file holds no certificate in PEM: {0}")]
    Ca(String),
    /// The rest.
    #[error("the HTTP client could not be made: {0}")]
    Build(String),
}

/// An exchange: what is kept of it, and the answer or why there is none.
pub type Exchange = (ExchangeRecord, Result<Answer, NoAnswer>);

impl Client {
    /// A client for that target, with the credential that goes along.
    pub fn new(target: &Target, bearer: Option<Arc<Bearer>>) -> Result<Client, ClientError> {
        let mut builder = builder(&target.profile.timeouts, &target.base);
        builder = match &target.trust {
            Trust::System(None) => builder,
            Trust::System(Some(pem)) => builder.tls_certs_merge(certificates(pem)?),
            Trust::Only(pem) => builder.tls_certs_only(certificates(pem)?).no_proxy(),
            Trust::Anyone => builder.tls_danger_accept_invalid_certs(true),
        };
        let inner = builder.build().map_err(|e| ClientError::Build(advice::causes(&e)))?;
        let secrets = bearer.iter().flat_map(|bearer| bearer.secrets());
        let redactor = Redactor::new(secrets.map(|s| s.expose_secret().to_owned()));
        Ok(Client { inner, base: target.base.clone(), bearer, redactor })
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

    /// Sends a call and reads its answer, within `limit` if that is sooner than the target's
    /// own time-out.
    pub async fn send(&self, call: &Call, limit: Option<Duration>) -> Exchange {
        let url = match self.url(call) {
            Ok(url) => url,
            Err(what) => return self.unsent(call, what),
        };
        let sent = headers(call);
        self.redactor.learn_from(&sent, call.body.as_deref());
        let at = OffsetDateTime::now_utc();
        let answer = self.exchange(&url, &sent, call, limit).await;
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
        limit: Option<Duration>,
    ) -> Result<Answer, String> {
        let no_token = |e: TokenError| format!("there is no token to send: {e}");
        let token = match call.authenticated {
            true => self.token().await.map_err(no_token)?,
            false => None,
        };
        let answer = self.once(url, sent, call, limit, token.as_ref()).await?;
        let (Some(bearer), Some(used)) = (&self.bearer, token) else { return Ok(answer) };
        if answer.status != 401 {
            bearer.accepted(&used);
            return Ok(answer);
        }
        match bearer.after_refusal(&used).await.map_err(no_token)? {
            None => Ok(answer),
            Some(fresh) => {
                self.redactor.learn(fresh.expose_secret());
                let answer = self.once(url, sent, call, limit, Some(&fresh)).await?;
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

    async fn once(
        &self,
        url: &Url,
        sent: &[(String, String)],
        call: &Call,
        limit: Option<Duration>,
        token: Option<&SecretString>,
    ) -> Result<Answer, String> {
        let method = Method::from_bytes(call.method.as_bytes()).map_err(|e| e.to_string())?;
        let mut request = self.inner.request(method, url.clone());
        for (name, value) in sent {
            request = request.header(name, value);
        }
        if let Some(token) = token {
            request = request.bearer_auth(token.expose_secret());
        }
        if let Some(body) = &call.body {
            request = request.body(body.clone());
        }
        if let Some(limit) = limit {
            request = request.timeout(limit);
        }
        read(request, MAX_BODY).await.map_err(Wrong::told)
    }
}

/// A request to someone who gives tokens.
#[derive(Debug, Clone)]
pub struct TokenRequest {
    /// HTTP method.
    pub method: &'static str,
    /// Whole URL.
    pub url: Url,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Body; may hold a secret.
    pub body: Vec<u8>,
}

/// Sends it: believing the system's roots and no other, whatever the target may be believed.
pub async fn ask(request: &TokenRequest, timeouts: &Timeouts) -> Result<Answer, String> {
    let inner = builder(timeouts, &request.url).build().map_err(|e| advice::causes(&e))?;
    let method = Method::from_bytes(request.method.as_bytes()).map_err(|e| e.to_string())?;
    let mut sent = inner.request(method, request.url.clone()).body(request.body.clone());
    for (name, value) in &request.headers {
        sent = sent.header(name, value);
    }
    read(sent, MAX_TOKEN_ANSWER).await.map_err(Wrong::plainly)
}

fn builder(timeouts: &Timeouts, url: &Url) -> ClientBuilder {
    let builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(timeouts.connect)
        .timeout(timeouts.request)
        .user_agent(concat!("kvcontract/", env!("CARGO_PKG_VERSION")));
    match is_near(url) {
        true => builder.no_proxy(),
        false => builder,
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

async fn read(request: RequestBuilder, most: usize) -> Result<Answer, Wrong> {
    let began = Instant::now();
    let mut response = request.send().await?;
    let status = response.status().as_u16();
    let headers = response
        .headers()
        .iter()
        .map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
        .collect();
    let body = body(&mut response, most).await?;
    Ok(Answer { status, headers, body, took: began.elapsed() })
}

async fn body(response: &mut Response, most: usize) -> Result<Vec<u8>, Wrong> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > most {
            return Err(Wrong::Large(most));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, ClientError> {
    let found =
        Certificate::from_pem_bundle(pem).map_err(|e| ClientError::Ca(advice::causes(&e)))?;
    match found.is_empty() {
        true => Err(ClientError::Ca("no certificate found".to_owned())),
        false => Ok(found),
    }
}

/// This machine, or the address at which a cloud tells a machine about itself.
fn is_near(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_link_local(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// Why there is no whole answer.
enum Wrong {
    Transport(reqwest::Error),
    Large(usize),
}

impl From<reqwest::Error> for Wrong {
    fn from(error: reqwest::Error) -> Wrong {
        Wrong::Transport(error)
    }
}

impl Wrong {
    /// With advice for who runs the suite against a target.
    fn told(self) -> String {
        match &self {
            Wrong::Transport(e) if e.is_timeout() => {
                "no whole answer in time (see timeouts in the target file, or --timeout)".to_owned()
            }
            Wrong::Transport(error) => advice::told(error),
            Wrong::Large(_) => self.plainly(),
        }
    }

    /// Without.
    fn plainly(self) -> String {
        match self {
            Wrong::Transport(e) if e.is_timeout() => "no whole answer in time".to_owned(),
            Wrong::Transport(error) => advice::causes(&error),
            Wrong::Large(most) => {
                format!("the answer is larger than {most} bytes; it was not read")
            }
        }
    }
}
