//! The JSON Schemas of what the service sends, and whether a value is valid by one.
//!
//! In: the schemas embedded from `schemas/wire`. Out: typed errors, bounded in number and size.
//! A schema may refer to others of the set and to nothing else; nothing is ever fetched.

pub(super) mod demand;
mod references;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};
use jsonschema::{PatternOptions, Registry, ValidationError, Validator};
use serde_json::Value;

use crate::matcher::shorten;

static WIRE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/schemas/wire");

const SUFFIX: &str = ".schema.json";
/// What the id of every schema of the set begins with; its name follows.
const URN: &str = "urn:kvcontract:wire:";
/// Errors of one value that are told.
const MAX_ERRORS: usize = 20;
/// A value that holds more than this is told its first error only: finding them all would take
/// memory by the number of errors.
const MAX_VALUES: usize = 10_000;
/// Bytes a compiled pattern of a schema may take.
const MAX_PATTERN: usize = 1024 * 1024;

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
    #[error("{at}: {message} ({by})")]
    Mismatch {
        /// JSON pointer to the part.
        at: String,
        /// What is wrong with it.
        message: String,
        /// The schema and the JSON pointer to the keyword that says so.
        by: String,
    },
    /// There are more errors than are told.
    #[error("… and {0} more")]
    More(usize),
}

/// A set of schemas that may refer to each other, each compiled when it is first used.
pub struct Schemas {
    registry: Result<Registry<'static>, SchemaError>,
    schemas: BTreeMap<String, Schema>,
}

struct Schema {
    document: Value,
    compiled: OnceLock<Result<Validator, SchemaError>>,
}

impl Schemas {
    /// The schemas of the binary.
    pub fn embedded() -> &'static Schemas {
        static EMBEDDED: OnceLock<Schemas> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let named = |file: &include_dir::File<'static>| {
                let name = file.path().file_name()?.to_str()?.strip_suffix(SUFFIX)?;
                Some((name.to_owned(), serde_json::from_slice(file.contents()).unwrap_or_default()))
            };
            Schemas::new(WIRE.files().filter_map(named).collect())
        })
    }

    /// A set of schemas by name.
    fn new(documents: BTreeMap<String, Value>) -> Self {
        let registry = references::check(&documents).and_then(|()| registry(&documents));
        let schema = |document| Schema { document, compiled: OnceLock::new() };
        let schemas = documents.into_iter().map(|(name, doc)| (name, schema(doc))).collect();
        Schemas { registry, schemas }
    }

    /// The names of the schemas.
    pub fn names(&self) -> BTreeSet<String> {
        self.schemas.keys().cloned().collect()
    }

    /// Whether a value is valid by the schema of that name; what is wrong with it, bounded.
    pub fn validate(&self, name: &str, instance: &Value) -> Result<(), Vec<SchemaError>> {
        let validator = self.compiled(name).map_err(|error| vec![error])?;
        if validator.is_valid(instance) {
            return Ok(());
        }
        let mut found: Vec<ValidationError<'_>> = match is_large(instance) {
            true => validator.validate(instance).err().into_iter().collect(),
            false => validator.iter_errors(instance).collect(),
        };
        let more = found.len().saturating_sub(MAX_ERRORS);
        found.truncate(MAX_ERRORS);
        let mut errors: Vec<SchemaError> = found.iter().map(mismatch).collect();
        errors.extend((more > 0).then_some(SchemaError::More(more)));
        Err(errors)
    }

    fn compiled(&self, name: &str) -> Result<&Validator, SchemaError> {
        let unknown = || SchemaError::Unknown(name.to_owned());
        let schema = self.schemas.get(name).ok_or_else(unknown)?;
        let registry = self.registry.as_ref().map_err(Clone::clone)?;
        let compile = || {
            jsonschema::options()
                .offline()
                .with_registry(registry)
                // Linear in the length of the text, whatever the service sends.
                .with_pattern_options(PatternOptions::regex().size_limit(MAX_PATTERN))
                .build(&schema.document)
                .map_err(|error| broken(name, error.to_string()))
        };
        schema.compiled.get_or_init(compile).as_ref().map_err(Clone::clone)
    }
}

fn broken(name: &str, reason: impl Into<String>) -> SchemaError {
    SchemaError::Broken { name: name.to_owned(), reason: reason.into() }
}

/// The set as the validator looks references up in it.
fn registry(documents: &BTreeMap<String, Value>) -> Result<Registry<'static>, SchemaError> {
    let mut registry = Registry::new();
    for (name, document) in documents {
        let added = registry.add(format!("{URN}{name}"), document.clone());
        registry = added.map_err(|error| broken(name, error.to_string()))?;
    }
    registry.prepare().map_err(|error| broken("*", error.to_string()))
}

fn is_large(instance: &Value) -> bool {
    let mut waiting = vec![instance];
    let mut count = 0;
    while let Some(value) = waiting.pop() {
        count += 1;
        match value {
            Value::Array(items) if items.len() <= MAX_VALUES => waiting.extend(items),
            Value::Object(fields) if fields.len() <= MAX_VALUES => waiting.extend(fields.values()),
            Value::Array(_) | Value::Object(_) => return true,
            _ => {}
        }
        if count + waiting.len() > MAX_VALUES {
            return true;
        }
    }
    false
}

fn mismatch(error: &ValidationError<'_>) -> SchemaError {
    let at = error.instance_path().as_str();
    let message = error.masked_with(shorten::value(error.instance())).to_string();
    let by = match error.absolute_keyword_location() {
        Some(uri) => uri.as_str().trim_start_matches(URN).to_owned(),
        None => error.schema_path().to_string(),
    };
    SchemaError::Mismatch {
        at: if at.is_empty() { "(whole)".to_owned() } else { shorten::text(at) },
        message: shorten::text(&message),
        by,
    }
}

#[cfg(test)]
mod tests;
