//! The routes of the API, built and parsed in one place.
//!
//! In: a path below the target's URL, percent-encoded or with variables in it, or an id that a
//! target wrote. Out: which route it is and the name in it, as it stands. Must not know which
//! method goes with a route.

use std::fmt;

/// How every name begins that a run gives to what it makes.
pub const OF_A_RUN: &str = "kvc-";

/// A route and the name in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route<'n> {
    /// The list of certificates.
    Certificates,
    /// A certificate.
    Certificate(&'n str),
    /// A version of a certificate, its policy, or whatever else is below one.
    Part(&'n str, &'n str),
    /// Creates a certificate.
    Create(&'n str),
    /// Imports a certificate.
    Import(&'n str),
    /// The pending operation of a certificate.
    Pending(&'n str),
    /// Merges a signed certificate into the pending operation.
    Merge(&'n str),
    /// The list of deleted certificates.
    DeletedCertificates,
    /// A deleted certificate.
    DeletedCertificate(&'n str),
    /// The list of issuers; or what is below an issuer, where the service has nothing.
    Issuers,
    /// An issuer.
    Issuer(&'n str),
}

impl<'n> Route<'n> {
    /// The name of the certificate that it is about, deleted or not.
    pub fn certificate(self) -> Option<&'n str> {
        match self {
            Route::Certificate(name)
            | Route::Part(name, _)
            | Route::Create(name)
            | Route::Import(name)
            | Route::Pending(name)
            | Route::Merge(name)
            | Route::DeletedCertificate(name) => Some(name),
            Route::Certificates
            | Route::DeletedCertificates
            | Route::Issuers
            | Route::Issuer(_) => None,
        }
    }

    /// The route that a path is; none if the API has no such.
    pub fn parse(path: &'n str) -> Option<Route<'n>> {
        let path = path.trim_matches('/');
        let parts: Vec<&str> = path.split('/').collect();
        Some(match parts.as_slice() {
            ["certificates"] => Route::Certificates,
            ["certificates", "issuers", name] => Route::Issuer(name),
            ["certificates", "issuers", ..] => Route::Issuers,
            ["certificates", name] => Route::Certificate(name),
            ["certificates", name, "create"] => Route::Create(name),
            ["certificates", name, "import"] => Route::Import(name),
            ["certificates", name, "pending"] => Route::Pending(name),
            ["certificates", name, "pending", "merge"] => Route::Merge(name),
            ["certificates", name, part, ..] => {
                let before = "certificates/".len() + name.len() + 1;
                debug_assert!(path[before..].starts_with(part));
                Route::Part(name, &path[before..])
            }
            ["deletedcertificates"] => Route::DeletedCertificates,
            ["deletedcertificates", name] => Route::DeletedCertificate(name),
            _ => return None,
        })
    }
}

impl fmt::Display for Route<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Route::Certificates => write!(f, "/certificates"),
            Route::Certificate(name) => write!(f, "/certificates/{name}"),
            Route::Part(name, part) => write!(f, "/certificates/{name}/{part}"),
            Route::Create(name) => write!(f, "/certificates/{name}/create"),
            Route::Import(name) => write!(f, "/certificates/{name}/import"),
            Route::Pending(name) => write!(f, "/certificates/{name}/pending"),
            Route::Merge(name) => write!(f, "/certificates/{name}/pending/merge"),
            Route::DeletedCertificates => write!(f, "/deletedcertificates"),
            Route::DeletedCertificate(name) => write!(f, "/deletedcertificates/{name}"),
            Route::Issuers => write!(f, "/certificates/issuers"),
            Route::Issuer(name) => write!(f, "/certificates/issuers/{name}"),
        }
    }
}

impl From<Route<'_>> for String {
    fn from(route: Route<'_>) -> String {
        route.to_string()
    }
}

/// A path with placeholders for what is different in every run: `/certificates/{name}/pending`. In
/// that of another API a name that a run gave is known by how it begins.
pub fn template(path: &str) -> String {
    let mut before = "";
    let segments = path.split('/').map(|segment| {
        let written = match before {
            _ if is_version(segment) => "{version}",
            _ if is_of_a_run(segment) => "{name}",
            "certificates" if segment == "issuers" => segment,
            "certificates"
            | "deletedcertificates"
            | "issuers"
            | "keys"
            | "secrets"
            | "deletedkeys"
            | "deletedsecrets"
                if !segment.is_empty() =>
            {
                "{name}"
            }
            _ => segment,
        };
        before = segment;
        written
    });
    segments.collect::<Vec<_>>().join("/")
}

/// What stands behind a certificate of that name: its key and its secret, each with its place among
/// the deleted ones.
pub fn behind(name: &str) -> [(String, String); 2] {
    ["keys", "secrets"].map(|kind| (format!("/{kind}/{name}"), format!("/deleted{kind}/{name}")))
}

/// The path of a URL below the target's own, which may have a path; percent-encoded as it is. That of
/// another API is told whole: nothing says where it begins.
pub fn path_in(url: &str) -> Option<String> {
    let below = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = &below[below.find('/')?..];
    let path = path.split(['?', '#']).next()?;
    let at = path.find("/certificates").or_else(|| path.find("/deletedcertificates"));
    Some(path[at.unwrap_or(0)..].to_owned())
}

/// Whether a path is that of a list of a vault's certificates.
pub fn is_list(path: &str) -> bool {
    matches!(Route::parse(path), Some(Route::Certificates | Route::DeletedCertificates))
}

/// Whether a segment is a name that a run gave to what it made.
pub fn is_of_a_run(segment: &str) -> bool {
    segment
        .strip_prefix(OF_A_RUN)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_hexdigit()))
}

