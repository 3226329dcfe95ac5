//! The check of one value of the body.

use super::parsed::Parsed;
use super::pointer;
use super::value;
use crate::scenario::model::Demand;
use crate::template::Variables;
use crate::verdict::finding::{CheckResult, Place};

/// Checks the value a JSON pointer names. In an empty body there is nothing, in one that is no
/// JSON nothing can be looked for: then even `present: false` does not hold.
pub(super) fn check(demand: &Demand, parsed: &Parsed<'_>, variables: &Variables) -> CheckResult {
    let place = Place::Body { pointer: demand.key.clone() };
    match parsed.json() {
        Ok(json) => {
            let found = json.and_then(|json| pointer::find(json, &demand.key));
            value::check(place, demand, found, variables)
        }
        Err(not_json) => {
            CheckResult::failed(demand.line, place, value::wanted(demand, variables), not_json)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::answer;
    use crate::matcher::parse;
    use crate::verdict::finding::Got;
    use serde_json::{Value, json};

    fn found(body: &str, pointer: &str, matcher: Value) -> (bool, Got) {
        let demand = Demand { line: 1, key: pointer.into(), matcher: parse(&matcher).unwrap() };
        let found = check(&demand, &Parsed::new(&answer(200, body)), &Variables::new());
        (found.holds(), found.got)
    }

    #[test]
    fn pointers_reach_in_and_the_empty_one_is_the_whole_body() {
        assert!(found(r#"{"a":{"b/c":[1,2]}}"#, "/a/b~1c/1", json!(2)).0);
        assert!(found("[1]", "", json!([1])).0);
        assert_eq!(found("{}", "/a", json!(1)), (false, Got::Nothing));
        let null = Got::Value { value: Value::Null };
        assert_eq!(found(r#"{"a":null}"#, "/a", json!({"present": true})), (true, null));
    }

    #[test]
    fn in_an_empty_body_there_is_nothing_but_html_is_not_nothing() {
        let absent = || json!({"present": false});
        assert_eq!(found("", "", absent()), (true, Got::Nothing));
        assert_eq!(found("", "/error", absent()), (true, Got::Nothing));
        let start = "<html>".to_owned();
        let html = Got::NotJson { content_type: None, bytes: 6, start };
        assert_eq!(found("<html>", "/error", absent()), (false, html));
    }
}
