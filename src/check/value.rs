//! The check of one value, wherever in the answer it is.
//!
//! In: a demand, the value or its absence, the variables of the case. Out: the check. Must not
//! know what the matchers look at.

use serde_json::Value;

use crate::matcher::shorten::got;
use crate::scenario::model::Demand;
use crate::template::{TemplateError, Variables};
use crate::verdict::Outcome;
use crate::verdict::finding::{CheckResult, Expected, Got, Place, Reason};

/// Bytes of one string of a matcher, and of all of it, that are kept: a certificate is whole.
const MAX_STRING: usize = 16 * 1024;
const MAX_MATCHER: usize = 64 * 1024;

/// Checks the value of a demand.
pub(super) fn check(
    place: Place,
    demand: &Demand,
    value: Option<&Value>,
    variables: &Variables,
) -> CheckResult {
    let got = value.map_or(Got::Nothing, got);
    let matcher = match demand.matcher.fill(variables) {
        Ok(matcher) => matcher,
        Err(error) => {
            let reason = Some(unfilled(&error));
            let expected = expected(demand.matcher.written());
            return CheckResult {
                reason,
                ..CheckResult::failed(demand.line, place, expected, got)
            };
        }
    };
    let held = CheckResult::passed(demand.line, place, expected(matcher.written()), got);
    match matcher.judge(value) {
        Ok(remark) => CheckResult { remark, ..held },
        Err(miss) => CheckResult {
            outcome: Outcome::Failed,
            reason: miss.reason,
            differences: miss.differences,
            ..held
        },
    }
}

/// What a demand wants where there is no JSON to look into.
pub(super) fn wanted(demand: &Demand, variables: &Variables) -> Expected {
    let filled = demand.matcher.fill(variables);
    expected(filled.as_ref().unwrap_or(&demand.matcher).written())
}

/// Whether a value of the case stands in what the demand wants.
pub(super) fn is_filled(demand: &Demand) -> bool {
    demand.matcher.has_variables()
}

/// A matcher as it is kept: what a target sent before may stand in it.
fn expected(mut matcher: Value) -> Expected {
    bound(&mut matcher);
    if matcher.to_string().len() > MAX_MATCHER {
        matcher = Value::Null;
    }
    Expected::Match { matcher }
}

fn bound(matcher: &mut Value) {
    match matcher {
        Value::String(text) if text.len() > MAX_STRING => {
            text.truncate(text.floor_char_boundary(MAX_STRING));
            text.push('…');
        }
        Value::Array(items) => items.iter_mut().for_each(bound),
        Value::Object(fields) => fields.values_mut().for_each(bound),
        _ => {}
    }
}

fn unfilled(error: &TemplateError) -> Reason {
    let (code, variable) = match error {
        TemplateError::Missing(name) => ("no-value", name.as_str()),
        TemplateError::NotText(name) => ("no-text", name.as_str()),
        // `lint` refuses these.
        TemplateError::BadName(name) => ("bad-name", name.as_str()),
        TemplateError::Unclosed => ("bad-name", ""),
    };
    let about = [("variable".to_owned(), Value::from(variable))].into_iter().collect();
    Reason { code: code.to_owned(), about }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::parse;
    use serde_json::json;

    fn checked(matcher: Value, value: Option<Value>, variables: &Value) -> CheckResult {
        let demand = Demand { line: 4, key: "/a".into(), matcher: parse(&matcher).unwrap() };
        let place = Place::Body { pointer: "/a".into() };
        let variables = variables.as_object().cloned().unwrap_or_default().into();
        check(place, &demand, value.as_ref(), &variables)
    }

    #[test]
    fn a_variable_without_value_fails_the_check_and_is_named() {
        let found = checked(json!("CN={{name}}"), Some(json!("CN=x")), &json!({}));
        assert!(!found.holds());
        assert_eq!(found.expected, Expected::Match { matcher: json!("CN={{name}}") });
        let reason = found.reason.unwrap();
        assert_eq!((reason.code.as_str(), &reason.about["variable"]), ("no-value", &json!("name")));
    }

    #[test]
    fn what_is_kept_of_a_check_is_bounded_whatever_was_captured() {
        let huge = json!({ "csr": "x".repeat(2_000_000), "list": vec!["y"; 100_000] });
        for matcher in [json!("{{csr}}"), json!({ "der": "{{csr}}" }), json!("{{list}}")] {
            let found = checked(matcher, Some(huge.clone()), &huge);
            let kept = serde_json::to_string(&found).unwrap().len();
            assert!(kept < 100_000, "{kept} bytes are kept");
        }
    }
}
