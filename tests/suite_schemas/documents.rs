//! The table: small good and bad documents of each kind, and one unknown key for each mapping.

use crate::Kind::{self, Contract, Rules, Scenario, Steps, Target};
use crate::creates::{BAD_CREATES, CREATES_MAPPINGS, GOOD_CREATES};
use crate::rules::{BAD_RULES, GOOD_RULES, RULE_MAPPINGS};
use crate::targets::{BAD_TARGETS, BadRows, DOUBTFUL_TARGETS, GOOD_TARGETS, Rows, TARGET_MAPPINGS};

/// A document, and for a bad one what is bad about it.
pub struct Document {
    pub kind: Kind,
    pub why: &'static str,
    pub text: String,
}

/// An unknown key in the mapping that a schema describes at a place.
pub struct UnknownKey {
    pub kind: Kind,
    pub pointer: &'static str,
    pub text: String,
}

fn scenario(rest: &str) -> String {
    format!("{{ title: t, steps: [{{ name: n, request: {{ get: /x }} }}], {rest} }}")
}

pub fn step(rest: &str) -> String {
    format!("{{ title: t, steps: [{{ name: n, {rest} }}] }}")
}

fn request(rest: &str) -> String {
    step(&format!("request: {{ {rest} }}"))
}

pub fn beside(rest: &str) -> String {
    step(&format!("request: {{ get: /x }}, {rest}"))
}

fn expect(rest: &str) -> String {
    beside(&format!("expect: [{{ {rest} }}]"))
}

fn matcher(written: &str) -> String {
    expect(&format!("body: {{ /a: {written} }}"))
}

fn over(value: &str) -> String {
    let create = "name: n, request: { get: \"/{{over.issuer}}\" }";
    format!("{{ title: t, over: {value}, steps: [{{ {create} }}] }}")
}

/// A scenario whose one step is written out.
fn only(step: &str) -> String {
    format!("{{ title: t, steps: [{{ {step} }}] }}")
}

fn shared(rest: &str) -> String {
    format!("{{ title: t, {rest} }}")
}

fn section(rest: &str) -> String {
    format!("sections: [{{ id: s, title: t, source: d, {rest} }}]")
}

fn requirement(rest: &str) -> String {
    section(&format!("requirements: [{{ {rest} }}]"))
}

pub fn good() -> Vec<Document> {
    let rows = |kind, rows: Rows| -> Vec<Document> {
        rows.iter().map(|(wrap, part)| Document { kind, why: "", text: wrap(part) }).collect()
    };
    let mut all = rows(Scenario, GOOD_SCENARIOS);
    all.extend(rows(Scenario, GOOD_CREATES));
    all.extend(rows(Steps, GOOD_STEPS));
    all.extend(rows(Contract, GOOD_CONTRACTS));
    all.extend(rows(Target, GOOD_TARGETS));
    all.extend(rows(Rules, GOOD_RULES));
    all
}

fn told(kind: Kind, rows: BadRows<'static>) -> impl Iterator<Item = Document> {
    rows.iter().map(move |(why, wrap, part)| Document { kind, why, text: wrap(part) })
}

pub fn bad() -> Vec<Document> {
    let scenarios = told(Scenario, BAD_SCENARIOS).chain(told(Scenario, BAD_CREATES));
    let scenarios = scenarios.chain(told(Steps, BAD_STEPS));
    let scenarios = scenarios.chain(told(Contract, BAD_CONTRACTS));
    scenarios.chain(told(Target, BAD_TARGETS)).chain(told(Rules, BAD_RULES)).collect()
}

/// Documents that the parser reads, and of which the schema warns.
pub fn doubtful() -> Vec<Document> {
    told(Scenario, DOUBTFUL_SCENARIOS).chain(told(Target, DOUBTFUL_TARGETS)).collect()
}

