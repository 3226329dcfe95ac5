//! Each matcher with what it takes and what it refuses.

use super::*;
use crate::scenario::matcher::parse;
use serde_json::json;

fn judged(matcher: Value, value: Option<Value>) -> Judged {
    judge(&parse(&matcher).unwrap(), value.as_ref())
}

fn takes(matcher: Value, value: Value) -> bool {
    judged(matcher, Some(value)).is_ok()
}

/// Matcher, a value it takes, a value it refuses.
#[test]
fn every_plain_matcher_takes_one_and_refuses_another() {
    let cases = [
        (json!("a"), json!("a"), json!("A")),
        (json!({"equals": {"a": [1], "b": 2}}), json!({"b": 2, "a": [1]}), json!({"a": [1]})),
        (json!({"same-word": "inProgress"}), json!("INPROGRESS"), json!("in progress")),
        (json!({"one-of": [1, {"type": "string"}]}), json!("x"), json!(2)),
        (json!({"not": "x"}), json!("y"), json!("x")),
        (json!({"matches": "^[0-9a-f]{4}$"}), json!("00ff"), json!("00fff")),
        (json!({"present": true}), json!(null), json!(null)),
        (json!({"optional": 1}), json!(1), json!(2)),
        (json!({"type": "integer"}), json!(-3), json!(1.5)),
        (json!({"type": "boolean"}), json!(false), json!("false")),
        (json!({"type": "object"}), json!({}), json!([])),
        (json!({"type": "array"}), json!([]), json!({})),
        (json!({"non-empty": true}), json!([0]), json!([])),
        (json!({"non-empty": true}), json!("x"), json!("")),
        (json!({"non-empty": true}), json!({"a": 1}), json!(7)),
        (json!({"at-least": 3}), json!(3), json!(2.9)),
        (
            json!({"media-type": "application/json"}),
            json!("Application/JSON ; charset=utf-8"),
            json!("text/html"),
        ),
        (json!({"der": "-_8"}), json!("+/8="), json!("+/8A")),
        (
            json!({"thumbprint-of": "YWJj"}),
            json!("qZk-NkcGgWq6PiVxeFDCbJzQ2J0"),
            json!("qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
        ),
    ];
    for (matcher, good, bad) in cases {
        assert!(takes(matcher.clone(), good.clone()), "{matcher} refuses {good}");
        if good != bad {
            assert!(!takes(matcher.clone(), bad.clone()), "{matcher} takes {bad}");
        }
    }
}

#[test]
fn nothing_is_taken_by_absence_and_the_optional_alone() {
    let takes_nothing = |matcher: Value| judged(matcher, None).is_ok();
    assert!(takes_nothing(json!({"present": false})));
    assert!(takes_nothing(json!({"optional": "x"})));
    assert!(takes_nothing(json!({"one-of": ["x", {"present": false}]})));
    for matcher in [
        json!("x"),
        json!({"present": true}),
        json!({"not": "x"}),
        json!({"type": "string"}),
        json!({"non-empty": true}),
        json!({"matches": ""}),
        json!({"der": "AAAA"}),
        json!({"csr": {}}),
    ] {
        assert!(!takes_nothing(matcher.clone()), "{matcher} takes nothing");
    }
    assert!(!takes(json!({"present": false}), json!(null)));
}

#[test]
fn other_capitals_are_told() {
    let same = || json!({"same-word": "inProgress"});
    assert_eq!(judged(same(), Some(json!("inProgress"))), Ok(None));
    let told = judged(same(), Some(json!("InProgress")));
    assert_eq!(told, Ok(Some(r#"written "InProgress""#.into())));
}

#[test]
fn a_miss_says_which_part_failed() {
    let reason = |m: Value, v: Value| judged(m, Some(v)).unwrap_err().reason.unwrap_or_default();
    assert_eq!(reason(json!({"matches": "x"}), json!(7)), "not a string");
    assert_eq!(reason(json!({"at-least": 1}), json!("7")), "not a number");
    assert_eq!(reason(json!({"at-least": "x"}), json!(7)), "the bound is no number");
    assert_eq!(reason(json!({"der": "AAAA"}), json!("AAAB")), "other bytes from byte 3 on");
    assert_eq!(reason(json!({"der": "AAAA"}), json!("AAAA!")), "not base64 at character 5");
    assert_eq!(
        reason(json!({"der": "!"}), json!("AAAA")),
        "what it is held to is not base64 at character 1"
    );
}

#[test]
fn a_variable_without_value_fails_the_check_and_is_named() {
    let matcher = parse(&json!("CN={{name}}")).unwrap();
    let demand = Demand { line: 4, key: "/a".into(), matcher };
    let found = check("body /a".into(), &demand, Some(&json!("CN=x")), &Variables::new());
    assert!(!found.holds);
    assert_eq!(found.expected, r#""CN={{name}}""#);
    assert_eq!(found.actual, "the variable `name` has no value");
}
