//! The bearer token of a run: got once, shared by all cases, renewed before it ends.
//!
//! In: a [`Source`] of tokens. Out: the token to send now. One renewal at a time; everybody who
//! waits for it gets its outcome. Must not know where tokens come from.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret as _, SecretString};

/// A token is renewed this long before it ends, but not before half its life is over.
const MARGIN: Duration = Duration::from_secs(300);
/// After a failure the source is left alone this long.
const REST: Duration = Duration::from_secs(10);
/// A longer lifetime than this is cut down to it.
const MAX_LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);
/// Longer tokens are none.
const MAX_TOKEN: usize = 32 * 1024;

/// Gives new tokens.
#[async_trait::async_trait]
pub trait Source: Send + Sync + fmt::Debug {
    /// A new token, whatever was given before. Must end by itself.
    async fn fetch(&self) -> Result<Token, TokenError>;

    /// Secrets of its own that must not be shown either.
    fn secrets(&self) -> Vec<SecretString> {
        Vec::new()
    }
}

/// A token and how long it is good for.
#[derive(Debug, Clone)]
pub struct Token {
    secret: SecretString,
    lifetime: Duration,
}

impl Token {
    /// A token, if it is one that can stand in a header.
    pub fn new(text: &str, lifetime: Duration) -> Result<Token, TokenError> {
        let graphic = text.chars().all(|c| c.is_ascii_graphic());
        if text.is_empty() || text.len() > MAX_TOKEN || !graphic {
            let why = "what was given as a token cannot stand in a header";
            return Err(TokenError(why.to_owned()));
        }
        if lifetime.is_zero() {
            return Err(TokenError("the token that was given has expired already".to_owned()));
        }
        let secret = SecretString::from(text.to_owned());
        Ok(Token { secret, lifetime: lifetime.min(MAX_LIFETIME) })
    }
}

/// Why there is no token, in our own words: nothing that an endpoint answered stands in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TokenError(pub String);

/// The run's credential.
pub struct Bearer {
    source: Option<Box<dyn Source>>,
    state: Mutex<State>,
    renewing: tokio::sync::Mutex<()>,
    now: Box<dyn Fn() -> Instant + Send + Sync>,
}

#[derive(Default)]
struct State {
    current: Option<Current>,
    failed: Option<(Instant, TokenError)>,
    renewed: usize,
}

struct Current {
    secret: SecretString,
    /// When to renew it, and when it ends; never, where nothing renews it.
    times: Option<(Instant, Instant)>,
    /// Whether the target was seen to take it.
    proven: bool,
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bearer").field("source", &self.source).finish_non_exhaustive()
    }
}

impl Bearer {
    /// Tokens from a source.
    pub fn new(source: Box<dyn Source>) -> Bearer {
        Bearer {
            source: Some(source),
            state: Mutex::default(),
            renewing: tokio::sync::Mutex::default(),
            now: Box::new(Instant::now),
        }
    }

    /// One token that cannot be renewed.
    pub fn fixed(secret: SecretString) -> Bearer {
        let current = Some(Current { secret, times: None, proven: false });
        Bearer {
            source: None,
            state: Mutex::new(State { current, ..State::default() }),
            renewing: tokio::sync::Mutex::default(),
            now: Box::new(Instant::now),
        }
    }

    /// Secrets that are known already, before anything is sent.
    pub fn secrets(&self) -> Vec<SecretString> {
        let current = self.state().current.as_ref().map(|current| current.secret.clone());
        current.into_iter().chain(self.source.iter().flat_map(|source| source.secrets())).collect()
    }

    /// The token to send now.
    pub async fn token(&self) -> Result<SecretString, TokenError> {
        if let Some(settled) = self.settled() {
            return settled;
        }
        let _one_at_a_time = self.renewing.lock().await;
        // Somebody else may have renewed it meanwhile.
        if let Some(settled) = self.settled() {
            return settled;
        }
        match (self.fetch().await, self.still_good()) {
            (Ok(fresh), _) => Ok(fresh),
            // It was renewed ahead of time; the old one does for a while.
            (Err(_), Some(old)) => Ok(old),
            (Err(error), None) => Err(error),
        }
    }

    /// The target took that token.
    pub fn accepted(&self, used: &SecretString) {
        if let Some(current) = &mut self.state().current
            && same(&current.secret, used)
        {
            current.proven = true;
        }
    }

    /// The target answered 401 to that token: another one, if it took this one before. A token
    /// that it never took is wrong, and one more of its kind would be as well.
    pub async fn after_refusal(
        &self,
        used: &SecretString,
    ) -> Result<Option<SecretString>, TokenError> {
        let _one_at_a_time = self.renewing.lock().await;
        let proven = match &self.state().current {
            Some(current) if !same(&current.secret, used) => {
                return Ok(Some(current.secret.clone()));
            }
            Some(current) => current.proven,
            None => false,
        };
        if !proven || self.source.is_none() {
            return Ok(None);
        }
        let fresh = self.fetch().await?;
        self.state().renewed += 1;
        Ok(Some(fresh))
    }

    /// What is worth telling of the credential when the run is over.
    pub fn remarks(&self) -> Vec<String> {
        let times = match self.state().renewed {
            0 => return Vec::new(),
            1 => "once".to_owned(),
            n => format!("{n} times"),
        };
        vec![format!(
            "the target answered 401 to a token that it had taken before; the token was renewed \
             {times} and the request sent again"
        )]
    }

    /// The token or the failure that still counts.
    fn settled(&self) -> Option<Result<SecretString, TokenError>> {
        let (resting, now) = (self.resting(), (self.now)());
        let state = self.state();
        let current = state.current.as_ref().filter(|current| {
            current
                .times
                .is_none_or(|(renew, end)| now < if resting.is_some() { end } else { renew })
        });
        match (current, resting) {
            (Some(current), _) => Some(Ok(current.secret.clone())),
            (None, Some(error)) => Some(Err(error)),
            (None, None) => None,
        }
    }

    /// The failure after which the source is being left alone.
    fn resting(&self) -> Option<TokenError> {
        let now = (self.now)();
        let failed = &self.state().failed;
        failed.as_ref().filter(|(at, _)| now < *at + REST).map(|(_, error)| error.clone())
    }

    fn still_good(&self) -> Option<SecretString> {
        let now = (self.now)();
        let current = &self.state().current;
        let current = current.as_ref().filter(|h| h.times.is_none_or(|(_, end)| now < end));
        current.map(|h| h.secret.clone())
    }

    async fn fetch(&self) -> Result<SecretString, TokenError> {
        let Some(source) = &self.source else {
            return Err(TokenError("the token cannot be renewed".to_owned()));
        };
        if let Some(error) = self.resting() {
            return Err(error);
        }
        let fetched = source.fetch().await;
        let now = (self.now)();
        let mut state = self.state();
        match fetched {
            Ok(Token { secret, lifetime }) => {
                let renew = now + lifetime - MARGIN.min(lifetime / 2);
                let times = Some((renew, now + lifetime));
                state.current = Some(Current { secret: secret.clone(), times, proven: false });
                state.failed = None;
                Ok(secret)
            }
            Err(error) => {
                state.failed = Some((now, error.clone()));
                Err(error)
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}

#[cfg(test)]
#[path = "bearer/tests.rs"]
mod tests;
