//! A cause in words.

use super::counted::counted;
use crate::cause::{Cause, Root, Shown};
use crate::verdict::finding::Place;
use crate::verdict::{RunResult, THE_RUN};

/// What the target does, in one line.
pub fn title(cause: &Cause) -> String {
    match &cause.root {
        Root::Status { request, came, wanted } => {
            let came = came.strip_prefix("status ").unwrap_or(came);
            format!("{request} answers {came}, want {wanted}")
        }
        Root::NotJson { of, came } => {
            let media = came.strip_prefix("body: not JSON").unwrap_or(came).trim();
            let media = if media.is_empty() { String::new() } else { format!(" but {media}") };
            format!("{} are no JSON{media}", several(*of))
        }
        Root::Missing { of, part } => format!("{} have no {part}", several(*of)),
        Root::Differs { requirement, came } => {
            let id = cause.requirements.first().map_or(requirement.as_str(), |r| r.id.as_str());
            format!("{id}: {came}")
        }
    }
}

/// What came and what was expected at the example, where the title does not say both.
pub fn detail(cause: &Cause, run: &RunResult) -> Option<(String, String)> {
    let Root::Differs { .. } = cause.root else { return None };
    let (_, _, check) = cause.example_in(run)?;
    if check.place == Place::Status {
        return None;
    }
    Some((super::got(check), super::expected(check)))
}

/// How often: `12 answers, 9 cases`. The run itself is no case, and recorded traffic has none.
pub fn how_often(run: &RunResult, cause: &Cause) -> String {
    let by_run = u64::from(cause.cases.contains(THE_RUN));
    let cases = match (cause.cases.len() as u64 - by_run, by_run) {
        (0, _) => "outside of cases".to_owned(),
        (n, 0) => counted(n, "case"),
        (n, _) => format!("{} and outside of them", counted(n, "case")),
    };
    match cause.answers {
        // Reports without what differs from run to run do not count answers.
        0 if run.is_of_recorded_traffic() => counted(cause.cases.len() as u64, "answer"),
        0 => cases,
        answers if run.is_of_recorded_traffic() => counted(answers, "answer"),
        answers => format!("{}, {cases}", counted(answers, "answer")),
    }
}

/// Why nothing repeats a cause alone.
pub fn not_repeatable(run: &RunResult) -> &'static str {
    if run.is_of_recorded_traffic() {
        "it cannot be repeated from here: others recorded the traffic"
    } else {
        "it cannot be repeated alone: no step of a case asked for this answer, but the look at the \
         target before the first case, or a clean-up; a run asks again"
    }
}

fn several(shown: Shown) -> &'static str {
    match shown {
        Shown::Refusal => "refusals",
        Shown::Operation => "operations",
        Shown::Certificate => "certificates",
        Shown::DeletedCertificate => "deleted certificates",
        Shown::Policy => "policies",
        Shown::Issuer => "issuers",
        Shown::List => "lists",
        Shown::Answer => "answers",
    }
}
