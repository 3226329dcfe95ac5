//! The variables that rules see: what an exchange gives to all of them stands in one layer that they
//! share, what is known of a name in another; the parts of the path are each section's own.

use std::sync::Arc;

use serde_json::Value;

use super::facts::Facts;
use super::observed::Given;
use super::section::Section;
use crate::template::{Layer, Variables};

/// The variables of one exchange.
pub(super) struct Views<'g> {
    given: &'g Given<'g>,
    facts: &'g Facts,
    exchange: Arc<Layer>,
}

impl<'g> Views<'g> {
    /// Of what is known now.
    pub fn new(given: &'g Given<'g>, facts: &'g Facts) -> Self {
        let all = [
            ("api_version", given.query.get("api-version").cloned().map(Arc::new)),
            ("query", Some(given.query.clone())),
            ("request", given.observed.request.cloned()),
            ("answer", given.observed.answer.body.shared_json()),
        ];
        let there = all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Views { given, facts, exchange: Arc::new(there.collect()) }
    }

    /// The variables for the rules of a section; nothing where the exchange has another path.
    pub fn of(&self, section: &Section) -> Option<Variables> {
        let observed = self.given.observed;
        let Some(path) = &section.path else {
            return Some(Variables::over(vec![self.exchange.clone()]));
        };
        let segments = path.capture(&self.given.segments)?;
        // What was sent and what came hide facts of the same name.
        let prefix = section.prefix.as_deref();
        let known = prefix.and_then(|p| self.facts.of(observed.vault, p, observed.path));
        let layers = [self.exchange.clone()].into_iter().chain(known);
        let mut variables = Variables::over(layers.collect());
        for (name, value) in segments {
            variables.insert(name.to_owned(), Value::String(value.to_owned()));
        }
        Some(variables)
    }
}
