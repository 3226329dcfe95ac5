//! Whether a target refuses the api-version itself: the same request is understood with another.
//!
//! In: a client, and how the first request of the run was answered. Out: the api-versions that the
//! target takes, where it refuses the run's; else nothing.

use crate::http::exchange::{Answer, Call};
use crate::http::not_ready::{NotReady, OtherVersion};
use crate::keyvault::api_version::STABLE;
use crate::leftovers::tracked_client::TrackedClient;

use super::words::message;

/// Looks into an answer to a read at that path, where nothing ever was.
pub async fn check(target: &TrackedClient, path: &str, answer: &Answer) -> Result<(), NotReady> {
    // A 404 may be no more than a careless way to say that there is none.
    let odd = (400..500).contains(&answer.status);
    if !odd || matches!(answer.status, 401 | 403 | 404 | 429) {
        return Ok(());
    }
    let mut takes = Vec::new();
    for version in STABLE.iter().rev().filter(|version| **version != target.api_version()) {
        let call = Call::new("GET", path, version);
        let other = target.send(&call, None).await.answer?;
        if other.is_success() || says_that_there_is_none(&other) {
            takes.push((*version).to_owned());
        }
    }
    if takes.is_empty() {
        return Ok(());
    }
    let words = target.client().redactor().text(&message(answer));
    let asked = target.api_version().to_owned();
    let refused = OtherVersion { asked, status: answer.status, words, takes };
    Err(NotReady::OtherVersion(Box::new(refused)))
}

/// As every vault answers of what never was, if not always with the right code.
fn says_that_there_is_none(answer: &Answer) -> bool {
    answer.status == 404 && answer.has_error_envelope()
}
