//! The life of one certificate operation, as a pure state machine.
//!
//! In: a script, and moments counted from the vault's start. Out: what the
//! operation is at any such moment. Nothing runs in the background: the state is
//! worked out when somebody looks. It must not know about I/O, clocks, keys,
//! JSON, or names other than its issuer's.

use std::time::Duration;

use super::script::{Blame, Cancel, Outcome, Script};

/// One operation: created once, cancelled or merged perhaps, looked at often.
#[derive(Debug, Clone)]
pub struct Operation {
    issuer: String,
    script: Option<Script>,
    created: Duration,
    cancel_asked: Option<Duration>,
    merged: bool,
}

/// The four states of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Waiting for the issuer, or for a merge.
    InProgress,
    /// A certificate has been issued or merged.
    Completed,
    /// A cancellation was granted.
    Canceled,
    /// The issuer failed or refused.
    Failed(Blame),
}

/// What an operation is at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// The state.
    pub state: Status,
    /// Whether a cancellation stands requested.
    pub cancellation_requested: bool,
    /// How long an operation in progress will still last; `None`: no end in sight.
    pub remaining: Option<Duration>,
}

/// The operation has ended, so the request comes too late.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended;

impl Operation {
    /// An operation that an issuer works on by its script.
    pub fn with_issuer(issuer: String, script: Script, now: Duration) -> Self {
        Self::new(issuer, Some(script), now)
    }

    /// An operation without an issuer: only a merge ends it.
    pub fn manual(issuer: String, now: Duration) -> Self {
        Self::new(issuer, None, now)
    }

    fn new(issuer: String, script: Option<Script>, created: Duration) -> Self {
        Self { issuer, script, created, cancel_asked: None, merged: false }
    }

    /// The issuer's name as the creating request gave it.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Whether a person, not an issuer, is to end it.
    pub fn is_manual(&self) -> bool {
        self.script.is_none()
    }

    /// The operation at `now`.
    pub fn at(&self, now: Duration) -> View {
        if self.merged {
            return View::ended(Status::Completed, false);
        }
        let cancel = self.script.map_or(Cancel::Ignored, |script| script.cancel);
        match (self.cancel_asked, cancel) {
            (Some(asked), Cancel::Granted { after }) => {
                let end = asked + after;
                if now >= end {
                    View::ended(Status::Canceled, true)
                } else {
                    View::in_progress(true, Some(end.saturating_sub(now)))
                }
            }
            (Some(asked), Cancel::Lost { after }) => {
                let own = self.own_course(now);
                let shown = after.is_none_or(|after| now < asked + after);
                own.requested(own.state == Status::InProgress && shown)
            }
            (Some(_), Cancel::Ignored) => self.own_course(now).requested(true),
            (None, _) => self.own_course(now),
        }
    }

    /// Asks for cancellation; asking again while it stands changes nothing.
    pub fn request_cancel(&mut self, now: Duration) -> Result<(), Ended> {
        let view = self.at(now);
        if view.state != Status::InProgress {
            return Err(Ended);
        }
        if !view.cancellation_requested {
            self.cancel_asked = Some(now);
        }
        Ok(())
    }

    /// Ends the operation as canceled, whatever its script says.
    pub fn cancel_at_once(&mut self, now: Duration) {
        let outcome = Outcome::Stall;
        let cancel = Cancel::Granted { after: Duration::ZERO };
        self.script = Some(Script { outcome, cancel });
        self.cancel_asked = Some(now);
    }

    /// Completes the operation with a certificate from elsewhere. Whether that is
    /// allowed now is the caller's question.
    pub fn merge(&mut self) {
        self.merged = true;
    }

    fn own_course(&self, now: Duration) -> View {
        let (after, end) = match self.script.map_or(Outcome::Stall, |script| script.outcome) {
            Outcome::Issue { after } => (after, Status::Completed),
            Outcome::Fail { after, blame } => (after, Status::Failed(blame)),
            Outcome::Stall => return View::in_progress(false, None),
        };
        let ends = self.created + after;
        if now >= ends {
            View::ended(end, false)
        } else {
            View::in_progress(false, Some(ends.saturating_sub(now)))
        }
    }
}

impl View {
    fn in_progress(cancellation_requested: bool, remaining: Option<Duration>) -> Self {
        Self { state: Status::InProgress, cancellation_requested, remaining }
    }

