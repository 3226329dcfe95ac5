//! Requests that were answered as if they had created something, of which nobody knows how it is
//! removed: a suite of one's own sends such, and does not declare what they create.
//!
//! In: calls and the statuses that came back. Out: those to tell of. Sends nothing, removes nothing.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::http::exchange::Call;
use crate::keyvault::route::Route;

/// Requests that are told of at most.
const MOST: usize = 20;

/// What may be left.
#[derive(Debug, Default)]
pub struct Unknown {
    /// Path and method.
    seen: Mutex<BTreeSet<(String, &'static str)>>,
}

impl Unknown {
    /// Takes in an answer: 201 or 202 to a PUT or POST that is none of the certificates' API, or that
    /// what such a request made was deleted.
    pub fn note(&self, call: &Call, status: Option<u16>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match (call.method, status) {
            ("PUT" | "POST", Some(201 | 202))
                if call.creates.is_none() && Route::parse(&call.path).is_none() =>
            {
                seen.insert((call.path.clone(), call.method));
            }
            ("DELETE", Some(200..=299)) => seen.retain(|(path, _)| *path != call.path),
            _ => {}
        }
    }

    /// What may be left, a line a request; the last one for those beyond the bound.
    pub fn told(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = seen.iter().take(MOST).map(|(path, method)| {
            format!("may be left: {method} {path}; no `creates` says how that is removed")
        });
        let mut lines: Vec<String> = lines.collect();
        if seen.len() > MOST {
            lines.push(format!("may be left: {} more such requests", seen.len() - MOST));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyvault::object::Object;

    fn told(calls: &[(&'static str, &str, u16)]) -> Vec<String> {
        let unknown = Unknown::default();
        for (method, path, status) in calls {
            unknown.note(&Call::new(method, *path, "7.4"), Some(*status));
        }
        let begin = |line: String| line.split(';').next().unwrap_or_default().to_owned();
        unknown.told().into_iter().map(begin).collect()
    }

    #[test]
    fn what_was_answered_as_created_and_not_deleted_again_may_be_left() {
        let left = told(&[
            ("PUT", "/secrets/a", 201),
            ("PUT", "/secrets/b", 201),
            ("DELETE", "/secrets/b", 204),
            ("PUT", "/secrets/c", 409),
            ("PUT", "/secrets/d", 200),
            ("POST", "/certificates/e/create", 202),
            ("POST", "/things", 202),
        ]);
        assert_eq!(left, ["may be left: PUT /secrets/a", "may be left: POST /things"]);
    }

    #[test]
    fn what_is_declared_is_known_and_of_many_a_number_is_told() {
        let unknown = Unknown::default();
        let mut call = Call::new("PUT", "/secrets/a", "7.4");
        call.creates = Some(Object::Issuer("a".into()));
        unknown.note(&call, Some(201));
        assert!(unknown.told().is_empty());
        for n in 0..MOST + 3 {
            unknown.note(&Call::new("PUT", format!("/secrets/{n}"), "7.4"), Some(201));
        }
        let told = unknown.told();
        assert_eq!(
            (told.len(), told[MOST].as_str()),
            (MOST + 1, "may be left: 3 more such requests")
        );
    }
}
