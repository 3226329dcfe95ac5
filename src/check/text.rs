//! The check of a body as text, whatever its media type.

use super::parsed::Parsed;
use super::value;
use crate::scenario::model::Demand;
use crate::template::Variables;
use crate::verdict::finding::{CheckResult, Place};

/// Checks the text; an empty body is no text at all.
pub(super) fn check(demand: &Demand, parsed: &Parsed<'_>, variables: &Variables) -> CheckResult {
    value::check(Place::Text, demand, parsed.text().as_ref(), variables)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::answer;
    use crate::matcher::parse;
    use crate::verdict::finding::Got;
    use serde_json::{Value, json};

    fn found(body: &str, matcher: Value) -> (bool, Got) {
        let demand = Demand { line: 1, key: String::new(), matcher: parse(&matcher).unwrap() };
        let found = check(&demand, &Parsed::new(&answer(200, body)), &Variables::new());
        (found.holds(), found.got)
    }

    #[test]
    fn a_text_is_looked_at_as_it_is_and_an_empty_one_is_not_there() {
        let pem = "-----BEGIN CERTIFICATE REQUEST-----\nAA\n";
        assert!(found(pem, json!({"matches": "^-----BEGIN CERTIFICATE REQUEST-----\n"})).0);
        assert!(found("ok", json!("ok")).0 && found("", json!({"present": false})).0);
        let came = |text: &str| Got::Value { value: json!(text) };
        assert_eq!(found("no", json!("ok")), (false, came("no")));
        assert_eq!(found("{}", json!({"present": false})), (false, came("{}")));
        assert_eq!(found("", json!({"contains": "a"})), (false, Got::Nothing));
    }
}
