//! What the answers to a removal mean: tables, a row a situation, pure.
//!
//! In: what kind of answers came. Out: what to do next, or what became of the object. An odd row
//! says who answers so. Must not know how anything is sent.

use crate::http::exchange::Answer;
use crate::leftovers::removed::Removed;

/// Whether a target shows an object.
pub fn is_shown(answer: &Answer) -> bool {
    answer.is_success() && answer.json().is_some_and(|body| body.get("id").is_some())
}

/// How a DELETE was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// 2xx.
    Taken,
    /// 404 in the service's envelope: it looked, and there is none.
    NotFound,
    /// Anything else.
    Refused,
}

impl Deletion {
    /// Of an answer.
    pub fn of(answer: &Answer) -> Deletion {
        match answer.status {
            200..=299 => Deletion::Taken,
            404 if answer.has_error_envelope() => Deletion::NotFound,
            _ => Deletion::Refused,
        }
    }
}

/// How a GET after the DELETE was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// A 2xx that shows one by its id.
    Shown,
    /// 404 in the service's envelope, or 410.
    NotFound,
    /// 404 without it: as of something that is not there, or of something that has no such route.
    BareNotFound,
    /// As of something that has no such route: 400, 405, 501, or a 2xx that shows nothing.
    NoSuchPart,
    /// 403.
    Forbidden,
    /// Anything else.
    Other,
}

impl Sight {
    /// Of an answer.
    pub fn of(answer: &Answer) -> Sight {
        match answer.status {
            _ if is_shown(answer) => Sight::Shown,
            410 => Sight::NotFound,
            404 if answer.has_error_envelope() => Sight::NotFound,
            404 => Sight::BareNotFound,
            200..=299 | 400 | 405 | 501 => Sight::NoSuchPart,
            403 => Sight::Forbidden,
            _ => Sight::Other,
        }
    }
}

/// What a deletion and a look after it say of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It is still there.
    There,
    /// It is not there.
    Gone,
    /// It is not there if what it is a part of is not.
    GoneWithWhole,
    /// It is not there, or the target has no such route; lists tell.
    GoneOrNoRoute,
    /// Nothing.
    Unclear,
}

/// What a deletion and a look after it say of an object.
pub fn state(deletion: Deletion, sight: Sight) -> Presence {
    match (deletion, sight) {
        (_, Sight::Shown) => Presence::There,
        (_, Sight::NotFound) => Presence::Gone,
        // A deletion that was taken is enough where a look shows nothing: Azure answers 403 to whom
        // may delete and may not get, lowkey-vault 500 to a name that it does not like.
        (
            Deletion::Taken,
            Sight::BareNotFound | Sight::NoSuchPart | Sight::Forbidden | Sight::Other,
        ) => Presence::Gone,
        (Deletion::NotFound, Sight::BareNotFound) => Presence::Gone,
        // A server that can create and has no route to remove or to look: its page of 404 is the
        // same for what is there.
        (Deletion::Refused, Sight::BareNotFound) => Presence::GoneOrNoRoute,
        // Azure, to whom may delete and may not get: the deletion tells.
        (Deletion::NotFound, Sight::Forbidden) => Presence::Gone,
        // A target without pending operations (james-gould: 405) has no such part of anything.
        (Deletion::NotFound | Deletion::Refused, Sight::NoSuchPart) => Presence::GoneWithWhole,
        // A sign-in page (302) before the target, or a page that a proxy made of an error.
        (Deletion::NotFound | Deletion::Refused, Sight::Other) => Presence::Unclear,
        (Deletion::Refused, Sight::Forbidden) => Presence::Unclear,
    }
}

/// How a certificate came among the deleted ones, if it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trace {
    /// Just now; the target says how to recover it.
    Recoverable,
    /// Just now; the target says nothing of recovering, and may have no deleted ones.
    Plain,
    /// Perhaps before: by a scenario, or by a run that was killed.
    Earlier,
}

/// How a purge was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purge {
    /// 2xx.
    Taken,
    /// 404 in the service's envelope.
    NotFound,
    /// Another 404.
    NoRoute,
    /// 409.
    Conflict,
    /// 403.
    Forbidden,
    /// 405 or 501.
    Unsupported,
    /// 400.
    BadRequest,
    /// Anything else.
    Failed,
}

impl Purge {
    /// Of an answer.
    pub fn of(answer: &Answer) -> Purge {
        match answer.status {
            200..=299 => Purge::Taken,
            404 if answer.has_error_envelope() => Purge::NotFound,
            404 => Purge::NoRoute,
            409 => Purge::Conflict,
            403 => Purge::Forbidden,
            405 | 501 => Purge::Unsupported,
            400 => Purge::BadRequest,
            _ => Purge::Failed,
        }
    }
}

/// What follows of the answer to a purge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is not among the deleted ones any more.
    Purged,
    /// It is not among the deleted ones.
    Nothing,
    /// It stays there: the deletion has to do.
    Stays,
    /// Try again, as long as there is time; then look.
    Again,
    /// See whether it is there.
    Look,
}

