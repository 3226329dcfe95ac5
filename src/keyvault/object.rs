//! What a request creates in a target, told from its method and path, so that no scenario can
//! forget it.
//!
//! In: a request. Out: the certificate or issuer that may be there after it. Must not know who
//! sends it, or what becomes of it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::route::Route;

/// Something in a target that a run made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "name", rename_all = "lowercase")]
pub enum Object {
    /// A certificate with whatever is pending on it.
    Certificate(String),
    /// An issuer.
    Issuer(String),
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Object::Certificate(name) => write!(f, "certificate {name}"),
            Object::Issuer(name) => write!(f, "issuer {name}"),
        }
    }
}

impl Object {
    /// What a request may create.
    pub fn created_by(method: &str, path: &str) -> Option<Object> {
        let certificate = |name: &str| Object::Certificate(name.to_owned());
        let object = match (method, Route::parse(path)?) {
            ("PUT", Route::Issuer(name)) => Object::Issuer(name.to_owned()),
            ("POST", Route::Create(name) | Route::Import(name)) => certificate(name),
            // lowkey-vault has no issuers, and takes the word for the name of a certificate.
            ("POST", Route::Issuer("create" | "import")) => certificate("issuers"),
            _ => return None,
        };
        (!object.name().is_empty()).then_some(object)
    }

    /// Whether the service takes its name; it answers 400 to another, and makes nothing.
    pub fn is_nameable(&self) -> bool {
        is_name(self.name())
    }

    /// Its name, as it stands in a path.
    pub fn name(&self) -> &str {
        match self {
            Object::Certificate(name) | Object::Issuer(name) => name,
        }
    }
}

/// Whether the service takes such a name: letters, digits and hyphens, at most 127.
fn is_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    (1..=127).contains(&name.len()) && name.bytes().all(plain)
}

/// Whether every vault has an issuer of that name: self-signed ones, and whoever signs outside.
pub fn is_built_in_issuer(name: &str) -> bool {
    ["self", "unknown"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creating_requests_are_told_by_method_and_path() {
        let of = Object::created_by;
        let certificate = Some(Object::Certificate("a".into()));
        assert_eq!(of("POST", "/certificates/a/create"), certificate);
        assert_eq!(of("POST", "/certificates/a/import"), certificate);
        assert_eq!(of("PUT", "/certificates/issuers/i"), Some(Object::Issuer("i".into())));
        let issuers = Some(Object::Certificate("issuers".into()));
        assert_eq!(of("POST", "/certificates/issuers/create"), issuers);
        assert_eq!(of("POST", "/certificates/a/pending/merge"), None);
        assert_eq!(of("GET", "/certificates/a"), None);
        assert_eq!(of("POST", "/certificates//create"), None);
        // Another's certificate must not be removed for a request that was for none.
        assert_eq!(of("POST", "/certificates/a/b/create"), None);
    }
}
