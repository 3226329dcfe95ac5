//! The tables of a removal, row by row.

use super::*;
use std::time::Duration;

fn answer(status: u16, body: &str) -> Answer {
    let (headers, body) = (Vec::new(), body.as_bytes().to_vec());
    Answer { status, headers, body: body.into(), took: Duration::ZERO }
}

const ENVELOPE: &str = r#"{"error":{"code":"X","message":"m"}}"#;

#[test]
fn a_deletion_and_a_look_say_what_is_so_of_an_object() {
    use Deletion::{NotFound as None, Refused, Taken};
    use Presence::GoneOrNoRoute as OrNoRoute;
    use Presence::{Gone, GoneWithWhole, There, Unclear};
    let sights = [
        Sight::Shown,
        Sight::NotFound,
        Sight::BareNotFound,
        Sight::NoSuchPart,
        Sight::Forbidden,
        Sight::Other,
    ];
    for (deletion, states) in [
        (Taken, [There, Gone, Gone, Gone, Gone, Gone]),
        (None, [There, Gone, Gone, GoneWithWhole, Gone, Unclear]),
        (Refused, [There, Gone, OrNoRoute, GoneWithWhole, Unclear, Unclear]),
    ] {
        assert_eq!(sights.map(|sight| state(deletion, sight)), states, "{deletion:?}");
    }
}

#[test]
fn a_look_is_told_by_status_and_id() {
    for (status, body, sight) in [
        (200, r#"{"id":"x"}"#, Sight::Shown),
        (202, r#"{"id":"x"}"#, Sight::Shown),
        (200, "{}", Sight::NoSuchPart),
        (404, r#"{"id":"x"}"#, Sight::BareNotFound),
        (404, "<html>", Sight::BareNotFound),
        (404, ENVELOPE, Sight::NotFound),
        (410, "", Sight::NotFound),
        (405, "", Sight::NoSuchPart),
        (403, ENVELOPE, Sight::Forbidden),
        (302, "", Sight::Other),
        (500, ENVELOPE, Sight::Other),
    ] {
        assert_eq!(Sight::of(&answer(status, body)), sight, "{status} {body}");
    }
}

#[test]
fn a_purge_is_followed_by_what_its_answer_leaves_open() {
    use Next::{Again, Look, Nothing, Purged, Stays};
    for (status, body, [recoverable, plain, earlier]) in [
        (204, "", [Purged, Purged, Purged]),
        (404, ENVELOPE, [Again, Nothing, Nothing]),
        (404, "<html>", [Nothing, Nothing, Nothing]),
        (409, ENVELOPE, [Again, Look, Look]),
        (403, ENVELOPE, [Stays, Nothing, Look]),
        (405, "", [Stays, Nothing, Nothing]),
        (501, "", [Stays, Nothing, Nothing]),
        (400, ENVELOPE, [Look, Look, Nothing]),
        (500, ENVELOPE, [Look, Look, Look]),
    ] {
        let purge = Purge::of(&answer(status, body));
        assert_eq!(after_purge(purge, Trace::Recoverable), recoverable, "{status} {body}");
        assert_eq!(after_purge(purge, Trace::Plain), plain, "{status} {body}");
        assert_eq!(after_purge(purge, Trace::Earlier), earlier, "{status} {body}");
    }
}

#[test]
fn a_doubt_is_of_the_operation_before_it_is_of_the_certificate() {
    use Presence::{Gone, GoneOrNoRoute, GoneWithWhole, Unclear};
    for (whole, operation, doubted) in [
        (Gone, GoneOrNoRoute, None),
        (GoneOrNoRoute, GoneOrNoRoute, Some(Doubt::Whole)),
        (GoneOrNoRoute, GoneWithWhole, Some(Doubt::Whole)),
        (GoneOrNoRoute, Unclear, Some(Doubt::Operation)),
        (Gone, Gone, None),
        (Gone, GoneWithWhole, None),
        (Gone, Unclear, Some(Doubt::Operation)),
        (GoneWithWhole, Gone, Some(Doubt::Whole)),
        (GoneWithWhole, GoneWithWhole, Some(Doubt::Operation)),
        (Unclear, Gone, Some(Doubt::Whole)),
        (Unclear, GoneWithWhole, Some(Doubt::Operation)),
        (Unclear, Unclear, Some(Doubt::Operation)),
    ] {
        assert_eq!(doubt(whole, operation, false), doubted, "{whole:?} {operation:?}");
    }
    assert_eq!(doubt(Unclear, Unclear, true), Some(Doubt::OfFinished));
}

#[test]
fn lists_settle_a_doubt_of_what_they_would_show() {
    for (doubt, without) in [
        (Doubt::Whole, Settled::Gone),
        (Doubt::OfFinished, Settled::Gone),
        (Doubt::Operation, Settled::Unlisted),
    ] {
        assert_eq!(settle(doubt, Lists::Without), without, "{doubt:?}");
        assert_eq!(settle(doubt, Lists::NotWithout), Settled::Left, "{doubt:?}");
    }
}

#[test]
fn what_may_have_been_deleted_before_is_not_gone_for_an_answer_that_says_nothing() {
    let why = || "DELETE answers 500".to_owned();
    for (status, body, bin) in [
        (200, r#"{"id":"x"}"#, Bin::Kept(why())),
        (404, ENVELOPE, Bin::Empty),
        (404, "<html>", Bin::Empty),
        (405, "", Bin::Empty),
        (403, ENVELOPE, Bin::Hidden(why())),
        (409, ENVELOPE, Bin::Unclear(why())),
        (500, "", Bin::Unclear(why())),
    ] {
        assert_eq!(earlier(Sight::of(&answer(status, body)), why()), bin, "{status} {body}");
    }
}

#[test]
fn what_was_found_and_where_it_stays_make_the_end() {
    let kept = || Bin::Kept("403".into());
    for (found, bin, end) in [
        (Deleted::Something, Bin::Purged, Removed::Gone),
        (Deleted::Something, Bin::Empty, Removed::Gone),
        (Deleted::Something, kept(), Removed::Deleted("403".into())),
        (Deleted::Nothing, Bin::Purged, Removed::Gone),
        (Deleted::Nothing, Bin::Empty, Removed::NotThere),
        (Deleted::Nothing, kept(), Removed::StaysDeleted("403".into())),
    ] {
        assert_eq!(removed(found, bin), end);
    }
}