/// What follows of the answer to a purge.
pub fn after_purge(purge: Purge, trace: Trace) -> Next {
    match (purge, trace) {
        (Purge::Taken, _) => Next::Purged,
        // Azure knows a deleted certificate as deleted only after some seconds.
        (Purge::NotFound | Purge::Conflict, Trace::Recoverable) => Next::Again,
        (Purge::NotFound, Trace::Plain | Trace::Earlier) | (Purge::NoRoute, _) => Next::Nothing,
        // Azure, without the permission to purge or with purge protection.
        (Purge::Forbidden | Purge::Unsupported, Trace::Recoverable) => Next::Stays,
        (Purge::Forbidden | Purge::Unsupported, Trace::Plain) => Next::Nothing,
        // Azure forbids it for names that never were, too.
        (Purge::Forbidden, Trace::Earlier) => Next::Look,
        (Purge::Unsupported | Purge::BadRequest, Trace::Earlier) => Next::Nothing,
        (Purge::BadRequest, Trace::Recoverable | Trace::Plain) => Next::Look,
        (Purge::Conflict, Trace::Plain | Trace::Earlier) => Next::Look,
        // lowkey-vault refuses with a 500: it is deleted, and more cannot be had.
        (Purge::Failed, _) => Next::Look,
    }
}

/// What is so of a certificate among the deleted ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bin {
    /// It was, and was purged.
    Purged,
    /// It is not.
    Empty,
    /// It is, and why it stays.
    Kept(String),
    /// The target forbids to tell, and what it answers.
    Hidden(String),
    /// That cannot be told, and what the target answers.
    Unclear(String),
}

/// What a look after a purge that failed says of a certificate that was perhaps deleted before;
/// `why` tells of the purge and of the look.
pub fn earlier(sight: Sight, why: String) -> Bin {
    match sight {
        Sight::Shown => Bin::Kept(why),
        Sight::NotFound | Sight::BareNotFound | Sight::NoSuchPart => Bin::Empty,
        // Azure forbids both to whom may neither get nor purge what is deleted, whatever is there.
        Sight::Forbidden => Bin::Hidden(why),
        Sight::Other => Bin::Unclear(why),
    }
}

/// Which part of a certificate it is unclear of whether it is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The certificate.
    Whole,
    /// Its pending operation, of a certificate that never was one as far as was seen.
    Operation,
    /// Its pending operation, of a certificate that was finished and is removed.
    OfFinished,
}

/// What is unclear of a certificate; its operation counts first. `finished`: the certificate or
/// its place among the deleted ones was removed, so it was more than an operation.
pub fn doubt(whole: Presence, operation: Presence, finished: bool) -> Option<Doubt> {
    let of_operation = if finished { Doubt::OfFinished } else { Doubt::Operation };
    match (whole, operation) {
        (Presence::Gone, Presence::Gone | Presence::GoneWithWhole | Presence::GoneOrNoRoute) => {
            None
        }
        (Presence::GoneOrNoRoute, Presence::GoneWithWhole | Presence::GoneOrNoRoute) => {
            Some(Doubt::Whole)
        }
        (_, Presence::Unclear | Presence::GoneWithWhole | Presence::There) => Some(of_operation),
        (_, Presence::Gone | Presence::GoneOrNoRoute) => Some(Doubt::Whole),
    }
}

/// Whether lists show a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lists {
    /// They can be read to their ends, and lack it.
    Without,
    /// They have it, or cannot be read.
    NotWithout,
}

/// What lists make of a doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It is gone.
    Gone,
    /// On no list, which says little.
    Unlisted,
    /// It may be there.
    Left,
}

/// What lists make of a doubt. They may lack what is in progress, but nothing that was
/// finished.
pub fn settle(doubt: Doubt, lists: Lists) -> Settled {
    match (doubt, lists) {
        (_, Lists::NotWithout) => Settled::Left,
        (Doubt::Whole | Doubt::OfFinished, Lists::Without) => Settled::Gone,
        // lowkey-vault answers 500 to every request of a name it does not like, and made nothing.
        (Doubt::Operation, Lists::Without) => Settled::Unlisted,
    }
}

/// Whether a deletion, of the certificate or of its operation, was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// There was something to delete.
    Something,
    /// There was not.
    Nothing,
}

/// What became of a certificate of which nothing is unclear any more.
pub fn removed(found: Deleted, bin: Bin) -> Removed {
    match (found, bin) {
        (Deleted::Something, Bin::Kept(why)) => Removed::Deleted(why),
        (Deleted::Nothing, Bin::Kept(why)) => Removed::StaysDeleted(why),
        (Deleted::Nothing, Bin::Empty) => Removed::NotThere,
        (Deleted::Something, Bin::Empty) | (_, Bin::Purged) => Removed::Gone,
        (_, Bin::Hidden(why)) => Removed::Hidden(why),
        (_, Bin::Unclear(why)) => Removed::Unclear(why),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
