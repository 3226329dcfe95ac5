//! Small HTTP servers that keep a log: those who give tokens, and gates before a real vault.

use std::net::{Ipv4Addr, SocketAddrV4};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum_server::tls_rustls::RustlsConfig;
use rcgen::{Certificate, KeyPair};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A free port of this machine.
const ANYWHERE: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0);

/// A request that came in.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    /// Path and query.
    pub uri: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Seen {
    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

/// What goes out.
#[derive(Debug, Clone, Default)]
pub struct Said {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Said {
    /// JSON with a status.
    pub fn json(status: u16, body: &str) -> Said {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Said { status, headers, body: body.as_bytes().to_vec() }
    }

    /// The same with one more header.
    pub fn with(mut self, name: &str, value: &str) -> Said {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// A running server; its log tells what came in.
pub struct Endpoint {
    pub url: String,
    log: Arc<Mutex<Vec<Seen>>>,
    folder: TempDir,
    _runtime: Runtime,
}

type Answer = Arc<dyn Fn(&Seen, usize) -> Said + Send + Sync>;

impl Endpoint {
    /// Plain HTTP. The answer may depend on the request and on how many came before it.
    pub fn plain(answer: impl Fn(&Seen, usize) -> Said + Send + Sync + 'static) -> Endpoint {
        Endpoint::plain_at(ANYWHERE, answer)
    }

    /// Plain HTTP at an address that is known to whoever asks.
    pub fn plain_at(
        address: SocketAddrV4,
        answer: impl Fn(&Seen, usize) -> Said + Send + Sync + 'static,
    ) -> Endpoint {
        Endpoint::start(false, address, Arc::new(answer))
    }

    /// HTTPS with a certificate of its own; see `ca`.
    pub fn tls(answer: impl Fn(&Seen, usize) -> Said + Send + Sync + 'static) -> Endpoint {
        Endpoint::start(true, ANYWHERE, Arc::new(answer))
    }

    /// HTTPS with that certificate.
    pub fn tls_as(
        certificate: &Certificate,
        key: &KeyPair,
        answer: impl Fn(&Seen, usize) -> Said + Send + Sync + 'static,
    ) -> Endpoint {
        Endpoint::start_as(true, ANYWHERE, Arc::new(answer), certificate, key)
    }

    fn start(tls: bool, address: SocketAddrV4, answer: Answer) -> Endpoint {
        let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        Endpoint::start_as(tls, address, answer, &own.cert, &own.signing_key)
    }

    fn start_as(
        tls: bool,
        address: SocketAddrV4,
        answer: Answer,
        certificate: &Certificate,
        key: &KeyPair,
    ) -> Endpoint {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let runtime = Runtime::new().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let listener = std::net::TcpListener::bind(address).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let kept = log.clone();
        let routes = Router::new().fallback(move |request: Request| {
            let (log, answer) = (kept.clone(), answer.clone());
            async move { handled(request, &log, answer).await }
        });
        let service = routes.into_make_service();
        std::fs::write(folder.path().join("ca.pem"), certificate.pem()).unwrap();
        let der = (vec![certificate.der().to_vec()], key.serialize_der());
        runtime.spawn(async move {
            if !tls {
                return axum_server::from_tcp(listener).unwrap().serve(service).await;
            }
            let config = RustlsConfig::from_der(der.0, der.1).await.unwrap();
            axum_server::from_tcp_rustls(listener, config).unwrap().serve(service).await
        });
        let scheme = if tls { "https" } else { "http" };
        Endpoint { url: format!("{scheme}://{address}"), log, folder, _runtime: runtime }
    }

    /// The file with its certificate.
    pub fn ca(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// A folder that lasts as long as the server.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What came in.
    pub fn log(&self) -> Vec<Seen> {
        self.log.lock().unwrap().clone()
    }
}

async fn handled(request: Request, log: &Mutex<Vec<Seen>>, answer: Answer) -> Response {
    let (parts, body) = request.into_parts();
    let body: Bytes = to_bytes(body, 1024 * 1024).await.unwrap_or_default();
    let seen = Seen {
        method: parts.method.to_string(),
        uri: parts.uri.to_string(),
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    let before = {
        let mut log = log.lock().unwrap();
        log.push(seen.clone());
        log.len() - 1
    };
    // An answer may ask a vault itself, and wait for it.
    let said = tokio::task::spawn_blocking(move || answer(&seen, before)).await.unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in said.headers {
        headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(&value).unwrap());
    }
    // As a body and not as bytes, which axum would give a content type.
    (StatusCode::from_u16(said.status).unwrap(), headers, Body::from(said.body)).into_response()
}

/// Hands requests on to a vault, with the token that the vault wants.
pub struct Gate {
    client: reqwest::Client,
    url: String,
    token: String,
}

impl Gate {
    /// The way to a vault that trusts nobody without that token.
    pub fn to(url: &str, ca: &str, token: &str) -> Gate {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let ca = reqwest::Certificate::from_pem(&std::fs::read(ca).unwrap()).unwrap();
        let client = reqwest::Client::builder().tls_certs_only([ca]).no_proxy();
        Gate { client: client.build().unwrap(), url: url.to_owned(), token: token.to_owned() }
    }

    /// Asks the vault. From a thread of the server that may wait.
    pub fn pass(&self, seen: &Seen) -> Said {
        let method = seen.method.parse().unwrap();
        let mut request = self.client.request(method, format!("{}{}", self.url, seen.uri));
        for name in ["content-type", "accept"] {
            if let Some(value) = seen.headers.get(name) {
                request = request.header(name, value);
            }
        }
        let request = request.bearer_auth(&self.token).body(seen.body.clone());
        tokio::runtime::Handle::current().block_on(async {
            let answer = request.send().await.unwrap();
            let kept = ["content-type", "location", "retry-after"];
            let headers = answer.headers().iter().filter(|(n, _)| kept.contains(&n.as_str()));
            let headers = headers.map(|(n, v)| (n.to_string(), v.to_str().unwrap().to_owned()));
            let headers = headers.collect();
            let status = answer.status().as_u16();
            Said { status, headers, body: answer.bytes().await.unwrap().to_vec() }
        })
    }
}
