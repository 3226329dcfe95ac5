//! One request and its answer as the page shows them.
//!
//! In comes an [`ExchangeRecord`], and what was wrong with its answer, out goes a struct for the
//! template; bodies that are JSON are laid out, if that changes nothing but white space.

use std::collections::BTreeSet;

use serde::Serialize;

use super::marked::{Pieces, laid_out, lines, plain};
use crate::report::curl;
use crate::report::sanitize::{many_lines, one_line};
use crate::verdict::finding::{CheckResult, Outcome, Place, SchemaPlace};
use crate::verdict::{ExchangeRecord, Tls};

const LINE: usize = 4000;
const BODY: usize = 70_000;

#[derive(Serialize)]
pub struct Exchange {
    method: String,
    url: String,
    status: Option<u16>,
    wrong_status: bool,
    took: String,
    queued: Option<String>,
    request_headers: Vec<Header>,
    request_body: Option<Pieces>,
    response_headers: Vec<Header>,
    response_body: Option<Pieces>,
    cut: Option<String>,
    curl: String,
}

#[derive(Serialize)]
struct Header {
    name: String,
    value: String,
    wrong: bool,
}

/// The places of an answer that are not as expected.
#[derive(Debug, Default)]
pub struct Wrong {
    status: bool,
    headers: BTreeSet<String>,
    pointers: BTreeSet<String>,
}

impl Wrong {
    /// What these checks did not find as expected.
    pub fn of<'c>(checks: impl IntoIterator<Item = &'c CheckResult>) -> Wrong {
        let mut wrong = Wrong::default();
        for check in checks.into_iter().filter(|check| check.outcome == Outcome::Failed) {
            wrong.add(check);
        }
        wrong
    }

    fn add(&mut self, check: &CheckResult) {
        match &check.place {
            Place::Status => self.status = true,
            Place::Header { name } => drop(self.headers.insert(name.clone())),
            // The whole object was compared: only what differs in it is wrong.
            Place::Body { pointer } if !check.differences.is_empty() => {
                let below = check.differences.iter().map(|d| format!("{pointer}{}", d.pointer));
                self.pointers.extend(below);
            }
            Place::Body { pointer } => drop(self.pointers.insert(pointer.clone())),
            Place::Schema { error: Some(SchemaPlace { pointer, property, .. }), .. } => {
                let property = property.iter().map(|name| format!("{pointer}/{name}"));
                self.pointers.extend(property.chain([pointer.clone()]));
            }
            Place::Schema { error: None, .. } | Place::Text | Place::Csr | Place::Poll => {}
        }
        // The body as a whole says nothing of where to look.
        self.pointers.remove("");
    }
}

/// The exchange as the page shows it.
pub fn view(record: &ExchangeRecord, wrong: &Wrong, tls: &Tls) -> Exchange {
    let kept = record.response_body.len() as u64;
    let cut = (record.response_bytes > kept)
        .then(|| format!("the first {kept} of {} bytes", record.response_bytes));
    Exchange {
        method: one_line(&record.method, LINE),
        url: one_line(&record.url, LINE),
        status: record.status,
        wrong_status: wrong.status,
        took: took(record.millis),
        queued: (record.queued_millis > 0).then(|| took(record.queued_millis)),
        request_headers: headers(&record.request_headers, &BTreeSet::new()),
        request_body: record.request_body.as_deref().map(|text| body(text, &BTreeSet::new())),
        response_headers: headers(&record.response_headers, &wrong.headers),
        response_body: (!record.response_body.is_empty())
            .then(|| body(&record.response_body, &wrong.pointers)),
        cut,
        curl: many_lines(&curl::line(record, tls), BODY),
    }
}

fn headers(pairs: &[(String, String)], wrong: &BTreeSet<String>) -> Vec<Header> {
    let headers = pairs.iter().map(|(name, value)| Header {
        wrong: wrong.contains(&name.to_lowercase()),
        name: one_line(name, LINE),
        value: one_line(value, LINE),
    });
    headers.collect()
}

fn body(text: &str, wrong: &BTreeSet<String>) -> Pieces {
    match laid_out(text, wrong) {
        Some(all) => lines(all, BODY),
        None => plain(many_lines(text, BODY)),
    }
}

/// Milliseconds as people read them.
pub fn took(millis: u64) -> String {
    match millis {
        0..=999 => format!("{millis} ms"),
        more => format!("{}.{:03} s", more / 1000, more % 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::verdict::finding::{Difference, Expected, Got};

    fn text(body_of: &str) -> String {
        let pieces = serde_json::to_value(body(body_of, &BTreeSet::new())).unwrap();
        let pieces = pieces.as_array().unwrap().iter();
        pieces.map(|piece| piece["text"].as_str().unwrap()).collect()
    }

    #[test]
    fn hidden_characters_of_a_body_are_shown() {
        assert_eq!(text("a\u{1b}[31m\u{0}\r\n"), "a\\u{1b}[31m\\u{0}\\u{d}\n");
        assert_eq!(text("\"\u{202e}\""), "\"\\u{202e}\"");
    }

    #[test]
    fn what_a_check_did_not_find_as_expected_is_marked_in_the_answer() {
        let matcher = serde_json::json!({});
        let failed = |place: Place| {
            CheckResult::failed(
                1,
                place,
                Expected::Match { matcher: matcher.clone() },
                Got::Nothing,
            )
        };
        let header = Place::Header { name: "location".into() };
        let whole = Place::Body { pointer: "/policy".into() };
        let difference = Difference { pointer: "/x".into(), expected: None, got: None };
        let compared = CheckResult { differences: vec![difference], ..failed(whole) };
        let noted = CheckResult {
            outcome: Outcome::Noted,
            ..failed(Place::Body { pointer: "/status".into() })
        };
        let checks = [failed(Place::Status), failed(header), compared, noted];
        let mut record = sample::run().cases[0].steps[0].exchanges[0].clone();
        record.response_headers = vec![("Location".into(), "here".into())];
        record.response_body = r#"{"policy":{"x":1,"y":2},"status":"a"}"#.into();
        let view =
            serde_json::to_value(view(&record, &Wrong::of(&checks), &Tls::default())).unwrap();
        assert_eq!(view["wrong_status"], true);
        assert_eq!(view["response_headers"][0]["wrong"], true);
        let pieces = view["response_body"].as_array().unwrap().iter();
        let marked: Vec<_> = pieces.filter(|p| p["marked"] == true).map(|p| &p["text"]).collect();
        assert_eq!(marked, ["    \"x\": 1,\n"]);
    }

    #[test]
    fn times_read_well() {
        assert_eq!((took(7).as_str(), took(61_050).as_str()), ("7 ms", "61.050 s"));
    }
}
