//! What the cases of a run read of the environment: the names that the contract lets them read, all
//! under one prefix, and nothing else.
//!
//! In: the contract's names, the cases that are to be walked, the environment. Out: the values, those
//! that are secrets known as such; or what is missing, before anything is sent.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::plan::{Decision, Plan};
use crate::scenario::contract::Contract;
use crate::scenario::environment::{Declared, full_name};

/// Bytes of a value at most.
const LONGEST: usize = 16 * 1024;
/// Bytes of a secret at least: a shorter one cannot be told from other text, and is not masked.
const SHORTEST_SECRET: usize = 8;

/// The values by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Environment {
    values: Map<String, Value>,
    secrets: Vec<String>,
    read: Vec<String>,
}

/// A variable that cannot be had, or cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the environment variable {variable} {what}; the scenario {case} needs it")]
pub struct EnvironmentError {
    variable: String,
    what: &'static str,
    case: String,
}

impl Environment {
    /// What the cases need that are to be walked.
    pub fn of(
        contract: &Contract,
        plan: &Plan,
        get: impl Fn(&str) -> Option<Vec<u8>>,
    ) -> Result<Environment, EnvironmentError> {
        let mut environment = Environment::default();
        let mut known: BTreeSet<&str> = BTreeSet::new();
        for case in plan.cases.iter().filter(|case| case.decision == Decision::Run) {
            for name in &case.scenario.environment {
                let Some(declared) = contract.environment.get(name) else { continue };
                if known.insert(name) {
                    let value = value(&declared.value, get(&full_name(name)));
                    let value = value.map_err(|what| EnvironmentError {
                        variable: full_name(name),
                        what,
                        case: case.scenario.id.clone(),
                    })?;
                    environment.take(name, value, declared.value.public);
                }
            }
        }
        Ok(environment)
    }

    fn take(&mut self, name: &str, value: String, is_public: bool) {
        self.read.push(full_name(name));
        if !is_public {
            self.secrets.push(value.clone());
        }
        self.values.insert(name.to_owned(), Value::String(value));
    }

    /// Those that no report may show.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        self.secrets.iter().map(String::as_str)
    }

    /// All of them, by name.
    pub fn values(&self) -> &Map<String, Value> {
        &self.values
    }

    /// Which variables of the environment were read.
    pub fn read(&self) -> &[String] {
        &self.read
    }
}

/// The value of a variable, or what is wrong with it.
fn value(declared: &Declared, given: Option<Vec<u8>>) -> Result<String, &'static str> {
    let given = given.filter(|bytes| !bytes.is_empty());
    let Some(bytes) = given else {
        let default = declared.default.as_ref().map(|default| default.value.clone());
        return default.ok_or("is not set");
    };
    if bytes.len() > LONGEST {
        return Err("is too long");
    }
    let text = String::from_utf8(bytes).map_err(|_| "is no text in UTF-8")?;
    if !declared.public && text.len() < SHORTEST_SECRET {
        return Err(
            "is too short for a secret, which could not be masked (`public: true` if it is \
                    none)",
        );
    }
    Ok(text)
}

/// A variable of this process.
pub(super) fn of_process(name: &str) -> Option<Vec<u8>> {
    std::env::var_os(name).map(std::ffi::OsString::into_encoded_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(public: bool, default: Option<&str>) -> Declared {
        let default = default.map(|text| format!(", default: \"{text}\"")).unwrap_or_default();
        let text = format!("{{ public: {public}{default} }}");
        crate::yaml::parse("t", &text).unwrap()
    }

    #[test]
    fn a_value_is_given_or_by_default_and_a_secret_is_long_enough_to_be_masked() {
        let of = |declared: &Declared, given: Option<&str>| {
            value(declared, given.map(|text| text.as_bytes().to_vec()))
        };
        let (open, secret) = (declared(true, Some("d")), declared(false, None));
        assert_eq!(of(&open, Some("x")), Ok("x".to_owned()));
        assert_eq!(of(&open, None), Ok("d".to_owned()));
        assert_eq!(of(&open, Some("")), Ok("d".to_owned()), "nothing in it is as good as not set");
        assert_eq!(of(&secret, Some("12345678")), Ok("12345678".to_owned()));
        assert!(of(&secret, Some("1234567")).unwrap_err().contains("too short"));
        assert_eq!(of(&secret, None), Err("is not set"));
        assert_eq!(value(&open, Some(vec![0xff])), Err("is no text in UTF-8"));
        assert_eq!(of(&open, Some(&"x".repeat(LONGEST + 1))), Err("is too long"));
    }
}
