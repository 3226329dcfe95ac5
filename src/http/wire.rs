//! The only file that names reqwest: requests out, bounded answers in.
//!
//! Redirects are never followed, bodies and times are bounded, and nothing is sent twice but a GET
//! or HEAD of which nothing came back. Must not know what goes along with a request, nor what an answer
//! means.

use std::fmt;
use std::io::ErrorKind;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use hyper_util::client::legacy::connect::HttpInfo;
use reqwest::redirect::Policy;
use reqwest::{Certificate, ClientBuilder, Method, RequestBuilder, Response};
use secrecy::{ExposeSecret as _, SecretString};
use url::{Host, Url};

use super::exchange::Answer;
use super::keeping::Keeping;
use super::{advice, proxy};
use crate::target::profile::Timeouts;
use crate::target::{Target, Trust};

/// Bytes of a body that are read; one byte more is an error. The service's own answers have some
/// ten thousand; hundreds may be held at once.
const MAX_BODY: usize = 1024 * 1024;
/// Values of JSON in a body that are read: each costs a hundred bytes of memory, and `[]` two on the
/// wire.
const MAX_VALUES: usize = 50_000;

/// How long a connection that nothing goes over is kept: less than the five seconds after which
/// Node.js closes it, and more than is waited between two looks.
const KEPT_IDLE: Duration = Duration::from_secs(4);

/// What `Content-Encoding` says of a compressed body.
const CODINGS: [&str; 7] = ["gzip", "x-gzip", "deflate", "compress", "x-compress", "br", "zstd"];

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

    /// Lets time pass before the next request, as a target asks for it: none where a recording
    /// answers.
    async fn pause(&self, wait: Duration) {
        tokio::time::sleep(wait).await;
    }
}

/// The way to one target over the network.
#[derive(Debug)]
pub struct Wire {
    kept: reqwest::Client,
    /// Opens a connection for each request. None for the embedded vault, which says when it closes.
    fresh: Option<reqwest::Client>,
    keeping: Keeping,
    proxy: Option<String>,
}

impl Wire {
    /// To that target, with the certificates that are trusted for it.
    pub fn to(target: &Target) -> Result<Wire, ClientError> {
        let roots = match &target.trust {
            Trust::System(Some(pem)) | Trust::Only(pem) => certificates(pem)?,
            Trust::System(None) | Trust::Anyone => Vec::new(),
        };
        let client = |idle: usize| {
            built(&target.base, || {
                let builder = builder(&target.profile.timeouts, &target.base);
                let builder = builder.pool_max_idle_per_host(idle);
                match &target.trust {
                    Trust::System(_) => builder.tls_certs_merge(roots.clone()),
                    Trust::Only(_) => builder.tls_certs_only(roots.clone()).no_proxy(),
                    Trust::Anyone => builder.tls_danger_accept_invalid_certs(true),
                }
            })
            .map_err(ClientError::Build)
        };
        let fresh = (!target.is_embedded()).then(|| client(0)).transpose()?;
        let (keeping, proxy) = (Keeping::default(), way(&target.base));
        Ok(Wire { kept: client(usize::MAX)?, fresh, keeping, proxy })
    }

    /// The client for a request, and the one to send it with again where nothing comes back over
    /// a connection that was used before.
    fn clients(&self, may_repeat: bool) -> (&reqwest::Client, Option<&reqwest::Client>) {
        match &self.fresh {
            Some(fresh) if may_repeat => (&self.kept, Some(fresh)),
            Some(fresh) if !self.keeping.is_sure() => (fresh, None),
            _ => (&self.kept, None),
        }
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
        let (first, again) = self.clients(matches!(method, "GET" | "HEAD"));
        let method = Method::from_bytes(method.as_bytes()).map_err(|e| e.to_string())?;
        let request = |client: &reqwest::Client| {
            let mut request = client.request(method.clone(), url.clone());
            for (name, value) in headers {
                request = request.header(name, value);
            }
            if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("accept-encoding")) {
                request = request.header("accept-encoding", "identity");
            }
            if let Some(token) = token {
                request = request.bearer_auth(token.expose_secret());
            }
            match body {
                Some(body) => request.body(body.to_owned()),
                None => request,
            }
        };
        let mut answer = read(request(first), MAX_BODY, Some(&self.keeping)).await;
        let closed = matches!(&answer, Err(wrong) if wrong.is_closed()) && self.keeping.closed();
        if let (true, Some(again)) = (closed, again) {
            answer = read(request(again), MAX_BODY, Some(&self.keeping)).await;
        }
        answer.map_err(|wrong| wrong.told(self.proxy.as_deref()))
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
    let inner = built(&request.url, || builder(timeouts, &request.url))?;
    let method = Method::from_bytes(request.method.as_bytes()).map_err(|e| e.to_string())?;
    let mut sent = inner.request(method, request.url.clone()).body(request.body.clone());
    for (name, value) in &request.headers {
        sent = sent.header(name, value);
    }
    let answer = read(sent, MAX_TOKEN_ANSWER, None).await;
    answer.map_err(|wrong| wrong.plainly(way(&request.url).as_deref()))
}

fn builder(timeouts: &Timeouts, url: &Url) -> ClientBuilder {
    let builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(timeouts.connect)
        .timeout(timeouts.request)
        .pool_idle_timeout(KEPT_IDLE)
        .user_agent(concat!("kvcontract/", env!("CARGO_PKG_VERSION")));
    if is_near(url) { builder.no_proxy() } else { builder }
}

