//! The only file that names reqwest: requests out, bounded answers in.
//!
//! Redirects are never followed, bodies and times are bounded, nothing is sent twice. Must not
//! know what goes along with a request, nor what an answer means.

use std::fmt;
use std::time::Instant;

use async_trait::async_trait;
use reqwest::redirect::Policy;
use reqwest::{Certificate, ClientBuilder, Method, RequestBuilder, Response};
use secrecy::{ExposeSecret as _, SecretString};
use url::{Host, Url};

use super::advice;
use super::exchange::Answer;
use crate::target::profile::Timeouts;
use crate::target::{Target, Trust};

/// Bytes of a body that are read; one byte more is an error.
const MAX_BODY: usize = 8 * 1024 * 1024;

/// Bytes of an answer that is to hold a token.
const MAX_TOKEN_ANSWER: usize = 256 * 1024;

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

/// Takes requests to one target and brings the answers: the network, or a recording of it.
#[async_trait]
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends one request, with that token. The error is told with advice.
    async fn send(
        &self,
        method: &str,
        url: &Url,
        headers: &[(String, String)],
        body: Option<&str>,
        token: Option<&SecretString>,
    ) -> Result<Answer, String>;
}

/// The way to one target over the network.
#[derive(Debug)]
pub struct Wire(reqwest::Client);

impl Wire {
    /// To that target, with the certificates that are trusted for it.
    pub fn to(target: &Target) -> Result<Wire, ClientError> {
        let mut builder = builder(&target.profile.timeouts, &target.base);
        builder = match &target.trust {
            Trust::System(None) => builder,
            Trust::System(Some(pem)) => builder.tls_certs_merge(certificates(pem)?),
            Trust::Only(pem) => builder.tls_certs_only(certificates(pem)?).no_proxy(),
            Trust::Anyone => builder.tls_danger_accept_invalid_certs(true),
        };
        builder.build().map(Wire).map_err(|e| ClientError::Build(advice::causes(&e)))
    }
}

#[async_trait]
impl Transport for Wire {
    async fn send(
        &self,
        method: &str,
        url: &Url,
        headers: &[(String, String)],
        body: Option<&str>,
        token: Option<&SecretString>,
    ) -> Result<Answer, String> {
        let method = Method::from_bytes(method.as_bytes()).map_err(|e| e.to_string())?;
        let mut request = self.0.request(method, url.clone());
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if let Some(token) = token {
            request = request.bearer_auth(token.expose_secret());
        }
        if let Some(body) = body {
            request = request.body(body.to_owned());
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

/// Sends it: trusting the system's roots and no other, whatever else is trusted for the target.
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
