//! Talking to the vault: one request, one kept exchange.
//!
//! In: what to ask and what kind of answer is due; another answer ends the test. Out: the
//! answer as a [`Record`]. It must not know what was recorded elsewhere.

use std::time::{Duration, Instant};

use kvcontract::vault::{self, Dialect, Options, Vault};
use serde_json::Value;

use crate::kind::{Content, Kind, State};
use crate::record::Record;

/// The api-version that is asked for.
pub const API_VERSION: &str = "2025-07-01";
/// Within this an operation of the vault has ended.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(5);

/// One answer of the vault.
pub struct Exchange {
    /// What it is called in the table of differences.
    pub step: &'static str,
    /// What kind of answer it is.
    pub kind: Kind,
    /// The answer.
    pub record: Record,
}

/// What to ask.
pub struct Ask {
    pub method: &'static str,
    /// Path, with a query or without.
    pub path: String,
    /// The body; null: none.
    pub body: Value,
    pub accept: Option<&'static str>,
}

/// A vault, somebody who talks to it, and what was said.
pub struct Talk {
    vault: Vault,
    http: reqwest::Client,
    held: Vec<Exchange>,
}

impl Talk {
    /// Starts a vault in the observed dialect; with `token`, one that asks for it.
    pub async fn start(token: Option<&str>) -> Talk {
        // Another test of this process may have installed it already.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let token = token.map(Into::into);
        let options = Options { dialect: Dialect::Observed, token, ..Options::default() };
        let vault = vault::start(options).await.unwrap();
        let root = reqwest::Certificate::from_pem(vault.ca_pem().as_bytes()).unwrap();
        let builder = reqwest::Client::builder().tls_certs_only([root]).no_proxy();
        let http = builder.timeout(PATIENCE).build().unwrap();
        Talk { vault, http, held: Vec::new() }
    }

    /// Asks, demands status and content of the answer, keeps it, and gives its body.
    pub async fn say(
        &mut self,
        step: &'static str,
        ask: Ask,
        status: u16,
        content: Content,
    ) -> Value {
        let record = self.ask(&ask).await;
        let kind = Kind::of(&record).unwrap_or_else(|wrong| panic!("{step}: {wrong}: {record:?}"));
        let due = Kind { status, content, ..kind.clone() };
        assert_eq!(kind, due, "{step}: {}", record.body);
        let body = record.body.clone();
        self.held.push(Exchange { step, kind, record });
        body
    }

    /// Waits until an operation is no longer in progress.
    pub async fn ended(&self, name: &str) {
        let since = Instant::now();
        let path = format!("/certificates/{name}/pending");
        let ask = Ask { method: "GET", path, body: Value::Null, accept: None };
        loop {
            let record = self.ask(&ask).await;
            let in_progress = Content::Operation(State::InProgress);
            if Kind::of(&record).is_ok_and(|kind| kind.content != in_progress) {
                return;
            }
            assert!(since.elapsed() < PATIENCE, "{name} does not end: {}", record.body);
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Everything that was said; the vault stops.
    pub async fn end(self) -> Vec<Exchange> {
        self.vault.shutdown().await;
        self.held
    }

    async fn ask(&self, ask: &Ask) -> Record {
        let mut url = format!("{}{}", self.vault.url(), ask.path);
        if !ask.path.contains("api-version=") {
            let joint = if ask.path.contains('?') { '&' } else { '?' };
            url.push_str(&format!("{joint}api-version={API_VERSION}"));
        }
        let method = reqwest::Method::from_bytes(ask.method.as_bytes()).unwrap();
        let mut request = self.http.request(method, &url);
        if let Some(media) = ask.accept {
            request = request.header("accept", media);
        }
        if !ask.body.is_null() {
            request = request.header("content-type", "application/json").body(ask.body.to_string());
        }
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let text = |value: &reqwest::header::HeaderValue| value.to_str().unwrap().to_owned();
        let headers =
            answer.headers().iter().map(|(k, v)| (k.as_str().to_owned(), text(v))).collect();
        let body = answer.text().await.unwrap();
        let body = serde_json::from_str(&body).unwrap_or(Value::String(body));
        Record { name: String::new(), method: ask.method.to_owned(), url, status, headers, body }
    }
}
