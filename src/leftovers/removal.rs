//! Takes one object out of a target: the pending operation, the certificate, its place among the
//! deleted ones; or the issuer.
//!
//! In: an object. Out: what became of it, or why it may still be there. Must not know who made it.

use std::sync::Arc;
use std::time::Instant;

use super::listing::{self, CERTIFICATES, DELETED};
use crate::http::client::Client;
use crate::http::exchange::{Answer, Call};
use crate::keyvault::object::Object;
use crate::survey::permissions::Heard;
use crate::target::profile::Timeouts;

/// How often a removal that meets a conflict is tried again.
const TRIES: u32 = 20;

/// What became of an object that is not there any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// It is gone.
    Gone,
    /// There was no such thing.
    NotThere,
    /// On no list, but lists may lack what is in progress, and what the target answers of that says
    /// nothing. A target that chokes on the name itself never made anything of that name.
    Unlisted(String),
    /// Deleted; why it stays among the deleted ones.
    Deleted(String),
    /// It was deleted before; why it stays among the deleted ones.
    StaysDeleted(String),
}

/// Removes objects from one target.
#[derive(Debug, Clone)]
pub struct Remover {
    client: Arc<Client>,
    api_version: String,
    timeouts: Timeouts,
    heard: Arc<Heard>,
}

/// What became of a certificate's place among the deleted ones.
enum Bin {
    Emptied,
    Empty,
    Kept(String),
}

impl Remover {
    /// For the target of that client.
    pub fn new(client: Arc<Client>, api_version: &str, timeouts: Timeouts) -> Remover {
        let api_version = api_version.to_owned();
        Remover { client, api_version, timeouts, heard: Arc::default() }
    }

    /// The same, telling what the answers say of permissions.
    pub fn telling(self, heard: Arc<Heard>) -> Remover {
        Remover { heard, ..self }
    }

    /// Removes an object. The error says why it may still be there.
    pub async fn remove(&self, object: &Object) -> Result<Removed, String> {
        match object {
            Object::Certificate(name) => self.certificate(name).await,
            Object::Issuer(name) => self.issuer(name).await,
        }
    }

