//! What goes over the wire: answers, the error envelope, and the JSON of each record.
//!
//! In: records of the store, and the base URL they are shown under. Out:
//! [`Answer`]s. Key order follows what real vaults send. It must not decide
//! anything: which answer, with which status, is the routes' business.

mod answer;
mod bundle;
mod issuer;
mod operation;
mod refusal;

pub use answer::{Answer, Content};
pub use bundle::{bundle, certificate_item, deleted_bundle, deleted_item, version_bundle};
pub use issuer::{issuer, issuer_item};
pub use operation::operation;
pub use refusal::Refusal;

/// A list as the service pages it; this vault has one page.
pub fn list(value: Vec<serde_json::Value>) -> serde_json::Value {
    serde_json::json!({ "value": value, "nextLink": null })
}
