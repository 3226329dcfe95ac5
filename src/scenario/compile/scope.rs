//! Which variables exist at a point of a scenario, told without running it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Finder;
use crate::scenario::needs::Role;
use crate::template;
use crate::yaml::did_you_mean;

/// The variables known so far, and the issuer roles used so far.
pub(super) struct Scope {
    known: BTreeSet<String>,
    captured: BTreeSet<String>,
    roles: BTreeSet<Role>,
}

impl Scope {
    /// What every scenario begins with.
    pub(super) fn new() -> Self {
        let mut known: BTreeSet<String> = ["name", "api_version"].map(str::to_owned).into();
        known.extend(Role::ALL.iter().map(|role| format!("issuer.{}", role.word())));
        Scope { known, captured: BTreeSet::new(), roles: BTreeSet::new() }
    }

    /// The roles that were used.
    pub(super) fn roles(&self) -> impl Iterator<Item = Role> + '_ {
        self.roles.iter().copied()
    }

    /// Adds a captured variable.
    pub(super) fn define(&mut self, name: &str, at: (u64, u64), finder: &mut Finder<'_>) {
        self.claim(name, at, finder);
        self.known.insert(name.to_owned());
        self.captured.insert(name.to_owned());
    }

    /// Adds a made variable with the fields that it has.
    pub(super) fn define_object(
        &mut self,
        name: &str,
        fields: &[&str],
        at: (u64, u64),
        finder: &mut Finder<'_>,
    ) {
        self.claim(name, at, finder);
        self.known.extend(fields.iter().map(|field| format!("{name}.{field}")));
    }

    fn claim(&self, name: &str, at: (u64, u64), finder: &mut Finder<'_>) {
        let fine = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if name.is_empty() || !name.chars().all(fine) {
            let message = format!("`{name}` is no variable name (letters, digits and `_`)");
            finder.say(at, message, None);
        }
        let root = |known: &String| known.split('.').next() == Some(name);
        if self.known.iter().any(root) {
            finder.say(at, format!("the variable `{name}` exists already"), None);
        }
    }

    /// Checks the variables of a string.
    pub(super) fn check(&mut self, text: &str, at: (u64, u64), finder: &mut Finder<'_>) {
        let names = match template::names(text) {
            Ok(names) => names,
            Err(error) => return finder.say(at, error.to_string(), None),
        };
        for name in names {
            let root = name.split('.').next().unwrap_or_default();
            if !self.known.contains(name) && !self.captured.contains(root) {
                let hint = did_you_mean(name, self.known.iter().map(String::as_str));
                finder.say(at, format!("unknown variable `{name}`"), hint);
            } else if let Some(role) = name.strip_prefix("issuer.").and_then(Role::of_word) {
                self.roles.insert(role);
            }
        }
    }

    /// Checks the variables of every string of a value.
    pub(super) fn check_value(&mut self, value: &Value, at: (u64, u64), finder: &mut Finder<'_>) {
        match value {
            Value::String(text) => self.check(text, at, finder),
            Value::Array(items) => items.iter().for_each(|i| self.check_value(i, at, finder)),
            Value::Object(fields) => {
                fields.values().for_each(|v| self.check_value(v, at, finder));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
