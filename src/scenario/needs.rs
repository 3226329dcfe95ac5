//! What a scenario needs of a target: operations told from its requests, issuer roles told from
//! its variables, and what `needs` adds by name.

use std::fmt;

use super::method::Method;
use crate::keyvault::route::Route;

/// An operation of the API that a target may lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    Create,
    Pending,
    Cancel,
    DeletePending,
    Merge,
    Import,
    Certificate,
    Issuers,
    Authentication,
}

impl Operation {
    /// Every operation.
    pub const ALL: [Operation; 9] = [
        Operation::Create,
        Operation::Pending,
        Operation::Cancel,
        Operation::DeletePending,
        Operation::Merge,
        Operation::Import,
        Operation::Certificate,
        Operation::Issuers,
        Operation::Authentication,
    ];

    /// The word in scenario and target files.
    pub fn word(self) -> &'static str {
        match self {
            Operation::Create => "create",
            Operation::Pending => "pending",
            Operation::Cancel => "cancel",
            Operation::DeletePending => "delete-pending",
            Operation::Merge => "merge",
            Operation::Import => "import",
            Operation::Certificate => "certificate",
            Operation::Issuers => "issuers",
            Operation::Authentication => "authentication",
        }
    }

    /// The operation of a word.
    pub fn of_word(word: &str) -> Option<Operation> {
        Operation::ALL.into_iter().find(|o| o.word() == word)
    }

    /// The operation that a request is, by method and path (variables and all).
    pub fn of_request(method: Method, path: &str) -> Option<Operation> {
        match (method, Route::parse(path)?) {
            (Method::Options, _) => None,
            (_, Route::Issuers | Route::Issuer(_)) => Some(Operation::Issuers),
            (Method::Post, Route::Merge(_)) => Some(Operation::Merge),
            (Method::Post, Route::Create(_)) => Some(Operation::Create),
            (Method::Post, Route::Import(_)) => Some(Operation::Import),
            (Method::Get | Method::Head, Route::Pending(_)) => Some(Operation::Pending),
            (Method::Patch, Route::Pending(_)) => Some(Operation::Cancel),
            (Method::Delete, Route::Pending(_)) => Some(Operation::DeletePending),
            (_, Route::DeletedCertificates | Route::DeletedCertificate(_)) => None,
            (Method::Get | Method::Head | Method::Delete, _) => Some(Operation::Certificate),
            _ => None,
        }
    }
}

/// How operations with an issuer go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Ends completed.
    Issuing,
    /// Ends failed.
    Failing,
    /// Stays in progress.
    Stalled,
    /// Stays in progress until a cancellation is asked for, then ends canceled.
    Canceling,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 4] = [Role::Issuing, Role::Failing, Role::Stalled, Role::Canceling];

    /// The word in scenario and target files.
    pub fn word(self) -> &'static str {
        match self {
            Role::Issuing => "issuing",
            Role::Failing => "failing",
            Role::Stalled => "stalled",
            Role::Canceling => "canceling",
        }
    }

    /// The role of a word.
    pub fn of_word(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.word() == word)
    }
}

/// One need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    Operation(Operation),
    Issuer(Role),
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Need::Operation(operation) => f.write_str(operation.word()),
            Need::Issuer(role) => write!(f, "issuer.{}", role.word()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_tell_their_operation() {
        let of = Operation::of_request;
        assert_eq!(of(Method::Post, "/certificates/{{name}}/create"), Some(Operation::Create));
        assert_eq!(of(Method::Post, "/certificates//create"), Some(Operation::Create));
        assert_eq!(of(Method::Post, "/certificates/n/pending/merge"), Some(Operation::Merge));
        assert_eq!(of(Method::Patch, "/certificates/n/pending"), Some(Operation::Cancel));
        assert_eq!(of(Method::Get, "/certificates/n/v1"), Some(Operation::Certificate));
        assert_eq!(of(Method::Put, "/certificates/issuers/i"), Some(Operation::Issuers));
        assert_eq!(of(Method::Get, "/elsewhere"), None);
        assert_eq!(of(Method::Head, "/certificates/n/pending"), Some(Operation::Pending));
        assert_eq!(of(Method::Options, "/certificates/issuers"), None);
    }

    #[test]
    fn words_lead_back() {
        assert!(Operation::ALL.iter().all(|o| Operation::of_word(o.word()) == Some(*o)));
        assert!(Role::ALL.iter().all(|r| Role::of_word(r.word()) == Some(*r)));
    }
}
