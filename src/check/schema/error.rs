//! What is wrong with a value, or with the schemas, as data.
//!
//! Nothing comes in. Must not know how either is found out.

use serde_json::Value;

use crate::verdict::finding::{Got, SchemaPlace};

/// What the id of every schema of the set begins with; its name follows.
pub(super) const URN: &str = "urn:kvcontract:wire:";

/// What is wrong with a value, or with the schemas.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// No schema has the name.
    #[error("there is no schema `{0}`")]
    Unknown(String),
    /// The schema is none, or refers to what is not there, or to itself without end.
    #[error("the schema `{name}` is broken: {reason}")]
    Broken {
        /// Its name.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A part of the value is not valid.
    #[error("{}: {} ({})", .0.place.pointer, .0.place.keyword, .0.place.by)]
    Mismatch(Box<Mismatch>),
    /// There are more errors than are told.
    #[error("… and {0} more")]
    More(usize),
}

/// A part of a value that is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Where, and by which keyword.
    pub place: SchemaPlace,
    /// What the schema writes under the keyword, where it is short.
    pub demand: Option<Value>,
    /// What is there; nothing where a property is missing.
    pub got: Got,
}

pub(super) fn broken(name: &str, reason: impl Into<String>) -> SchemaError {
    SchemaError::Broken { name: name.to_owned(), reason: reason.into() }
}
