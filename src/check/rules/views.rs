//! The variables that rules see: made once for each path that rules speak of, for an exchange has
//! one answer and rules are many.

use std::rc::Rc;

use serde_json::Value;

use super::facts::Facts;
use super::heard::Given;
use crate::scenario::rules::PathTemplate;
use crate::template::Variables;

/// The variables of one exchange.
pub(super) struct Views<'g, 'r> {
    given: &'g Given<'g>,
    facts: &'g Facts,
    made: Vec<(Option<&'r PathTemplate>, Option<Rc<Variables>>)>,
}

impl<'g, 'r> Views<'g, 'r> {
    /// None made yet, of what is known now.
    pub fn new(given: &'g Given<'g>, facts: &'g Facts) -> Self {
        Views { given, facts, made: Vec::new() }
    }

    /// The variables for rules about that path; nothing where the exchange has another one.
    pub fn of(&mut self, path: Option<&'r PathTemplate>) -> Option<Rc<Variables>> {
        if let Some((_, made)) = self.made.iter().find(|(known, _)| *known == path) {
            return made.clone();
        }
        let made = self.make(path).map(Rc::new);
        self.made.push((path, made.clone()));
        made
    }

    fn make(&self, path: Option<&PathTemplate>) -> Option<Variables> {
        let heard = self.given.heard;
        let mut variables = Variables::new();
        if let Some(path) = path {
            for (name, value) in path.capture(heard.path)? {
                variables.insert(name.to_owned(), Value::String(value.to_owned()));
            }
            if let Some(known) = self.facts.of(heard.vault, path, heard.path) {
                variables.extend(known.iter().map(|(fact, value)| (fact.clone(), value.clone())));
            }
        }
        let version = self.given.query.get("api-version").cloned();
        variables.extend(version.map(|version| ("api_version".to_owned(), version)));
        variables.insert("query".to_owned(), Value::Object(self.given.query.clone()));
        let request = heard.request.cloned();
        variables.extend(request.map(|request| ("request".to_owned(), request)));
        let answer = self.given.answer().cloned();
        variables.extend(answer.map(|answer| ("answer".to_owned(), answer)));
        Some(variables)
    }
}
