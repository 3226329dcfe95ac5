//! The check of one header.

use crate::scenario::model::Demand;
use crate::template::Variables;

use super::finding::Finding;
use super::seen::Seen;
use super::value;

/// Checks the first header of the demand's name.
pub(super) fn check(demand: &Demand, seen: &Seen<'_>, variables: &Variables) -> Finding {
    let value = seen.answer.header(&demand.key);
    let value = value.map(|text| demand.matcher.read(text));
    value::check(format!("header {}", demand.key), demand, value.as_ref(), variables)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::answer;
    use crate::matcher::parse;
    use serde_json::{Value, json};

    fn found(matcher: Value) -> Finding {
        let mut answer = answer(202, "");
        answer.headers.push(("retry-after".into(), "10".into()));
        answer.headers.push(("retry-after".into(), "99".into()));
        let key = "retry-after".to_owned();
        let demand = Demand { line: 3, key, matcher: parse(&matcher).unwrap() };
        check(&demand, &Seen::new(&answer), &Variables::new())
    }

    #[test]
    fn a_header_is_text_and_a_number_where_a_number_is_asked_for() {
        assert!(found(json!("10")).holds);
        assert!(found(json!({"at-least": 1})).holds);
        assert!(found(json!({"type": "string"})).holds);
        let missed = found(json!({"at-least": 11}));
        assert_eq!((missed.holds, missed.actual.as_str()), (false, "10"));
        assert_eq!((missed.subject.as_str(), missed.line), ("header retry-after", 3));
    }
}
