//! What an answer to the probe says of its route: a table, a row a situation, pure.
//!
//! In: answers. Out: whether the target has the operation. A target that says in the service's own
//! envelope that it has no such route is known by what it says of a route that no vault has. Must
//! not know what was sent.

use crate::http::exchange::Answer;
use crate::scenario::needs::Operation;

/// What an answer says of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
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
    let envelope = answer.envelope();
    let refuses = matches!(answer.status, 404 | 405 | 501) && envelope.is_whole();
    envelope.code.filter(|_| refuses).map(|code| (answer.status, code))
}

/// What kind of answer it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// 403.
    Refused,
    /// 405 or 501, as of a route that is not there.
    Unsupported,
    /// 404 without the service's envelope.
    Bare,
    /// 404 in the envelope.
    NotFound,
    /// 404 in the envelope, worded as of a route that no vault has.
    OfNoRoute,
    /// 404 in the envelope, worded as of a route that no vault has and of an object that never was.
    Undecided,
    /// Anything else.
    Answered,
}

/// What the operation had to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    /// It needs nothing.
    NoObject,
    /// There is no create, so nothing ever can be.
    NeverAny,
    /// Nothing was created, and why is not known.
    NotMade,
    /// A certificate that was created.
    Made,
    /// What is below a pending operation that was just read.
    BelowRead,
    /// A pending operation that was just read, by the same path.
    Read,
}

/// What an answer means.
fn meaning(said: Said, ground: Ground) -> Presence {
    match (said, ground) {
        (Said::Refused, _) => Presence::Forbidden,
        (Said::Answered, _) => Presence::There,
        (Said::Unsupported, _) => Presence::Missing,
        // Of an object that is not there, such a 404 says nothing about the route.
        (Said::Bare, Ground::NotMade) => Presence::Unclear,
        (Said::Bare, _) => Presence::Missing,
        // It denies what it just showed: james-gould takes a PATCH of pending for one of the
        // version "pending".
        (Said::NotFound, Ground::Read | Ground::BelowRead) => Presence::Unclear,
        (Said::NotFound, _) => Presence::There,
        // By the path that was read something answers, whatever its words.
        (Said::OfNoRoute | Said::Undecided, Ground::Read) => Presence::Unclear,
        // Topaz puts its "EndpointNotFound" into the envelope.
        (Said::OfNoRoute | Said::Undecided, Ground::NoObject | Ground::NeverAny) => {
            Presence::Missing
        }
        (Said::OfNoRoute | Said::Undecided, Ground::NotMade) => Presence::Unclear,
        (Said::OfNoRoute, Ground::Made | Ground::BelowRead) => Presence::Missing,
        // It words both alike, so the word does not tell the route from the object.
        (Said::Undecided, Ground::Made | Ground::BelowRead) => Presence::Unclear,
    }
}

/// What the other answers tell.
#[derive(Debug, Default)]
pub struct Others {
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

impl Others {
    /// Whether that answer is the target's own word for a route it does not have.
    pub fn is_no_route(&self, answer: &Answer) -> bool {
        self.no_route.is_some() && wording(answer) == self.no_route
    }

    /// What an answer says of an operation.
    pub fn presence(&self, operation: Operation, answer: &Answer) -> Presence {
        meaning(self.said(answer), self.ground(operation))
    }

    fn said(&self, answer: &Answer) -> Said {
        let no_route = self.is_no_route(answer);
        match answer.status {
            403 => Said::Refused,
            405 | 501 if no_route || answer.is_missing_route() => Said::Unsupported,
            404 if answer.is_missing_route() => Said::Bare,
            404 if no_route && self.no_object.contains(&self.no_route) => Said::Undecided,
            404 if no_route => Said::OfNoRoute,
            404 => Said::NotFound,
            _ => Said::Answered,
        }
    }

