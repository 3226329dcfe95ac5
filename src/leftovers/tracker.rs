//! Everything that the requests of a run may have created, and how far its removal is.
//!
//! In: calls before they leave, the statuses that came back, the ends of removals. Out: what is
//! still to be removed, and the sums for the report. Sends nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::journal::{Journal, JournalError};
use super::removed::Removed;
use super::unknown::Unknown;
use crate::http::exchange::Call;
use crate::keyvault::object::Object;
use crate::verdict::CleanUp;

/// How far the removal of an object is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Progress {
    /// Sent; not known what became of it.
    Perhaps,
    /// The target said that it is there.
    There,
    /// Removed, and seen to be gone.
    Gone,
    /// Deleted, and why it stays among the deleted ones.
    Deleted(String),
    /// Left there on purpose.
    Kept,
    /// Not removed, and why; whether the target ever said that it is there.
    Left { why: String, was_there: bool },
}

impl Progress {
    fn is_removed(&self) -> bool {
        matches!(self, Progress::Gone | Progress::Deleted(_))
    }

    fn was_there(&self) -> bool {
        matches!(self, Progress::There | Progress::Left { was_there: true, .. })
    }
}

/// What a call may create.
#[derive(Debug)]
pub struct Expected {
    object: Object,
    /// Nothing that was sent before may have created it.
    anew: bool,
}

/// Everything a run created.
#[derive(Debug, Default)]
pub struct Tracker {
    objects: Mutex<BTreeMap<Object, Progress>>,
    unknown: Unknown,
    journal: Option<Journal>,
}

