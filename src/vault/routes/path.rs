//! The routes, as one table from method and path to an [`Action`].
//!
//! In: a method and a path. Out: what is asked, of which name; or 404 for a path
//! and 405 for a method that no route has. It must not know what an action does.

use crate::vault::{
    action::Action,
    faults::{Fault, Faults},
    wire::Refusal,
};

/// A request's action with the names in its path.
#[derive(Debug, PartialEq, Eq)]
pub struct Route<'p> {
    /// What is asked.
    pub action: Action,
    /// The certificate's or issuer's name; empty for lists.
    pub name: &'p str,
    /// The version; mostly empty.
    pub version: &'p str,
}

type Methods = &'static [(&'static str, Action)];

const ISSUER: Methods = &[
    ("GET", Action::GetIssuer),
    ("PUT", Action::PutIssuer),
    ("PATCH", Action::PatchIssuer),
    ("DELETE", Action::DeleteIssuer),
];
const PENDING: Methods = &[
    ("GET", Action::GetPending),
    ("PATCH", Action::CancelPending),
    ("DELETE", Action::DeletePending),
];
const CERTIFICATE: Methods = &[
    ("GET", Action::GetCertificate),
    ("PATCH", Action::UpdateCertificate),
    ("DELETE", Action::DeleteCertificate),
];
const VERSION: Methods = &[("GET", Action::GetVersion), ("PATCH", Action::UpdateCertificate)];
const POLICY: Methods = &[("GET", Action::GetPolicy), ("PATCH", Action::UpdatePolicy)];
const CONTACTS: Methods = &[
    ("GET", Action::GetContacts),
    ("PUT", Action::PutContacts),
    ("DELETE", Action::DeleteContacts),
];
const DELETED: Methods = &[("GET", Action::GetDeleted), ("DELETE", Action::Purge)];

/// What real vaults answer below these, and this one does not, but for certificates.
const ELSEWHERE: [&str; 9] = [
    "keys",
    "secrets",
    "storage",
    "deletedkeys",
    "deletedsecrets",
    "deletedstorage",
    "rng",
    "settings",
    "securitydomain",
];

/// Finds the route. A slash at the end is not minded, as clients send one.
pub fn resolve<'p>(method: &str, path: &'p str) -> Result<Route<'p>, Refusal> {
    let mut segments: Vec<&str> = path.split('/').skip(1).collect();
    if segments.len() > 1 && segments.last() == Some(&"") {
        segments.pop();
    }
    let (methods, name, version) =
        methods(method, &segments).ok_or_else(|| no_route(method, path, &segments))?;
    let known = methods.iter().find(|(known, _)| *known == method);
    let (_, action) = *known.ok_or_else(|| Refusal::method(method))?;
    if name.is_empty() && !action.is_nameless() {
        return Err(Refusal::method(method));
    }
    Ok(Route { action, name, version })
}

fn methods<'p>(method: &str, segments: &[&'p str]) -> Option<(Methods, &'p str, &'p str)> {
    Some(match *segments {
        ["certificates"] => (&[("GET", Action::ListCertificates)], "", ""),
        ["certificates", "issuers"] => (&[("GET", Action::ListIssuers)], "", ""),
        ["certificates", "issuers", name] => (ISSUER, name, ""),
        ["certificates", "contacts"] => (CONTACTS, "", ""),
        ["certificates", "restore"] if method == "POST" => (&[("POST", Action::Restore)], "", ""),
        ["certificates", name] => (CERTIFICATE, name, ""),
        ["certificates", name, "create"] => (&[("POST", Action::Create)], name, ""),
        ["certificates", name, "import"] => (&[("POST", Action::Import)], name, ""),
        ["certificates", name, "backup"] => (&[("POST", Action::Backup)], name, ""),
        ["certificates", name, "versions"] => (&[("GET", Action::ListVersions)], name, ""),
        ["certificates", name, "policy"] => (POLICY, name, ""),
        ["certificates", name, "pending"] => (PENDING, name, ""),
        ["certificates", name, "pending", "merge"] => (&[("POST", Action::Merge)], name, ""),
        ["certificates", name, version] => (VERSION, name, version),
        ["deletedcertificates"] => (&[("GET", Action::ListDeleted)], "", ""),
        ["deletedcertificates", name] => (DELETED, name, ""),
        ["deletedcertificates", name, "recover"] => (&[("POST", Action::Recover)], name, ""),
        ["secrets", name] if method == "GET" => (&[("GET", Action::GetSecret)], name, ""),
        ["secrets", name, version] if method == "GET" && version != "versions" => {
            (&[("GET", Action::GetSecret)], name, version)
        }
        ["keys", name] if method == "GET" => (&[("GET", Action::GetKey)], name, ""),
        ["keys", name, version] if method == "GET" && version != "versions" => {
            (&[("GET", Action::GetKey)], name, version)
        }
        _ => return None,
    })
}

