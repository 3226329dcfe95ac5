//! Which variables exist at a point of a scenario, told without running it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::finder::Finder;
use crate::scenario::needs::Role;
use crate::scenario::over::OverIssuer;
use crate::template;
use crate::yaml::did_you_mean;

/// The variable that stands for a value of `over`.
const OVER: &str = "over.issuer";

/// What the names of variables of the environment begin with.
const ENVIRONMENT: &str = "env.";

/// The variables known so far, and the issuer roles used so far.
pub(in crate::scenario) struct Scope {
    known: BTreeSet<String>,
    captured: BTreeSet<String>,
    /// Known from the beginning.
    given: BTreeSet<String>,
    roles: BTreeSet<Role>,
    over: Option<OverIssuer>,
    over_used: bool,
    is_of_rule: bool,
    used: BTreeSet<String>,
    /// Facts that may not be kept yet.
    later: BTreeSet<String>,
    /// Where a variable is made, whether or not that was reached yet.
    makers: BTreeMap<String, u64>,
    /// Variables of the environment that were used.
    environment: BTreeSet<String>,
}

impl Scope {
    /// What every scenario begins with.
    pub(in crate::scenario) fn new(over: Option<OverIssuer>) -> Self {
        let mut known: BTreeSet<String> = ["name", "api_version"].map(str::to_owned).into();
        known.extend(Role::ALL.iter().map(|role| format!("issuer.{}", role.word())));
        known.extend(over.map(|_| OVER.to_owned()));
        Scope {
            given: known.clone(),
            known,
            captured: BTreeSet::new(),
            roles: BTreeSet::new(),
            over,
            over_used: false,
            is_of_rule: false,
            used: BTreeSet::new(),
            later: BTreeSet::new(),
            makers: BTreeMap::new(),
            environment: BTreeSet::new(),
        }
    }

