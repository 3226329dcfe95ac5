//! What a run can make in a target, told from method and path, so that no scenario can forget it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::http::exchange::Call;

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
    /// What a call may create.
    pub fn of(call: &Call) -> Option<Object> {
        let parts: Vec<&str> = call.path.trim_start_matches('/').split('/').collect();
        match (call.method, parts.as_slice()) {
            ("PUT", ["certificates", "issuers", name]) if !name.is_empty() => {
                Some(Object::Issuer((*name).to_owned()))
            }
            ("POST", ["certificates", name, "create" | "import"]) if !name.is_empty() => {
                Some(Object::Certificate((*name).to_owned()))
            }
            _ => None,
        }
    }

    /// Its name, as it stands in a path.
    pub fn name(&self) -> &str {
        match self {
            Object::Certificate(name) | Object::Issuer(name) => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creating_requests_are_told_by_method_and_path() {
        let of = |method, path: &str| Object::of(&Call::new(method, path, "7.4"));
        let certificate = Some(Object::Certificate("a".into()));
        assert_eq!(of("POST", "/certificates/a/create"), certificate);
        assert_eq!(of("POST", "/certificates/a/import"), certificate);
        assert_eq!(of("PUT", "/certificates/issuers/i"), Some(Object::Issuer("i".into())));
        assert_eq!(of("POST", "/certificates/a/pending/merge"), None);
        assert_eq!(of("GET", "/certificates/a"), None);
        assert_eq!(of("POST", "/certificates//create"), None);
    }
}
