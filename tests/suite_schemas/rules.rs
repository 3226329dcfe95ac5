//! Good and bad files of rules, and one unknown key for each of their mappings.

use crate::targets::{BadRows, Rows};

/// A file with one rule that is sound, and more.
fn ruled(rest: &str) -> String {
    let sound = "{ name: n, clause: a.b, when: { status: 200 }, expect: { status: 200 } }";
    format!("{{ title: t, rules: [{sound}], {rest} }}")
}

fn rule(rest: &str) -> String {
    format!("{{ title: t, rules: [{{ name: n, clause: a.b, {rest} }}] }}")
}

fn when(rest: &str) -> String {
    rule(&format!("when: {{ path: \"/c/{{name}}\", {rest} }}, expect: {{ status: 200 }}"))
}

pub const GOOD_RULES: Rows = &[
    (ruled, "names: { not: issuers }"),
    (ruled, "remember: [{ from: { status: 202 }, as: op, keep: { id: \"{{answer.id}}\" } }]"),
    (
        ruled,
        "remember: [{ from: { status: 202 }, as: op }, { from: { status: 4xx }, forget: [op] }]",
    ),
    (when, "method: [get, delete], status: [200, 201], query: { request_id: { present: true } }"),
    (
        when,
        "request: { /a: 1 }, headers: { retry-after: { present: true } }, body: { \"\": { type: object } }",
    ),
    (when, "method: [head, options], api_version: { since: \"7.4\" }"),
    (when, "values: { name: { matches: \"^a\" } }, known: [], unknown: []"),
    (rule, "whole: true, when: { status: 200 }, expect: { body: { /a: \"{{name}}\" } }"),
    (
        rule,
        "when: { status: 200 }, parts: { v: { of: \"{{answer.id}}\", matches: \"(x)\" } }, \
        expect: { body: { /a: \"{{v}}\" } }",
    ),
    (
        rule,
        "when: { status: 200 }, expect: { status: 200, observed: { status: 201, evidence: e } }",
    ),
];

pub const BAD_RULES: BadRows<'static> = &[
    ("no rule", |_| "{ title: t, rules: [] }".to_owned(), ""),
    ("an unknown key", ruled, "extra: 1"),
    ("nothing to keep or forget", ruled, "remember: [{ from: { status: 200 } }]"),
    (
        "fields of no fact",
        ruled,
        "remember: [{ from: { status: 200 }, forget: [], keep: { a: b } }]",
    ),
    ("an unknown method", when, "method: [fetch]"),
    ("a status that is none", when, "status: 99"),
    ("no pointer", when, "body: { a: 1 }"),
    ("nothing to pick by", rule, "when: {}, expect: { status: 200 }"),
    ("a clause in `expect`", rule, "when: { status: 200 }, expect: { clause: a.b, status: 200 }"),
    ("nothing expected", rule, "when: { status: 200 }, expect: {}"),
    ("no `expect`", rule, "when: { status: 200 }"),
    (
        "a pattern without a group",
        rule,
        "when: { status: 200 }, \
        parts: { v: { of: a, matches: b } }, expect: { status: 200 }",
    ),
    ("an unknown matcher", when, "headers: { a: { equal: 1 } }"),
];

pub const RULE_MAPPINGS: BadRows = &[
    ("", ruled, "?"),
    ("/$defs/remember", ruled, "remember: [{ from: { status: 200 }, as: a, ? }]"),
    ("/$defs/when", when, "?"),
    ("/$defs/rule", rule, "when: { status: 200 }, expect: { status: 200 }, ?"),
    (
        "/$defs/rule/properties/parts/additionalProperties",
        rule,
        "when: { status: 200 }, \
        parts: { v: { of: a, matches: (b), ? } }, expect: { status: 200 }",
    ),
];
