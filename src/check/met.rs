//! Whether an answer meets demands, and not a word about why not: most answers meet what is asked of
//! them, and most rules that are looked at are about another answer.
//!
//! In: demands, an answer. Out: yes or no, the same as all checks of them would come to.

use serde_json::Value;

use super::parsed::Parsed;
use super::pointer;
use super::schema::Schemas;
use super::status;
use crate::scenario::model::{Demand, Demands};
use crate::template::Variables;

/// Whether every check of the demands would hold.
pub(super) fn meets(
    demands: &Demands,
    parsed: &Parsed<'_>,
    variables: &Variables,
    schemas: &Schemas,
) -> bool {
    let status = demands.status.as_ref();
    let schema = demands.schema.as_ref();
    status.is_none_or(|(_, demand)| status::meets(demand, parsed.answer.status))
        && demands.headers.iter().all(|demand| header(demand, parsed, variables))
        && demands.body.iter().all(|demand| body(demand, parsed, variables))
        && demands.text.iter().all(|demand| takes(demand, parsed.text().as_ref(), variables))
        && schema.is_none_or(|(_, name)| is_valid(name, parsed, schemas))
}

fn header(demand: &Demand, parsed: &Parsed<'_>, variables: &Variables) -> bool {
    let text = parsed.answer.header(&demand.key);
    takes(demand, text.map(|text| demand.matcher.read(text)).as_ref(), variables)
}

fn body(demand: &Demand, parsed: &Parsed<'_>, variables: &Variables) -> bool {
    parsed.json().is_ok_and(|json| {
        let value = json.and_then(|json| pointer::find(json, &demand.key));
        takes(demand, value, variables)
    })
}

fn takes(demand: &Demand, value: Option<&Value>, variables: &Variables) -> bool {
    demand.matcher.fill(variables).is_ok_and(|matcher| matcher.takes(value))
}

fn is_valid(name: &str, parsed: &Parsed<'_>, schemas: &Schemas) -> bool {
    match parsed.json() {
        Ok(Some(json)) => schemas.takes(name, json),
        Ok(None) | Err(_) => false,
    }
}
