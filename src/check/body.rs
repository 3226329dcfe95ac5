//! The check of one value of the body.

use crate::scenario::model::Demand;
use crate::template::Variables;

use super::finding::Finding;
use super::seen::Seen;
use super::value;

/// Checks the value a JSON pointer names. In an empty body there is nothing, in one that is no
/// JSON nothing can be looked for: then even `present: false` does not hold.
pub(super) fn check(demand: &Demand, seen: &Seen<'_>, variables: &Variables) -> Finding {
    let subject = subject(&demand.key);
    match seen.json() {
        Ok(json) => {
            let value = json.and_then(|json| json.pointer(&demand.key));
            value::check(subject, demand, value, variables)
        }
        Err(no_json) => {
            let matcher = demand.matcher.fill(variables);
            let expected = matcher.as_ref().unwrap_or(&demand.matcher).describe();
            Finding::failed(demand.line, subject, expected, no_json)
        }
    }
}

/// How a place in the body is named.
pub(super) fn subject(pointer: &str) -> String {
    match pointer {
        "" => "body".to_owned(),
        pointer => format!("body {pointer}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::answer;
    use crate::matcher::parse;
    use serde_json::{Value, json};

    fn found(body: &str, pointer: &str, matcher: Value) -> (bool, String) {
        let demand = Demand { line: 1, key: pointer.into(), matcher: parse(&matcher).unwrap() };
        let found = check(&demand, &Seen::new(&answer(200, body)), &Variables::new());
        (found.holds, found.actual)
    }

    #[test]
    fn pointers_reach_in_and_the_empty_one_is_the_whole_body() {
        assert!(found(r#"{"a":{"b/c":[1,2]}}"#, "/a/b~1c/1", json!(2)).0);
        assert!(found("[1]", "", json!([1])).0);
        assert_eq!(found("{}", "/a", json!(1)), (false, "nothing".into()));
        assert_eq!(found(r#"{"a":null}"#, "/a", json!({"present": true})), (true, "null".into()));
    }

    #[test]
    fn in_an_empty_body_there_is_nothing_but_html_is_not_nothing() {
        let absent = || json!({"present": false});
        assert_eq!(found("", "", absent()), (true, "nothing".into()));
        assert_eq!(found("", "/error", absent()), (true, "nothing".into()));
        let (holds, actual) = found("<html>", "/error", absent());
        assert!(!holds && actual.starts_with("no JSON (no content-type, 6 bytes)"), "{actual}");
    }
}
