//! What a target said of each name, as far as rules need it again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::scenario::rules::{PathTemplate, Remember};
use crate::template::{self, Layer, Variables};

/// Names of which something is remembered at most; of further ones nothing is.
const MOST_NAMES: usize = 100_000;
/// Bytes of JSON of one kept field at most.
const LONGEST: usize = 64 * 1024;
/// Bytes that are kept of all names together, about; beyond them nothing new is.
const MOST_BYTES: usize = 256 << 20;

/// Vault, path before the name, and the name without regard to capitals, as vaults compare them.
type Key = (String, String, String);

/// Facts by name.
#[derive(Debug)]
pub(super) struct Facts {
    prefixes: BTreeSet<String>,
    known: BTreeMap<Key, Arc<Layer>>,
    bytes: usize,
}

impl Facts {
    /// Nothing known, of names below these paths.
    pub fn new(prefixes: BTreeSet<String>) -> Facts {
        Facts { prefixes, known: BTreeMap::new(), bytes: 0 }
    }

    /// What is known of the name in a path.
    pub fn of(&self, vault: &str, template: &PathTemplate, path: &str) -> Option<Arc<Layer>> {
        self.known.get(&key(vault, &template.prefix("name")?, path)?).cloned()
    }

    /// Takes in what an answer says.
    pub fn take_in(&mut self, vault: &str, path: &str, remember: &Remember, variables: &Variables) {
        let prefix = remember.from.path.as_ref().and_then(|path| path.prefix("name"));
        let Some(key) = prefix.and_then(|prefix| key(vault, &prefix, path)) else { return };
        if !self.known.contains_key(&key) && self.known.len() >= MOST_NAMES {
            return;
        }
        let facts = Arc::make_mut(self.known.entry(key).or_default());
        self.bytes -= weight(facts);
        for fact in &remember.forget {
            facts.remove(fact);
        }
        if let Some(fact) = &remember.fact
            && self.bytes < MOST_BYTES
        {
            let kept = remember.keep.iter().filter_map(|(field, written)| {
                let value = template::fill(written, variables).ok()?;
                (value.to_string().len() <= LONGEST).then(|| (field.clone(), value))
            });
            facts.insert(fact.clone(), Arc::new(Value::Object(kept.collect())));
        }
        self.bytes += weight(facts);
    }

    /// Forgets the name in a path: something happened to it out of sight.
    pub fn forget_name(&mut self, vault: &str, path: &str) {
        for prefix in &self.prefixes {
            if let Some(key) = key(vault, prefix, path) {
                self.bytes -= self.known.remove(&key).as_ref().map_or(0, |facts| weight(facts));
            }
        }
    }
}

/// About how many bytes facts take.
fn weight(facts: &Layer) -> usize {
    facts.iter().map(|(name, value)| name.len() + bytes(value)).sum()
}

fn bytes(value: &Value) -> usize {
    let below = match value {
        Value::String(text) => text.len(),
        Value::Object(fields) => fields.iter().map(|(name, v)| name.len() + bytes(v)).sum(),
        Value::Array(items) => items.len() * size_of::<Value>(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    };
    size_of::<Value>() + below
}

fn key(vault: &str, prefix: &str, path: &str) -> Option<Key> {
    let name = path.strip_prefix(prefix)?.split('/').next()?;
    (!name.is_empty()).then(|| (vault.to_owned(), prefix.to_owned(), name.to_ascii_lowercase()))
}