fn is_version(segment: &str) -> bool {
    segment.len() == 32 && segment.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The name in an id as lists hold it. Its host may be any: some targets write another than they
/// listen on (azure-keyvault-emulator: always `{vault}.vault.azure.net`).
pub fn name_in_id(id: &str) -> Option<&str> {
    let mut segments = id.split(['?', '#']).next()?.split('/');
    segments.find(|s| matches!(*s, "certificates" | "deletedcertificates"))?;
    match segments.next()? {
        "issuers" => segments.next().or(Some("issuers")),
        name => Some(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_and_its_path_are_one() {
        for route in [
            Route::Certificates,
            Route::Certificate("a"),
            Route::Part("a", "v1/x"),
            Route::Part("a", "pending/no-such"),
            Route::Create("a"),
            Route::Import("a"),
            Route::Pending("{{name}}"),
            Route::Merge("a%20b"),
            Route::DeletedCertificates,
            Route::DeletedCertificate("a"),
            Route::Issuers,
            Route::Issuer("i"),
        ] {
            assert_eq!(Route::parse(&String::from(route)), Some(route));
        }
        assert_eq!(Route::parse("/certificates//create"), Some(Route::Create("")));
        assert_eq!(Route::parse("/certificates/a/"), Some(Route::Certificate("a")));
        for other in ["", "/", "/keys/a", "/deletedcertificates/a/recover"] {
            assert_eq!(Route::parse(other), None, "{other}");
        }
    }

    #[test]
    fn what_differs_from_run_to_run_has_a_placeholder_in_other_apis_too() {
        for (path, expected) in [
            ("/certificates/a/pending", "/certificates/{name}/pending"),
            ("/certificates/issuers/i", "/certificates/issuers/{name}"),
            ("/keys/a/0123456789abcdef0123456789abcdef", "/keys/{name}/{version}"),
            ("/secrets", "/secrets"),
            ("/deletedsecrets/a/recover", "/deletedsecrets/{name}/recover"),
            ("/api/boxes/kvc-6b08484d1f2a33-001-x/lid", "/api/boxes/{name}/lid"),
        ] {
            assert_eq!(template(path), expected);
            let url = format!("https://127.0.0.1:8443{path}?api-version=7.4");
            assert_eq!(path_in(&url).as_deref(), Some(path));
        }
    }

    #[test]
    fn the_name_is_found_in_every_form_of_id() {
        for (id, expected) in [
            ("https://v.vault.azure.net/certificates/a", Some("a")),
            ("https://v:8443/certificates/a/0123?api-version=7.4", Some("a")),
            ("https://v/deletedcertificates/a", Some("a")),
            ("https://v/certificates/issuers/i", Some("i")),
            ("https://v/certificates/issuers", Some("issuers")),
            ("/certificates/a", Some("a")),
            ("https://v/keys/a", None),
            ("", None),
        ] {
            assert_eq!(name_in_id(id), expected, "{id}");
        }
    }
}
