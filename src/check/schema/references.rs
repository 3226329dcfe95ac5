//! Whether the references among schemas lead somewhere, and come to an end.
//!
//! A schema that is valid if it is itself valid would keep the validator going for ever (or be
//! vacuous); it is refused before it is compiled. Through `properties` or `items` a schema may
//! well refer to itself: there the value gets smaller.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::error::{SchemaError, URN, broken};

/// Keywords whose schemas look at the same value as the schema around them.
const SAME_VALUE: [&str; 7] = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else"];

/// These documents, with those of others that they refer to.
pub(super) fn with_all(
    mut documents: BTreeMap<String, Value>,
    others: &BTreeMap<String, Value>,
) -> BTreeMap<String, Value> {
    let mut waiting: Vec<Value> = documents.values().cloned().collect();
    while let Some(part) = waiting.pop() {
        let name = part.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix(URN));
        let name = name.map(|to| to.split('#').next().unwrap_or_default());
        if let Some((name, other)) = name.and_then(|name| others.get_key_value(name))
            && !documents.contains_key(name)
        {
            documents.insert(name.clone(), other.clone());
            waiting.push(other.clone());
        }
        match part {
            Value::Object(fields) => waiting.extend(fields.into_iter().map(|(_, value)| value)),
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
    documents
}

/// How far a schema has been followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
}

/// Walks the schemas of a set.
struct Walk<'s> {
    documents: &'s BTreeMap<String, Value>,
    states: HashMap<*const Value, State>,
}

/// Checks every schema of the set.
pub(super) fn check(documents: &BTreeMap<String, Value>) -> Result<(), SchemaError> {
    let mut walk = Walk { documents, states: HashMap::new() };
    for (name, document) in documents {
        let id = document.get("$id").and_then(Value::as_str);
        if id != Some(&format!("{URN}{name}")) {
            return Err(broken(name, format!("its `$id` is not {URN}{name}")));
        }
        let mut waiting = vec![document];
        while let Some(part) = waiting.pop() {
            walk.follow(name, part)?;
            match part {
                Value::Object(fields) => waiting.extend(fields.values()),
                Value::Array(items) => waiting.extend(items),
                _ => {}
            }
        }
    }
    Ok(())
}

impl<'s> Walk<'s> {
    fn follow(&mut self, name: &'s str, schema: &'s Value) -> Result<(), SchemaError> {
        let Value::Object(fields) = schema else { return Ok(()) };
        match self.states.insert(schema, State::Open) {
            Some(State::Open) => return Err(broken(name, "it refers to itself without end")),
            Some(State::Done) => {}
            None => {
                if let Some(Value::String(reference)) = fields.get("$ref") {
                    let (name, target) = self.target(name, reference)?;
                    self.follow(name, target)?;
                }
                for inner in SAME_VALUE.iter().filter_map(|keyword| fields.get(*keyword)) {
                    self.follow_inner(name, inner)?;
                }
                if let Some(Value::Object(schemas)) = fields.get("dependentSchemas") {
                    schemas.values().try_for_each(|schema| self.follow(name, schema))?;
                }
            }
        }
        self.states.insert(schema, State::Done);
        Ok(())
    }

    /// Follows what stands under a keyword: a schema or a list of them.
    fn follow_inner(&mut self, name: &'s str, inner: &'s Value) -> Result<(), SchemaError> {
        match inner {
            Value::Array(schemas) => schemas.iter().try_for_each(|s| self.follow(name, s)),
            schema => self.follow(name, schema),
        }
    }

    /// The schema a reference names, with the name of its document.
    fn target(&self, name: &'s str, to: &str) -> Result<(&'s str, &'s Value), SchemaError> {
        let nowhere = || broken(name, format!("its `$ref` {to} leads nowhere"));
        let (base, pointer) = to.split_once('#').unwrap_or((to, ""));
        let (name, document) = match base {
            "" => self.documents.get_key_value(name),
            urn => urn.strip_prefix(URN).and_then(|name| self.documents.get_key_value(name)),
        }
        .ok_or_else(nowhere)?;
        let target = document.pointer(pointer).ok_or_else(nowhere)?;
        Ok((name, target))
    }
}
