//! The check of one header.

use super::parsed::Parsed;
use super::value;
use crate::scenario::model::Demand;
use crate::template::Variables;
use crate::verdict::finding::{CheckResult, Place};

/// Checks the first header of the demand's name.
pub(super) fn check(demand: &Demand, parsed: &Parsed<'_>, variables: &Variables) -> CheckResult {
    let text = parsed.answer.header(&demand.key);
    let given = text.map(|text| demand.matcher.read(text));
    let place = Place::Header { name: demand.key.clone() };
    value::check(place, demand, given.as_ref(), variables)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::answer;
    use crate::matcher::parse;
    use crate::verdict::finding::Got;
    use serde_json::{Value, json};

    fn found(matcher: Value) -> CheckResult {
        let mut answer = answer(202, "");
        answer.headers.push(("retry-after".into(), "10".into()));
        answer.headers.push(("retry-after".into(), "99".into()));
        let key = "retry-after".to_owned();
        let demand = Demand { line: 3, key, matcher: parse(&matcher).unwrap() };
        check(&demand, &Parsed::new(&answer), &Variables::new())
    }

    #[test]
    fn a_header_is_text_and_a_number_where_a_number_is_asked_for() {
        assert!(found(json!("10")).holds());
        assert!(found(json!({"at-least": 1})).holds());
        assert!(found(json!({"type": "string"})).holds());
        let missed = found(json!({"at-least": 11}));
        assert!(!missed.holds());
        assert_eq!(missed.got, Got::Value { value: json!(10) });
        assert_eq!((missed.place, missed.line), (Place::Header { name: "retry-after".into() }, 3));
    }
}
