//! Takes one object out of a target: the pending operation, the certificate, its place among the
//! deleted ones; the issuer, or what else is of a plain kind, as its row says.
//!
//! In: an object. Out: what became of it, or why it may still be there. Must not know who made it.

mod behind;
mod declared;
mod meaning;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::listing::{self, List};
use super::removed::Removed;
use crate::http::client::Client;
use crate::http::exchange::{Answer, Call};
use crate::keyvault::kind::Kind;
use crate::keyvault::object::Object;
use crate::keyvault::route::Route;
use crate::target::profile::Timeouts;
use meaning::{
    Bin, Deleted, Deletion, Doubt, Lists, Next, Presence, Purge, Settled, Sight, Trace,
    after_purge, is_shown,
};

/// What a look without a removal says of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// It is there.
    There,
    /// It is not.
    Absent,
    /// On no list, but lists may lack what is in progress, and what the target answers says nothing.
    Unlisted(String),
    /// It may be there, and what the target answers.
    Unclear(String),
}

/// How often a removal that meets a conflict is tried again.
const TRIES: u32 = 20;

/// Removes objects from one target.
#[derive(Debug, Clone)]
pub struct Remover {
    client: Arc<Client>,
    api_version: String,
    timeouts: Timeouts,
    /// Whether the target was seen to remove a key with its certificate.
    tidy: Arc<AtomicBool>,
}

impl Remover {
    /// For the target of that client.
    pub fn new(client: Arc<Client>, api_version: &str, timeouts: Timeouts) -> Remover {
        let api_version = api_version.to_owned();
        Remover { client, api_version, timeouts, tidy: Arc::default() }
    }

    /// The same, for a target that is known to remove keys with their certificates.
    pub fn of_tidy(self) -> Remover {
        self.tidy.store(true, Ordering::Relaxed);
        self
    }

    /// Removes an object. The error says why it may still be there.
    pub async fn remove(&self, object: &Object) -> Result<Removed, String> {
        match object {
            Object::Certificate(name) => self.certificate(name).await,
            Object::Issuer(name) => self.of_kind(&Kind::issuer(), name, &[List::issuers()]).await,
            Object::Declared(kind, name) => self.of_kind(kind, name, &[]).await,
        }
    }

    /// Whether the target shows the object, if only among the deleted ones; or of a certificate its
    /// operation alone, as azure-keyvault-emulator (calvinchengx) does while it is in progress. What
    /// a removal could not tell of is not told here either.
    pub async fn look(&self, object: &Object) -> Result<Looked, String> {
        let (routes, lists) = match object {
            Object::Certificate(name) => (
                vec![
                    Route::Certificate(name),
                    Route::Pending(name),
                    Route::DeletedCertificate(name),
                ],
                vec![List::certificates(), List::deleted()],
            ),
            Object::Issuer(name) => (vec![Route::Issuer(name)], vec![List::issuers()]),
            Object::Declared(kind, name) => return self.look_for(kind, name).await,
        };
        let mut unclear = None;
        for route in routes {
            let seen = self.send("GET", route).await?;
            match Sight::of(&seen) {
                Sight::Shown => return Ok(Looked::There),
                Sight::Other => {
                    let why = format!("GET {route} answers {}", seen.status);
                    // What is unclear of an operation counts first, for lists may lack it.
                    if unclear.is_none() || matches!(route, Route::Pending(_)) {
                        unclear = Some((route, why));
                    }
                }
                _ => {}
            }
        }
        let Some((route, why)) = unclear else {
            let behind =
                matches!(object, Object::Certificate(_)) && self.is_behind(object.name()).await?;
            return Ok(if behind { Looked::There } else { Looked::Absent });
        };
        Ok(match (self.lists(&lists, object.name()).await, route) {
            (Lists::Without, Route::Pending(_)) => Looked::Unlisted(why + "; no list shows it"),
            (Lists::Without, Route::Certificate(_) | Route::Issuer(_)) => Looked::Absent,
            _ => Looked::Unclear(why),
        })
    }

    /// Sends a request; a conflict is tried again, a refusal is told.
    async fn send(&self, method: &'static str, path: impl Into<String>) -> Result<Answer, String> {
        let call = Call::new(method, path, &self.api_version);
        let mut tried = 0;
        loop {
            let answer = self.client.send(&call, None).await.answer;
            let answer = answer.map_err(|e| e.to_string())?;
            tried += 1;
            if answer.status != 409 || tried == TRIES {
                return Ok(answer);
            }
            tokio::time::sleep(self.timeouts.interval).await;
        }
    }

