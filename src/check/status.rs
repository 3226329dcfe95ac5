//! The status check.

use crate::scenario::model::StatusDemand;

use super::finding::Finding;
use super::seen::Seen;

/// Checks the status.
pub(super) fn check(line: u64, demand: &StatusDemand, seen: &Seen<'_>) -> Finding {
    let status = seen.answer.status;
    let subject = "status".to_owned();
    match meets(demand, status) {
        true => Finding::held(line, subject, words(demand), status.to_string()),
        // The reason the server gives is the first thing the reader wants to know.
        false => Finding::failed(line, subject, words(demand), seen.status()),
    }
}

/// Whether a status is one of those.
pub(super) fn meets(demand: &StatusDemand, status: u16) -> bool {
    match demand {
        StatusDemand::Exactly(allowed) => allowed.contains(&status),
        StatusDemand::Class(hundreds) => status / 100 == *hundreds,
    }
}

fn words(demand: &StatusDemand) -> String {
    match demand {
        StatusDemand::Exactly(allowed) => {
            let allowed: Vec<String> = allowed.iter().map(u16::to_string).collect();
            allowed.join(" or ")
        }
        StatusDemand::Class(hundreds) => format!("{hundreds}xx"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::answer;

    fn told(demand: StatusDemand, status: u16, body: &str) -> (bool, String, String) {
        let found = check(1, &demand, &Seen::new(&answer(status, body)));
        (found.holds, found.expected, found.actual)
    }

    #[test]
    fn lists_and_classes_are_met_by_their_members_only() {
        let list = || StatusDemand::Exactly(vec![200, 204]);
        assert_eq!(told(list(), 204, ""), (true, "200 or 204".into(), "204".into()));
        assert!(!told(list(), 201, "").0);
        assert_eq!(told(StatusDemand::Class(4), 499, ""), (true, "4xx".into(), "499".into()));
        assert!(!told(StatusDemand::Class(4), 500, "").0);
    }

    #[test]
    fn a_wrong_status_tells_the_reason_the_server_gave() {
        let body = r#"{"error":{"code":"PendingCertificateNotFound","message":"not found: x"}}"#;
        let (holds, _, actual) = told(StatusDemand::Exactly(vec![200]), 404, body);
        assert!(!holds);
        assert_eq!(actual, "404 (PendingCertificateNotFound: not found: x)");
    }
}
