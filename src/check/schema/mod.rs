//! The JSON Schemas of what the service sends, and whether a value is valid by one.
//!
//! In: the schemas embedded from `schemas/wire`, and those of a suite. Out: typed errors, bounded in number and size.
//! A schema may refer to others of the set and to nothing else; nothing is ever fetched.

pub(super) mod demand;
mod error;
mod references;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, OnceLock};

use include_dir::{Dir, include_dir};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, Registry, ValidationError, Validator};
use serde_json::Value;

use crate::matcher::shorten::got;
use crate::verdict::finding::{Got, SchemaPlace};
pub use error::{Mismatch, SchemaError};
use error::{URN, broken};

static WIRE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/schemas/wire");

const SUFFIX: &str = ".schema.json";
/// Errors of one value that are told.
const MAX_ERRORS: usize = 20;
/// A value that holds more than this is told its first error only: finding them all would take
/// memory by the number of errors.
const MAX_VALUES: usize = 10_000;
/// Bytes of a keyword's value that are told, and characters of a pointer or a name.
const MAX_DEMAND: usize = 200;
const MAX_TEXT: usize = 200;
/// Bytes a compiled pattern of a schema may take.
const MAX_PATTERN: usize = 1024 * 1024;

/// What the binary holds, parsed, by name.
fn embedded() -> BTreeMap<String, Value> {
    WIRE.files().filter_map(document).collect()
}

fn document(file: &include_dir::File<'static>) -> Option<(String, Value)> {
    let name = file.path().file_name()?.to_str()?.strip_suffix(SUFFIX)?;
    Some((name.to_owned(), serde_json::from_slice(file.contents()).unwrap_or_default()))
}

fn shared() -> &'static Arc<Schemas> {
    static EMBEDDED: OnceLock<Arc<Schemas>> = OnceLock::new();
    EMBEDDED.get_or_init(|| Arc::new(Schemas::new(embedded())))
}

/// A set of schemas that may refer to each other, each compiled when it is first used.
pub struct Schemas {
    registry: Result<Registry<'static>, SchemaError>,
    schemas: BTreeMap<String, Schema>,
    /// The names that are a suite's own, and where all other schemas are found: those are held to
    /// each other, whatever a suite calls its own.
    below: Option<(BTreeSet<String>, Arc<Schemas>)>,
}

impl fmt::Debug for Schemas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.schemas.keys()).finish()
    }
}

struct Schema {
    document: Value,
    compiled: OnceLock<Result<Validator, SchemaError>>,
}

impl Schemas {
    /// The schemas of the binary.
    pub fn embedded() -> &'static Schemas {
        shared()
    }

    /// The schemas of the binary, and these: one of the same name takes the place of ours. Its `$id`
    /// need not be written.
    pub fn with(own: &BTreeMap<String, Value>) -> Arc<Schemas> {
        if own.is_empty() {
            return shared().clone();
        }
        let named = own.iter().map(|(name, document)| (name.clone(), identified(name, document)));
        let documents = references::with_all(named.collect(), &embedded());
        let below = Some((own.keys().cloned().collect(), shared().clone()));
        Arc::new(Schemas { below, ..Schemas::new(documents) })
    }

    /// The set that has the schema of that name.
    fn of(&self, name: &str) -> &Schemas {
        match &self.below {
            Some((own, below)) if !own.contains(name) => below,
            _ => self,
        }
    }

    /// What is wrong with the schema of that name, as a schema.
    pub fn defect(&self, name: &str) -> Option<SchemaError> {
        self.of(name).compiled(name).err()
    }

    /// A set of schemas by name.
    fn new(documents: BTreeMap<String, Value>) -> Self {
        let registry = references::check(&documents).and_then(|()| registry(&documents));
        let schemas = documents
            .into_iter()
            .map(|(name, document)| (name, Schema { document, compiled: OnceLock::new() }))
            .collect();
        Schemas { registry, schemas, below: None }
    }

    /// The names of the schemas.
    pub fn names(&self) -> BTreeSet<String> {
        let below = self.below.iter().flat_map(|(_, below)| below.names());
        below.chain(self.schemas.keys().cloned()).collect()
    }

    /// Whether a value is valid by the schema of that name; what is wrong with it, bounded.
    pub fn validate(&self, name: &str, instance: &Value) -> Result<(), Vec<SchemaError>> {
        let set = self.of(name);
        let validator = set.compiled(name).map_err(|error| vec![error])?;
        if validator.is_valid(instance) {
            return Ok(());
        }
        let mut found: Vec<ValidationError<'_>> = if is_large(instance) {
            validator.validate(instance).err().into_iter().collect()
        } else {
            validator.iter_errors(instance).collect()
        };
        let all: usize = found.iter().map(parts).sum();
        found.truncate(MAX_ERRORS);
        let errors = found.iter().flat_map(|error| set.mismatches(error));
        let mut errors: Vec<SchemaError> = errors.take(MAX_ERRORS).collect();
        let more = all - errors.len();
        errors.extend((more > 0).then_some(SchemaError::More(more)));
        Err(errors)
    }

    /// Whether a body is valid.
    pub fn takes(&self, name: &str, instance: &Value) -> bool {
        self.of(name).compiled(name).is_ok_and(|validator| validator.is_valid(instance))
    }

    fn compiled(&self, name: &str) -> Result<&Validator, SchemaError> {
        let schema = self.schemas.get(name);
        let schema = schema.ok_or_else(|| SchemaError::Unknown(name.to_owned()))?;
        let registry = self.registry.as_ref().map_err(Clone::clone)?;
        let compiled = schema.compiled.get_or_init(|| compile(name, &schema.document, registry));
        compiled.as_ref().map_err(Clone::clone)
    }
}