    async fn certificate(&self, name: &str) -> Result<Removed, String> {
        let (itself, pending) = (Route::Certificate(name), Route::Pending(name));
        let operation = self.send("DELETE", pending).await?;
        let deleted = self.send("DELETE", itself).await?;
        let bin = match deleted.status {
            200..=299 if is_recoverable(&deleted) => self.purge(name, Trace::Recoverable).await?,
            200..=299 => self.purge(name, Trace::Plain).await?,
            404 => self.purge(name, Trace::Earlier).await?,
            _ => Bin::Empty,
        };
        let (whole, unclear_whole) = self.state(itself, &deleted).await?;
        let (part, unclear_part) = self.state(pending, &operation).await?;
        let finished = deleted.is_success() || bin == Bin::Purged;
        let doubt = meaning::doubt(whole, part, finished);
        if let Some(doubt) = doubt {
            let why = match doubt {
                Doubt::Whole => unclear_whole,
                // Where the target itself fails, all that was tried is told.
                Doubt::Operation if whole != Presence::Gone => {
                    format!("{unclear_part}; {unclear_whole}")
                }
                Doubt::Operation | Doubt::OfFinished => unclear_part,
            };
            match meaning::settle(
                doubt,
                self.lists(&[List::certificates(), List::deleted()], name).await,
            ) {
                Settled::Gone => {}
                Settled::Unlisted => return Ok(Removed::Unlisted(why + "; no list shows it")),
                Settled::Left => return Err(why),
            }
        }
        let behind = self.remove_behind(name, deleted.is_success()).await?;
        let found = if behind || operation.is_success() || deleted.is_success() {
            Deleted::Something
        } else {
            Deleted::Nothing
        };
        Ok(meaning::removed(found, bin))
    }

    /// Purges what is among the deleted ones, politely: where it is forbidden or there is no such
    /// thing, the deletion has to do.
    async fn purge(&self, name: &str, trace: Trace) -> Result<Bin, String> {
        let route = Route::DeletedCertificate(name);
        let began = Instant::now();
        loop {
            let answer = self.send("DELETE", route).await?;
            let why = format!("DELETE {route} answers {}", answer.status);
            match after_purge(Purge::of(&answer), trace) {
                Next::Purged => return Ok(Bin::Purged),
                Next::Nothing => return Ok(Bin::Empty),
                Next::Stays => return Ok(Bin::Kept(why)),
                Next::Again if began.elapsed() < self.timeouts.poll => {
                    tokio::time::sleep(self.timeouts.interval).await;
                }
                Next::Again | Next::Look => {
                    let seen = self.send("GET", route).await?;
                    // Of a disabled one lowkey-vault shows nothing, but lists it.
                    let is_there = is_shown(&seen) || self.lists_deleted(name).await;
                    return match trace {
                        _ if is_there => Ok(Bin::Kept(why)),
                        Trace::Earlier => {
                            let why = format!("{why}, and GET {}", seen.status);
                            Ok(meaning::earlier(Sight::of(&seen), why))
                        }
                        Trace::Recoverable | Trace::Plain => Err(format!("deleted, but {why}")),
                    };
                }
            }
        }
    }

    /// Whether these lists can be read to their ends and lack the name.
    async fn lists(&self, lists: &[List], name: &str) -> Lists {
        let until = Instant::now() + self.timeouts.poll;
        for list in lists {
            let read =
                listing::read(&self.client, &self.api_version, list, &|n| n == name, until).await;
            if !read.is_ok_and(|read| read.gap.is_none() && read.names.is_empty()) {
                return Lists::NotWithout;
            }
        }
        Lists::Without
    }

    /// Whether the list of what is deleted has the name.
    async fn lists_deleted(&self, name: &str) -> bool {
        let until = Instant::now() + self.timeouts.poll;
        let deleted = List::deleted();
        let read =
            listing::read(&self.client, &self.api_version, &deleted, &|n| n == name, until).await;
        read.is_ok_and(|read| !read.names.is_empty())
    }

    /// What is so of an object after its deletion, and the answers in words, for where that is
    /// unclear. That it is still there is an error.
    async fn state(
        &self,
        route: Route<'_>,
        deleted: &Answer,
    ) -> Result<(Presence, String), String> {
        let seen = self.send("GET", route).await?;
        let unclear = format!("DELETE {route} answers {}, and GET {}", deleted.status, seen.status);
        match meaning::state(Deletion::of(deleted), Sight::of(&seen)) {
            Presence::There => {
                let (seen, deleted) = (seen.status, deleted.status);
                Err(format!("GET {route} still answers {seen}, after DELETE answered {deleted}"))
            }
            state => Ok((state, unclear)),
        }
    }
}

/// Whether the answer to a deletion says how to take it back.
fn is_recoverable(deleted: &Answer) -> bool {
    deleted.json().is_some_and(|body| body.get("recoveryId").is_some())
}