/// The client. Plain HTTP needs no certificates, so none that the system lacks are missed.
fn built(url: &Url, builder: impl Fn() -> ClientBuilder) -> Result<reqwest::Client, String> {
    let made = match builder().build() {
        Err(_) if url.scheme() == "http" => builder().tls_certs_only([]).build(),
        made => made,
    };
    made.map_err(|e| advice::plainly(&e, None))
}

/// The proxy between us and a URL.
fn way(url: &Url) -> Option<String> {
    if is_near(url) { None } else { proxy::on_the_way_to(url) }
}

async fn read(
    request: RequestBuilder,
    most: usize,
    keeping: Option<&Keeping>,
) -> Result<Answer, Wrong> {
    let began = Instant::now();
    let mut response = request.send().await?;
    if let Some(keeping) = keeping {
        keeping.answered(response.extensions().get::<HttpInfo>().map(HttpInfo::local_addr));
    }
    let status = response.status().as_u16();
    let headers: Vec<(String, String)> = response
        .headers()
        .iter()
        .map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
        .collect();
    let body = body(&mut response, most).await?;
    if !has_at_most(&body, MAX_VALUES) {
        return Err(Wrong::Many);
    }
    if let (false, Some(coding)) = (body.is_empty(), coding(&headers)) {
        return Err(Wrong::Coded(coding));
    }
    Ok(Answer { status, headers, body: body.into(), took: began.elapsed() })
}

/// A coding of the body that nobody asked for.
fn coding(headers: &[(String, String)]) -> Option<&'static str> {
    let said = headers.iter().filter(|(name, _)| name == "content-encoding");
    let mut words = said.flat_map(|(_, value)| value.split(','));
    words.find_map(|word| CODINGS.iter().find(|c| c.eq_ignore_ascii_case(word.trim())).copied())
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

/// Whether that is no JSON, or has no more values; the signs between them are counted.
fn has_at_most(body: &[u8], most: usize) -> bool {
    // Each value takes a byte at least: most bodies are not even looked at.
    if body.len() <= most {
        return true;
    }
    if !body.trim_ascii_start().starts_with(b"{") && !body.trim_ascii_start().starts_with(b"[") {
        return true;
    }
    let (mut count, mut in_text, mut escaped) = (0, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b',' | b'[' | b'{' if !in_text => count += 1,
            _ => {}
        }
    }
    count <= most
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, ClientError> {
    let found = Certificate::from_pem_bundle(pem)
        .map_err(|e| ClientError::Ca(advice::plainly(&e, None)))?;
    if found.is_empty() {
        Err(ClientError::Ca("no certificate found".to_owned()))
    } else {
        Ok(found)
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
    Many,
    Coded(&'static str),
}

impl From<reqwest::Error> for Wrong {
    fn from(error: reqwest::Error) -> Wrong {
        Wrong::Transport(error)
    }
}

impl Wrong {
    /// Whether the connection ended before anything of an answer came.
    fn is_closed(&self) -> bool {
        let Wrong::Transport(error) = self else { return false };
        if error.is_timeout() || error.is_connect() || !error.is_request() {
            return false;
        }
        let kinds = [ErrorKind::ConnectionReset, ErrorKind::BrokenPipe, ErrorKind::UnexpectedEof];
        advice::causes(error).any(|cause| {
            let kind = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
            // hyper's word for an end where an answer should begin; its type is not to be had here.
            kind.is_some_and(|kind| kinds.contains(&kind))
                || cause.to_string().contains("closed before message completed")
        })
    }

    /// With advice for who runs the suite against a target.
    fn told(self, proxy: Option<&str>) -> String {
        match &self {
            Wrong::Transport(e) if e.is_timeout() => advice::by_way_of(
                proxy,
                "no whole answer in time (see timeouts in the target file, or --timeout)",
            ),
            Wrong::Transport(error) => advice::told(error, proxy),
            Wrong::Large(_) | Wrong::Many | Wrong::Coded(_) => self.plainly(proxy),
        }
    }

    /// Without.
    fn plainly(self, proxy: Option<&str>) -> String {
        match self {
            Wrong::Transport(e) if e.is_timeout() => {
                advice::by_way_of(proxy, "no whole answer in time")
            }
            Wrong::Transport(error) => advice::plainly(&error, proxy),
            Wrong::Large(most) => {
                format!("the answer is larger than {most} bytes; it was not read")
            }
            Wrong::Many => {
                format!("the answer holds more than {MAX_VALUES} values of JSON; it was not read")
            }
            Wrong::Coded(coding) => advice::by_way_of(
                proxy,
                &format!(
                    "the answer is compressed ({coding}), though `Accept-Encoding: identity` was \
                     sent; it was not read"
                ),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::has_at_most;

    #[test]
    fn values_are_counted_and_signs_in_texts_are_not() {
        assert!(has_at_most(br#"{"a":1,"b":[2,3]}"#, 4));
        assert!(!has_at_most(br#"{"a":1,"b":[2,3]}"#, 3));
        assert!(has_at_most(br#" ["[,{\\\",,,"]"#, 1));
        assert!(!has_at_most("[[],[],[]]".as_bytes(), 5));
        assert!(has_at_most(",,,,[[[[".as_bytes(), 0), "no JSON");
    }
}