/// The document with an `$id`: its own, or one of its name.
fn identified(name: &str, document: &Value) -> Value {
    let mut document = document.clone();
    if let Value::Object(fields) = &mut document {
        fields.entry("$id").or_insert_with(|| Value::String(format!("{URN}{name}")));
    }
    document
}

impl Schemas {
    /// What an error says, once for each property that is not allowed.
    fn mismatches(&self, error: &ValidationError<'_>) -> Vec<SchemaError> {
        let by = match error.absolute_keyword_location() {
            Some(uri) => uri.as_str().trim_start_matches(URN).to_owned(),
            None => error.schema_path().to_string(),
        };
        let demand = self.demand(&by);
        let pointer = error.instance_path().as_str();
        let one = |property: Option<&str>, got: Got| {
            let place = SchemaPlace {
                pointer: cut(pointer),
                keyword: error.kind().keyword().to_owned(),
                property: property.map(cut),
                by: by.clone(),
            };
            SchemaError::Mismatch(Box::new(Mismatch { place, demand: demand.clone(), got }))
        };
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                vec![one(property.as_str(), Got::Nothing)]
            }
            ValidationErrorKind::AdditionalProperties { unexpected }
            | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                let instance = error.instance();
                let told = unexpected.iter().take(MAX_ERRORS);
                told.map(|name| one(Some(name), instance.get(name).map_or(Got::Nothing, got)))
                    .collect()
            }
            _ => vec![one(None, got(error.instance()))],
        }
    }

    /// What stands at `schema#/pointer`, where it is short.
    fn demand(&self, by: &str) -> Option<Value> {
        let (name, pointer) = by.split_once('#')?;
        let demand = self.schemas.get(name)?.document.pointer(pointer)?;
        (demand.to_string().len() <= MAX_DEMAND).then(|| demand.clone())
    }
}

/// How many errors one of the validator's is to us.
fn parts(error: &ValidationError<'_>) -> usize {
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => unexpected.len().max(1),
        _ => 1,
    }
}

/// A pointer or a name, cut where it is too long.
fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
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

fn compile(
    name: &str,
    document: &Value,
    registry: &Registry<'static>,
) -> Result<Validator, SchemaError> {
    jsonschema::options()
        .offline()
        .with_registry(registry)
        // Linear in the length of the text, whatever the service sends.
        .with_pattern_options(PatternOptions::regex().size_limit(MAX_PATTERN))
        .build(document)
        .map_err(|error| broken(name, error.to_string()))
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

#[cfg(test)]
mod tests;
