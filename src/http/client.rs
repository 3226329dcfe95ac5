//! One client a run, bound to one origin: what goes along with a request, and what is kept of it.
//!
//! A request cannot leave the target's origin, so its credential cannot either.

use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;
use url::Url;

use super::bearer::{Bearer, TokenError};
use super::exchange::{Answer, Call, record};
use super::follow::{self, NotFollowed};
use super::observer::Observer;
use super::pace::Pace;
use super::room::Room;
use super::throttle::{TOO_MANY_REQUESTS, Throttle};
use super::wire::{ClientError, Transport, Wire};
use crate::secrets::redact::Redactor;
use crate::target::{Target, host};
use crate::verdict::{ExchangeRecord, RunRemark};

/// Talks to one target.
#[derive(Debug)]
pub struct Client {
    wire: Box<dyn Transport>,
    base: Url,
    /// What requests name as their host, where it is not the base URL's.
    host: Option<String>,
    bearer: Option<Arc<Bearer>>,
    redactor: Redactor,
    throttle: Throttle,
    pace: Option<Pace>,
    room: Room,
    observers: Vec<Arc<dyn Observer>>,
}

/// Why there is no answer to look at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{method} {url}: {what}")]
pub struct NoAnswer {
    /// HTTP method.
    pub method: String,
    /// Whole URL.
    pub url: String,
    /// What went wrong and what to do, without secrets.
    pub what: String,
    /// Whose doing that is.
    pub cause: Cause,
}

/// Whose doing it is that there is no answer to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Ours: nothing was sent.
    Unsent,
    /// The target gave no whole answer.
    Silent,
    /// The target answered nothing but 429.
    Throttled,
}

/// A call that was sent, and what came of it.
#[derive(Debug)]
pub struct Exchange {
    /// What is kept of the same request where it was sent before and throttled, in order.
    pub throttled: Vec<ExchangeRecord>,
    /// What is kept of it.
    pub record: ExchangeRecord,
    /// The answer, or why there is none.
    pub answer: Result<Answer, NoAnswer>,
}

impl Client {
    /// A client for that target, with the credential that goes along.
    pub fn new(target: &Target, bearer: Option<Arc<Bearer>>) -> Result<Client, ClientError> {
        Ok(Client::over(Box::new(Wire::to(target)?), target, bearer))
    }

    /// The same over another way than the network.
    pub fn over(wire: Box<dyn Transport>, target: &Target, bearer: Option<Arc<Bearer>>) -> Client {
        let secrets = bearer.iter().flat_map(|bearer| bearer.secrets());
        let redactor = Redactor::new(secrets.map(|s| s.expose_secret().to_owned()));
        let (throttle, base) = (Throttle::default(), target.base.clone());
        let pace = target.profile.rate_limit.map(|limit| Pace::new(limit.interval()));
        let host = target.host().map(str::to_owned);
        let (room, observers) = (Room::default(), Vec::new());
        Client { wire, base, host, bearer, redactor, throttle, pace, room, observers }
    }

    /// The same, with one more observer.
    pub fn observed(mut self, observer: Arc<dyn Observer>) -> Client {
        self.observers.push(observer);
        self
    }

    /// Gets the token, so that a credential that does not work is known before the first request.
    pub async fn authenticate(&self) -> Result<(), TokenError> {
        self.token().await.map(drop)
    }

    /// What is worth telling of credential and throttling when the run is over.
    pub fn remarks(&self) -> Vec<RunRemark> {
        let renewed = self.bearer.iter().flat_map(|bearer| bearer.remarks()).map(RunRemark::from);
        renewed.chain(self.throttle.remark()).collect()
    }

    /// Whether a URL is the target's own.
    pub fn owns(&self, url: &Url) -> bool {
        host::is_own(&self.base, self.host.as_deref(), url)
    }

    /// A GET of a URL that an answer gave, as it is; why not, where it does not lead to the target.
    pub fn follow(&self, url: &str) -> Result<Call, NotFollowed> {
        follow::call(&self.base, self.host.as_deref(), url)
    }

    /// Where the target is.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// What masks the run's secrets.
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// Sends a call and reads its answer. Where the target throttles (429) it is sent again after
    /// a while, but not beyond `until`, unless the call is about that answer.
    pub async fn send(&self, call: &Call, until: Option<Instant>) -> Exchange {
        let exchange = self.sent(call, until).await;
        for observer in &self.observers {
            match &exchange.answer {
                Ok(answer) => observer.answered(call, answer, &exchange.record, &self.redactor),
                Err(_) => observer.unanswered(call),
            }
        }
        exchange
    }

