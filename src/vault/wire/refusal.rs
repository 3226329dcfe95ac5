//! Refusals: every 4xx of the vault, with its code and text, in the error envelope.

use serde_json::json;

use super::answer::Answer;
use crate::vault::{dialect::Dialect, policy, store::Full};

/// An error answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// `error.code`.
    pub code: &'static str,
    /// `error.message`.
    pub message: String,
    inner: Option<&'static str>,
}

impl Refusal {
    /// Any refusal.
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), inner: None }
    }

    /// 400: something in the request is wrong.
    pub fn bad_parameter(message: impl Into<String>) -> Self {
        Self::new(400, "BadParameter", message)
    }

    /// 401, to be sent with the challenge.
    pub fn unauthorized() -> Self {
        Self::new(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.")
    }

    /// 404: no such pending object.
    pub fn no_pending(name: &str) -> Self {
        let message = format!("Pending certificate not found: {name}");
        Self::new(404, "PendingCertificateNotFound", message)
    }

    /// 404: no such certificate.
    pub fn no_certificate(name: &str) -> Self {
        let message = format!(
            "A certificate with (name/id) {name} was not found in this key vault. \
             If you recently deleted this certificate you may be able to recover it."
        );
        Self::new(404, "CertificateNotFound", message)
    }

    /// 404: not soft-deleted.
    pub fn not_deleted(name: &str) -> Self {
        let message = format!("Deleted Certificate not found: {name}");
        Self::new(404, "CertificateNotFound", message)
    }

    /// 404: no such issuer.
    pub fn no_issuer() -> Self {
        Self::new(404, "CertificateIssuerNotFound", "Issuer not found")
    }

    /// 404: nobody is to be told of what expires.
    pub fn no_contacts() -> Self {
        Self::new(404, "ContactsNotFound", "Contacts not found")
    }

    /// 404: no such secret or key.
    pub fn no_object(kind: &'static str, name: &str) -> Self {
        let code = if kind == "key" { "KeyNotFound" } else { "SecretNotFound" };
        let message = format!(
            "A {kind} with (name/id) {name} was not found in this key vault. \
             If you recently deleted this {kind} you may be able to recover it."
        );
        Self::new(404, code, message)
    }

    /// 403: the secret or key of a version that is disabled, or holds no certificate yet.
    pub fn disabled(kind: &'static str) -> Self {
        let message = format!("Operation get is not allowed on a disabled {kind}.");
        Self::new(403, "Forbidden", message)
    }

    /// 400: what is no backup of this vault.
    pub fn no_backup() -> Self {
        let message = "Backup blob is none that this vault gave, or it was given before the vault \
                       was started or reset.";
        Self::bad_parameter(message)
    }

    /// 409: a restore finds its name taken.
    pub fn restored_over(name: &str) -> Self {
        let message = format!(
            "There was a conflict restoring the certificate {name}: a certificate of that name \
             exists already, live or deleted."
        );
        Self::new(409, "Conflict", message)
    }

    /// 501: real vaults have this route, and this one does not.
    pub fn not_built(method: &str, path: &str) -> Self {
        let message = format!("This vault does not build {method} {path}");
        Self::new(501, "NotImplemented", message)
    }

    /// 404: no such route.
    pub fn no_route(method: &str, path: &str) -> Self {
        let message = format!("No route of this vault answers {method} {path}");
        Self::new(404, "NotFound", message)
    }

    /// 405: the route is there, the method is not.
    pub fn method(method: &str) -> Self {
        Self::new(405, "MethodNotAllowed", format!("HTTP {method} not allowed"))
    }

    /// 409: an operation is in progress. Real vaults give another code than the document.
    pub fn in_progress(dialect: Dialect) -> Self {
        let code = match dialect {
            Dialect::Documented => "Forbidden",
            Dialect::Observed => "Conflict",
        };
        let message = "A new key vault certificate can not be created or imported while a \
                       pending key vault certificate's status is inProgress.";
        Self::new(409, code, message)
    }

    /// 409: the name is soft-deleted.
    pub fn recoverable(name: &str) -> Self {
        let message = format!(
            "Certificate {name} is currently in a deleted but recoverable state, and its name \
             cannot be reused; in this state, the certificate can only be recovered or purged."
        );
        Self { inner: Some("ObjectIsDeletedButRecoverable"), ..Self::new(409, "Conflict", message) }
    }

    /// The operation has ended and cannot be updated: 400 by the document, 403 in real vaults.
    pub fn ended(dialect: Dialect) -> Self {
        let message = "Pending status must be in progress to allow update. ";
        match dialect {
            Dialect::Documented => Self::bad_parameter(message),
            Dialect::Observed => Self::new(403, "Forbidden", message),
        }
    }

    /// 403: an issuer is still at work on it.
    pub fn merge_with_issuer(issuer: &str) -> Self {
        let message = format!(
            "Merge is forbidden on pending object created with issuer : {issuer} \
             while it is in progess."
        );
        Self::new(403, "Forbidden", message)
    }

    /// 405 or 4xx in the envelope.
    pub fn into_answer(self) -> Answer {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some(inner) = self.inner {
            error["innererror"] = json!({ "code": inner });
        }
        Answer::json(self.status, json!({ "error": error }))
    }
}

impl From<policy::Unacceptable> for Refusal {
    fn from(policy::Unacceptable(what): policy::Unacceptable) -> Self {
        Self::bad_parameter(what)
    }
}

impl From<Full> for Refusal {
    fn from(Full: Full) -> Self {
        let message = "This vault holds as much as it will; delete and purge something.";
        Self::new(429, "Throttled", message)
    }
}

/// Making or signing a key failed: nothing that a client did.
impl From<rcgen::Error> for Refusal {
    fn from(error: rcgen::Error) -> Self {
        Self::new(500, "InternalServerError", error.to_string())
    }
}
