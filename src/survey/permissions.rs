//! What the credential may do, told from the answers to requests that are sent anyway.
//!
//! In: every authenticated request and its answer, as [`Heard`] gets them from the session and
//! from clean-up. Out: what they say of each permission, by the names that Azure has for them.
//! It sends by itself only what the probe leaves open.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::http::exchange::{Answer, Call};
use crate::run::material;
use crate::run::prepare::NotReady;
use crate::run::session::Session;

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
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match (method, parts.as_slice()) {
            ("GET", ["certificates", "issuers", _]) => Some(Permission::GetIssuers),
            ("PUT", ["certificates", "issuers", _]) => Some(Permission::SetIssuers),
            ("DELETE", ["certificates", "issuers", _]) => Some(Permission::DeleteIssuers),
            ("POST", ["certificates", _, "create"]) => Some(Permission::Create),
            ("POST", ["certificates", _, "import"]) => Some(Permission::Import),
            ("GET", ["certificates", _] | ["certificates", _, "pending"]) => Some(Permission::Get),
            ("PATCH", ["certificates", _, "pending"]) => Some(Permission::Update),
            ("DELETE", ["certificates", _]) => Some(Permission::Delete),
            ("DELETE", ["deletedcertificates", _]) => Some(Permission::Purge),
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
pub enum Means {
    /// It cannot be told.
    Unclear,
    /// The service looked for the object, so it let the request in.
    Admitted,
    /// 403.
    Forbidden,
    /// It was done.
    Done,
}

impl Means {
    fn of(answer: &Answer) -> Means {
        match answer.status {
            200..=299 => Means::Done,
            403 => Means::Forbidden,
            404 | 409 if answer.has_error_envelope() => Means::Admitted,
            _ => Means::Unclear,
        }
    }
}

/// What was heard of a permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it means.
    pub means: Means,
    /// Method, path and what came, with the service's words where it refused; or why it was
    /// not tried.
    pub evidence: String,
}

/// What answers said of permissions so far.
#[derive(Debug, Default)]
pub struct Heard {
    told: Mutex<BTreeMap<Permission, Told>>,
}

impl Heard {
    /// Takes in an answer; stronger evidence stays.
    pub fn note(&self, call: &Call, answer: &Answer) {
        let Some(permission) = Permission::of(call.method, &call.path) else { return };
        let means = Means::of(answer);
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.get(&permission).is_none_or(|known| known.means < means) {
            let evidence = format!("{} {} answers {}", call.method, call.path, said(answer));
            told.insert(permission, Told { means, evidence });
        }
    }

    /// What is known of a permission.
    pub fn of(&self, permission: Permission) -> Told {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let untried = || Told { means: Means::Unclear, evidence: permission.untried().to_owned() };
        told.get(&permission).cloned().unwrap_or_else(untried)
    }
}

/// The status, and the service's words where nothing was done.
fn said(answer: &Answer) -> String {
    let start = answer.start(WORDS);
    let message = answer.json().and_then(|body| {
        let message = body.pointer("/error/message").and_then(Value::as_str);
        message.map(|message| message.chars().take(WORDS).collect())
    });
    let words: String = message.unwrap_or(start);
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match (answer.status < 300, words.as_str()) {
        (true, _) => answer.status.to_string(),
        (false, "") => format!("{} with an empty body", answer.status),
        (false, words) => format!("{}: {words}", answer.status),
    }
}

/// Asks what the probe leaves open, while what it made under that name is still there: its
/// issuer is read, and where its import was refused for what it held, one is sent that can be
/// taken.
pub async fn ask(session: &Session, name: &str) -> Result<(), NotReady> {
    let call = session.call("GET", format!("/certificates/issuers/{name}"));
    session.send(&call).await.answer?;
    if session.heard.of(Permission::Import).means > Means::Unclear {
        return Ok(());
    }
    // A certificate that cannot be made leaves the question open, and the report says so.
    let Ok(made) = material::issue(&format!("CN={name}")) else { return Ok(()) };
    let policy = json!({ "secret_props": { "contentType": "application/x-pkcs12" } });
    let body = json!({ "value": made["pfx"], "pwd": made["pwd"], "policy": policy });
    let call = session.call("POST", format!("/certificates/{name}/import")).json(&body);
    session.send(&call).await.answer?;
    Ok(())
}

#[cfg(test)]
mod tests;