fn no_route(method: &str, path: &str, segments: &[&str]) -> Refusal {
    if segments.first().is_some_and(|first| ELSEWHERE.contains(first)) {
        Refusal::not_built(method, path)
    } else {
        Refusal::no_route(method, path)
    }
}

/// A name is 1 to 127 letters, digits and dashes.
pub fn check_name(route: &Route<'_>, faults: &Faults) -> Result<(), Refusal> {
    let name = route.name;
    let valid =
        name.len() <= 127 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if valid || faults.has(Fault::NameUnchecked) {
        return Ok(());
    }
    let message = format!("The request URI contains an invalid name: {name}");
    if faults.has(Fault::NameAnswers500) {
        return Err(Refusal::new(500, "InternalServerError", message));
    }
    Err(Refusal::bad_parameter(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(method: &str, path: &str) -> Result<Action, u16> {
        resolve(method, path).map(|route| route.action).map_err(|refusal| refusal.status)
    }

    #[test]
    fn every_route_is_found_and_keeps_its_name() {
        let route = resolve("POST", "/certificates/site/pending/merge").unwrap();
        assert_eq!((route.action, route.name), (Action::Merge, "site"));
        let route = resolve("GET", "/certificates/site/0123").unwrap();
        assert_eq!((route.action, route.version), (Action::GetVersion, "0123"));
        assert_eq!(action("GET", "/certificates/site/"), Ok(Action::GetCertificate));
        assert_eq!(action("PUT", "/certificates/issuers/pending"), Ok(Action::PutIssuer));
        assert_eq!(action("DELETE", "/deletedcertificates/site"), Ok(Action::Purge));
        assert_eq!(action("GET", "/certificates/site/versions"), Ok(Action::ListVersions));
        assert_eq!(action("PATCH", "/certificates/site/"), Ok(Action::UpdateCertificate));
        assert_eq!(action("PUT", "/certificates/contacts"), Ok(Action::PutContacts));
        assert_eq!(action("POST", "/certificates/restore"), Ok(Action::Restore));
        assert_eq!(action("GET", "/certificates/restore"), Ok(Action::GetCertificate));
    }

    #[test]
    fn a_path_without_a_route_is_404_and_says_which() {
        for path in ["/", "//", "/sites/site", "/certificates/a/pending/b", "/certificates/a/b/c/d"]
        {
            let refusal = resolve("GET", path).unwrap_err();
            assert_eq!(refusal.status, 404);
            assert!(refusal.message.contains(&format!("GET {path}")), "{}", refusal.message);
        }
    }

    #[test]
    fn a_route_that_real_vaults_have_and_this_one_not_is_501_and_named() {
        for (method, path) in [
            ("PUT", "/secrets/site"),
            ("GET", "/secrets"),
            ("GET", "/keys/site/versions"),
            ("POST", "/keys/site/0123/sign"),
            ("POST", "/rng"),
            ("DELETE", "/deletedsecrets/site"),
        ] {
            let refusal = resolve(method, path).unwrap_err();
            assert_eq!(refusal.status, 501, "{method} {path}");
            assert!(refusal.message.contains(&format!("{method} {path}")), "{}", refusal.message);
        }
        assert_eq!(action("GET", "/secrets/site"), Ok(Action::GetSecret));
        assert_eq!(action("GET", "/keys/site/0123"), Ok(Action::GetKey));
    }

    #[test]
    fn a_method_or_name_that_is_missing_is_405() {
        assert_eq!(action("PUT", "/certificates/site/create"), Err(405));
        assert_eq!(action("POST", "/certificates//create"), Err(405));
        assert_eq!(action("PUT", "/certificates/issuers/"), Err(405));
    }

    #[test]
    fn a_name_is_letters_digits_and_dashes() {
        let check = |name: &str| {
            let action = Action::Create;
            let route = Route { action, name, version: "" };
            check_name(&route, &Faults::default()).map_err(|refusal| refusal.message)
        };
        assert_eq!(check("aZ-09"), Ok(()));
        assert_eq!(check(&"a".repeat(127)), Ok(()));
        assert!(check(&"a".repeat(128)).is_err());
        let message = check("www.domain.tld").unwrap_err();
        assert_eq!(message, "The request URI contains an invalid name: www.domain.tld");
        assert!(check("a_b").is_err());
        assert!(check("a%2Fb").is_err());
    }
}