impl Tracker {
    /// One that keeps a journal, if there is one, for a run that may be killed before it has
    /// removed everything.
    pub fn new(journal: Option<Journal>) -> Tracker {
        Tracker { objects: Mutex::default(), unknown: Unknown::default(), journal }
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, BTreeMap<Object, Progress>> {
        self.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what the call may create. Where that fails the call must not be sent.
    pub fn before(&self, call: &Call) -> Result<Option<Expected>, JournalError> {
        let object = call.creates.clone();
        let object = object.or_else(|| Object::created_by(call.method, &call.path));
        let Some(object) = object else { return Ok(None) };
        let mut objects = self.locked();
        let anew = objects.get(&object).is_none_or(Progress::is_removed);
        if anew {
            if let Some(journal) = &self.journal {
                journal.note(&object)?;
            }
            objects.insert(object.clone(), Progress::Perhaps);
        }
        Ok(Some(Expected { object, anew }))
    }

    /// Notes how the target answered; a plain refusal created nothing, but takes back nothing that
    /// an earlier call may have created.
    pub fn after(&self, expected: Option<Expected>, status: Option<u16>) {
        let Some(Expected { object, anew }) = expected else { return };
        let mut objects = self.locked();
        match (status, objects.get(&object)) {
            (Some(200..=299), _) => {
                objects.insert(object, Progress::There);
            }
            // 501: a plain file server has no such method, and made nothing.
            (Some(400..=499 | 501), Some(Progress::Perhaps)) if anew => {
                objects.remove(&object);
            }
            _ => {}
        }
    }

    /// What was created that nobody knows how to remove.
    pub fn unknown(&self) -> &Unknown {
        &self.unknown
    }

    /// What is still to be removed, of those whose name begins so; and whether the target ever
    /// said that it is there.
    pub fn pending(&self, prefix: &str) -> Vec<(Object, bool)> {
        let objects = self.locked();
        let named = objects.iter().filter(|(o, _)| o.name().starts_with(prefix));
        let open = named.filter(|(_, s)| !s.is_removed() && **s != Progress::Kept);
        open.map(|(o, s)| (o.clone(), s.was_there())).collect()
    }

    /// Leaves what is there under names that begin so, and the issuers, which it may need.
    pub fn keep(&self, prefix: &str) {
        for (object, progress) in self.locked().iter_mut() {
            let wanted = matches!(object, Object::Issuer(_)) || object.name().starts_with(prefix);
            if wanted && !progress.is_removed() {
                *progress = Progress::Kept;
            }
        }
    }

    /// The objects that are left on purpose.
    pub fn kept(&self) -> Vec<Object> {
        let objects = self.locked();
        let kept = objects.iter().filter(|(_, progress)| **progress == Progress::Kept);
        kept.map(|(object, _)| object.clone()).collect()
    }

    /// Notes how a removal ended; `was_there` as [`Self::pending`] gave it.
    pub fn note(&self, object: Object, outcome: Result<Removed, String>, was_there: bool) {
        let mut objects = self.locked();
        // Deleted by an earlier removal, perhaps, that could not end.
        let tried = matches!(objects.get(&object), Some(Progress::Left { .. }));
        match outcome {
            Ok(Removed::NotThere | Removed::Unlisted(_)) if !was_there => objects.remove(&object),
            Ok(Removed::Hidden(_) | Removed::Unclear(_)) if !was_there && !tried => {
                objects.remove(&object)
            }
            // What went wrong first says more.
            Ok(Removed::Unclear(_)) if tried => return,
            Ok(Removed::Deleted(why) | Removed::StaysDeleted(why) | Removed::Hidden(why)) => {
                objects.insert(object, Progress::Deleted(why))
            }
            Ok(Removed::Gone | Removed::NotThere) => objects.insert(object, Progress::Gone),
            Ok(Removed::Unlisted(why) | Removed::Unclear(why)) | Err(why) => {
                objects.insert(object, Progress::Left { why, was_there })
            }
        };
    }

    /// Notes that a removal was given up; why an earlier one failed says more.
    pub fn given_up(&self, object: Object, why: &str, was_there: bool) {
        let mut objects = self.locked();
        if !matches!(objects.get(&object), Some(Progress::Left { .. })) {
            objects.insert(object, Progress::Left { why: why.to_owned(), was_there });
        }
    }

    /// Ends the journal; gives its place if it had to be kept, for what is left.
    pub fn end(&self) -> Result<Option<&Path>, JournalError> {
        let Some(journal) = &self.journal else { return Ok(None) };
        let mut left: Vec<Object> =
            self.pending("").into_iter().map(|(object, _)| object).collect();
        left.extend(self.kept());
        journal.end(&left)?;
        Ok((!left.is_empty()).then(|| journal.path()))
    }

    /// What could be deleted but not purged, if there is any.
    pub fn remark(&self) -> Option<String> {
        let objects = self.locked();
        let kept = objects.iter().filter_map(|(object, state)| match state {
            Progress::Deleted(why) => Some((object, why)),
            _ => None,
        });
        let kept: Vec<_> = kept.collect();
        let (object, why) = kept.first()?;
        let all = kept.iter().all(|(object, _)| matches!(object, Object::Certificate(_)));
        Some(format!(
            "{} removed {} stay among the deleted ones until the target empties them; {object}, for \
             example: {why}",
            kept.len(),
            if all { "certificates" } else { "objects" }
        ))
    }

    /// The sums for the report.
    pub fn summary(&self) -> CleanUp {
        let objects = self.locked();
        let left = objects.iter().filter_map(|(object, state)| match state {
            Progress::Left { why, .. } => Some(format!("{object}: {why}")),
            Progress::Perhaps | Progress::There => Some(format!("{object}: nobody removed it")),
            Progress::Gone | Progress::Deleted(_) | Progress::Kept => None,
        });
        CleanUp {
            created: objects.len(),
            removed: objects.values().filter(|s| s.is_removed()).count(),
            left: left.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leftovers::names::RunId;

    fn call(method: &'static str, path: &str) -> Call {
        Call::new(method, path, "7.4")
    }

    #[test]
    fn a_refusal_created_nothing_but_silence_may_have() {
        let tracker = Tracker::default();
        let refused = tracker.before(&call("POST", "/certificates/refused/create")).unwrap();
        tracker.after(refused, Some(400));
        let unknown = tracker.before(&call("POST", "/certificates/unknown/create")).unwrap();
        tracker.after(unknown, Some(501));
        let silent = tracker.before(&call("POST", "/certificates/silent/create")).unwrap();
        tracker.after(silent, None);
        let created = tracker.before(&call("POST", "/certificates/created/create")).unwrap();
        tracker.after(created, Some(202));
        let again = tracker.before(&call("POST", "/certificates/created/create")).unwrap();
        tracker.after(again, Some(409));
        let failed = tracker.before(&call("POST", "/certificates/failed/create")).unwrap();
        tracker.after(failed, Some(500));
        let refused = tracker.before(&call("POST", "/certificates/failed/import")).unwrap();
        tracker.after(refused, Some(400));
        let open: Vec<String> = tracker.pending("").iter().map(|(o, _)| o.to_string()).collect();
        assert_eq!(open, ["certificate created", "certificate failed", "certificate silent"]);
        assert_eq!(tracker.summary().left.len(), 3);
    }

    #[test]
    fn what_no_list_shows_is_gone_only_if_it_was_never_there() {
        let tracker = Tracker::default();
        for (name, status) in [("made", 202), ("choked", 500)] {
            let path = format!("/certificates/{name}/create");
            let sent = tracker.before(&call("POST", &path)).unwrap();
            tracker.after(sent, Some(status));
        }
        // Tried twice, as after a case and at the end of the run.
        for _ in 0..2 {
            for (object, was_there) in tracker.pending("") {
                tracker.note(object, Ok(Removed::Unlisted("500".into())), was_there);
            }
            assert_eq!(tracker.summary().left, ["certificate made: 500"]);
        }
        assert_eq!(tracker.summary().created, 1);
    }

    #[test]
    fn a_second_removal_does_not_forget_what_the_first_one_said() {
        let tracker = Tracker::default();
        for (name, status) in [("made", 202), ("silent", 500)] {
            let path = format!("/certificates/{name}/create");
            let sent = tracker.before(&call("POST", &path)).unwrap();
            tracker.after(sent, Some(status));
        }
        let ends = [Err("deleted, but 409".to_owned()), Ok(Removed::Unclear("409".to_owned()))];
        for end in ends {
            for (object, was_there) in tracker.pending("") {
                tracker.note(object, end.clone(), was_there);
            }
            let left =
                ["certificate made: deleted, but 409", "certificate silent: deleted, but 409"];
            assert_eq!(tracker.summary().left, left);
        }
    }

    #[test]
    fn the_sums_count_what_is_gone_and_tell_what_is_left() {
        let tracker = Tracker::default();
        for name in ["a", "b"] {
            let made =
                tracker.before(&call("PUT", &format!("/certificates/issuers/{name}"))).unwrap();
            tracker.after(made, Some(200));
        }
        tracker.note(Object::Issuer("a".into()), Ok(Removed::Gone), true);
        tracker.note(Object::Issuer("b".into()), Err("403".into()), true);
        let sums = tracker.summary();
        assert_eq!((sums.created, sums.removed), (2, 1));
        assert_eq!(sums.left, ["issuer b: 403"]);
    }

    #[test]
    fn the_journal_is_ahead_of_the_request_and_ends_with_what_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::begin(folder.path(), &RunId::new(0), "https://v/").unwrap();
        let path = journal.path().to_owned();
        let lines = || std::fs::read_to_string(&path).map_or(0, |text| text.lines().count());
        let tracker = Tracker::new(Some(journal));
        for name in ["a", "b", "a"] {
            let path = format!("/certificates/{name}/create");
            tracker.before(&call("POST", &path)).unwrap();
        }
        assert_eq!(lines(), 2);
        tracker.note(Object::Certificate("a".into()), Ok(Removed::Gone), true);
        assert_eq!(tracker.end().unwrap(), Some(path.as_path()));
        assert_eq!(lines(), 1);
        tracker.note(Object::Certificate("b".into()), Ok(Removed::NotThere), false);
        assert_eq!(tracker.end().unwrap(), None);
        assert!(!path.exists());
    }
}
