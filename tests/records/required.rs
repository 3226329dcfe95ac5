//! What the schemas in `schemas/wire` demand of a given value, read from the files themselves.
//!
//! In: the name of a schema and a value. Out: JSON pointers to the keys that the value must
//! have. A keyword that this walk does not read is a panic: it must not miss a demand silently.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

/// Keywords that ask for no key.
const NO_DEMAND: [&str; 11] = [
    "$schema",
    "$id",
    "$defs",
    "$comment",
    "title",
    "description",
    "type",
    "pattern",
    "const",
    "minLength",
    "minimum",
];

/// The schema files by name.
pub struct Demands {
    documents: BTreeMap<String, Value>,
}

/// A place in a value, and the pointers found so far.
struct Walk<'a> {
    demands: &'a Demands,
    found: BTreeSet<String>,
}

impl Demands {
    /// Reads the files.
    pub fn read() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/wire");
        let mut documents = BTreeMap::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().strip_suffix(".schema.json");
            let document = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            documents.insert(name.unwrap().to_owned(), document);
        }
        Demands { documents }
    }

    /// Pointers to the keys that the value must have by that schema.
    pub fn of(&self, name: &str, value: &Value) -> BTreeSet<String> {
        let mut walk = Walk { demands: self, found: BTreeSet::new() };
        walk.schema(name, &self.documents[name], "", value);
        walk.found
    }

    /// A reference: the schema `urn:kvcontract:wire:NAME`, or `#POINTER`, or both.
    fn resolve<'a>(&'a self, here: &'a str, reference: &'a str) -> (&'a str, &'a Value) {
        let (base, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let name = match base {
            "" => here,
            urn => urn.strip_prefix("urn:kvcontract:wire:").unwrap(),
        };
        (name, self.documents[name].pointer(fragment).unwrap())
    }
}

impl Walk<'_> {
    fn schema(&mut self, file: &str, schema: &Value, at: &str, value: &Value) {
        // `true` and `false` ask for no key.
        let Some(keywords) = schema.as_object() else { return };
        for (keyword, argument) in keywords {
            match keyword.as_str() {
                "$ref" => {
                    let (file, schema) = self.demands.resolve(file, argument.as_str().unwrap());
                    self.schema(file, schema, at, value);
                }
                "required" => self.required(argument, at),
                "properties" => self.properties(file, argument, at, value),
                "items" => self.items(file, argument, at, value),
                "additionalProperties" => {
                    let held = argument.get("required").or(argument.get("properties"));
                    assert!(held.is_none(), "{file}: keys of unnamed keys are not read");
                }
                "if" => {
                    let holds = jsonschema::is_valid(argument, value);
                    let branch = keywords.get(if holds { "then" } else { "else" });
                    self.schema(file, branch.unwrap_or(&Value::Null), at, value);
                }
                "then" | "else" => {}
                known if NO_DEMAND.contains(&known) => {}
                unknown => panic!("{file}: the keyword `{unknown}` is not read"),
            }
        }
    }

    fn required(&mut self, keys: &Value, at: &str) {
        let keys = keys.as_array().unwrap().iter().map(|key| key.as_str().unwrap());
        self.found.extend(keys.map(|key| below(at, key)));
    }

    fn properties(&mut self, file: &str, properties: &Value, at: &str, value: &Value) {
        for (key, schema) in properties.as_object().unwrap() {
            if let Some(held) = value.get(key) {
                self.schema(file, schema, &below(at, key), held);
            }
        }
    }

    fn items(&mut self, file: &str, schema: &Value, at: &str, value: &Value) {
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            self.schema(file, schema, &format!("{at}/{index}"), item);
        }
    }
}

/// The pointer to a key of what `at` points to.
pub fn below(at: &str, key: &str) -> String {
    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(name: &str, value: &Value) -> String {
        let found = Demands::read().of(name, value);
        found.into_iter().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn demands_come_from_references_and_from_the_branch_that_applies() {
        let own = json!({ "issuer": { "name": "Self" } });
        let expected = "/cancellation_requested /csr /id /issuer /issuer/name /request_id /status";
        assert_eq!(of("operation.in-progress", &own), expected);
        let manual = json!({ "issuer": { "name": "Unknown" } });
        assert_eq!(of("operation.in-progress", &manual), expected.split_once(' ').unwrap().1);
        let failed = json!({ "issuer": { "name": "Unknown" }, "error": {} });
        assert!(
            of("operation.failed", &failed).starts_with("/csr /error /error/code /error/message ")
        );
    }

    #[test]
    fn demands_reach_into_lists() {
        let list = json!({ "value": [{}, { "attributes": {} }] });
        let expected = "/nextLink /value /value/0/attributes /value/0/id \
                        /value/1/attributes /value/1/attributes/enabled /value/1/id";
        assert_eq!(of("certificate-list", &list), expected);
    }
}