const GOOD_SCENARIOS: Rows = &[
    (scenario, "tags: [slow], needs: [authentication, issuer.stalled]"),
    (request, "post: /x, body: { a: [1, null] }, query: { api-version: null, top: \"1\" }"),
    (request, "put: \"/certificates/{{name}}/x\", text: \"{\", headers: { accept: \"*/*\" }"),
    (request, "delete: /x, auth: none"),
    (request, "patch: /x, query: { api-version: \"1999-01-01\" }"),
    (step, "sign: { csr: \"{{name}}\", as: signed, key: other }"),
    (step, "issue: { subject: \"CN={{name}}\", as: own }"),
    (beside, "poll: { until: { body: { /a: 1 } }, fail_if: { status: 4xx }, deadline: 20s }"),
    (beside, "capture: { id: /id, whole: \"\", where: { header: location } }"),
    (beside, "capture: { version: { body: /id, matches: \"/([0-9a-f]{32})$\" } }"),
    (expect, "clause: a.b, advisory: true, status: [200, 204], schema: error"),
    (expect, "status: 202, observed: { status: 200, evidence: record 1 }"),
    (expect, "headers: { Location: { present: true } }, body: { \"\": { type: object } }"),
    (over, "{ issuer: [manual, stalled] }"),
    (only, "use: shared"),
    (only, "use: shared, with: { a: \"CN={{name}}\" }, as: first"),
    (only, "given: n, request: { get: /x }, expect: [{ status: 200 }]"),
    (scenario, "finally: [{ use: shared }, { name: n, request: { delete: /x } }]"),
    (matcher, "[1, a, null]"),
    (matcher, "{ equals: { a: 1 } }"),
    (matcher, "{ not: { one-of: [a, { same-word: b }] } }"),
    (matcher, "{ optional: { matches: \"^[0-9a-f]{32}$\" } }"),
    (matcher, "{ at-least: 3 }"),
    (matcher, "{ at-most: \"{{name}}\" }"),
    (matcher, "{ all-of: [{ type: integer }, { at-most: 3 }] }"),
    (scenario, "since: \"2025-07-01\""),
    (matcher, "{ contains: { has: { /id: a, /attributes/enabled: false } } }"),
    (matcher, "{ contains: a }"),
    (matcher, "{ contains: { url: { path: /x } } }"),
    (matcher, "{ each: { not: a } }"),
    (matcher, "{ count: { at-least: 1 } }"),
    (matcher, "{ non-empty: true }"),
    (matcher, "{ media-type: application/json }"),
    (matcher, "{ url: { path: /x, query: { request_id: \"{{name}}\" } } }"),
    (matcher, "{ csr: {} }"),
    (matcher, "{ csr: { subject: \"CN=x\", key: ec } }"),
    (matcher, "{ certificate: { key-of: \"{{name}}\" } }"),
    (matcher, "{ der: \"{{name}}\" }"),
    (matcher, "{ thumbprint-of: \"{{name}}\" }"),
];

const GOOD_STEPS: Rows = &[
    (shared, "steps: [{ name: n, request: { get: /x } }]"),
    (
        shared,
        "takes: { a: x, b: null }, steps: [{ name: n, request: { get: \"/{{with.a}}{{with.b}}\" } }]",
    ),
    (shared, "steps: [{ given: n, request: { get: /x }, expect: [{ status: 200 }] }]"),
];

const GOOD_CONTRACTS: Rows = &[
    (requirement, "id: a.b, level: may, authority: [document, record], clause: c, observed: o"),
    (requirement, "id: a.b, level: must, authority: [issue, inference], clause: c"),
    (
        |text| format!("{{ extends: builtin, {} }}", section(text)),
        "requirements: [{ id: a.b, level: may, authority: [issue], clause: c }]",
    ),
];

