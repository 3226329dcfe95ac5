//! The checks that no expectation writes: a step that gives up waiting, a request that cannot be
//! signed.
//!
//! In: what happened, as data. Out: a failed check with its signature. Must not know how long a
//! step waits or how a request is signed.

use std::time::Duration;

use serde_json::{Map, Value};

use super::parsed::Parsed;
use super::signature::{Context, Mask, signed};
use crate::http::exchange::Answer;
use crate::matcher::shorten;
use crate::verdict::finding::{CheckResult, Expected, Got, Place, Reason};

/// Characters of the last answer's body that are kept.
const START: usize = 200;

/// Why a step stopped waiting for its condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GaveUp {
    /// The answer is one after which waiting is pointless.
    Pointless,
    /// The answer is no success.
    Status,
    /// The condition did not come about in that time.
    After(Duration),
}

/// Waiting ended without what it was for.
pub fn gave_up(answer: &Answer, line: u64, why: GaveUp, mask: Mask<'_>) -> CheckResult {
    let mut start = answer.start(START + 1);
    if let Some((end, _)) = start.char_indices().nth(START) {
        start.truncate(end);
        start.push('…');
    }
    let got = Got::Answer { answer: Parsed::new(answer).status_line(), start };
    let reason = match why {
        GaveUp::Pointless => Some(reason("pointless", None)),
        GaveUp::Status => None,
        GaveUp::After(time) => {
            let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
            Some(reason("timed-out", Some(("millis", millis.into()))))
        }
    };
    let check = CheckResult::failed(line, Place::Poll, Expected::Condition, got);
    signed(CheckResult { reason, ..check }, Context::default(), mask)
}

/// A captured request that no certificate authority can sign. `code` is the same in every run,
/// `detail` is what a parser says.
pub fn unsignable(csr: &str, line: u64, code: &str, detail: &str, mask: Mask<'_>) -> CheckResult {
    let got = shorten::got(&Value::from(csr));
    let check = CheckResult::failed(line, Place::Csr, Expected::Signable, got);
    let reason = Some(reason(code, Some(("detail", detail.into()))));
    signed(CheckResult { reason, ..check }, Context::default(), mask)
}

fn reason(code: &str, about: Option<(&str, Value)>) -> Reason {
    let about: Map<String, Value> =
        about.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    Reason { code: code.to_owned(), about }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::answer;

    #[test]
    fn each_end_of_waiting_has_a_signature_of_its_own() {
        let late =
            gave_up(&answer(200, "{}"), 3, GaveUp::After(Duration::from_secs(10)), &str::to_owned);
        assert_eq!(late.signature.as_deref(), Some("poll: timed-out"));
        let gone = answer(404, r#"{"error":{"code":"NotFound","message":"m"}}"#);
        let gone = gave_up(&gone, 3, GaveUp::Status, &str::to_owned);
        assert_eq!(gone.signature.as_deref(), Some("poll: 404 NotFound"));
        let failed = gave_up(&answer(200, "{}"), 3, GaveUp::Pointless, &str::to_owned);
        assert_eq!(failed.signature.as_deref(), Some("poll: pointless"));
    }

    #[test]
    fn a_request_that_cannot_be_signed_says_why() {
        let check = unsignable("AAA!", 3, "not-base64", "invalid symbol 33", &str::to_owned);
        assert_eq!(check.signature.as_deref(), Some("csr: not-base64"));
        assert_eq!((check.line, check.holds()), (3, false));
    }
}
