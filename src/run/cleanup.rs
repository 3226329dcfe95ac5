//! Leaves nothing behind: what a request may create is noted before it is sent, and removed
//! afterwards, whatever happened to the case.
//!
//! Told from method and path, so that no scenario can forget it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::session::Session;
use crate::http::exchange::{Answer, Call};
use crate::verdict::CleanUp;

/// How often a removal that meets a conflict is tried again.
const TRIES: u32 = 20;

/// Something in a target that a run made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object {
    /// A certificate with whatever is pending on it.
    Certificate(String),
    /// An issuer.
    Issuer(String),
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Object::Certificate(name) => write!(f, "certificate {name}"),
            Object::Issuer(name) => write!(f, "issuer {name}"),
        }
    }
}

impl Object {
    /// What a call may create.
    fn of(call: &Call) -> Option<Object> {
        let parts: Vec<&str> = call.path.trim_start_matches('/').split('/').collect();
        match (call.method, parts.as_slice()) {
            ("PUT", ["certificates", "issuers", name]) if !name.is_empty() => {
                Some(Object::Issuer((*name).to_owned()))
            }
            ("POST", ["certificates", name, "create" | "import"]) if !name.is_empty() => {
                Some(Object::Certificate((*name).to_owned()))
            }
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// Sent; not known what became of it.
    Perhaps,
    /// The target said that it is there.
    There,
    /// Removed, and seen to be gone.
    Gone,
    /// Not removed, and why.
    Left(String),
}

/// Everything a run created.
#[derive(Debug, Default)]
pub struct Tracker {
    objects: Mutex<BTreeMap<Object, State>>,
}

impl Tracker {
    fn locked(&self) -> std::sync::MutexGuard<'_, BTreeMap<Object, State>> {
        self.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what the call may create, before it is sent.
    pub fn before(&self, call: &Call) -> Option<Object> {
        let object = Object::of(call)?;
        let mut objects = self.locked();
        let state = objects.entry(object.clone()).or_insert(State::Perhaps);
        if *state == State::Gone {
            *state = State::Perhaps;
        }
        Some(object)
    }

    /// Notes how the target answered; a plain refusal created nothing.
    pub fn after(&self, object: Option<Object>, status: Option<u16>) {
        let Some(object) = object else { return };
        let mut objects = self.locked();
        match (status, objects.get(&object)) {
            (Some(200..=299), _) => {
                objects.insert(object, State::There);
            }
            (Some(400..=499), Some(State::Perhaps)) => {
                objects.remove(&object);
            }
            _ => {}
        }
    }

    /// What is still to be removed, of those whose name begins so.
    fn pending(&self, prefix: &str) -> Vec<(Object, bool)> {
        let named = |object: &Object| match object {
            Object::Certificate(name) | Object::Issuer(name) => name.starts_with(prefix),
        };
        let objects = self.locked();
        let open = objects.iter().filter(|(o, s)| **s != State::Gone && named(o));
        open.map(|(o, s)| (o.clone(), *s == State::There)).collect()
    }

    fn note(&self, object: Object, outcome: Result<(), String>, was_there: bool) {
        let mut objects = self.locked();
        match outcome {
            Ok(()) if was_there => objects.insert(object, State::Gone),
            Ok(()) => objects.remove(&object),
            Err(why) => objects.insert(object, State::Left(why)),
        };
    }

    /// The sums for the report.
    pub fn summary(&self) -> CleanUp {
        let objects = self.locked();
        let left = objects.iter().filter_map(|(object, state)| match state {
            State::Left(why) => Some(format!("{object}: {why}")),
            State::Perhaps | State::There => Some(format!("{object}: nobody removed it")),
            State::Gone => None,
        });
        CleanUp {
            created: objects.len(),
            removed: objects.values().filter(|s| **s == State::Gone).count(),
            left: left.collect(),
        }
    }
}

/// Removes what the run created under names that begin so; an empty prefix means everything.
pub async fn remove(session: &Session, prefix: &str) {
    for (object, was_there) in session.tracker.pending(prefix) {
        let outcome = match &object {
            Object::Certificate(name) => certificate(session, name).await,
            Object::Issuer(name) => issuer(session, name).await,
        };
        session.tracker.note(object, outcome, was_there);
    }
}

/// Sends a removal; a conflict is tried again, a refusal is told.
async fn send(session: &Session, method: &'static str, path: &str) -> Result<Answer, String> {
    let call = session.call(method, path);
    let mut tried = 0;
    loop {
        let (_, answer) = session.client.send(&call, None).await;
        let answer = answer.map_err(|e| e.to_string())?;
        tried += 1;
        if answer.status != 409 || tried == TRIES {
            return Ok(answer);
        }
        tokio::time::sleep(session.timeouts.interval).await;
    }
}

async fn certificate(session: &Session, name: &str) -> Result<(), String> {
    let pending = format!("/certificates/{name}/pending");
    let itself = format!("/certificates/{name}");
    send(session, "DELETE", &pending).await?;
    let deleted = send(session, "DELETE", &itself).await?;
    if deleted.status == 200 {
        purge(session, name, &deleted).await?;
    }
    for path in [&pending, &itself] {
        gone(session, path).await?;
    }
    Ok(())
}

/// Purges a soft-deleted certificate, politely: where it is forbidden or there is no such
/// thing, the deletion has to do.
async fn purge(session: &Session, name: &str, deleted: &Answer) -> Result<(), String> {
    let path = format!("/deletedcertificates/{name}");
    let soft = deleted.json().is_some_and(|body| body.get("recoveryId").is_some());
    let began = Instant::now();
    loop {
        let answer = send(session, "DELETE", &path).await?;
        let waiting = answer.status == 404 && answer.has_error_envelope() && soft;
        if !waiting || began.elapsed() > deadline(session) {
            return match answer.status {
                200..=299 | 403 | 405 | 501 => Ok(()),
                404 if !waiting => Ok(()),
                status => Err(format!("purge answers {status}")),
            };
        }
        tokio::time::sleep(session.timeouts.interval).await;
    }
}

fn deadline(session: &Session) -> Duration {
    session.timeouts.poll
}

async fn issuer(session: &Session, name: &str) -> Result<(), String> {
    let path = format!("/certificates/issuers/{name}");
    send(session, "DELETE", &path).await?;
    gone(session, &path).await
}

/// Whether an object is gone: only an answer that shows one by its id speaks against it.
async fn gone(session: &Session, path: &str) -> Result<(), String> {
    let seen = send(session, "GET", path).await?;
    let shown = seen.json().is_some_and(|body| body.get("id").is_some());
    match seen.status {
        status @ 200..=299 if shown => Err(format!("GET {path} still answers {status}")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(method: &'static str, path: &str) -> Call {
        Call::new(method, path, "7.4")
    }

    #[test]
    fn creating_requests_are_told_by_method_and_path() {
        let of = |method, path| Object::of(&call(method, path));
        let certificate = Some(Object::Certificate("a".into()));
        assert_eq!(of("POST", "/certificates/a/create"), certificate);
        assert_eq!(of("POST", "/certificates/a/import"), certificate);
        assert_eq!(of("PUT", "/certificates/issuers/i"), Some(Object::Issuer("i".into())));
        assert_eq!(of("POST", "/certificates/a/pending/merge"), None);
        assert_eq!(of("GET", "/certificates/a"), None);
        assert_eq!(of("POST", "/certificates//create"), None);
    }

    #[test]
    fn a_refusal_created_nothing_but_silence_may_have() {
        let tracker = Tracker::default();
        let refused = tracker.before(&call("POST", "/certificates/refused/create"));
        tracker.after(refused, Some(400));
        let silent = tracker.before(&call("POST", "/certificates/silent/create"));
        tracker.after(silent, None);
        let created = tracker.before(&call("POST", "/certificates/created/create"));
        tracker.after(created, Some(202));
        let again = tracker.before(&call("POST", "/certificates/created/create"));
        tracker.after(again, Some(409));
        let open: Vec<String> = tracker.pending("").iter().map(|(o, _)| o.to_string()).collect();
        assert_eq!(open, ["certificate created", "certificate silent"]);
        assert_eq!(tracker.summary().left.len(), 2);
    }

    #[test]
    fn the_sums_count_what_is_gone_and_tell_what_is_left() {
        let tracker = Tracker::default();
        for name in ["a", "b"] {
            let made = tracker.before(&call("PUT", &format!("/certificates/issuers/{name}")));
            tracker.after(made, Some(200));
        }
        tracker.note(Object::Issuer("a".into()), Ok(()), true);
        tracker.note(Object::Issuer("b".into()), Err("403".into()), true);
        let sums = tracker.summary();
        assert_eq!((sums.created, sums.removed), (2, 1));
        assert_eq!(sums.left, ["issuer b: 403"]);
    }
}
