//! What a request creates in a target, told from its method and path, so that no scenario can
//! forget it.
//!
//! In: a request. Out: the certificate or issuer that may be there after it. What other requests
//! create is declared by who sends them. Must not know who that is, or what becomes of it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::kind::{Kind, NamedPath, Removal};
use super::route::Route;

/// Something in a target that a run made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub enum Object {
    /// A certificate with whatever is pending on it.
    Certificate(String),
    /// An issuer.
    Issuer(String),
    /// One of a kind that is declared.
    Declared(Arc<Kind>, String),
}

/// An object as journals hold it: one of a declared kind with how it is removed.
#[derive(Debug, Serialize, Deserialize)]
struct Written {
    kind: String,
    name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    remove: Vec<Removal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    look: Option<NamedPath>,
}

impl From<Object> for Written {
    fn from(object: Object) -> Written {
        let (kind, name, remove, look) = match object {
            Object::Certificate(name) => ("certificate".to_owned(), name, Vec::new(), None),
            Object::Issuer(name) => ("issuer".to_owned(), name, Vec::new(), None),
            Object::Declared(kind, name) => {
                let Kind { word, remove, look, .. } = Arc::unwrap_or_clone(kind);
                (word, name, remove, Some(look))
            }
        };
        Written { kind, name, remove, look }
    }
}

impl TryFrom<Written> for Object {
    type Error = String;

    fn try_from(Written { kind, name, remove, look }: Written) -> Result<Object, String> {
        match (kind.as_str(), look) {
            ("certificate", None) if remove.is_empty() => Ok(Object::Certificate(name)),
            ("issuer", None) if remove.is_empty() => Ok(Object::Issuer(name)),
            (word, Some(look)) => {
                Ok(Object::Declared(Arc::new(Kind::declared(word, remove, look)?), name))
            }
            (word, None) => Err(format!("it does not say where a {word} is seen")),
        }
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Object::Certificate(name) => write!(f, "certificate {name}"),
            Object::Issuer(name) => write!(f, "issuer {name}"),
            Object::Declared(kind, name) => write!(f, "{} {name}", kind.word),
        }
    }
}

impl Object {
    /// What a request may create.
    pub fn created_by(method: &str, path: &str) -> Option<Object> {
        let object = match (method, Route::parse(path)?) {
            ("PUT", Route::Issuer(name)) => Object::Issuer(name.to_owned()),
            ("POST", Route::Create(name) | Route::Import(name)) => {
                Object::Certificate(name.to_owned())
            }
            // lowkey-vault has no issuers, and takes the word for the name of a certificate.
            ("POST", Route::Issuer("create" | "import")) => {
                Object::Certificate("issuers".to_owned())
            }
            _ => return None,
        };
        (!object.name().is_empty()).then_some(object)
    }

    /// Whether the service takes its name; it answers 400 to another, and makes nothing. Of what is
    /// declared nobody knows.
    pub fn is_nameable(&self) -> bool {
        matches!(self, Object::Declared(..)) || is_name(self.name())
    }

    /// Its name, as it stands in a path.
    pub fn name(&self) -> &str {
        match self {
            Object::Certificate(name) | Object::Issuer(name) | Object::Declared(_, name) => name,
        }
    }
}

/// Whether the service takes such a name: letters, digits and hyphens, at most 127.
fn is_name(name: &str) -> bool {
    (1..=127).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
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
    #[test]
    fn a_journal_holds_how_what_is_declared_is_removed_and_nothing_else_is_taken() {
        let path = NamedPath::parse("/secrets/{name}").unwrap();
        let method = super::super::kind::RemovingMethod::Delete;
        let remove = vec![Removal { method, path: path.clone(), status: vec![403] }];
        let kind = Arc::new(Kind::declared("secret", remove, path).unwrap());
        let secret = Object::Declared(kind, "a".into());
        let text = serde_json::to_string(&secret).unwrap();
        let wanted = r#"{"kind":"secret","name":"a","remove":[{"method":"DELETE","path":"/secrets/{name}","status":[403]}],"look":"/secrets/{name}"}"#;
        assert_eq!(text, wanted);
        assert_eq!(serde_json::from_str::<Object>(&text).unwrap(), secret);
        for (from, to) in [
            (r#""DELETE""#, r#""PUT""#),
            (r#""path":"/secrets/{name}""#, r#""path":"/secrets/precious""#),
            (r#""kind":"secret""#, r#""kind":"issuer""#),
            (r#","look":"/secrets/{name}""#, ""),
            (r#""look":"/secrets/{name}""#, r#""look":"/secrets/../{name}""#),
        ] {
            let spoilt = text.replace(from, to);
            assert_ne!(spoilt, text, "{from}");
            assert!(serde_json::from_str::<Object>(&spoilt).is_err(), "{spoilt}");
        }
    }
}
