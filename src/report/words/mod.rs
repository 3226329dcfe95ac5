//! A finding in words: the one place where text is made of a check.
//!
//! In comes a check as it is saved, out go its place, what was expected, what came, and the lines
//! of its differences. The texts are not yet safe to show: whoever shows them does that. It must
//! not know where they are shown.

pub mod cause;
pub(super) mod counted;
mod reason;
mod schema;

use serde_json::Value;

use crate::matcher::{self, Matcher, OTHER_TEXT, shorten};
use crate::verdict::finding::{CheckResult, Difference, Expected, Got, Place, Reason, Remark};
use crate::verdict::{Breach, RunRemark, Seen, THE_RUN};
use counted::counted;

/// On which side of a difference a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// It was expected.
    Expected,
    /// It came instead.
    Got,
    /// Neither: how many more there are.
    Neither,
}

/// Where was looked.
pub fn place(place: &Place) -> String {
    match place {
        Place::Status => "status".to_owned(),
        Place::Header { name } => format!("header {name}"),
        Place::Body { pointer } if pointer.is_empty() => "body".to_owned(),
        Place::Body { pointer } => format!("body {pointer}"),
        Place::Schema { schema, error: None } => format!("schema {schema}"),
        Place::Schema { schema, error: Some(error) } => {
            format!("schema {schema} {}", schema::part(error)).trim_end().to_owned()
        }
        Place::Text => "text".to_owned(),
        Place::Csr => "csr".to_owned(),
        Place::Poll => "poll".to_owned(),
    }
}

/// What was expected there.
pub fn expected(check: &CheckResult) -> String {
    match (&check.expected, &check.place) {
        (Expected::Status { any_of }, _) => {
            any_of.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ")
        }
        (Expected::StatusClass { hundreds }, _) => format!("{hundreds}xx"),
        (Expected::Match { matcher }, _) => match parsed(matcher) {
            Some(matcher) => matcher.describe(),
            None => shorten::value(matcher),
        },
        (Expected::Captured { variable, pattern: None }, _) => format!("a value for `{variable}`"),
        (Expected::Captured { variable, pattern: Some(pattern) }, _) => {
            format!("a string that matches {}, for `{variable}`", shorten::text(pattern))
        }
        (Expected::Valid { demand }, Place::Schema { error: Some(error), .. }) => {
            schema::expected(error, demand.as_ref())
        }
        (Expected::Valid { .. }, Place::Schema { schema, .. }) => {
            format!("a body valid by {schema}")
        }
        (Expected::Valid { .. }, _) => "a valid body".to_owned(),
        (Expected::Signable, _) => "a request that a certificate authority can sign".to_owned(),
        (Expected::Condition, _) => "the condition of `until`".to_owned(),
    }
}

/// What came, and why that is not what was expected where there is more to say than the value.
pub fn got(check: &CheckResult) -> String {
    let value = value(&check.got);
    let Some(why) = check.reason.as_ref().filter(|why| why.code != OTHER_TEXT) else {
        return value;
    };
    let words = explained(check, why);
    match &check.got {
        // Why waiting ended comes first, and then at what.
        Got::Answer { start, .. } => format!("{words}: {start}"),
        _ => format!("{value}: {words}"),
    }
}

/// Why what was found is not what was expected, where there is more to say than the value itself.
pub fn why(check: &CheckResult) -> Option<String> {
    check.reason.as_ref().map(|why| explained(check, why))
}

fn explained(check: &CheckResult, why: &Reason) -> String {
    let words = reason::words(why).or_else(|| match &check.expected {
        Expected::Match { matcher } => parsed(matcher).map(|matcher| matcher.explain(why)),
        _ => None,
    });
    words.unwrap_or_else(|| why.code.replace('-', " "))
}