const BAD_SCENARIOS: BadRows = &[
    ("a list", |_| "[1]".to_owned(), ""),
    ("no title", |_| "steps: [{ name: n, request: { get: /x } }]".to_owned(), ""),
    (
        "an empty title",
        |_| "{ title: \" \", steps: [{ name: n, request: { get: /x } }] }".into(),
        "",
    ),
    ("no steps", |_| "title: t".to_owned(), ""),
    ("empty steps", |_| "{ title: t, steps: [] }".to_owned(), ""),
    ("steps that are no list", |_| "{ title: t, steps: { name: n } }".to_owned(), ""),
    ("an api-version that nobody counts from", scenario, "since: \"7.6-preview.2\""),
    ("a matcher that has nothing", matcher, "{ has: {} }"),
    ("a matcher that has no pointers", matcher, "{ has: { id: a } }"),
    ("an unknown need", scenario, "needs: [coffee]"),
    ("an unknown role", scenario, "needs: [issuer.idle]"),
    ("tags that are no list", scenario, "tags: { a: b }"),
    ("a step without a name", |_| "{ title: t, steps: [{ request: { get: /x } }] }".into(), ""),
    ("a step that does nothing", step, "capture: {}"),
    ("two actions", beside, "issue: { subject: s, as: a }"),
    ("a poll without a request", step, "issue: { subject: s, as: a }, poll: { until: {} }"),
    ("expect without a request", step, "issue: { subject: s, as: a }, expect: [{ status: 200 }]"),
    ("over nothing", over, "{}"),
    ("over no values", over, "{ issuer: [] }"),
    ("over an unknown role", over, "{ issuer: [idle] }"),
    ("over a value twice", over, "{ issuer: [manual, manual] }"),
    ("a step with a name and a precondition", beside, "given: g, expect: [{ status: 200 }]"),
    ("a precondition of nothing", only, "given: n, request: { get: /x }"),
    (
        "a precondition with a clause",
        only,
        "given: n, request: { get: /x }, expect: [{ clause: a.b, status: 200 }]",
    ),
    ("a precondition without a request", only, "given: n, issue: { subject: s, as: a }"),
    ("shared steps with a name", only, "name: n, use: shared"),
    ("shared steps with a request", only, "use: shared, request: { get: /x }"),
    ("shared steps that expect", only, "use: shared, expect: [{ status: 200 }]"),
    ("shared steps under a bad name", only, "use: shared, as: a.b"),
    ("with and no use", beside, "with: { a: b }"),
    ("as and no use", beside, "as: a"),
    (
        "a precondition at the end",
        scenario,
        "finally: [{ given: n, request: { get: /x }, expect: [{ status: 200 }] }]",
    ),
    (
        "a claim at the end",
        scenario,
        "finally: [{ name: n, request: { get: /x }, expect: [{ clause: a.b, status: 200 }] }]",
    ),
    ("no method", request, "body: {}"),
    ("two methods", request, "get: /x, post: /x"),
    ("a path that is none", request, "get: x"),
    ("a query in the path", request, "get: \"/x?a=b\""),
    ("body and text", request, "post: /x, body: {}, text: a"),
    ("another parameter left out", request, "get: /x, query: { top: null }"),
    ("a parameter that is a list", request, "get: /x, query: { top: [1] }"),
    ("a header of the harness's own", request, "get: /x, headers: { Authorization: a }"),
    ("another auth", request, "get: /x, auth: basic"),
    ("sign without a csr", step, "sign: { as: a }"),
    ("a bad variable name", step, "sign: { csr: c, as: a.b }"),
    ("another key word", step, "sign: { csr: c, as: a, key: own }"),
    ("issue without a name", step, "issue: { subject: s }"),
    ("a poll without until", beside, "poll: { deadline: 1s }"),
    ("a bad deadline", beside, "poll: { until: {}, deadline: 2h }"),
    ("a deadline of nothing", beside, "poll: { until: {}, deadline: 0s }"),
    ("a capture that is no pointer", beside, "capture: { id: id }"),
    ("a capture from nowhere", beside, "capture: { id: { matches: \"(a)\" } }"),
    ("a capture without a group", beside, "capture: { id: { body: /a, matches: a } }"),
    ("a capture with an unknown key", beside, "capture: { id: { cookie: a } }"),
    ("a capture from two places", beside, "capture: { a: { body: /a, header: b } }"),
    ("a wait for nothing", beside, "poll: { until: {} }"),
    ("a capture's bad name", beside, "capture: { a-b: /a }"),
    ("an expectation of nothing", expect, "clause: a.b"),
    ("an expectation of nothing in the body", expect, "clause: a.b, body: {}"),
    ("advisory that is no flag", expect, "status: 200, advisory: maybe"),
    ("a status that is none", expect, "status: 99"),
    ("a status class that is none", expect, "status: 6xx"),
    ("an empty list of statuses", expect, "status: []"),
    ("a schema that is a list", expect, "schema: [error]"),
    ("a key of the body that is no pointer", expect, "body: { a: 1 }"),
    ("observed without evidence", expect, "status: 200, observed: { status: 201 }"),
    (
        "observed with empty evidence",
        expect,
        "status: 200, observed: { status: 201, evidence: \"\" }",
    ),
    ("observed that names nothing", expect, "status: 200, observed: { evidence: e }"),
    ("a matcher of two keys", matcher, "{ present: true, type: string }"),
    ("a matcher of no key", matcher, "{}"),
    ("an unknown matcher", matcher, "{ greater: 1 }"),
    ("a word that is no string", matcher, "{ same-word: 1 }"),
    ("one of none", matcher, "{ one-of: [] }"),
    ("all of none", matcher, "{ all-of: [] }"),
    ("a bad matcher for elements", matcher, "{ each: { present: 1 } }"),
    ("two matchers for elements", matcher, "{ contains: { present: true, type: string } }"),
    ("a bad matcher for a number", matcher, "{ count: { greater: 1 } }"),
    ("a bad matcher inside another", matcher, "{ not: { one-of: [{ present: 1 }] } }"),
    ("a pattern that is no string", matcher, "{ matches: 1 }"),
    ("an unknown type", matcher, "{ type: number }"),
    ("non-empty: false", matcher, "{ non-empty: false }"),
    ("a url without a path", matcher, "{ url: { query: {} } }"),
    ("a url with a host", matcher, "{ url: { path: /x, host: h } }"),
    ("an unknown kind of key", matcher, "{ csr: { key: dsa } }"),
    ("a certificate of nothing", matcher, "{ certificate: {} }"),
];

