//! What the credential may do, told from the answers to requests that are sent anyway.
//!
//! In: requests with their answers, as an observer of the run's client gets them, the removal's
//! too. Out: what they say of each permission, by the names that Azure has for them. Sends by
//! itself only what the probe leaves open.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::http::exchange::{Answer, Call};
use crate::http::not_ready::NotReady;
use crate::http::observer::Observer;
use crate::keyvault::route::Route;
use crate::leftovers::tracked_client::TrackedClient;
use crate::secrets::redact::Redactor;
use crate::verdict::ExchangeRecord;

/// Characters of the service's words that are kept.
const WORDS: usize = 2000;

/// A permission for certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permission {
    Create,
    Get,
    Update,
    Delete,
    Import,
    Purge,
    GetIssuers,
    SetIssuers,
    DeleteIssuers,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Permission; 9] = [
        Permission::Create,
        Permission::Get,
        Permission::Update,
        Permission::Delete,
        Permission::Import,
        Permission::Purge,
        Permission::GetIssuers,
        Permission::SetIssuers,
        Permission::DeleteIssuers,
    ];

    /// Azure's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Permission::Create => "create",
            Permission::Get => "get",
            Permission::Update => "update",
            Permission::Delete => "delete",
            Permission::Import => "import",
            Permission::Purge => "purge",
            Permission::GetIssuers => "getissuers",
            Permission::SetIssuers => "setissuers",
            Permission::DeleteIssuers => "deleteissuers",
        }
    }

    /// The one that a request asks for, of those where one request tells.
    fn of(method: &str, path: &str) -> Option<Permission> {
        match (method, Route::parse(path)?) {
            ("GET", Route::Issuer(_)) => Some(Permission::GetIssuers),
            ("PUT", Route::Issuer(_)) => Some(Permission::SetIssuers),
            ("DELETE", Route::Issuer(_)) => Some(Permission::DeleteIssuers),
            ("POST", Route::Create(_)) => Some(Permission::Create),
            ("POST", Route::Import(_)) => Some(Permission::Import),
            ("GET", Route::Certificate(_) | Route::Pending(_)) => Some(Permission::Get),
            ("PATCH", Route::Pending(_)) => Some(Permission::Update),
            ("DELETE", Route::Certificate(_)) => Some(Permission::Delete),
            ("DELETE", Route::DeletedCertificate(_)) => Some(Permission::Purge),
            _ => None,
        }
    }

    /// Why it was not tried.
    fn untried(self) -> &'static str {
        match self {
            Permission::Delete => "no certificate was made that could be deleted",
            Permission::Purge => "no certificate was deleted that could be purged",
            Permission::DeleteIssuers => "no issuer was made that could be deleted",
            _ => "it was not tried",
        }
    }
}

/// What is known of a permission, the stronger evidence last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grant {
    /// It cannot be told.
    Unclear,
    /// The service looked for the object, so it let the request in.
    Admitted,
    /// 403.
    Forbidden,
    /// It was done.
    Done,
}

impl Grant {
    fn of(answer: &Answer) -> Grant {
        match answer.status {
            200..=299 => Grant::Done,
            403 => Grant::Forbidden,
            404 | 409 if answer.has_error_envelope() => Grant::Admitted,
            _ => Grant::Unclear,
        }
    }
}

/// What answers say of a permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What they mean.
    pub grant: Grant,
    /// Method, path and what came, with the service's words where it refused; or why it was
    /// not tried.
    pub words: String,
}

/// What answers said of permissions so far.
#[derive(Debug, Default)]
pub struct Permissions {
    known: Mutex<BTreeMap<Permission, Evidence>>,
}

impl Observer for Permissions {
    fn answered(&self, call: &Call, answer: &Answer, _: &ExchangeRecord, _: &Redactor) {
        self.take_in(call, answer);
    }
}

impl Permissions {
    /// Takes in an answer; stronger evidence stays.
    fn take_in(&self, call: &Call, answer: &Answer) {
        let Some(permission) = Permission::of(call.method, &call.path) else { return };
        let grant = Grant::of(answer);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.get(&permission).is_none_or(|weaker| weaker.grant < grant) {
            let words = format!("{} {} answers {}", call.method, call.path, said(answer));
            known.insert(permission, Evidence { grant, words });
        }
    }
}

impl Permissions {
    /// What is known of a permission.
    pub fn of(&self, permission: Permission) -> Evidence {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&permission).cloned().unwrap_or_else(|| Evidence {
            grant: Grant::Unclear,
            words: permission.untried().to_owned(),
        })
    }
}

/// The status, and the service's words where nothing was done.
fn said(answer: &Answer) -> String {
    let start = answer.start(WORDS);
    let message = answer.envelope().message;
    let words = message.map_or(start, |message| message.chars().take(WORDS).collect());
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if answer.status < 300 {
        answer.status.to_string()
    } else if words.is_empty() {
        format!("{} with an empty body", answer.status)
    } else {
        format!("{}: {words}", answer.status)
    }
}

/// Asks what the probe leaves open, while what it made under that name is still there: its
/// issuer is read, and where its import was refused for what it held, one is sent that can be
/// taken, if `import` has a body for it; else the question stays open.
pub async fn ask(
    target: &TrackedClient,
    permissions: &Permissions,
    name: &str,
    import: impl FnOnce() -> Option<Value>,
) -> Result<(), NotReady> {
    let call = target.call("GET", Route::Issuer(name));
    target.send(&call, None).await.answer?;
    if permissions.of(Permission::Import).grant > Grant::Unclear {
        return Ok(());
    }
    let Some(body) = import() else { return Ok(()) };
    let call = target.call("POST", Route::Import(name)).json(&body);
    target.send(&call, None).await.answer?;
    Ok(())
}

#[cfg(test)]
mod tests;
