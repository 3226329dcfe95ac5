//! Which vault and which name a recorded request is for, and what is not of the contract.
//!
//! In: a method and a URL, as hostile as they come, and where paths of the contract begin. Out: an [`Address`], or what else it is. Must
//! not know what was answered.

use std::collections::BTreeSet;
use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use url::form_urlencoded;

use crate::keyvault::kind::is_unreserved;

/// Characters of a host, and of a path, at most.
const LONGEST_HOST: usize = 300;
const LONGEST_PATH: usize = 4096;

/// Where the API begins in a path.
const ROOTS: [&str; 2] = ["certificates", "deletedcertificates"];
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// A request of the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// One of the five.
    pub method: &'static str,
    /// Scheme, host and base path, as they were written; without user and password.
    pub origin: String,
    /// Which vault that is: all names of this machine are one.
    pub vault: String,
    /// The path below.
    pub path: String,
    /// Parameters, decoded.
    pub query: Vec<(String, String)>,
    /// Whose state it is about: the certificate or issuer, without regard to capitals.
    pub name: String,
}

/// What is not of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Other {
    /// No request over HTTP.
    NoHttp,
    /// A method that the API does not have.
    Method,
    /// A token endpoint.
    Token,
    /// Keys and secrets of a vault.
    Neighbour,
    /// Azure's resource manager, whose paths hold the same words.
    Management,
    /// A path as of the API, without `api-version`: some other service.
    NoVersion,
    /// Anything else.
    Path,
}

impl Other {
    /// What it is in words.
    pub fn words(self) -> &'static str {
        match self {
            Other::NoHttp => "no URL of HTTP",
            Other::Method => "a method that the API lacks",
            Other::Token => "token endpoints",
            Other::Neighbour => "keys, secrets and storage",
            Other::Management => "Azure's resource manager",
            Other::NoVersion => "no api-version",
            Other::Path => "other paths",
        }
    }
}

/// The segments with which paths of the contract begin: those of certificates, and those that a suite
/// of one's own has rules for.
#[derive(Debug, Clone, Default)]
pub(super) struct Roots(BTreeSet<String>);

impl Roots {
    /// With these of a suite's own.
    pub fn with(own: &BTreeSet<String>) -> Roots {
        let own = own.iter().map(|root| root.to_ascii_lowercase());
        Roots(own.filter(|root| !ROOTS.contains(&root.as_str())).collect())
    }

    /// Whether a path of the contract begins with that segment.
    fn has(&self, segment: &str) -> bool {
        ROOTS.iter().any(|root| segment.eq_ignore_ascii_case(root)) || self.is_own(segment)
    }

    /// Whether it is one of a suite's own.
    fn is_own(&self, segment: &str) -> bool {
        self.0.contains(&segment.to_ascii_lowercase())
    }
}

/// Reads the address of a request.
pub(super) fn of(method: &str, url: &str, roots: &Roots) -> Result<Address, Other> {
    let (scheme, rest) = url.split_once("://").ok_or(Other::NoHttp)?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err(Other::NoHttp);
    }
    let rest = rest.split('#').next().unwrap_or_default();
    let begins = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, target) = rest.split_at(begins);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let host = authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    if host.is_empty() || host.len() > LONGEST_HOST || path.len() > LONGEST_PATH {
        return Err(Other::NoHttp);
    }
    let path = plain(path);
    let segments: Vec<&str> = path.split('/').collect();
    let root = segments.iter().position(|segment| roots.has(segment));
    let Some(root) = root else { return Err(other(&host, &segments)) };
    let base = segments[..root].join("/");
    if segments[..root].iter().any(|s| ["subscriptions", "providers"].contains(s)) {
        return Err(Other::Management);
    }
    let Some(method) = METHODS.into_iter().find(|known| *known == method) else {
        return Err(Other::Method);
    };
    let query: Vec<(String, String)> =
        form_urlencoded::parse(query.as_bytes()).into_owned().take(64).collect();
    // What has rules of its own may be an API without versions.
    let is_own = roots.is_own(segments[root]);
    if !is_own && !query.iter().any(|(name, _)| name == "api-version") {
        return Err(Other::NoVersion);
    }
    let scheme = scheme.to_ascii_lowercase();
    let host = host.strip_suffix(if scheme == "https" { ":443" } else { ":80" }).unwrap_or(&host);
    let below = segments[root + 1..].join("/");
    let root_word = segments[root].to_ascii_lowercase();
    let name = name(&segments[root + 1..]);
    Ok(Address {
        method,
        origin: format!("{scheme}://{host}{base}"),
        vault: format!("{}{base}", machine(host)),
        path: format!("/{root_word}/{below}"),
        name: if is_own { format!("{root_word}/{name}") } else { name },
        query,
    })
}

