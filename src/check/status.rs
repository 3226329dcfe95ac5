//! The status check.

use super::parsed::Parsed;
use crate::scenario::model::StatusDemand;
use crate::verdict::finding::{CheckResult, Expected, Got, Place, StatusLine};

/// Checks the status.
pub(super) fn check(line: u64, demand: &StatusDemand, parsed: &Parsed<'_>) -> CheckResult {
    let status = parsed.answer.status;
    let expected = match demand {
        StatusDemand::Exactly(allowed) => Expected::Status { any_of: allowed.clone() },
        StatusDemand::Class(hundreds) => Expected::StatusClass { hundreds: *hundreds },
    };
    if meets(demand, status) {
        let answer = StatusLine { status, code: None, message: None };
        CheckResult::passed(line, Place::Status, expected, Got::Status { answer })
    } else {
        // The reason the server gives is the first thing the reader wants to know.
        let answer = parsed.status_line();
        CheckResult::failed(line, Place::Status, expected, Got::Status { answer })
    }
}

/// Whether a status is one of those.
pub(super) fn meets(demand: &StatusDemand, status: u16) -> bool {
    match demand {
        StatusDemand::Exactly(allowed) => allowed.contains(&status),
        StatusDemand::Class(hundreds) => status / 100 == *hundreds,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::answer;

    fn holds(demand: StatusDemand, status: u16) -> bool {
        check(1, &demand, &Parsed::new(&answer(status, ""))).holds()
    }

    #[test]
    fn lists_and_classes_are_met_by_their_members_only() {
        let list = || StatusDemand::Exactly(vec![200, 204]);
        assert!(holds(list(), 204) && !holds(list(), 201));
        assert!(holds(StatusDemand::Class(4), 499) && !holds(StatusDemand::Class(4), 500));
        let checked = check(1, &list(), &Parsed::new(&answer(204, "")));
        assert_eq!(checked.expected, Expected::Status { any_of: vec![200, 204] });
    }

    #[test]
    fn a_wrong_status_tells_the_reason_the_server_gave() {
        let body = r#"{"error":{"code":"PendingCertificateNotFound","message":"not found: x"}}"#;
        let demand = StatusDemand::Exactly(vec![200]);
        let found = check(1, &demand, &Parsed::new(&answer(404, body)));
        let answer = StatusLine {
            status: 404,
            code: Some("PendingCertificateNotFound".into()),
            message: Some("not found: x".into()),
        };
        assert_eq!((found.holds(), found.got), (false, Got::Status { answer }));
    }
}
