//! Each matcher with what it takes and refuses, how it reads, and how it is written again.

use super::*;
use crate::template::TemplateError;
use crate::verdict::finding::{Reason, Remark};
use serde_json::json;

fn judged(matcher: Value, value: Option<Value>) -> Judged {
    parse(&matcher).unwrap().judge(value.as_ref())
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
        (json!({"at-most": 3}), json!(2.9), json!(4)),
        (json!({"all-of": [{"type": "integer"}, {"at-most": 3}]}), json!(3), json!(2.5)),
        (json!({"contains": {"type": "integer"}}), json!(["a", 1]), json!(["a"])),
        (json!({"contains": "b"}), json!(["b"]), json!(["abc"])),
        (json!({"contains": "b"}), json!("abc"), json!("aBc")),
        (json!({"each": {"type": "integer"}}), json!([1, 2]), json!([1, "a"])),
        (json!({"has": {"/a/b": 1}}), json!({"a": {"b": 1}, "c": 2}), json!({"a": {"b": 2}})),
        (json!({"has": {"/a": {"present": false}}}), json!({"b": 1}), json!({"a": 1})),
        (json!({"count": 2}), json!([1, 2]), json!([1])),
        (json!({"count": {"at-least": 1}}), json!([1]), json!([])),
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
fn a_word_that_is_most_likely_a_matcher_is_told_as_that() {
    let no = |written: Value| parse(&written).unwrap_err();
    for (written, meant) in [
        (json!("present"), "{ present: true }"),
        (json!({"optional": "absent"}), "{ present: false }"),
        (json!({"one-of": [1, "non-empty"]}), "{ non-empty: true }"),
    ] {
        let hint = no(written).hint.unwrap();
        assert!(hint.starts_with(&format!("do you mean {meant}?")), "{hint}");
    }
    let word = parse(&json!({"equals": "present"})).unwrap();
    assert!(word.takes(Some(&json!("present"))) && !word.takes(Some(&json!("x"))));
    assert_eq!(word.written(), json!({"equals": "present"}), "what is written can be read");
    assert!(parse(&json!("Present")).is_ok() && parse(&json!(["present"])).is_ok());
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
        json!({"contains": "x"}),
        json!({"each": "x"}),
        json!({"has": {"/a": {"present": false}}}),
        json!({"count": 0}),
        json!({"at-most": 1}),
        json!({"all-of": [{"present": true}]}),
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
    assert_eq!(told, Ok(Some(Remark::Capitals { written: "InProgress".into() })));
}

#[test]
fn a_miss_says_which_part_failed() {
    let reason = |m: Value, v: Value| {
        let matcher = parse(&m).unwrap();
        matcher.explain(&matcher.judge(Some(&v)).unwrap_err().reason.unwrap())
    };
    assert_eq!(reason(json!({"matches": "x"}), json!(7)), "not a string");
    assert_eq!(reason(json!({"at-least": 1}), json!("7")), "not a number");
    assert_eq!(reason(json!({"at-least": "x"}), json!(7)), "the bound is no number");
    assert_eq!(reason(json!({"der": "AAAA"}), json!("AAAB")), "other bytes from byte 3 on");
    assert_eq!(reason(json!({"der": "AAAA"}), json!("AAAA!")), "not base64 at character 5");
    assert_eq!(
        reason(json!({"der": "!"}), json!("AAAA")),
        "what it is held to is not base64 at character 1"
    );
    assert_eq!(
        reason(json!({"thumbprint-of": "!"}), json!("AAAA")),
        "`thumbprint-of` is not base64 at character 1"
    );
    assert_eq!(reason(json!({"count": 2}), json!([1])), "1 element");
    assert_eq!(reason(json!({"each": 1}), json!({})), "not a list");
    assert_eq!(reason(json!({"each": 1}), json!([1, "x"])), r#"element 1 is "x": not 1"#);
    assert_eq!(
        reason(json!({"each": {"at-least": 1}}), json!(["x"])),
        r#"element 0 is "x": not a number"#
    );
    let of = || json!({"has": {"/a": {"type": "integer"}}});
    assert_eq!(reason(of(), json!({"a": "x"})), r#"/a is "x": not an integer"#);
    assert!(reason(of(), json!({})).starts_with("/a is "), "{}", reason(of(), json!({})));
    assert_eq!(reason(json!({"contains": 1}), json!([])), "the list is empty");
    assert_eq!(reason(json!({"contains": 1}), json!([2, 3])), "none of 2 elements matches");
    assert_eq!(reason(json!({"contains": 1}), json!("1")), "not a list");
    assert_eq!(reason(json!({"contains": "x"}), json!(1)), "neither a list nor a string");
    assert_eq!(
        reason(json!({"all-of": [{"type": "string"}, {"matches": "^a"}]}), json!("b")),
        "not a string that matches ^a"
    );
    assert_eq!(
        reason(json!({"optional": {"all-of": [{"at-most": 2}]}}), json!("b")),
        "not a number"
    );
}

#[test]
fn differences_of_an_element_are_told_below_it() {
    let each = json!({"each": {"equals": {"a": 1}}});
    let miss = judged(each, Some(json!([{"a": 1}, {"a": 2}]))).unwrap_err();
    let pointers: Vec<_> = miss.differences.iter().map(|d| d.pointer.as_str()).collect();
    assert_eq!(pointers, ["/1/a"]);
}

/// Saved results are read again, perhaps by another version.
#[test]
fn any_reason_has_words() {
    for written in every() {
        let matcher = parse(&written).unwrap();
        let code = "brand-new".to_owned();
        let said = matcher.explain(&Reason { code, about: serde_json::Map::new() });
        assert_eq!(said, "brand new", "{written}");
        for code in ["part", "element", "other-parameter", "other-subject", "other-key"] {
            let about = json!({"index": 99, "got": 7, "reason": [], "name": {}});
            let about = about.as_object().cloned().unwrap_or_default();
            matcher.explain(&Reason { code: code.to_owned(), about });
        }
    }
}

/// Each matcher, as a scenario writes it.
fn every() -> Vec<Value> {
    vec![
        json!("a"),
        json!([1, null]),
        json!({"equals": {"a": {"b": 1}}}),
        json!({"same-word": "a"}),
        json!({"one-of": ["a", {"same-word": "b"}]}),
        json!({"all-of": ["a", {"non-empty": true}]}),
        json!({"not": {"present": true}}),
        json!({"matches": "^{{name}}$"}),
        json!({"present": false}),
        json!({"optional": {"type": "array"}}),
        json!({"type": "integer"}),
        json!({"non-empty": true}),
        json!({"at-least": 3}),
        json!({"at-most": "{{n}}"}),
        json!({"contains": {"equals": {"a": 1}}}),
        json!({"each": {"type": "string"}}),
        json!({"has": {"/id": "{{name}}", "/a": {"present": false}}}),
        json!({"count": {"at-least": 1}}),
        json!({"url": {"path": "/{{name}}"}}),
        json!({"url": {"path": "/", "query": {"a": 1, "b": {"present": false}}}}),
        json!({"media-type": "application/json"}),
        json!({"csr": {}}),
        json!({"csr": {"subject": "CN={{name}}", "key": "ec"}}),
        json!({"der": "{{name}}"}),
        json!({"certificate": {"key-of": "{{name}}"}}),
        json!({"thumbprint-of": "{{name}}"}),
    ]
}

#[test]
fn what_was_read_is_written_again() {
    let mut seen = std::collections::BTreeSet::from(["equals".to_owned()]);
    for written in every() {
        let matcher = parse(&written).unwrap();
        assert_eq!(matcher.written(), written);
        assert_eq!(parse(&matcher.written()).unwrap(), matcher);
        seen.extend(written.as_object().into_iter().flat_map(|fields| fields.keys().cloned()));
    }
    assert!(names().all(|name| seen.contains(name)), "{seen:?}");
    assert_eq!(parse(&json!({"equals": "a"})).unwrap().written(), json!("a"));
}

#[test]
fn wishes_read_as_a_sentence() {
    let said = |written: Value| parse(&written).unwrap().describe();
    assert_eq!(said(json!("x")), r#""x""#);
    assert_eq!(
        said(json!({"one-of": [{"same-word": "inProgress"}, {"not": {"at-least": 3}}]})),
        r#""inProgress" in any capitals or not at least 3"#
    );
    assert_eq!(
        said(json!({"optional": {"url": {"path": "/a", "query": {"k": {"present": true}}}}})),
        "nothing or a URL with path /a, parameter k: present"
    );
    assert_eq!(
        said(json!({"csr": {"subject": "CN=x", "key": "rsa"}})),
        "a signed PKCS#10 request, subject CN=x, RSA key"
    );
    assert_eq!(
        said(json!({"thumbprint-of": "YWJj"})),
        r#"the thumbprint "qZk-NkcGgWq6PiVxeFDCbJzQ2J0""#
    );
    assert_eq!(
        said(json!({"all-of": [{"count": {"at-most": 2}}, {"each": {"contains": "x"}}]})),
        "a list with a number of elements that is at most 2 and a list, each element something \
         that contains \"x\""
    );
}

#[test]
fn values_are_filled_wherever_they_stand_and_escaped_in_patterns() {
    let fills = |written: Value| {
        let variables = json!({"name": "a.b", "list": [1]}).as_object().cloned();
        let filled = parse(&written).unwrap().fill(&variables.unwrap_or_default().into());
        filled.map(|matcher| matcher.written())
    };
    assert_eq!(fills(json!("{{list}}")), Ok(json!([1])));
    assert_eq!(fills(json!({"matches": "^/{{name}}$"})), Ok(json!({"matches": r"^/a\.b$"})));
    assert_eq!(
        fills(json!({"not": {"url": {"path": "/{{name}}", "query": {"q": "{{name}}"}}}})),
        Ok(json!({"not": {"url": {"path": "/a.b", "query": {"q": "a.b"}}}}))
    );
    for holder in ["one-of", "all-of"] {
        assert_eq!(fills(json!({ holder: ["{{name}}"] })), Ok(json!({ holder: ["a.b"] })));
    }
    for holder in ["contains", "each", "count", "optional", "at-most", "at-least"] {
        assert_eq!(fills(json!({ holder: "{{name}}" })), Ok(json!({ holder: "a.b" })));
    }
    assert_eq!(fills(json!("{{nope}}")), Err(TemplateError::Missing("nope".into())));
}

#[test]
fn text_is_a_number_where_a_number_is_asked_for() {
    let read = |written: Value| parse(&written).unwrap().read("10");
    for number in [json!(10), json!({"at-most": 1}), json!({"optional": {"type": "integer"}})] {
        assert_eq!(read(number), json!(10));
    }
    for text in [json!("10"), json!({"contains": 1}), json!({"type": "string"})] {
        assert_eq!(read(text), json!("10"));
    }
}

#[test]
fn plain_values_mean_equality_and_mappings_name_a_matcher() {
    assert_eq!(parse(&json!("a")), parse(&json!({"equals": "a"})));
    assert_eq!(parse(&json!([1])), parse(&json!({"equals": [1]})));
    assert_ne!(parse(&json!({"not": {"same-word": "x"}})), parse(&json!({"same-word": "x"})));
}

#[test]
fn every_listed_matcher_is_known() {
    for name in names() {
        let answer = parse(&json!({ name: null }));
        let unknown = answer.is_err_and(|e| e.message.starts_with("unknown"));
        assert!(!unknown, "{name} is listed but unknown");
    }
}

#[test]
fn mistakes_are_named() {
    let message = |v: Value| parse(&v).map_err(|e| (e.message, e.hint));
    let (said, hint) = message(json!({"mathces": "x"})).unwrap_err();
    assert_eq!(said, "unknown matcher `mathces`");
    assert_eq!(hint.as_deref(), Some("did you mean \"matches\"?"));
    let (said, _) = message(json!({"matches": "(x"})).unwrap_err();
    assert!(said.contains("a ( is not closed"), "{said}");
    assert!(message(json!({"present": true, "type": "string"})).is_err());
    assert!(message(json!({"url": {"host": "x"}})).is_err());
    assert!(message(json!({"one-of": []})).is_err());
    assert!(message(json!({"all-of": "x"})).is_err());
    assert!(message(json!({"each": {"nope": 1}})).is_err());
}