    fn ended(state: Status, cancellation_requested: bool) -> Self {
        Self { state, cancellation_requested, remaining: Some(Duration::ZERO) }
    }

    fn requested(self, cancellation_requested: bool) -> Self {
        Self { cancellation_requested, ..self }
    }

    /// Whether it is worth a client's while to wait before asking again.
    pub fn is_slow(&self) -> bool {
        self.state == Status::InProgress
            && self.remaining.is_none_or(|left| left >= Duration::from_secs(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn scripted(script: &str) -> Operation {
        Operation::with_issuer("ca".into(), script.parse().unwrap(), ms(1000))
    }

    fn shown(operation: &Operation, now: u64) -> (Status, bool) {
        let view = operation.at(ms(now));
        (view.state, view.cancellation_requested)
    }

    #[test]
    fn an_issuer_ends_it_when_its_time_has_come() {
        let operation = scripted("issue after 50ms");
        assert_eq!(shown(&operation, 1049), (Status::InProgress, false));
        assert_eq!(shown(&operation, 1050), (Status::Completed, false));
    }

    #[test]
    fn a_failure_names_who_is_to_blame() {
        let failed = |blame| (Status::Failed(blame), false);
        assert_eq!(shown(&scripted("fail"), 1025), failed(Blame::Issuer));
        assert_eq!(shown(&scripted("fail; error request"), 1025), failed(Blame::Request));
    }

    #[test]
    fn a_granted_cancel_wins_over_an_outcome_that_was_due_meanwhile() {
        let mut operation = scripted("issue after 50ms; cancel granted after 100ms");
        operation.request_cancel(ms(1040)).unwrap();
        assert_eq!(shown(&operation, 1060), (Status::InProgress, true));
        assert_eq!(shown(&operation, 1140), (Status::Canceled, true));
    }

    #[test]
    fn a_lost_cancel_shows_until_the_operation_ends() {
        let mut operation = scripted("issue after 50ms; cancel lost");
        operation.request_cancel(ms(1010)).unwrap();
        assert_eq!(shown(&operation, 1049), (Status::InProgress, true));
        assert_eq!(shown(&operation, 1050), (Status::Completed, false));
    }

    #[test]
    fn a_lost_cancel_with_a_time_falls_back_and_may_be_asked_again() {
        let mut operation = scripted("stall; cancel lost after 20ms");
        operation.request_cancel(ms(1000)).unwrap();
        operation.request_cancel(ms(1010)).unwrap();
        assert_eq!(shown(&operation, 1019), (Status::InProgress, true));
        assert_eq!(shown(&operation, 1020), (Status::InProgress, false));
        operation.request_cancel(ms(1030)).unwrap();
        assert_eq!(shown(&operation, 1049), (Status::InProgress, true));
    }

    #[test]
    fn an_ignored_cancel_leaves_the_flag_and_the_course() {
        let mut operation = scripted("fail after 50ms; cancel ignored");
        operation.request_cancel(ms(1010)).unwrap();
        assert_eq!(shown(&operation, 1049), (Status::InProgress, true));
        assert_eq!(shown(&operation, 1050), (Status::Failed(Blame::Issuer), true));
    }

    #[test]
    fn an_ended_operation_cannot_be_cancelled() {
        let mut operation = scripted("issue");
        assert_eq!(operation.request_cancel(ms(1025)), Err(Ended));
        assert_eq!(shown(&operation, 1025), (Status::Completed, false));
    }

    #[test]
    fn a_manual_operation_waits_for_its_merge() {
        let mut operation = Operation::manual("Unknown".into(), ms(0));
        operation.request_cancel(ms(1)).unwrap();
        assert_eq!(shown(&operation, 10_000_000), (Status::InProgress, true));
        operation.merge();
        assert_eq!(shown(&operation, 10_000_001), (Status::Completed, false));
    }

    #[test]
    fn a_merge_completes_a_failed_operation() {
        let mut operation = scripted("fail");
        operation.merge();
        assert_eq!(shown(&operation, 2000), (Status::Completed, false));
    }

    #[test]
    fn only_what_lasts_a_second_or_more_is_slow() {
        assert!(scripted("stall").at(ms(1000)).is_slow());
        assert!(scripted("issue after 1000ms").at(ms(1000)).is_slow());
        assert!(!scripted("issue after 999ms").at(ms(1000)).is_slow());
        assert!(!scripted("issue").at(ms(5000)).is_slow());
    }
}
