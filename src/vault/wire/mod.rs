//! What goes over the wire: answers, the error envelope, and the JSON of each record.
//!
//! In: records of the store, and the base URL they are shown under. Out:
//! [`Answer`]s. Key order follows what real vaults send. It must not decide
//! anything: which answer, with which status, is the routes' business.

mod answer;
mod bundle;
mod issuer;
mod operation;
mod policy;
mod refusal;
mod secret;

use serde_json::{Value, json};

use super::store::Contact;

pub use answer::{Answer, Content};
pub use bundle::{
    bundle, certificate_item, deleted_bundle, deleted_item, updated_bundle, version_bundle,
    version_item,
};
pub use issuer::{issuer, issuer_item};
pub use operation::operation;
pub use policy::policy;
pub use refusal::Refusal;
pub use secret::{key, secret};

/// One page of a list.
pub fn list(value: Vec<Value>, next: Option<String>) -> Value {
    json!({ "value": value, "nextLink": next })
}

/// Everybody who is told of what expires.
pub fn contacts(base: &str, contacts: &[Contact]) -> Value {
    json!({ "id": format!("{base}/certificates/contacts"), "contacts": contacts })
}
