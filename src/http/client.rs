//! The only file that names reqwest: one client a run, bound to one origin.
//!
//! Redirects are never followed, bodies are bounded, and a request cannot leave the target's
//! origin, so its credential cannot either.

use std::time::{Duration, Instant};

use reqwest::redirect::Policy;
use reqwest::{Certificate, Method, RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;
use url::Url;

use super::exchange::{Answer, Call, record};
use super::redact::Redactor;
use crate::target::{Target, Trust};
use crate::verdict::ExchangeRecord;

/// Bytes of a body that are read; one byte more is an error.
pub const MAX_BODY: usize = 4 * 1024 * 1024;

/// Talks to one target.
#[derive(Debug)]
pub struct Client {
    inner: reqwest::Client,
    base: Url,
    token: Option<SecretString>,
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
    /// A client for that target.
    pub fn new(target: &Target) -> Result<Client, ClientError> {
        let timeouts = &target.profile.timeouts;
        let mut builder = reqwest::Client::builder()
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.request)
            .user_agent(concat!("kvcontract/", env!("CARGO_PKG_VERSION")));
        builder = match &target.trust {
            Trust::System(None) => builder,
            Trust::System(Some(pem)) => builder.tls_certs_merge(certificates(pem)?),
            Trust::Only(pem) => builder.tls_certs_only(certificates(pem)?).no_proxy(),
            Trust::Anyone => builder.tls_danger_accept_invalid_certs(true),
        };
        if is_loopback(&target.base) {
            builder = builder.no_proxy();
        }
        let inner = builder.build().map_err(|e| ClientError::Build(causes(&e)))?;
        let secrets = target.token.iter().map(|t| t.expose_secret().to_owned());
        Ok(Client {
            inner,
            base: target.base.clone(),
            token: target.token.clone(),
            redactor: Redactor::new(secrets),
        })
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
            Err(what) => return self.refused(call, what),
        };
        let sent = headers(call);
        let (at, began) = (OffsetDateTime::now_utc(), Instant::now());
        let answer = self.exchange(&url, &sent, call, limit).await.map(|mut answer| {
            answer.took = began.elapsed();
            answer
        });
        let kept = record(url.as_str(), &sent, call, answer.as_ref().ok(), at, &self.redactor);
        let answer = answer.map_err(|what| NoAnswer {
            method: call.method.to_owned(),
            url: kept.url.clone(),
            what: self.redactor.text(&what),
        });
        (kept, answer)
    }

    fn refused(&self, call: &Call, what: String) -> Exchange {
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

    async fn exchange(
        &self,
        url: &Url,
        sent: &[(String, String)],
        call: &Call,
        limit: Option<Duration>,
    ) -> Result<Answer, String> {
        let method = Method::from_bytes(call.method.as_bytes()).map_err(|e| e.to_string())?;
        let mut request = self.inner.request(method, url.clone());
        for (name, value) in sent {
            request = request.header(name, value);
        }
        if let (true, Some(token)) = (call.authenticated, &self.token) {
            request = request.bearer_auth(token.expose_secret());
        }
        if let Some(body) = &call.body {
            request = request.body(body.clone());
        }
        if let Some(limit) = limit {
            request = request.timeout(limit);
        }
        read(request).await
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

async fn read(request: RequestBuilder) -> Result<Answer, String> {
    let mut response = request.send().await.map_err(|e| told(&e))?;
    let status = response.status().as_u16();
    let headers = response
        .headers()
        .iter()
        .map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
        .collect();
    let body = body(&mut response).await?;
    Ok(Answer { status, headers, body, took: Duration::ZERO })
}

async fn body(response: &mut Response) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| told(&e))? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(format!("the answer is larger than {MAX_BODY} bytes; it was not read"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, ClientError> {
    let found = Certificate::from_pem_bundle(pem).map_err(|e| ClientError::Ca(causes(&e)))?;
    match found.is_empty() {
        true => Err(ClientError::Ca("no certificate found".to_owned())),
        false => Ok(found),
    }
}

fn is_loopback(base: &Url) -> bool {
    match base.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// An error with everything that caused it.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let line = inner.to_string();
        if !text.ends_with(&line) {
            text.push_str(": ");
            text.push_str(&line);
        }
        cause = inner.source();
    }
    text
}

/// What went wrong, with advice where the cause is a usual one.
fn told(error: &reqwest::Error) -> String {
    let text = causes(&WithoutUrl(error));
    let advice = [
        ("UnknownIssuer", "the certificate is not trusted: give its CA with --ca, or --insecure"),
        ("NotValidForName", "the certificate is for another host"),
        ("not valid for name", "the certificate is for another host"),
        ("self-signed", "the certificate is not trusted: give its CA with --ca, or --insecure"),
        ("Expired", "the certificate has expired"),
        ("CorruptMessage", "this port does not speak TLS: is it http:// ?"),
        ("Connection refused", "nothing listens there: is the target started?"),
        ("dns error", "the host name cannot be resolved"),
    ];
    if error.is_timeout() {
        return "no whole answer in time (see timeouts in the target file, or --timeout)"
            .to_owned();
    }
    match advice.iter().find(|(sign, _)| text.contains(sign)) {
        Some((_, advice)) => format!("{text} ({advice})"),
        None => text,
    }
}

/// reqwest's errors repeat the URL; it is told beside them already.
struct WithoutUrl<'e>(&'e reqwest::Error);

impl std::fmt::Debug for WithoutUrl<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::fmt::Display for WithoutUrl<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.0.to_string();
        f.write_str(text.split(" for url (").next().unwrap_or(&text))
    }
}

impl std::error::Error for WithoutUrl<'_> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(self.0)
    }
}
