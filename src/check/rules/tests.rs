//! Rules, judged over made exchanges.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Judge, ObservedExchange, Terms};
use crate::check::wire_schema_names;
use crate::http::exchange::Answer;
use crate::scenario::source::SourceFile;
use crate::scenario::{load, rules::RuleFile};
use crate::verdict::{ContractMode, Outcome};

const CONTRACT: &str = "sections: [{ id: s, title: t, source: d, requirements: \
    [{ id: a.b, level: must, authority: [document], clause: c }] }]";
const CASE: &str = "{ title: t, steps: [{ name: n, request: { get: /x } }] }";

fn rules(text: &str) -> std::sync::Arc<Vec<RuleFile>> {
    let file = |relative: &str, text: &str| SourceFile {
        relative: relative.to_owned(),
        shown: relative.to_owned(),
        text: text.to_owned(),
    };
    let files =
        [file("contract.yaml", CONTRACT), file("cases/s/c.yaml", CASE), file("rules/r.yaml", text)];
    load::suite(&files, &wire_schema_names()).unwrap_or_else(|wrong| panic!("{wrong}")).rules
}

const TERMS: Terms<'_> =
    Terms { mode: ContractMode::Documented, level_may: &|_| false, mask: &str::to_owned };

/// A judge, and what it says of exchanges: the names of the rules that broke, `?` before those of
/// which too little was known.
struct Listener(Judge);

impl Listener {
    fn with(text: &str) -> Listener {
        Listener(Judge::new(rules(text)))
    }

    fn hears(&self, request: &str, status: u16, body: &Value) -> Vec<String> {
        self.hears_of("v", request, status, body)
    }

    fn hears_of(&self, vault: &str, request: &str, status: u16, body: &Value) -> Vec<String> {
        let (method, path) = request.split_once(' ').unwrap();
        let answer = Answer {
            status,
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.to_string().into_bytes(),
            took: Duration::ZERO,
        };
        let observed = ObservedExchange {
            vault,
            method,
            path,
            query: &[("api-version".into(), "7.4".into())],
            request: None,
            answer: &answer,
            json: None,
            whole: true,
        };
        let judged = self.0.judge(&observed, &TERMS);
        let broke = judged.into_iter().filter_map(|judged| match judged.checks {
            None => Some(format!("?{}", judged.rule.name)),
            Some(checks) => checks
                .iter()
                .any(|check| check.outcome == Outcome::Failed)
                .then(|| judged.rule.name.clone()),
        });
        broke.collect()
    }
}

const STABLE: &str = r#"
title: T
names: { not: issuers }
remember:
  - from: { method: [post], path: "/c/{name}/create", status: 202 }
    as: operation
    keep: { id: "{{answer.id}}" }
  - from: { method: [delete], path: "/c/{name}/pending", status: 200 }
    forget: [operation]
rules:
  - name: stable
    clause: a.b
    when: { method: [get], path: "/c/{name}/pending", status: 200, known: [operation] }
    expect: { body: { /id: "{{operation.id}}" } }
"#;

#[test]
fn a_fact_is_kept_for_its_name_until_it_is_forgotten() {
    let judge = Listener::with(STABLE);
    let (one, two) = (json!({ "id": 1 }), json!({ "id": 2 }));
    assert_eq!(judge.hears("GET /c/a/pending", 200, &one), ["?stable"]);
    assert!(judge.hears("POST /c/a/create", 202, &one).is_empty());
    assert!(judge.hears("GET /c/a/pending", 200, &one).is_empty());
    assert_eq!(judge.hears("GET /c/a/pending", 200, &two), ["stable"]);
    // Capitals do not make another name, another vault or name does.
    assert_eq!(judge.hears("GET /c/A/pending", 200, &two), ["stable"]);
    assert_eq!(judge.hears("GET /c/b/pending", 200, &two), ["?stable"]);
    assert_eq!(judge.hears_of("w", "GET /c/a/pending", 200, &two), ["?stable"]);
    judge.hears("DELETE /c/a/pending", 200, &one);
    assert_eq!(judge.hears("GET /c/a/pending", 200, &two), ["?stable"]);
}

#[test]
fn what_failed_or_was_not_answered_makes_its_name_unknown() {
    for lost in [true, false] {
        let judge = Listener::with(STABLE);
        judge.hears("POST /c/a/create", 202, &json!({ "id": 1 }));
        if lost {
            judge.0.silence("v", "POST", "/c/a/create");
        } else {
            judge.hears("POST /c/a/create", 503, &json!({}));
        }
        assert_eq!(judge.hears("GET /c/a/pending", 200, &json!({ "id": 2 })), ["?stable"]);
    }
}

#[test]
fn a_name_that_is_left_out_has_neither_facts_nor_rules() {
    let judge = Listener::with(STABLE);
    judge.hears("POST /c/issuers/create", 202, &json!({ "id": 1 }));
    assert!(judge.hears("GET /c/issuers/pending", 200, &json!({ "id": 2 })).is_empty());
}

#[test]
fn a_part_of_a_text_can_be_asked_for() {
    let judge = Listener::with(
        r#"
title: T
rules:
  - name: one version
    clause: a.b
    when: { path: "/c/{name}", status: 200 }
    parts: { version: { of: "{{answer.id}}", matches: "/([0-9]+)$" } }
    expect: { body: { /kid: { matches: "/{{version}}$" } } }
"#,
    );
    let body = |id: &str, kid: &str| json!({ "id": id, "kid": kid });
    assert!(judge.hears("GET /c/a", 200, &body("x/12", "y/12")).is_empty());
    assert_eq!(judge.hears("GET /c/a", 200, &body("x/12", "y/13")), ["one version"]);
    assert_eq!(judge.hears("GET /c/a", 200, &body("x", "y/13")), ["?one version"]);
}

#[test]
fn rules_that_need_the_whole_conversation_are_not_due_where_there_are_gaps() {
    let whole =
        STABLE.replace("    when: { method: [get]", "    whole: true\n    when: { method: [get]");
    let judge = Listener::with(&whole);
    judge.hears("POST /c/a/create", 202, &json!({ "id": 1 }));
    assert_eq!(judge.hears("GET /c/a/pending", 200, &json!({ "id": 2 })), ["stable"]);
    let answer = Answer {
        status: 200,
        headers: Vec::new(),
        body: b"{\"id\":2}".to_vec(),
        took: Duration::ZERO,
    };
    let observed = ObservedExchange {
        vault: "v",
        method: "GET",
        path: "/c/a/pending",
        query: &[],
        request: None,
        answer: &answer,
        json: None,
        whole: false,
    };
    assert!(judge.0.judge(&observed, &TERMS).is_empty());
}

/// That an answer is no JSON breaks the rule about its form, and not every rule about a part.
#[test]
fn a_body_that_is_no_json_breaks_one_rule() {
    let judge = Listener::with(
        r#"
title: T
rules:
  - name: form
    clause: a.b
    when: { status: 200 }
    expect: { schema: error }
  - name: part
    clause: a.b
    when: { status: 200 }
    expect: { body: { /a: 1 } }
"#,
    );
    let answer =
        Answer { status: 200, headers: Vec::new(), body: b"<html>".to_vec(), took: Duration::ZERO };
    let observed = ObservedExchange {
        vault: "v",
        method: "GET",
        path: "/c",
        query: &[],
        request: None,
        answer: &answer,
        json: None,
        whole: true,
    };
    let judged = judge.0.judge(&observed, &TERMS);
    assert_eq!(judged.iter().map(|j| j.rule.name.as_str()).collect::<Vec<_>>(), ["form"]);
}
