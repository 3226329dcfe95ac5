//! The rows of the table for target files.

/// Good documents: how the part is wrapped, and the part.
pub type Rows<'a> = &'a [(fn(&str) -> String, &'static str)];

/// Bad ones, and before that what is bad about them.
pub type BadRows<'a> = &'a [(&'static str, fn(&str) -> String, &'static str)];

fn target(rest: &str) -> String {
    format!("{{ url: \"https://127.0.0.1:8443/v\", {rest} }}")
}

pub const GOOD_TARGETS: Rows = &[
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

pub const BAD_TARGETS: BadRows = &[
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

pub const DOUBTFUL_TARGETS: BadRows =
    &[("a version that is read as text", target, "api_version: 7.4")];

pub const TARGET_MAPPINGS: BadRows = &[
    ("", target, "?"),
    ("/$defs/azure", target, "auth: { azure: { credential: developer-tools, ? } }"),
    ("/$defs/identity-endpoint", target, "auth: { managed_identity_endpoint: { url: a, ? } }"),
    ("/$defs/minted", target, "auth: { minted: { issuer: i, ? } }"),
    ("/properties/tls", target, "tls: { ? }"),
    ("/properties/timeouts", target, "timeouts: { ? }"),
    ("/properties/rate_limit", target, "rate_limit: { requests: 1, per: 1s, ? }"),
    ("/properties/issuers", target, "issuers: { ? }"),
];