    async fn sent(&self, call: &Call, until: Option<Instant>) -> Exchange {
        let mut throttled = Vec::new();
        let mut held_up = Duration::ZERO;
        loop {
            let (mut record, answer) = self.attempt(call).await;
            record.queued_millis += held_up.as_millis() as u64;
            let refusal = match answer {
                Ok(answer) if answer.status == TOO_MANY_REQUESTS && !call.takes_429 => answer,
                answer => {
                    if answer.is_ok() {
                        self.throttle.over();
                    }
                    return Exchange { throttled, record, answer };
                }
            };
            match self.throttle.wait(&refusal, throttled.len(), until) {
                Ok(wait) => {
                    throttled.push(record);
                    self.pause(wait).await;
                    self.throttle.waited(wait);
                    held_up = wait;
                }
                Err(what) => {
                    let (method, url) = (call.method.to_owned(), record.url.clone());
                    let answer = Err(NoAnswer { method, url, what, cause: Cause::Throttled });
                    return Exchange { throttled, record, answer };
                }
            }
        }
    }

    /// Waits before the next request, where whoever answers is waited for.
    pub async fn pause(&self, wait: Duration) {
        self.wire.pause(wait).await;
    }

    /// The exchange of a call that was not sent.
    pub fn unsent(&self, call: &Call, what: String) -> Exchange {
        let url = self.redactor.text(&call.path);
        let (now, redactor) = (OffsetDateTime::now_utc(), &self.redactor);
        let record = record(&url, &call.sent(self.host.as_deref()), call, None, now, redactor);
        let answer =
            Err(NoAnswer { method: call.method.to_owned(), url, what, cause: Cause::Unsent });
        Exchange { throttled: Vec::new(), record, answer }
    }

    /// Sends a call, whatever the answer.
    async fn attempt(&self, call: &Call) -> (ExchangeRecord, Result<Answer, NoAnswer>) {
        let url = match self.url(call) {
            Ok(url) => url,
            Err(what) => {
                let Exchange { record, answer, .. } = self.unsent(call, what);
                return (record, answer);
            }
        };
        let headers = call.sent(self.host.as_deref());
        self.redactor.learn_from(&headers, call.body.as_deref());
        let (left_at, queued) = (OffsetDateTime::now_utc(), Duration::ZERO);
        let mut out = Outgoing { call, url, headers, left_at, queued };
        let answer = self.exchange(&mut out).await;
        let Outgoing { url, headers, left_at, queued, .. } = out;
        let seen = answer.as_ref().ok();
        let redactor = &self.redactor;
        let mut kept = record(url.as_str(), &headers, call, seen, left_at, redactor);
        kept.queued_millis = queued.as_millis() as u64;
        self.room.keep(&mut kept);
        let answer = answer.map_err(|what| NoAnswer {
            method: call.method.to_owned(),
            url: kept.url.clone(),
            what: self.redactor.text(&what),
            cause: Cause::Silent,
        });
        (kept, answer)
    }

    /// The whole URL; one that would leave the target's origin is refused.
    fn url(&self, call: &Call) -> Result<Url, String> {
        let prefix = self.base.path().trim_end_matches('/');
        let mut url = self.base.clone();
        url.set_path(&format!("{prefix}{}", call.path));
        if let Some(written) = &call.written_query {
            url.set_query(Some(written).filter(|query| !query.is_empty()).map(String::as_str));
        } else if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        if call.path.starts_with('/') && url.origin() == self.base.origin() {
            Ok(url)
        } else {
            Err(format!("`{}` is no path below the target", call.path))
        }
    }

    /// Sends it; once more with a new token where the old one has worn out.
    async fn exchange(&self, out: &mut Outgoing<'_>) -> Result<Answer, String> {
        let token =
            if out.call.authenticated { self.token().await.map_err(no_token)? } else { None };
        let answer = self.once(out, token.as_ref()).await?;
        let (Some(bearer), Some(used)) = (&self.bearer, token) else { return Ok(answer) };
        if answer.status != 401 {
            bearer.accepted(&used);
            return Ok(answer);
        }
        match bearer.after_refusal(&used).await.map_err(no_token)? {
            None => Ok(answer),
            Some(fresh) => {
                self.redactor.learn(fresh.expose_secret());
                let answer = self.once(out, Some(&fresh)).await?;
                if answer.status != 401 {
                    bearer.accepted(&fresh);
                }
                Ok(answer)
            }
        }
    }

    /// Sends it once, when it is its turn.
    async fn once(
        &self,
        out: &mut Outgoing<'_>,
        token: Option<&SecretString>,
    ) -> Result<Answer, String> {
        if let Some(pace) = &self.pace {
            let asked = Instant::now();
            pace.turn().await;
            out.queued += asked.elapsed();
        }
        out.left_at = OffsetDateTime::now_utc();
        let body = out.call.body.as_deref();
        self.wire.send(out.call.method, &out.url, &out.headers, body, token).await
    }

    /// The token to send, learnt before anything is sent.
    async fn token(&self) -> Result<Option<SecretString>, TokenError> {
        let Some(bearer) = &self.bearer else { return Ok(None) };
        let token = bearer.token().await?;
        self.redactor.learn(token.expose_secret());
        Ok(Some(token))
    }
}

fn no_token(e: TokenError) -> String {
    format!("there is no token to send: {e}")
}

/// A call on its way.
struct Outgoing<'a> {
    call: &'a Call,
    url: Url,
    /// All but the credential.
    headers: Vec<(String, String)>,
    /// When it left last.
    left_at: OffsetDateTime,
    /// How long it waited for its turn.
    queued: Duration,
}
