//! What to do so that a case that told nothing can tell something next time.
//!
//! In come the verdict and the run, out go a sentence and, where there is one, a command. It must not
//! know where they are shown.

use super::advice;
use super::layout::NAME;
use crate::report::sanitize::one_line;
use crate::report::shell;
use crate::verdict::{CaseResult, Lack, RunResult, Verdict};

/// What to do about a case, or a rule, that told nothing; none where it told something.
pub fn remedy(run: &RunResult, case: &CaseResult) -> Option<(String, Option<String>)> {
    let doctor = || Some(advice::command("doctor", run, &[]));
    Some(match &case.verdict {
        Verdict::Blocked { broken: Some(_), .. } => {
            ("Mend what is broken, and run again.".to_owned(), None)
        }
        Verdict::Blocked { lack, .. } => match lack {
            Some(Lack::Issuer { role }) => (
                format!(
                    "Name an issuer of the target in the role `{role}`, or one to make for each run, \
                     under `issuers` of the target file; this tries which ones the target makes:"
                ),
                doctor(),
            ),
            Some(Lack::Operation { operation }) if operation == "authentication" => (
                "Give the run a credential: `auth` in the target file, or --token-env.".to_owned(),
                None,
            ),
            Some(Lack::Operation { operation }) => (
                format!(
                    "Let the target answer `{operation}`, or, where it does so already, say it under \
                     `has` of the target file; this asks the target:"
                ),
                doctor(),
            ),
            Some(Lack::ApiVersion { versions }) => (
                format!(
                    "Ask with api-version {versions}: `api_version` in the target file, or --api-version."
                ),
                None,
            ),
            Some(Lack::Precondition) => (
                "Nothing may be wrong: what the case presupposes was not so when it came to it. What \
                 the target answered tells why:"
                    .to_owned(),
                Some(format!("kvcontract show {}", shell::word(&one_line(&case.id, NAME)))),
            ),
            Some(Lack::Turn) => ("Run without --fail-fast.".to_owned(), None),
            None => ("Give the target what it needs; this says what is there:".to_owned(), doctor()),
        },
        Verdict::Error { .. } => ("Mend what stopped it, and run again.".to_owned(), None),
        Verdict::NotSelected if case.answers.is_some() => (
            "They are judged where a case brings such an answer about: those above, or those left out."
                .to_owned(),
            None,
        ),
        Verdict::NotSelected => {
            ("Run the whole suite:".to_owned(), Some(advice::command("run", run, &[])))
        }
        Verdict::Pass
        | Verdict::Fail
        | Verdict::KnownDeviation { .. }
        | Verdict::StaleDeviation { .. } => return None,
    })
}
