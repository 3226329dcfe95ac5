//! What an answer to the probe says of its route.
//!
//! A target that says in the service's own envelope that it has no such route is known by what it
//! says of a route that no vault has. Must not know what was sent.

use crate::http::exchange::Answer;
use crate::scenario::needs::Operation;

/// What an answer says of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// It is there, whether or not it works as it should.
    There,
    /// It is there and not allowed.
    Forbidden,
    /// There is no such route.
    Missing,
    /// It cannot be told.
    Unclear,
}

/// A refusal as one target words it: its status and its code.
pub type Wording = Option<(u16, String)>;

/// How a target words a refusal in the service's envelope; none if it does not.
pub fn wording(answer: &Answer) -> Wording {
    let refuses = matches!(answer.status, 404 | 405 | 501) && answer.has_error_envelope();
    let body = answer.json().filter(|_| refuses)?;
    Some((answer.status, body.pointer("/error/code")?.as_str()?.to_owned()))
}

/// What the other answers tell.
#[derive(Debug, Default)]
pub struct Known {
    /// Something was created that can be looked at.
    pub created: bool,
    /// There is no create, so nothing ever can be.
    pub no_create: bool,
    /// The pending object was read.
    pub read: bool,
    /// What is said of a route that no vault has.
    pub no_route: Wording,
    /// What is said of a pending operation and of a certificate that never were.
    pub no_object: [Wording; 2],
}

impl Known {
    /// Whether that answer is the target's own word for a route it does not have.
    pub fn is_no_route(&self, answer: &Answer) -> bool {
        self.no_route.is_some() && wording(answer) == self.no_route
    }

    /// What an answer says of an operation.
    pub fn means(&self, operation: Operation, answer: &Answer) -> Means {
        let about_object = !matches!(operation, Operation::Create | Operation::Issuers);
        let worded = self.is_no_route(answer);
        if answer.status == 403 {
            return Means::Forbidden;
        }
        if self.denies_what_it_showed(operation, answer) {
            return Means::Unclear;
        }
        if !worded && !answer.is_missing_route() {
            return Means::There;
        }
        // Of an object that is not there, such a 404 says nothing about the route.
        match answer.status == 404 && about_object {
            true if self.no_create => Means::Missing,
            true if !self.created || worded && self.no_object.contains(&self.no_route) => {
                Means::Unclear
            }
            _ => Means::Missing,
        }
    }

    /// "Not found" in the envelope, of an operation that was just read: another route may have
    /// taken the request.
    fn denies_what_it_showed(&self, operation: Operation, answer: &Answer) -> bool {
        let asked = match operation {
            // The path is the one that was read: whatever the words, something answers there.
            Operation::Cancel | Operation::DeletePending => true,
            Operation::Merge => !self.is_no_route(answer),
            _ => false,
        };
        asked && self.read && answer.status == 404 && answer.has_error_envelope()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn answer(status: u16, body: &str) -> Answer {
        let (headers, body) = (Vec::new(), body.as_bytes().to_vec());
        Answer { status, headers, body, took: Duration::ZERO }
    }

    fn refusal(status: u16, code: &str) -> Answer {
        answer(status, &format!(r#"{{"error":{{"code":"{code}","message":"m"}}}}"#))
    }

    #[test]
    fn a_bare_404_speaks_of_the_route_only_where_the_object_is_there() {
        let bare = answer(404, "<html>");
        let created = Known { created: true, ..Known::default() };
        let not = Known::default();
        assert_eq!(created.means(Operation::Merge, &bare), Means::Missing);
        assert_eq!(not.means(Operation::Merge, &bare), Means::Unclear);
        assert_eq!(not.means(Operation::Issuers, &bare), Means::Missing);
        assert_eq!(not.means(Operation::Merge, &answer(405, "")), Means::Missing);
        assert_eq!(not.means(Operation::Merge, &answer(500, "")), Means::There);
        assert_eq!(created.means(Operation::Import, &refusal(404, "c")), Means::There);
        assert_eq!(created.means(Operation::Import, &refusal(403, "c")), Means::Forbidden);
    }

    #[test]
    fn without_a_create_a_bare_404_is_all_that_there_can_be() {
        let known = Known { no_create: true, ..Known::default() };
        assert_eq!(known.means(Operation::Pending, &answer(404, "")), Means::Missing);
        assert_eq!(known.means(Operation::Pending, &refusal(404, "c")), Means::There);
    }

    #[test]
    fn the_word_for_a_route_that_no_vault_has_is_believed_unless_objects_have_it_too() {
        let no_route = wording(&refusal(404, "EndpointNotFound"));
        let known = Known { created: true, no_route, ..Known::default() };
        let said = refusal(404, "EndpointNotFound");
        assert_eq!(known.means(Operation::Import, &said), Means::Missing);
        assert_eq!(known.means(Operation::Create, &said), Means::Missing);
        assert_eq!(known.means(Operation::Import, &refusal(404, "Other")), Means::There);
        for of in 0..2 {
            let mut no_object = [None, wording(&refusal(404, "Other"))];
            no_object[of] = known.no_route.clone();
            let known = Known {
                created: true,
                no_route: known.no_route.clone(),
                no_object,
                ..Known::default()
            };
            assert_eq!(known.means(Operation::Certificate, &said), Means::Unclear);
            assert_eq!(known.means(Operation::Import, &said), Means::Unclear);
            assert_eq!(known.means(Operation::Create, &said), Means::Missing);
        }
    }

    #[test]
    fn of_the_path_that_was_read_the_word_for_no_route_is_not_believed() {
        let said = refusal(404, "NotFound");
        let no_object = [wording(&refusal(404, "PendingCertificateNotFound")), None];
        let no_route = wording(&said);
        let known = Known { created: true, read: true, no_route, no_object, ..Known::default() };
        assert_eq!(known.means(Operation::Cancel, &said), Means::Unclear);
        assert_eq!(known.means(Operation::DeletePending, &said), Means::Unclear);
        assert_eq!(known.means(Operation::Merge, &said), Means::Missing);
        assert_eq!(known.means(Operation::Cancel, &answer(404, "")), Means::Missing);
        let unread = Known { read: false, ..known };
        assert_eq!(unread.means(Operation::Cancel, &said), Means::Missing);
    }

    #[test]
    fn not_found_of_an_operation_that_was_just_read_cannot_be_told() {
        let known = Known { created: true, read: true, ..Known::default() };
        assert_eq!(known.means(Operation::Cancel, &refusal(404, "c")), Means::Unclear);
        assert_eq!(known.means(Operation::Certificate, &refusal(404, "c")), Means::There);
    }
}
