//! The table: small good and bad documents of each kind, and one unknown key for each mapping.

use crate::Kind::{self, Contract, Rules, Scenario, Target};

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

fn step(rest: &str) -> String {
    format!("{{ title: t, steps: [{{ name: n, {rest} }}] }}")
}

fn request(rest: &str) -> String {
    step(&format!("request: {{ {rest} }}"))
}

fn beside(rest: &str) -> String {
    step(&format!("request: {{ get: /x }}, {rest}"))
}

fn expect(rest: &str) -> String {
    beside(&format!("expect: [{{ {rest} }}]"))
}

fn matcher(written: &str) -> String {
    expect(&format!("body: {{ /a: {written} }}"))
}

fn section(rest: &str) -> String {
    format!("sections: [{{ id: s, title: t, source: d, {rest} }}]")
}

fn requirement(rest: &str) -> String {
    section(&format!("requirements: [{{ {rest} }}]"))
}

fn target(rest: &str) -> String {
    format!("{{ url: \"https://127.0.0.1:8443/v\", {rest} }}")
}

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

type Rows<'a> = &'a [(fn(&str) -> String, &'static str)];

pub fn good() -> Vec<Document> {
    let rows = |kind, rows: Rows| -> Vec<Document> {
        rows.iter().map(|(wrap, part)| Document { kind, why: "", text: wrap(part) }).collect()
    };
    let mut all = rows(Scenario, GOOD_SCENARIOS);
    all.extend(rows(Contract, GOOD_CONTRACTS));
    all.extend(rows(Target, GOOD_TARGETS));
    all.extend(rows(Rules, GOOD_RULES));
    all
}

fn told(kind: Kind, rows: BadRows<'static>) -> impl Iterator<Item = Document> {
    rows.iter().map(move |(why, wrap, part)| Document { kind, why, text: wrap(part) })
}

pub fn bad() -> Vec<Document> {
    let scenarios = told(Scenario, BAD_SCENARIOS).chain(told(Contract, BAD_CONTRACTS));
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
    (matcher, "[1, a, null]"),
    (matcher, "{ equals: { a: 1 } }"),
    (matcher, "{ not: { one-of: [a, { same-word: b }] } }"),
    (matcher, "{ optional: { matches: \"^[0-9a-f]{32}$\" } }"),
    (matcher, "{ at-least: 3 }"),
    (matcher, "{ at-most: \"{{name}}\" }"),
    (matcher, "{ all-of: [{ type: integer }, { at-most: 3 }] }"),
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

const GOOD_RULES: Rows = &[
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

const BAD_RULES: BadRows<'static> = &[
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

const GOOD_CONTRACTS: Rows = &[
    (requirement, "id: a.b, level: may, authority: [document, observed], clause: c, observed: o"),
    (requirement, "id: a.b, level: must, authority: [], clause: c"),
];

const GOOD_TARGETS: Rows = &[
    (target, "description: d, api_version: \"7.5\", contract: either, concurrency: 4"),
    (target, "auth: { token_env: KEY }, tls: { ca: ca.pem, insecure: true }"),
    (target, "auth: none"),
    (target, "auth: { azure: { credential: developer-tools, verify_challenge: false } }"),
    (
        target,
        "auth: { azure: { credential: managed-identity, client_id: a, scope: \"https://127.0.0.1/.default\" } }",
    ),
    (
        target,
        "auth: { azure: { credential: client-secret, tenant_id: a, client_id: b, client_secret_env: C, \
         authority_host: \"https://l\", verify_challenge: false } }",
    ),
    (
        target,
        "auth: { azure: { credential: workload-identity, token_file: f, verify_challenge: false } }",
    ),
    (
        target,
        "auth: { managed_identity_endpoint: { url: \"http://127.0.0.1:8080/t\", resource: r } }",
    ),
    (target, "auth: { minted: { issuer: i, audience: a, listen: \"127.0.0.1:1\", key_id: k } }"),
    (
        |_| {
            "url: https://${CARGO_PKG_NAME}.example\ntls:\n  ca: ${CARGO_MANIFEST_DIR}/ca.pem"
                .into()
        },
        "",
    ),
    (target, "timeouts: { connect: 1s, request: 20s, poll: 3m, interval: 500ms, case: 60m }"),
    (target, "rate_limit: { requests: 20, per: 10s }"),
    (target, "host: kv1.localhost:8443"),
    (target, "host: \"[::1]:8443\""),
    (target, "issuers: { issuing: { name: Self }, failing: { create: { provider: Test } } }"),
    (target, "issuers: { stalled: { name: a }, canceling: { name: b } }"),
    (target, "has: [create, delete-pending], lacks: { import: not written yet }"),
    (target, "policy: { key_props: { kty: EC } }"),
    (|_| "url: embedded".to_owned(), ""),
];

type BadRows<'a> = &'a [(&'static str, fn(&str) -> String, &'static str)];

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
    ("an unknown need", scenario, "needs: [coffee]"),
    ("an unknown role", scenario, "needs: [issuer.idle]"),
    ("tags that are no list", scenario, "tags: { a: b }"),
    ("a step without a name", |_| "{ title: t, steps: [{ request: { get: /x } }] }".into(), ""),
    ("a step that does nothing", step, "capture: {}"),
    ("two actions", beside, "issue: { subject: s, as: a }"),
    ("a poll without a request", step, "issue: { subject: s, as: a }, poll: { until: {} }"),
    ("expect without a request", step, "issue: { subject: s, as: a }, expect: [{ status: 200 }]"),
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

const BAD_CONTRACTS: BadRows = &[
    ("no sections", |_| "{}".to_owned(), ""),
    ("a section without requirements", section, "requirements: []"),
    ("a requirement without a clause", requirement, "id: a.b, level: must, authority: []"),
    ("another level", requirement, "id: a.b, level: should, authority: [], clause: c"),
    ("another authority", requirement, "id: a.b, level: must, authority: [me], clause: c"),
    ("an authority that is no list", requirement, "id: a.b, level: may, authority: x, clause: c"),
];

const BAD_TARGETS: BadRows = &[
    ("no url", |_| "description: d".to_owned(), ""),
    ("a url of another scheme", |_| "url: \"ftp://x/\"".to_owned(), ""),
    ("a url with a password", |_| "url: \"https://u:p@x/\"".to_owned(), ""),
    ("a url with a query", |_| "url: \"https://x/?a=b\"".to_owned(), ""),
    ("another contract", target, "contract: strict"),
    ("a token in the file", target, "auth: { token: abc }"),
    ("no kind of credential", target, "auth: {}"),
    ("another word for none", target, "auth: nothing"),
    (
        "two credentials",
        target,
        "auth: { token_env: A, minted: { issuer: i, listen: \"127.0.0.1:1\" } }",
    ),
    ("an unknown credential", target, "auth: { password: a }"),
    ("no credential of azure's", target, "auth: { azure: { verify_challenge: false } }"),
    ("an unknown credential of azure's", target, "auth: { azure: { credential: password } }"),
    (
        "an application without a secret",
        target,
        "auth: { azure: { credential: client-secret, verify_challenge: false } }",
    ),
    (
        "a secret that nobody uses",
        target,
        "auth: { azure: { credential: managed-identity, client_secret_env: A, verify_challenge: false } }",
    ),
    (
        "a tenant that nobody uses",
        target,
        "auth: { azure: { credential: developer-tools, tenant_id: a, verify_challenge: false } }",
    ),
    (
        "an authority without TLS",
        target,
        "auth: { azure: { credential: workload-identity, authority_host: \"http://a\", verify_challenge: false } }",
    ),
    ("an endpoint without a url", target, "auth: { managed_identity_endpoint: {} }"),
    ("an endpoint that is no url", target, "auth: { managed_identity_endpoint: { url: a } }"),
    ("a token minted by nobody", target, "auth: { minted: { listen: \"127.0.0.1:1\" } }"),
    ("keys for everybody", target, "auth: { minted: { issuer: i, listen: \"0.0.0.0:1\" } }"),
    ("insecure that is no flag", target, "tls: { insecure: sometimes }"),
    ("a timeout without a unit", target, "timeouts: { poll: \"20\" }"),
    ("a timeout of nothing", target, "timeouts: { poll: 0s }"),
    ("no concurrency", target, "concurrency: 0"),
    ("a host with a scheme", target, "host: \"https://kv1\""),
    ("a host with a path", target, "host: kv1/a"),
    ("a host with a user", target, "host: u@kv1"),
    ("a host with a blank", target, "host: kv 1"),
    ("a host with a line break", target, "host: \"kv1\\r\\nx\""),
    ("a host without a name", target, "host: \":8443\""),
    ("a host with a port that is none", target, "host: \"kv1:x\""),
    ("no host", target, "host: \"\""),
    ("a limit of nothing", target, "rate_limit: { requests: 0, per: 10s }"),
    ("a limit in no time", target, "rate_limit: { requests: 1, per: 0s }"),
    ("a limit without a time", target, "rate_limit: { requests: 1 }"),
    ("a limit that is a number", target, "rate_limit: 20"),
    ("another role", target, "issuers: { idle: { name: a } }"),
    ("an issuer that is a word", target, "issuers: { issuing: Self }"),
    ("an issuer that is there and made", target, "issuers: { issuing: { name: a, create: {} } }"),
    ("an issuer of neither kind", target, "issuers: { issuing: { find: a } }"),
    ("an unknown operation", target, "has: [coffee]"),
    ("an unknown lack", target, "lacks: { coffee: reason }"),
    ("a lack without a reason", target, "lacks: [import]"),
    ("a policy that is a list", target, "policy: [1]"),
];

const DOUBTFUL_SCENARIOS: BadRows = &[
    ("a number that is read as text", scenario, "tags: [5]"),
    ("a key without a value, read as if it were not there", beside, "poll: null"),
];

const DOUBTFUL_TARGETS: BadRows = &[("a version that is read as text", target, "api_version: 7.4")];

/// One unknown key, far from every known one, in each mapping.
pub fn unknown_keys() -> Vec<UnknownKey> {
    let row = |kind| {
        move |(pointer, wrap, part): &(&'static str, fn(&str) -> String, &str)| UnknownKey {
            kind,
            pointer,
            text: wrap(&part.replace('?', "zzzzzzzzzzzzzzzzzzzz: 1")),
        }
    };
    let scenarios = SCENARIO_MAPPINGS.iter().map(row(Scenario));
    let contracts = CONTRACT_MAPPINGS.iter().map(row(Contract));
    let rules = RULE_MAPPINGS.iter().map(row(Rules));
    scenarios.chain(contracts).chain(TARGET_MAPPINGS.iter().map(row(Target))).chain(rules).collect()
}

const SCENARIO_MAPPINGS: BadRows = &[
    ("", scenario, "?"),
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

const RULE_MAPPINGS: BadRows = &[
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

const CONTRACT_MAPPINGS: BadRows = &[
    ("", |part| format!("{{ sections: [], {part} }}"), "?"),
    ("/$defs/section", section, "requirements: [], ?"),
    ("/$defs/requirement", requirement, "id: a.b, level: may, authority: [], clause: c, ?"),
];

const TARGET_MAPPINGS: BadRows = &[
    ("", target, "?"),
    ("/$defs/azure", target, "auth: { azure: { credential: developer-tools, ? } }"),
    ("/$defs/identity-endpoint", target, "auth: { managed_identity_endpoint: { url: a, ? } }"),
    ("/$defs/minted", target, "auth: { minted: { issuer: i, ? } }"),
    ("/properties/tls", target, "tls: { ? }"),
    ("/properties/timeouts", target, "timeouts: { ? }"),
    ("/properties/rate_limit", target, "rate_limit: { requests: 1, per: 1s, ? }"),
    ("/properties/issuers", target, "issuers: { ? }"),
];