    /// Whether the target shows the object, if only among the deleted ones.
    pub async fn shows(&self, object: &Object) -> Result<bool, String> {
        let paths = match object {
            Object::Certificate(name) => {
                vec![format!("/certificates/{name}"), format!("/deletedcertificates/{name}")]
            }
            Object::Issuer(name) => vec![format!("/certificates/issuers/{name}")],
        };
        for path in paths {
            if is_shown(&self.send("GET", &path).await?) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Sends a request; a conflict is tried again, a refusal is told.
    async fn send(&self, method: &'static str, path: &str) -> Result<Answer, String> {
        let call = Call::new(method, path, &self.api_version);
        let mut tried = 0;
        loop {
            let answer = self.client.send(&call, None).await.answer;
            let answer = answer.map_err(|e| e.to_string())?;
            self.heard.note(&call, &answer);
            tried += 1;
            if answer.status != 409 || tried == TRIES {
                return Ok(answer);
            }
            tokio::time::sleep(self.timeouts.interval).await;
        }
    }

    async fn certificate(&self, name: &str) -> Result<Removed, String> {
        let itself = format!("/certificates/{name}");
        let pending = format!("{itself}/pending");
        let operation = self.send("DELETE", &pending).await?;
        let deleted = self.send("DELETE", &itself).await?;
        let bin = match deleted.status {
            200..=299 => self.purge(name, &deleted).await?,
            // It may have been deleted before: by a scenario, or by a run that was killed.
            404 => self.purge_earlier(name).await?,
            _ => Bin::Empty,
        };
        let whole = self.unclear(&itself, &deleted, false).await?;
        let part = self.unclear(&pending, &operation, whole.is_none()).await?;
        // Lists may lack what is in progress, but nothing that was finished.
        let finished = deleted.is_success() || matches!(bin, Bin::Emptied);
        let unlisted = part.is_some() && !finished;
        if let Some(unclear) = part.or(whole) {
            match self.lists_without(name).await {
                true if unlisted => return Ok(Removed::Unlisted(unclear + "; no list shows it")),
                true => {}
                false => return Err(unclear),
            }
        }
        let was_there = operation.is_success() || deleted.is_success();
        Ok(match bin {
            Bin::Kept(why) if was_there => Removed::Deleted(why),
            Bin::Kept(why) => Removed::StaysDeleted(why),
            Bin::Empty if !was_there => Removed::NotThere,
            Bin::Empty | Bin::Emptied => Removed::Gone,
        })
    }

    /// Purges what was deleted just now, politely: where it is forbidden or there is no such
    /// thing, the deletion has to do. Real vaults know a deleted certificate as deleted only
    /// after some seconds.
    async fn purge(&self, name: &str, deleted: &Answer) -> Result<Bin, String> {
        let path = format!("/deletedcertificates/{name}");
        let soft = deleted.json().is_some_and(|body| body.get("recoveryId").is_some());
        let began = Instant::now();
        loop {
            let answer = self.send("DELETE", &path).await?;
            let early = answer.status == 409 || answer.status == 404 && answer.has_error_envelope();
            if soft && early && began.elapsed() < self.timeouts.poll {
                tokio::time::sleep(self.timeouts.interval).await;
                continue;
            }
            return match answer.status {
                200..=299 => Ok(Bin::Emptied),
                403 | 405 | 501 if soft => Ok(kept(&path, answer.status)),
                404 if !soft || !early => Ok(Bin::Empty),
                403 | 405 | 501 => Ok(Bin::Empty),
                // Some emulators refuse with a 500: it is deleted, and more cannot be had.
                status if is_shown(&self.send("GET", &path).await?) => Ok(kept(&path, status)),
                status => Err(format!("deleted, but DELETE {path} answers {status}")),
            };
        }
    }

    /// Purges what is perhaps among the deleted ones.
    async fn purge_earlier(&self, name: &str) -> Result<Bin, String> {
        let path = format!("/deletedcertificates/{name}");
        let answer = self.send("DELETE", &path).await?;
        match answer.status {
            200..=299 => Ok(Bin::Emptied),
            400 | 404 | 405 | 501 => Ok(Bin::Empty),
            // Where purging is forbidden it is so for names that never were, too.
            status if is_shown(&self.send("GET", &path).await?) => Ok(kept(&path, status)),
            _ => Ok(Bin::Empty),
        }
    }

    async fn issuer(&self, name: &str) -> Result<Removed, String> {
        let path = format!("/certificates/issuers/{name}");
        let deleted = self.send("DELETE", &path).await?;
        if let Some(unclear) = self.unclear(&path, &deleted, false).await? {
            return Err(unclear);
        }
        Ok(if deleted.is_success() { Removed::Gone } else { Removed::NotThere })
    }

    /// Whether both lists of certificates can be read to their ends and lack the name.
    async fn lists_without(&self, name: &str) -> bool {
        for list in [CERTIFICATES, DELETED] {
            let told = listing::read(&self.client, &self.api_version, &list).await;
            if !told.is_ok_and(|told| told.gap.is_none() && !told.names.iter().any(|n| n == name)) {
                return false;
            }
        }
        true
    }

    /// Nothing if an object is gone: its deletion was taken, or the target says that it is not
    /// there. An answer that shows one by its id is an error; any other says nothing of it, and why
    /// it is unclear is told. A part of a whole that is gone may have no route any more.
    async fn unclear(
        &self,
        path: &str,
        deleted: &Answer,
        whole_is_gone: bool,
    ) -> Result<Option<String>, String> {
        let seen = self.send("GET", path).await?;
        if is_shown(&seen) {
            return Err(format!("GET {path} still answers {}", seen.status));
        }
        let gone = match seen.status {
            404 | 410 => true,
            _ if deleted.is_success() => true,
            200..=299 | 400 | 405 | 501 => whole_is_gone,
            // Who may not read learns it from the deletion.
            403 => deleted.status == 404 && deleted.has_error_envelope(),
            _ => false,
        };
        let (deleted, seen) = (deleted.status, seen.status);
        Ok((!gone).then(|| format!("DELETE {path} answers {deleted}, and GET {seen}")))
    }
}

fn is_shown(answer: &Answer) -> bool {
    answer.is_success() && answer.json().is_some_and(|body| body.get("id").is_some())
}

fn kept(path: &str, status: u16) -> Bin {
    Bin::Kept(format!("DELETE {path} answers {status}"))
}
