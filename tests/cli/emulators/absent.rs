//! An emulator whose release has no certificates, and a vault that is not there: nothing but 404.

use kvcontract::verdict::VerdictKind::Blocked;

use super::reply::{bare, refused, without};
use super::stand_in::StandIn;
use crate::endpoint::Said;

/// Where this is all that ever comes.
fn nothing_but(said: fn() -> Said) -> StandIn {
    StandIn::start("topaz", &[], move |_, _| said())
}

/// The whole run has nothing to verify, and the doctor says so.
fn has_nothing(stand_in: &StandIn) -> crate::support::Finished {
    let (done, result) = stand_in.run(4, &[]);
    let cases = result.cases.iter().filter(|case| case.answers.is_none());
    assert_eq!(result.count(Blocked), cases.count());
    let doctor = stand_in.does("doctor", &[]).exits(4);
    doctor.says("  create          missing: POST").says("cases: 0 will run");
    done
}

/// Topaz before it had certificates: a 404 that is JSON and does not say so.
#[test]
fn of_a_release_without_certificates_nothing_can_be_verified() {
    let absent = || without(refused(404, "EndpointNotFound"), "content-type");
    let done = has_nothing(&nothing_but(absent));
    done.tells("create answers 404, as to a route that no vault has");
}

#[test]
fn of_a_vault_that_is_not_there_nothing_can_be_verified() {
    let stand_in = nothing_but(|| bare(404));
    has_nothing(&stand_in);
    let done = stand_in.does("sweep", &[]).exits(3);
    done.complains("the target has no journal and no list");
}
