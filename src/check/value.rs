//! The check of one value of an answer, wherever it was found: its demand's matcher, judged, and
//! what that gives in words.

use serde_json::Value;

use crate::matcher::{Matcher, Miss, OTHER_TEXT, shorten};
use crate::scenario::model::Demand;
use crate::template::Variables;
use crate::verdict::finding::{Difference, Got, Remark};

use super::finding::Finding;

/// Checks the value of a demand.
pub(super) fn check(
    subject: String,
    demand: &Demand,
    value: Option<&Value>,
    variables: &Variables,
) -> Finding {
    let matcher = match demand.matcher.fill(variables) {
        Ok(matcher) => matcher,
        Err(error) => {
            let expected = demand.matcher.describe();
            return Finding::failed(demand.line, subject, expected, error.to_string());
        }
    };
    let actual = value.map_or_else(|| "nothing".to_owned(), shorten::value);
    let found = Finding::held(demand.line, subject, matcher.describe(), actual);
    match matcher.judge(value) {
        Ok(remark) => Finding { remark: remark.as_ref().map(words), ..found },
        Err(miss) => missed(found, &matcher, &miss),
    }
}

fn missed(found: Finding, matcher: &Matcher, miss: &Miss) -> Finding {
    let mut diff: Vec<String> = miss.differences.iter().flat_map(lines).collect();
    let mut actual = found.actual.clone();
    if let Some(reason) = &miss.reason {
        let words = matcher.explain(reason);
        // Where two long texts part is chance, and no part of what deviations are told by.
        if reason.code == OTHER_TEXT {
            diff.push(words);
        } else {
            actual = format!("{actual}: {words}");
        }
    }
    Finding { holds: false, actual, diff, ..found }
}

fn words(remark: &Remark) -> String {
    match remark {
        Remark::Evidence { text } => text.clone(),
        Remark::Capitals { written } => {
            format!("written {}", shorten::value(&written.as_str().into()))
        }
    }
}

/// A difference as changed lines, `-` expected and `+` actual.
fn lines(difference: &Difference) -> Vec<String> {
    if let Some(more @ Got::More { .. }) = &difference.got {
        return vec![shorten::words(more)];
    }
    let pointer = difference.pointer.as_str();
    let pointer = if pointer.is_empty() { "(whole)" } else { pointer };
    let line = |mark: char, got: &Got| format!("{mark} {pointer} = {}", shorten::words(got));
    let expected = difference.expected.iter().map(|got| line('-', got));
    expected.chain(difference.got.iter().map(|got| line('+', got))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::parse;
    use serde_json::json;

    fn checked(matcher: Value, value: Value) -> Finding {
        let matcher = parse(&matcher).unwrap();
        let demand = Demand { line: 4, key: "/a".into(), matcher };
        check("body /a".into(), &demand, Some(&value), &Variables::new())
    }

    #[test]
    fn a_variable_without_value_fails_the_check_and_is_named() {
        let found = checked(json!("CN={{name}}"), json!("CN=x"));
        assert!(!found.holds);
        assert_eq!(found.expected, r#""CN={{name}}""#);
        assert_eq!(found.actual, "the variable `name` has no value");
    }

    #[test]
    fn reasons_differences_and_remarks_are_told() {
        assert_eq!(checked(json!({"matches": "x"}), json!(7)).actual, "7: not a string");
        let found = checked(json!({"same-word": "inProgress"}), json!("InProgress"));
        assert_eq!(found.remark.as_deref(), Some(r#"written "InProgress""#));
        let found = checked(json!({"equals": {"a": 1, "b": 2}}), json!({"a": 1, "b": 3}));
        assert_eq!(found.diff, ["- /b = 2", "+ /b = 3"]);
        let found = checked(json!("a".repeat(300)), json!("a".repeat(299) + "b"));
        assert!(found.actual.ends_with("225 bytes>"), "{}", found.actual);
        assert_eq!(found.diff, ["different from character 300 on"]);
        assert_eq!(checked(json!([1]), json!(1)).diff, ["- /0 = 1", "+ (whole) = 1"]);
    }
}