const BAD_STEPS: BadRows = &[
    ("no steps", shared, "takes: {}"),
    ("empty steps", shared, "steps: []"),
    (
        "an empty title",
        |_| "{ title: \" \", steps: [{ name: n, request: { get: /x } }] }".into(),
        "",
    ),
    ("a bad parameter", shared, "takes: { a-b: 1 }, steps: [{ name: n, request: { get: /x } }]"),
    ("shared steps that use others", shared, "steps: [{ use: shared }]"),
    (
        "shared steps with a clause",
        shared,
        "steps: [{ name: n, request: { get: /x }, expect: [{ clause: a.b, status: 200 }] }]",
    ),
];

const BAD_CONTRACTS: BadRows = &[
    ("no sections", |_| "{}".to_owned(), ""),
    ("what nobody can extend", |_| "{ extends: other, sections: [] }".to_owned(), ""),
    ("a section without requirements", section, "requirements: []"),
    ("a requirement without a clause", requirement, "id: a.b, level: must, authority: [record]"),
    (
        "another level",
        requirement,
        "id: a.b, level: should, authority: [issue, inference], clause: c",
    ),
    ("no authority", requirement, "id: a.b, level: must, authority: [], clause: c"),
    (
        "a link to a file",
        section,
        "link: \"file:///x\", requirements: [{ id: a, level: may, authority: [issue], clause: c }]",
    ),
    ("another authority", requirement, "id: a.b, level: must, authority: [me], clause: c"),
    ("an authority that is no list", requirement, "id: a.b, level: may, authority: x, clause: c"),
];

const DOUBTFUL_SCENARIOS: BadRows = &[
    ("a number that is read as text", scenario, "tags: [5]"),
    ("a key without a value, read as if it were not there", beside, "poll: null"),
];

/// One unknown key, far from every known one, in each mapping.
pub fn unknown_keys() -> Vec<UnknownKey> {
    let row = |kind| {
        move |(pointer, wrap, part): &(&'static str, fn(&str) -> String, &str)| UnknownKey {
            kind,
            pointer,
            text: wrap(&part.replace('?', "zzzzzzzzzzzzzzzzzzzz: 1")),
        }
    };
    let scenarios = SCENARIO_MAPPINGS.iter().chain(CREATES_MAPPINGS).map(row(Scenario));
    let scenarios = scenarios.chain(STEPS_MAPPINGS.iter().map(row(Steps)));
    let contracts = CONTRACT_MAPPINGS.iter().map(row(Contract));
    let rules = RULE_MAPPINGS.iter().map(row(Rules));
    scenarios.chain(contracts).chain(TARGET_MAPPINGS.iter().map(row(Target))).chain(rules).collect()
}

const SCENARIO_MAPPINGS: BadRows = &[
    ("", scenario, "?"),
    ("/properties/over", over, "{ ? }"),
    ("/$defs/step", step, "?"),
    ("/$defs/request", request, "get: /x, ?"),
    ("/$defs/sign", step, "sign: { csr: c, as: a, ? }"),
    ("/$defs/issue", step, "issue: { subject: s, as: a, ? }"),
    ("/$defs/poll", beside, "poll: { until: {}, ? }"),
    ("/$defs/demands", beside, "poll: { until: { ? } }"),
    ("/$defs/expectation", expect, "status: 200, ?"),
    ("/$defs/expectation/properties/observed", expect, "status: 200, observed: { evidence: e, ? }"),
    ("/$defs/matcher/then", matcher, "{ ? }"),
    ("/$defs/matcher/then/properties/url", matcher, "{ url: { path: /x, ? } }"),
    ("/$defs/matcher/then/properties/csr", matcher, "{ csr: { ? } }"),
    ("/$defs/matcher/then/properties/certificate", matcher, "{ certificate: { key-of: a, ? } }"),
];

const STEPS_MAPPINGS: BadRows = &[("", shared, "steps: [{ name: n, request: { get: /x } }], ?")];

const CONTRACT_MAPPINGS: BadRows = &[
    ("", |part| format!("{{ sections: [], {part} }}"), "?"),
    ("/$defs/section", section, "requirements: [], ?"),
    (
        "/$defs/requirement",
        requirement,
        "id: a.b, level: may, authority: [issue, inference], clause: c, ?",
    ),
];
