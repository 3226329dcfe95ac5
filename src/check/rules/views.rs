//! The variables that rules see: what an exchange gives to all of them stands in one layer that they
//! share, what is known of a name in another; the parts of the path are each section's own.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::facts::Facts;
use super::observed::Given;
use super::section::Section;
use crate::template::{Layer, Variables};

/// The variables of one exchange.
pub(super) struct Views<'g> {
    given: &'g Given<'g>,
    facts: &'g Facts,
    exchange: Vec<Layer>,
}

impl<'g> Views<'g> {
    /// Of what is known now.
    pub fn new(given: &'g Given<'g>, facts: &'g Facts) -> Self {
        let version = given.query.get("api-version").cloned();
        let all = [
            ("api_version", version),
            ("query", Some(Value::Object(given.query.clone()))),
            ("request", given.observed.request.cloned()),
        ];
        let there = all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let mut exchange = vec![Layer::All(Arc::new(there.collect::<Map<String, Value>>()))];
        exchange.extend(given.parsed.shared().map(|answer| Layer::One("answer", answer)));
        Views { given, facts, exchange }
    }

    /// The variables for the rules of a section; nothing where the exchange has another path.
    pub fn of(&self, section: &Section) -> Option<Variables> {
        let observed = self.given.observed;
        let Some(path) = &section.path else {
            return Some(Variables::over(self.exchange.clone()));
        };
        let segments = path.capture(observed.path)?;
        // What was sent and what came hide facts of the same name.
        let mut layers = self.exchange.clone();
        if let Some(prefix) = &section.prefix {
            layers.extend(self.facts.of(observed.vault, prefix, observed.path).map(Layer::All));
        }
        let mut variables = Variables::over(layers);
        for (name, value) in segments {
            variables.insert(name.to_owned(), Value::String(value.to_owned()));
        }
        Some(variables)
    }
}