/// Escapes of characters that need none are undone: one name is one name.
fn plain(path: &str) -> String {
    let segments = path.split('/').map(|segment| match percent_decode_str(segment).decode_utf8() {
        Ok(decoded) if decoded.bytes().all(is_unreserved) => decoded.into_owned(),
        _ => segment.to_owned(),
    });
    segments.collect::<Vec<_>>().join("/")
}

fn other(host: &str, segments: &[&str]) -> Other {
    let has = |words: &[&str]| segments.iter().any(|s| words.contains(s));
    if host.starts_with("login.") || has(&["oauth2", "identity", "token"]) {
        Other::Token
    } else if host.starts_with("management.") {
        Other::Management
    } else if has(&["keys", "secrets", "storage", "deletedkeys", "deletedsecrets"]) {
        Other::Neighbour
    } else {
        Other::Path
    }
}

/// Addresses of this machine are one, and it has one vault a port, whatever a client calls it.
fn machine(host: &str) -> String {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (name, port),
        _ => (host, ""),
    };
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    if name == "localhost" || address.is_ok_and(|address| address.is_loopback()) {
        format!("localhost:{port}")
    } else {
        host.to_owned()
    }
}

/// A deleted certificate and what it was are one name.
fn name(below: &[&str]) -> String {
    match below {
        ["issuers", name, ..] => format!("issuers/{}", name.to_ascii_lowercase()),
        [name, ..] => name.to_ascii_lowercase(),
        [] => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERSION: &str = "?api%2Dversion=7.4";

    fn found(url: &str) -> Address {
        of("GET", &format!("{url}{VERSION}"), &Roots::default()).unwrap()
    }

    #[test]
    fn what_is_before_the_api_is_the_vault() {
        let address = found("HTTPS://u:p@Kv1.example:443/a/b/certificates/N%2D1/pending/");
        assert_eq!(address.origin, "https://kv1.example/a/b");
        assert_eq!(address.vault, "kv1.example/a/b");
        assert_eq!(address.path, "/certificates/N-1/pending/");
        assert_eq!(address.name, "n-1");
        assert_eq!(address.query, [("api-version".to_owned(), "7.4".to_owned())]);
        assert_eq!(found("https://v/deletedcertificates/a").name, "a");
        assert_eq!(found("https://v/certificates/issuers/I").name, "issuers/i");
        assert_eq!(found("https://<vault>.vault.azure.net/certificates/a").name, "a");
    }

    #[test]
    fn this_machine_has_one_vault_a_port() {
        let vault = |host: &str| found(&format!("https://{host}/certificates/a")).vault;
        assert_eq!(vault("127.0.0.1:8443"), vault("localhost:8443"));
        assert_eq!(vault("[::1]:8443"), vault("localhost:8443"));
        assert_ne!(vault("localhost:8444"), vault("localhost:8443"));
        assert_ne!(vault("kv1.vault.localhost:8443"), vault("kv2.vault.localhost:8443"));
    }

    #[test]
    fn what_is_not_of_the_contract_is_told_by_kind() {
        let roots = Roots::default();
        let of =
            |method: &str, url: &str| of(method, &format!("{url}{VERSION}"), &roots).unwrap_err();
        for (url, expected) in [
            ("ws://v/certificates/a", Other::NoHttp),
            ("data:text/plain,", Other::NoHttp),
            ("https://", Other::NoHttp),
            ("https://login.example/t/oauth2/v2.0/token", Other::Token),
            ("http://127.0.0.1:40342/metadata/identity/oauth2/token", Other::Token),
            ("https://v/keys/a", Other::Neighbour),
            ("https://v/secrets/a/0123", Other::Neighbour),
            (
                "https://management.azure.com/subscriptions/s/providers/W/certificates/a",
                Other::Management,
            ),
            ("https://v/", Other::Path),
        ] {
            assert_eq!(of("GET", url), expected, "{url}");
        }
        assert_eq!(of("OPTIONS", "https://v/certificates/a"), Other::Method);
        let bare = super::of("GET", "https://shop.example/certificates/a", &roots);
        assert_eq!(bare.unwrap_err(), Other::NoVersion);
    }

    #[test]
    fn what_a_suite_has_rules_for_is_of_its_contract() {
        let roots = Roots::with(&BTreeSet::from(["Secrets".to_owned()]));
        let secret = of("PUT", "https://v/base/Secrets/A", &roots).unwrap();
        assert_eq!((secret.path.as_str(), secret.name.as_str()), ("/secrets/A", "secrets/a"));
        assert_eq!(secret.origin, "https://v/base");
        assert_eq!(of("GET", "https://v/keys/a", &roots).unwrap_err(), Other::Neighbour);
    }
}
