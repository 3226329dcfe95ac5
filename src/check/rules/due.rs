//! Whether a rule is about an exchange, and what it may speak of there.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use super::observed::{Given, ObservedExchange};
use crate::check::{pointer, status};
use crate::keyvault::api_version::Versions;
use crate::matcher::pattern;
use crate::scenario::method::Method;
use crate::scenario::model::{Demand, Demands, Expectation};
use crate::scenario::rules::{Part, When};
use crate::template::{self, Variables};

/// Whether an exchange is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// It is another kind of exchange.
    No,
    /// It is meant, but what must be known before it is not: traffic that begins in the middle.
    FactsMissing,
    /// It is meant.
    Yes,
}

/// Whether method and status are those that are meant.
pub(super) fn is_of_kind(when: &When, observed: &ObservedExchange<'_>) -> bool {
    let is_meant = |method: &&Method| method.word() == observed.method;
    let method = match when.methods.as_slice() {
        // What holds of the API's answers holds of none to HEAD, which has no body.
        [] => !Method::ALL.iter().filter(is_meant).any(|method| !method.is_of_api()),
        named => named.iter().any(|method| is_meant(&method)),
    };
    method
        && when.status.as_ref().is_none_or(|demand| status::meets(demand, observed.answer.status))
}

/// Where the value of a demand is looked for.
type Look<'l, 'v> = &'l dyn Fn(&Demand) -> Option<Cow<'v, Value>>;

/// Whether the rest of it is, too.
pub(super) fn due(
    when: &When,
    observed: &ObservedExchange<'_>,
    given: &Given<'_>,
    variables: &Variables,
) -> Due {
    let is_known = |fact: &String| variables.get(fact).is_some();
    if when.unknown.iter().any(is_known) {
        return Due::No;
    }
    if when.versions != Versions::default() {
        let version = variables.get("api_version").and_then(Value::as_str).unwrap_or_default();
        if when.versions.hold(version) != Some(true) {
            return Due::No;
        }
    }
    let mut missing = !when.known.iter().all(is_known);
    let looks: [(&[Demand], Look<'_, '_>); 5] = [
        (&when.query, &|demand| read(given.query.get(&demand.key).and_then(Value::as_str), demand)),
        (&when.headers, &|demand| read(observed.answer.header(&demand.key), demand)),
        (&when.request, &|demand| below(observed.request.map(Arc::as_ref), demand)),
        (&when.body, &|demand| below(given.answer(), demand)),
        (&when.values, &|demand| template::lookup(&demand.key, variables).ok().map(Cow::Borrowed)),
    ];
    for (demands, look) in looks {
        for demand in demands {
            match demand.matcher.fill(variables) {
                Err(_) => missing = true,
                Ok(matcher) => {
                    if !matcher.takes(look(demand).as_deref()) {
                        return Due::No;
                    }
                }
            }
        }
    }
    if missing { Due::FactsMissing } else { Due::Yes }
}

fn read<'v>(text: Option<&str>, demand: &Demand) -> Option<Cow<'v, Value>> {
    text.map(|text| Cow::Owned(demand.matcher.read(text)))
}

fn below<'v>(root: Option<&'v Value>, demand: &Demand) -> Option<Cow<'v, Value>> {
    pointer::find(root?, &demand.key).map(Cow::Borrowed)
}

/// The part of a text, if it is there.
pub(super) fn part(part: &Part, variables: &Variables) -> Option<String> {
    let text = template::fill_text(&part.of, variables).ok()?;
    let pattern = pattern::compiled(&part.pattern).ok()?;
    Some(pattern.captures(&text)?.get(1)?.as_str().to_owned())
}

/// Whether every variable of an expectation has a value.
pub(super) fn can_be_filled(expect: &Expectation, variables: &Variables) -> bool {
    let observed = expect.observed.as_ref();
    all_can_be_filled(&expect.documented, variables)
        && observed.is_none_or(|o| all_can_be_filled(&o.demands, variables))
}

fn all_can_be_filled(demands: &Demands, variables: &Variables) -> bool {
    demands.values().all(|demand| demand.matcher.fill(variables).is_ok())
}
