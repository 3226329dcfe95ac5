//! The listener, plain or TLS: each request goes to the target as it came, and its answer back, both
//! written down in between.
//!
//! In: requests on loopback. Out: the target's own answers; 502 where none came. Sizes and how
//! many are under way are bounded. Must not know what stands in a request: what the target has to
//! say of it, the target says.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use time::OffsetDateTime;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use url::Url;

use super::archive::{Archive, Exchange};
use super::lead::Lead;
use crate::http::exchange::Answer;
use crate::http::wire::{ClientError, Transport, Wire};
use crate::target::Target;

/// Bytes of the body of a request.
const MOST_BODY: usize = 8 * 1024 * 1024;
/// Requests that are under way at most; further ones wait.
const MOST_AT_ONCE: usize = 64;

/// Methods that are passed on.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// Headers of a connection and not of a message; those that our client writes itself; and that of
/// codings, for what comes compressed could not be judged.
const NOT_PASSED_ON: [&str; 12] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "host",
    "content-length",
    "accept-encoding",
];

/// Why there is no proxy.
#[derive(Debug, thiserror::Error)]
pub enum ProxyError {
    /// It cannot listen.
    #[error("{0} cannot be listened on: {1}")]
    Listen(SocketAddr, #[source] io::Error),
    /// It could not reach the target.
    #[error("{0}")]
    Client(#[from] ClientError),
}

/// How clients see the proxy.
#[derive(Debug, Default)]
pub struct Face {
    /// What it shows them, where it speaks TLS.
    pub tls: Option<Arc<rustls::ServerConfig>>,
    /// The name that they use instead of its address.
    pub host: Option<String>,
}

/// A running proxy; it stops when dropped.
#[derive(Debug)]
pub struct Proxy {
    url: String,
    server: JoinHandle<io::Result<()>>,
}

/// What a request needs on its way.
struct Way {
    wire: Wire,
    base: Url,
    lead: Lead,
    archive: Arc<Archive>,
    turns: Semaphore,
}

impl Proxy {
    /// Listens when this returns. Needs the runtime.
    pub fn start(
        listen: SocketAddr,
        target: &Target,
        archive: Arc<Archive>,
        face: Face,
    ) -> Result<Proxy, ProxyError> {
        let failed = |error| ProxyError::Listen(listen, error);
        let listener = std::net::TcpListener::bind(listen).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let at = listener.local_addr().map_err(failed)?;
        let scheme = if face.tls.is_some() { "https" } else { "http" };
        let url = match &face.host {
            Some(host) => format!("{scheme}://{host}:{}", at.port()),
            None => format!("{scheme}://{at}"),
        };
        let (wire, base) = (Wire::to(target)?, target.base.clone());
        let lead = Lead::new(&base, &url, face.host.as_deref());
        let way = Arc::new(Way { wire, base, lead, archive, turns: Semaphore::new(MOST_AT_ONCE) });
        let service = Router::new().fallback(pass).with_state(way).into_make_service();
        let server = axum_server::from_tcp(listener).map_err(failed)?.http1_only();
        let server = match face.tls {
            Some(tls) => {
                let tls = RustlsAcceptor::new(RustlsConfig::from_config(tls));
                tokio::spawn(server.acceptor(tls).serve(service))
            }
            None => tokio::spawn(server.serve(service)),
        };
        Ok(Proxy { url, server })
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn pass(State(way): State<Arc<Way>>, request: Request) -> Response<Body> {
    // Closed by nobody: whoever waits gets its turn.
    let _turn = way.turns.acquire().await;
    let (head, body) = request.into_parts();
    let Some(method) = METHODS.into_iter().find(|known| *known == head.method.as_str()) else {
        return refused(StatusCode::NOT_IMPLEMENTED, "this method is not passed on");
    };
    let Ok(body) = to_bytes(body, MOST_BODY).await else {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "the body is broken off, or too large");
    };
    let Ok(body) = str::from_utf8(&body) else {
        return refused(StatusCode::BAD_REQUEST, "the body is no UTF-8: it is not passed on");
    };
    let Some(url) = way.url(&head.uri) else {
        return refused(StatusCode::BAD_REQUEST, "the path is none below the target");
    };
    let (headers, began) = (passed_on(&head.headers), OffsetDateTime::now_utc());
    // Without a body, but with the length of one: some targets ask for it.
    let sent = (!body.is_empty() || matches!(method, "POST" | "PUT" | "PATCH")).then_some(body);
    let came = way.wire.send(method, &url, &headers, sent, None).await;
    let (url, answer) = (url.as_str(), came.as_ref().ok());
    way.archive.add(&Exchange { method, url, headers: &headers, body, answer, began });
    match came {
        Ok(answer) => way.answered(&answer),
        Err(why) => refused(StatusCode::BAD_GATEWAY, &why),
    }
}

impl Way {
    /// Where a request goes: below the target, and nowhere else.
    fn url(&self, asked: &Uri) -> Option<Url> {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{}", self.base.path().trim_end_matches('/'), asked.path()));
        url.set_query(asked.query());
        let is_below = url.path().starts_with(self.base.path().trim_end_matches('/'));
        (url.origin() == self.base.origin() && is_below).then_some(url)
    }

    /// The answer for the client.
    fn answered(&self, answer: &Answer) -> Response<Body> {
        let mut response = Response::builder().status(answer.status);
        for (name, value) in &answer.headers {
            if name.eq_ignore_ascii_case("www-authenticate") {
                response = response.header(name, self.lead.challenge(value));
            } else if !NOT_PASSED_ON.contains(&name.as_str()) {
                response = response.header(name, self.lead.text(value));
            }
        }
        let body = match str::from_utf8(&answer.body) {
            Ok(text) => Body::from(self.lead.text(text)),
            Err(_) => Body::from(answer.body.to_vec()),
        };
        response.body(body).unwrap_or_else(|_| {
            refused(StatusCode::BAD_GATEWAY, "the answer has a header that is none")
        })
    }
}

fn passed_on(headers: &HeaderMap) -> Vec<(String, String)> {
    let pairs = headers.iter().filter(|(name, _)| !NOT_PASSED_ON.contains(&name.as_str()));
    let readable = pairs.filter_map(|(name, value)| Some((name, value.to_str().ok()?)));
    readable.map(|(name, value)| (name.to_string(), value.to_owned())).collect()
}

fn refused(status: StatusCode, why: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(format!("kvcontract record: {why}\n")));
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::named;

    #[tokio::test]
    async fn a_request_goes_below_the_target_and_nowhere_else() {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let found = named::find("http://127.0.0.1:9/kv1/").unwrap();
        let target = crate::target::open::open(found.name, found.profile, vec![]).await.unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        let archive = Arc::new(Archive::create(file.path()).unwrap());
        let (wire, base) = (Wire::to(&target).unwrap(), target.base.clone());
        let lead = Lead::new(&base, "http://127.0.0.1:8", None);
        let way = Way { wire, base, lead, archive, turns: Semaphore::new(1) };
        let to = |uri: &str| way.url(&uri.parse().unwrap()).map(String::from);
        let below = |rest: &str| Some(format!("http://127.0.0.1:9/kv1{rest}"));
        assert_eq!(
            to("/certificates/a?api%2Dversion=7.4"),
            below("/certificates/a?api%2Dversion=7.4")
        );
        assert_eq!(to("http://elsewhere.example/certificates/a"), below("/certificates/a"));
        assert_eq!(to("/../../a"), None);
    }
}
