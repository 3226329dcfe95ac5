//! What a target said of each name, as far as rules need it again.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::scenario::rules::Remember;
use crate::template::{self, Layer, Variables};

/// Names of which something is remembered at most; of further ones nothing is.
const MOST_NAMES: usize = 100_000;
/// Bytes of JSON of one kept field at most.
const LONGEST: usize = 64 * 1024;
/// Bytes that are kept of all names together, about; beyond them nothing new is.
const MOST_BYTES: usize = 256 << 20;

/// Facts of the names below one path, without regard to capitals, as vaults compare them.
type Names = BTreeMap<String, Arc<Layer>>;

/// Facts by name.
#[derive(Debug)]
pub(super) struct Facts {
    prefixes: BTreeSet<String>,
    /// By vault, and by path before the name.
    known: BTreeMap<String, BTreeMap<String, Names>>,
    names: usize,
    bytes: usize,
}

impl Facts {
    /// Nothing known, of names below these paths.
    pub fn new(prefixes: BTreeSet<String>) -> Facts {
        Facts { prefixes, known: BTreeMap::new(), names: 0, bytes: 0 }
    }

    /// What is known of the name in a path, below that prefix.
    pub fn of(&self, vault: &str, prefix: &str, path: &str) -> Option<Arc<Layer>> {
        self.known.get(vault)?.get(prefix)?.get(&*name(prefix, path)?).cloned()
    }

    /// Takes in what an answer says.
    pub fn take_in(&mut self, vault: &str, path: &str, remember: &Remember, variables: &Variables) {
        let prefix = remember.from.path.as_ref().and_then(|path| path.prefix("name"));
        let Some(prefix) = prefix else { return };
        let Some(name) = name(&prefix, path) else { return };
        let names = self.known.entry(vault.to_owned()).or_default().entry(prefix).or_default();
        if !names.contains_key(&*name) {
            if self.names >= MOST_NAMES {
                return;
            }
            self.names += 1;
        }
        let facts = Arc::make_mut(names.entry(name.into_owned()).or_default());
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
        let Some(known) = self.known.get_mut(vault) else { return };
        for prefix in &self.prefixes {
            let names = known.get_mut(prefix).zip(name(prefix, path));
            if let Some(facts) = names.and_then(|(names, name)| names.remove(&*name)) {
                self.names -= 1;
                self.bytes -= weight(&facts);
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

fn name<'p>(prefix: &str, path: &'p str) -> Option<Cow<'p, str>> {
    let name = path.strip_prefix(prefix)?.split('/').next()?;
    let has_capitals = name.bytes().any(|byte| byte.is_ascii_uppercase());
    let name = if has_capitals { name.to_ascii_lowercase().into() } else { name.into() };
    Some(name).filter(|name: &Cow<'_, str>| !name.is_empty())
}
