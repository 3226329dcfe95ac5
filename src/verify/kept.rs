//! What is kept of a recorded exchange for the reports, its secrets masked.
//!
//! In: exchanges as they were recorded, secrets and all. Out: the same as a run would have kept
//! them. Must not know what was found.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::LazyLock;
use std::time::Duration;

use regex::bytes::Regex;
use time::OffsetDateTime;

use super::address::Address;
use super::exchange::Exchange;
use crate::http::exchange::{self, Answer, Call};
use crate::secrets::masks::is_mask;
use crate::secrets::redact::Redactor;
use crate::verdict::ExchangeRecord;

/// Requests whose secrets are kept in mind at most; of further ones they are masked where they
/// stand in their own exchange.
const MOST_LEARNT: usize = 200;
/// A longer body is not searched for secrets to learn: those in it are masked by their form.
const LONGEST: usize = 256 * 1024;

/// Where a body may hold a secret.
static SECRETIVE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?-u:\"(?:pwd|pass|client_|access_|refresh_|id_token|value)|PRIVATE KEY)")
        .expect("a literal that compiles")
});

/// What masks the secrets of all exchanges.
#[derive(Debug)]
pub(super) struct Secrets {
    shared: Redactor,
    learnt: BTreeSet<u64>,
}

/// What masks the secrets of one exchange.
pub(super) struct Mask<'s> {
    shared: &'s Redactor,
    /// The request whose secrets are not among the shared ones.
    apart: Option<Request<'s>>,
    own: OnceCell<Redactor>,
}

/// Where the secrets of a request are: its headers, and its body if that may hold some.
type Request<'s> = (&'s [(String, String)], Option<String>);

impl Secrets {
    /// None known yet.
    pub fn new() -> Self {
        Secrets { shared: Redactor::new([]), learnt: BTreeSet::new() }
    }

    /// What masks secrets by what was learnt.
    pub fn into_redactor(self) -> Redactor {
        self.shared
    }

    /// Learns what a request carries in secret places.
    pub fn mask<'s>(&'s mut self, exchange: &'s Exchange) -> Mask<'s> {
        let headers = exchange.request_headers.as_slice();
        let credential = exchange.request_header("authorization").filter(|value| !is_mask(value));
        let bytes = exchange.request.bytes.as_deref().unwrap_or_default();
        let body = (bytes.len() <= LONGEST && SECRETIVE.is_match(bytes))
            .then(|| String::from_utf8_lossy(bytes).into_owned());
        let mut apart = None;
        if credential.is_some() || body.is_some() {
            let mut hasher = DefaultHasher::new();
            (credential, &body).hash(&mut hasher);
            let key = hasher.finish();
            if self.learnt.len() < MOST_LEARNT {
                if self.learnt.insert(key) {
                    self.shared.learn_from(headers, body.as_deref());
                }
            } else if !self.learnt.contains(&key) {
                apart = Some((headers, body));
            }
        }
        Mask { shared: &self.shared, apart, own: OnceCell::new() }
    }
}

impl Mask<'_> {
    /// A text without them.
    pub fn text(&self, text: &str) -> String {
        let text = self.shared.text(text);
        match &self.apart {
            None => text,
            Some(_) => self.own().text(&text),
        }
    }

    /// What is kept of the exchange.
    pub fn record(
        &self,
        recorded: &Exchange,
        address: &Address,
        answer: &Answer,
    ) -> ExchangeRecord {
        let request = recorded.request.bytes.as_deref();
        let call = Call {
            method: address.method,
            path: address.path.clone(),
            query: address.query.clone(),
            headers: Vec::new(),
            body: request
                .filter(|b| !b.is_empty())
                .map(|b| String::from_utf8_lossy(b).into_owned()),
            authenticated: recorded.request_header("authorization").is_some(),
            takes_429: false,
        };
        let query = recorded.url.split_once('?').map_or("", |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        let url = format!("{}{}?{query}", address.origin, address.path);
        let began = recorded.started.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let sent = &recorded.request_headers;
        let redactor = if self.apart.is_some() { self.own() } else { self.shared };
        exchange::record(&url, sent, &call, Some(answer), began, redactor, "")
    }

    fn own(&self) -> &Redactor {
        self.own.get_or_init(|| {
            let own = Redactor::new([]);
            if let Some((headers, body)) = &self.apart {
                own.learn_from(headers, body.as_deref());
            }
            own
        })
    }
}

/// The answer as rules look at it.
pub(super) fn answer(recorded: &Exchange, status: u16, body: Vec<u8>) -> Answer {
    let headers = recorded.headers.clone();
    Answer { status, headers, body, took: Duration::from_millis(recorded.millis) }
}