fn value(got: &Got) -> String {
    match got {
        Got::NothingIn { answer } => format!("nothing, in an answer {answer}"),
        Got::Status { answer } => answer.to_string(),
        Got::Answer { answer, start } if start.is_empty() => format!("status {}", answer.status),
        Got::Answer { answer, start } => format!("status {}: {start}", answer.status),
        Got::NotJson { content_type, bytes, start } => {
            let kind = match content_type {
                Some(kind) => format!("content-type {kind}"),
                None => "no content-type".to_owned(),
            };
            format!("no JSON ({kind}, {bytes} bytes): {start}")
        }
        Got::Valid => "valid".to_owned(),
        Got::More { errors } => format!("{errors} more errors"),
        Got::Nothing | Got::Value { .. } | Got::Long { .. } | Got::Base64 { .. } => {
            shorten::words(got)
        }
    }
}

/// A stored matcher; none where another version wrote it.
fn parsed(matcher: &Value) -> Option<Matcher> {
    matcher::parse(matcher).ok()
}

/// The values that differ, a line a value.
pub fn differences(check: &CheckResult) -> Vec<(Side, String)> {
    let lines = check.differences.iter().flat_map(difference);
    // Where two long texts part helps to find the place, but says nothing of what came.
    let parting = check.reason.iter().filter(|why| why.code == OTHER_TEXT);
    lines.chain(parting.map(|why| (Side::Neither, explained(check, why)))).collect()
}

fn difference(difference: &Difference) -> Vec<(Side, String)> {
    let Difference { pointer, expected, got } = difference;
    if let Some(more @ Got::More { .. }) = got {
        return vec![(Side::Neither, shorten::words(more))];
    }
    let pointer = if pointer.is_empty() { "(whole)" } else { pointer };
    let line = |sign: char, value: &Got| format!("{sign} {pointer} = {}", shorten::words(value));
    let expected = expected.iter().map(|value| (Side::Expected, line('-', value)));
    expected.chain(got.iter().map(|value| (Side::Got, line('+', value)))).collect()
}

/// Something worth telling beside a check.
pub fn remark(remark: &Remark) -> String {
    match remark {
        Remark::Evidence { text } => text.clone(),
        Remark::Capitals { written } => {
            format!("written {}", shorten::value(&Value::from(written.as_str())))
        }
    }
}

/// How often a rule was not kept: `12 answers in 9 cases`.
pub fn seen(seen: &Seen) -> String {
    let by_run = seen.cases.contains(THE_RUN);
    let cases = counted(seen.cases.len() as u64 - u64::from(by_run), "case");
    let place = match (by_run, seen.cases.len()) {
        (true, 1) => "outside of cases".to_owned(),
        (true, _) => format!("in {cases} and outside of them"),
        (false, _) => format!("in {cases}"),
    };
    // Reports without what differs from run to run do not count answers.
    match seen.answers {
        0 => place,
        answers => format!("{} {place}", counted(answers, "answer")),
    }
}

/// What a gate does not let pass.
pub fn breach(breach: &Breach) -> String {
    match breach {
        Breach::Untested { requirement, why } => {
            format!("{requirement} is not tested, and not named as `untested`: {why}")
        }
        Breach::TooFew { tested, wanted } => {
            format!("{tested} requirements are tested, {wanted} should be")
        }
        Breach::Unfilled { place } => format!("{place}: a deviation waits for its reason"),
    }
}

/// Something worth telling of a whole run.
pub fn run_remark(remark: &RunRemark) -> String {
    match remark {
        RunRemark::Note { text } => text.clone(),
        RunRemark::Shard { number, of } => {
            format!("shard {number} of {of}: `kvcontract report` puts the results of all together")
        }
        RunRemark::Throttled { times: 0, .. } => {
            "the target throttled: it answered 429; requests were sent again".to_owned()
        }
        RunRemark::Throttled { times, waited_millis } => {
            let times = if *times == 1 { "once".to_owned() } else { format!("{times} times") };
            let waited = std::time::Duration::from_millis(*waited_millis);
            format!(
                "the target throttled: it answered 429 {times}; to send them again, requests \
                 waited {waited:?} in all"
            )
        }
    }
}

#[cfg(test)]
mod tests;