    fn ground(&self, operation: Operation) -> Ground {
        match operation {
            Operation::Create | Operation::Issuers => Ground::NoObject,
            Operation::Cancel | Operation::DeletePending if self.read => Ground::Read,
            Operation::Merge if self.read => Ground::BelowRead,
            _ if self.no_create => Ground::NeverAny,
            _ if self.created => Ground::Made,
            _ => Ground::NotMade,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn answer(status: u16, body: &str) -> Answer {
        let (headers, body) = (Vec::new(), body.as_bytes().to_vec());
        Answer { status, headers, body: body.into(), took: Duration::ZERO }
    }

    fn refusal(status: u16, code: &str) -> Answer {
        answer(status, &format!(r#"{{"error":{{"code":"{code}","message":"m"}}}}"#))
    }

    #[test]
    fn an_answer_means_what_its_row_says() {
        use Presence::{Forbidden, Missing, There, Unclear};
        use Said::{Answered, Bare, NotFound, OfNoRoute, Refused, Undecided, Unsupported};
        let grounds = [
            Ground::NoObject,
            Ground::NeverAny,
            Ground::NotMade,
            Ground::Made,
            Ground::BelowRead,
            Ground::Read,
        ];
        for (said, row) in [
            (Refused, [Forbidden; 6]),
            (Answered, [There; 6]),
            (Unsupported, [Missing; 6]),
            (Bare, [Missing, Missing, Unclear, Missing, Missing, Missing]),
            (NotFound, [There, There, There, There, Unclear, Unclear]),
            (OfNoRoute, [Missing, Missing, Unclear, Missing, Missing, Unclear]),
            (Undecided, [Missing, Missing, Unclear, Unclear, Unclear, Unclear]),
        ] {
            assert_eq!(grounds.map(|ground| meaning(said, ground)), row, "{said:?}");
        }
    }

    #[test]
    fn a_bare_404_speaks_of_the_route_only_where_the_object_is_there() {
        let bare = answer(404, "<html>");
        let created = Others { created: true, ..Others::default() };
        let not = Others::default();
        assert_eq!(created.presence(Operation::Merge, &bare), Presence::Missing);
        assert_eq!(not.presence(Operation::Merge, &bare), Presence::Unclear);
        assert_eq!(not.presence(Operation::Issuers, &bare), Presence::Missing);
        assert_eq!(not.presence(Operation::Merge, &answer(405, "")), Presence::Missing);
        assert_eq!(not.presence(Operation::Merge, &answer(500, "")), Presence::There);
        assert_eq!(created.presence(Operation::Import, &refusal(404, "c")), Presence::There);
        assert_eq!(created.presence(Operation::Import, &refusal(403, "c")), Presence::Forbidden);
    }

    #[test]
    fn without_a_create_a_bare_404_is_all_that_there_can_be() {
        let known = Others { no_create: true, ..Others::default() };
        assert_eq!(known.presence(Operation::Pending, &answer(404, "")), Presence::Missing);
        assert_eq!(known.presence(Operation::Pending, &refusal(404, "c")), Presence::There);
    }

    #[test]
    fn the_word_for_a_route_that_no_vault_has_is_taken_unless_objects_have_it_too() {
        let no_route = wording(&refusal(404, "EndpointNotFound"));
        let known = Others { created: true, no_route, ..Others::default() };
        let said = refusal(404, "EndpointNotFound");
        assert_eq!(known.presence(Operation::Import, &said), Presence::Missing);
        assert_eq!(known.presence(Operation::Create, &said), Presence::Missing);
        assert_eq!(known.presence(Operation::Import, &refusal(404, "Other")), Presence::There);
        for of in 0..2 {
            let mut no_object = [None, wording(&refusal(404, "Other"))];
            no_object[of] = known.no_route.clone();
            let known = Others {
                created: true,
                no_route: known.no_route.clone(),
                no_object,
                ..Others::default()
            };
            assert_eq!(known.presence(Operation::Certificate, &said), Presence::Unclear);
            assert_eq!(known.presence(Operation::Import, &said), Presence::Unclear);
            assert_eq!(known.presence(Operation::Create, &said), Presence::Missing);
        }
    }

    #[test]
    fn of_the_path_that_was_read_the_word_for_no_route_is_not_taken() {
        let said = refusal(404, "NotFound");
        let no_object = [wording(&refusal(404, "PendingCertificateNotFound")), None];
        let no_route = wording(&said);
        let known = Others { created: true, read: true, no_route, no_object, ..Others::default() };
        assert_eq!(known.presence(Operation::Cancel, &said), Presence::Unclear);
        assert_eq!(known.presence(Operation::DeletePending, &said), Presence::Unclear);
        assert_eq!(known.presence(Operation::Merge, &said), Presence::Missing);
        assert_eq!(known.presence(Operation::Cancel, &answer(404, "")), Presence::Missing);
        let unread = Others { read: false, ..known };
        assert_eq!(unread.presence(Operation::Cancel, &said), Presence::Missing);
    }

    #[test]
    fn not_found_of_an_operation_that_was_just_read_cannot_be_told() {
        let known = Others { created: true, read: true, ..Others::default() };
        assert_eq!(known.presence(Operation::Cancel, &refusal(404, "c")), Presence::Unclear);
        assert_eq!(known.presence(Operation::Certificate, &refusal(404, "c")), Presence::There);
    }
}
