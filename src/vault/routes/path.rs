//! The routes, as one table from method and path to an [`Action`].
//!
//! In: a method and a path. Out: what is asked, of which name; or 404 for a path
//! and 405 for a method that no route has. It must not know what an action does.

use crate::vault::{
    faults::{Fault, Faults},
    wire::Refusal,
};

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// POST certificates/{name}/create
    Create,
    /// POST certificates/{name}/import
    Import,
    /// POST certificates/{name}/pending/merge
    Merge,
    /// GET certificates/{name}/pending
    GetPending,
    /// PATCH certificates/{name}/pending
    CancelPending,
    /// DELETE certificates/{name}/pending
    DeletePending,
    /// GET certificates
    ListCertificates,
    /// GET certificates/{name}
    GetCertificate,
    /// GET certificates/{name}/{version}
    GetVersion,
    /// DELETE certificates/{name}
    DeleteCertificate,
    /// GET deletedcertificates
    ListDeleted,
    /// GET deletedcertificates/{name}
    GetDeleted,
    /// DELETE deletedcertificates/{name}
    Purge,
    /// GET certificates/issuers
    ListIssuers,
    /// GET certificates/issuers/{name}
    GetIssuer,
    /// PUT certificates/issuers/{name}
    PutIssuer,
    /// PATCH certificates/issuers/{name}
    PatchIssuer,
    /// DELETE certificates/issuers/{name}
    DeleteIssuer,
}

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

impl Action {
    /// Whether this is one of the issuers' routes.
    pub fn is_about_issuers(self) -> bool {
        use Action::{DeleteIssuer, GetIssuer, ListIssuers, PatchIssuer, PutIssuer};
        matches!(
            self,
            ListIssuers | GetIssuer | PutIssuer | PatchIssuer | DeleteIssuer
        )
    }

    fn is_list(self) -> bool {
        use Action::{ListCertificates, ListDeleted, ListIssuers};
        matches!(self, ListCertificates | ListDeleted | ListIssuers)
    }
}

/// Finds the route. A slash at the end is not minded, as clients send one.
pub fn resolve<'p>(method: &str, path: &'p str) -> Result<Route<'p>, Refusal> {
    use Action::*;
    let mut segments: Vec<&str> = path.split('/').skip(1).collect();
    if segments.len() > 1 && segments.last() == Some(&"") {
        segments.pop();
    }
    let (methods, name, version): (&[(&str, Action)], _, _) = match *segments.as_slice() {
        ["certificates"] => (&[("GET", ListCertificates)], "", ""),
        ["certificates", "issuers"] => (&[("GET", ListIssuers)], "", ""),
        ["certificates", "issuers", name] => (
            &[
                ("GET", GetIssuer),
                ("PUT", PutIssuer),
                ("PATCH", PatchIssuer),
                ("DELETE", DeleteIssuer),
            ],
            name,
            "",
        ),
        ["certificates", name] => (
            &[("GET", GetCertificate), ("DELETE", DeleteCertificate)],
            name,
            "",
        ),
        ["certificates", name, "create"] => (&[("POST", Create)], name, ""),
        ["certificates", name, "import"] => (&[("POST", Import)], name, ""),
        ["certificates", name, "pending"] => (
            &[
                ("GET", GetPending),
                ("PATCH", CancelPending),
                ("DELETE", DeletePending),
            ],
            name,
            "",
        ),
        ["certificates", name, "pending", "merge"] => (&[("POST", Merge)], name, ""),
        ["certificates", name, version] => (&[("GET", GetVersion)], name, version),
        ["deletedcertificates"] => (&[("GET", ListDeleted)], "", ""),
        ["deletedcertificates", name] => (&[("GET", GetDeleted), ("DELETE", Purge)], name, ""),
        _ => return Err(Refusal::no_route(method, path)),
    };
    let known = methods.iter().find(|(known, _)| *known == method);
    let (_, action) = *known.ok_or_else(|| Refusal::method(method))?;
    if name.is_empty() && !action.is_list() {
        return Err(Refusal::method(method));
    }
    Ok(Route {
        action,
        name,
        version,
    })
}

/// A name is 1 to 127 letters, digits and dashes.
pub fn check_name(route: &Route<'_>, faults: &Faults) -> Result<(), Refusal> {
    let name = route.name;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let valid = name.len() <= 127 && name.bytes().all(fits);
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
        resolve(method, path)
            .map(|route| route.action)
            .map_err(|refusal| refusal.status)
    }

    #[test]
    fn every_route_is_found_and_keeps_its_name() {
        let route = resolve("POST", "/certificates/site/pending/merge").unwrap();
        assert_eq!((route.action, route.name), (Action::Merge, "site"));
        let route = resolve("GET", "/certificates/site/0123").unwrap();
        assert_eq!((route.action, route.version), (Action::GetVersion, "0123"));
        assert_eq!(
            action("GET", "/certificates/site/"),
            Ok(Action::GetCertificate)
        );
        assert_eq!(
            action("PUT", "/certificates/issuers/pending"),
            Ok(Action::PutIssuer)
        );
        assert_eq!(
            action("DELETE", "/deletedcertificates/site"),
            Ok(Action::Purge)
        );
    }

    #[test]
    fn a_path_without_a_route_is_404_and_says_which() {
        for path in [
            "/",
            "//",
            "/keys/site",
            "/certificates/a/pending/b",
            "/certificates/a/b/c/d",
        ] {
            let refusal = resolve("GET", path).unwrap_err();
            assert_eq!(refusal.status, 404);
            assert!(
                refusal.message.contains(&format!("GET {path}")),
                "{}",
                refusal.message
            );
        }
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
            let route = Route {
                action,
                name,
                version: "",
            };
            check_name(&route, &Faults::default()).map_err(|refusal| refusal.message)
        };
        assert_eq!(check("aZ-09"), Ok(()));
        assert_eq!(check(&"a".repeat(127)), Ok(()));
        assert!(check(&"a".repeat(128)).is_err());
        let message = check("www.domain.tld").unwrap_err();
        assert_eq!(
            message,
            "The request URI contains an invalid name: www.domain.tld"
        );
        assert!(check("a_b").is_err());
        assert!(check("a%2Fb").is_err());
    }
}