    /// What a rule has: these variables, those in which anything may be, and facts that its `known`
    /// does not ask for.
    pub(in crate::scenario) fn of_rule<'n>(
        known: impl Iterator<Item = String>,
        whole: impl IntoIterator<Item = &'n str>,
        later: BTreeSet<String>,
    ) -> Self {
        let mut scope = Scope::new(None);
        scope.known = known.collect();
        scope.captured = whole.into_iter().map(str::to_owned).collect();
        Scope { later, is_of_rule: true, ..scope }
    }

    /// What shared steps begin with: as a scenario, and their parameters.
    pub(in crate::scenario) fn inside<'p>(parameters: impl Iterator<Item = &'p str>) -> Self {
        let mut inner = Scope::new(None);
        inner.known.extend(parameters.map(|name| format!("with.{name}")));
        inner.given = inner.known.clone();
        inner
    }

    /// Takes over what shared steps made: as it is named there, or as a part of `into`.
    pub(in crate::scenario) fn adopt(
        &mut self,
        inner: &Scope,
        into: Option<&str>,
        at: (u64, u64),
        finder: &mut Finder<'_>,
    ) {
        self.roles.extend(&inner.roles);
        self.environment.extend(inner.environment.iter().cloned());
        let made: Vec<&String> = inner.known.difference(&inner.given).collect();
        match into {
            Some(into) => {
                self.claim(into, at, finder);
                self.known.extend(made.iter().map(|name| format!("{into}.{name}")));
            }
            None => {
                let roots: BTreeSet<&str> =
                    made.iter().filter_map(|name| name.split('.').next()).collect();
                roots.into_iter().for_each(|root| self.claim(root, at, finder));
                self.known.extend(made.into_iter().cloned());
                self.captured.extend(inner.captured.iter().cloned());
            }
        }
    }

    /// Whether a value of `over` makes a difference.
    pub(in crate::scenario) fn is_over_used(&self) -> bool {
        self.over_used
    }

    /// Which lines make which variables; of several the first.
    pub(in crate::scenario) fn announce(&mut self, makers: Vec<(String, u64)>) {
        for (name, line) in makers {
            self.makers.entry(name).or_insert(line);
        }
    }

    /// The variables of the environment that were used.
    pub(in crate::scenario) fn environment(&self) -> &BTreeSet<String> {
        &self.environment
    }

    /// Begins to note anew which variables are used.
    pub(in crate::scenario) fn forget_uses(&mut self) {
        self.used.clear();
    }

    /// The captured or made variables that were used since.
    pub(in crate::scenario) fn uses(&self) -> BTreeSet<String> {
        self.used.clone()
    }

    /// The roles that were used.
    pub(in crate::scenario) fn roles(&self) -> impl Iterator<Item = Role> + '_ {
        self.roles.iter().copied()
    }

    /// Adds a captured variable.
    pub(in crate::scenario) fn define(
        &mut self,
        name: &str,
        at: (u64, u64),
        finder: &mut Finder<'_>,
    ) {
        self.claim(name, at, finder);
        self.known.insert(name.to_owned());
        self.captured.insert(name.to_owned());
    }

    /// Adds a made variable with the fields that it has.
    pub(in crate::scenario) fn define_object(
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
        if !is_word(name) {
            let message = format!("`{name}` is no variable name (letters, digits and `_`)");
            finder.say(at, message, None);
        }
        let is_known = self.known.iter().any(|known| known.split('.').next() == Some(name));
        if is_known || name == ENVIRONMENT.trim_end_matches('.') {
            finder.say(at, format!("the variable `{name}` exists already"), None);
        }
    }

    /// Checks the variables of a string.
    pub(in crate::scenario) fn check(
        &mut self,
        text: &str,
        at: (u64, u64),
        finder: &mut Finder<'_>,
    ) {
        let names = match template::names(text) {
            Ok(names) => names,
            Err(error) => return finder.say(at, error.to_string(), None),
        };
        for name in names {
            let root = name.split('.').next().unwrap_or_default();
            if self.later.contains(root) {
                let hint = format!("add it to `known`: `known: [{root}]`");
                let message =
                    format!("the fact `{root}` is used where nothing may have kept it yet");
                finder.say(at, message, Some(hint));
            } else if let Some(of_environment) = name.strip_prefix(ENVIRONMENT) {
                self.check_environment(of_environment, at, finder);
            } else if self.known.contains(name) || self.captured.contains(root) {
                self.note(name);
            } else if let Some(line) = self.makers.get(root).filter(|line| **line > at.0) {
                let message =
                    format!("`{name}` is used here, and made no sooner than in line {line}");
                finder.say(at, message, None);
            } else if !finder.around.unsure.variables {
                let hint = did_you_mean(name, self.known.iter().map(String::as_str));
                finder.say(at, format!("unknown variable `{name}`"), hint);
            }
        }
    }

    /// A variable of the environment: only what the contract names is read.
    fn check_environment(&mut self, name: &str, at: (u64, u64), finder: &mut Finder<'_>) {
        let around = finder.around;
        if self.is_of_rule {
            finder.say(at, "a rule reads nothing of the environment", None);
        } else if around.environment.contains(name) {
            self.environment.insert(name.to_owned());
        } else if !around.unsure.contract {
            let hint = match did_you_mean(name, around.environment.iter().map(String::as_str)) {
                Some(hint) => hint,
                None => format!("name it in contract.yaml: `environment: {{ {name}: {{}} }}`"),
            };
            let message = format!("the contract does not let `{name}` be read of the environment");
            finder.say(at, message, Some(hint));
        }
    }

    fn note(&mut self, name: &str) {
        if name == OVER {
            self.over_used = true;
            self.roles.extend(self.over.and_then(OverIssuer::role));
        } else if let Some(role) = name.strip_prefix("issuer.").and_then(Role::of_word) {
            self.roles.insert(role);
        }
        if !self.given.contains(name) {
            self.used.insert(name.to_owned());
        }
    }

    /// Checks the variables of every string of a value.
    pub(in crate::scenario) fn check_value(
        &mut self,
        value: &Value,
        at: (u64, u64),
        finder: &mut Finder<'_>,
    ) {
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

/// Whether a variable may be named so.
pub(super) fn is_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
