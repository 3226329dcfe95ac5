//! An exchange as rules look at it.
//!
//! In: a request and its answer. Out: the parts that rules pick and judge by, read once. Must not
//! know what a rule demands.

use std::sync::Arc;

use serde_json::Value;

use crate::check::parsed::Parsed;
use crate::http::exchange::Answer;
use crate::scenario::rules::{PathTemplate, Rule};

/// Parameters are text, and those of the contract are few: more are not looked at.
const MOST_PARAMETERS: usize = 32;

/// A request and its answer, as rules look at them.
#[derive(Debug, Clone)]
pub struct ObservedExchange<'a> {
    /// Whose names they are: facts of one vault say nothing of another.
    pub vault: &'a str,
    /// HTTP method in capitals.
    pub method: &'a str,
    /// Path below the target.
    pub path: &'a str,
    /// Parameters, decoded.
    pub query: &'a [(String, String)],
    /// The request's body, if it is JSON.
    pub request: Option<&'a Arc<Value>>,
    /// What came.
    pub answer: &'a Answer,
    /// Whether everything that was sent for its name was heard: not so in captured traffic, where
    /// somebody else may have merged, deleted or created.
    pub whole: bool,
}

/// What an exchange gives to every rule.
pub(super) struct Given<'h> {
    pub observed: &'h ObservedExchange<'h>,
    /// The parameters as one object.
    pub query: Arc<Value>,
    /// The segments of the path.
    pub segments: Vec<&'h str>,
    pub parsed: Parsed<'h>,
}

impl<'h> Given<'h> {
    pub fn of(observed: &'h ObservedExchange<'h>) -> Self {
        let parameters = observed.query.iter().take(MOST_PARAMETERS);
        let query = parameters.map(|(n, v)| (n.clone(), Value::String(v.clone()))).collect();
        Given {
            observed,
            query: Arc::new(Value::Object(query)),
            segments: PathTemplate::segments(observed.path),
            parsed: Parsed::new(observed.answer),
        }
    }

    /// The body of the answer, if it is JSON.
    pub fn answer(&self) -> Option<&Value> {
        self.parsed.json().ok().flatten()
    }

    /// Whether a rule speaks of values of a body that has none: that the body is no JSON breaks the
    /// rule about its form, and not every rule about a part of it.
    pub fn is_out_of_reach(&self, rule: &Rule) -> bool {
        let documented = &rule.expect.documented;
        self.answer().is_none() && documented.schema.is_none() && !documented.body.is_empty()
    }
}
