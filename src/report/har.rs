//! Every exchange of a run as an HTTP Archive (HAR 1.2), for the viewers of browsers and proxies.
//!
//! In comes a [`RunResult`], out goes JSON. One page a case, one entry an exchange, of which rules
//! show those that are no case's; hidden characters are escaped as in the JSON report.

use std::collections::BTreeSet;

use serde::Serialize;

use super::json;
use crate::verdict::{CaseResult, ExchangeRecord, RunResult, StepResult};

#[derive(Serialize)]
struct Archive {
    log: Log,
}

#[derive(Serialize)]
struct Log {
    version: &'static str,
    creator: Creator,
    pages: Vec<Page>,
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Creator {
    name: &'static str,
    version: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    started_date_time: String,
    id: String,
    title: String,
    page_timings: PageTimings,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PageTimings {
    on_load: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(skip_serializing_if = "Option::is_none")]
    pageref: Option<String>,
    started_date_time: String,
    time: u64,
    request: Request,
    response: Response,
    cache: Cache,
    timings: Timings,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
}

#[derive(Serialize)]
struct Cache {}

#[derive(Serialize)]
struct Timings {
    send: i64,
    wait: u64,
    receive: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    method: String,
    url: String,
    http_version: &'static str,
    cookies: [(); 0],
    headers: Vec<Pair>,
    query_string: Vec<Pair>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post_data: Option<PostData>,
    headers_size: i64,
    body_size: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PostData {
    mime_type: String,
    params: [(); 0],
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    status: u16,
    status_text: &'static str,
    http_version: &'static str,
    cookies: [(); 0],
    headers: Vec<Pair>,
    content: Content,
    #[serde(rename = "redirectURL")]
    redirect_url: String,
    headers_size: i64,
    body_size: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    size: u64,
    mime_type: String,
    text: String,
}

#[derive(Serialize)]
struct Pair {
    name: String,
    value: String,
}

/// What HAR writes where something was not measured.
const UNKNOWN: i64 = -1;
/// The only version the client speaks.
const HTTP: &str = "HTTP/1.1";

/// What stands before the entries of an archive without pages.
pub const HEAD: &str = concat!(
    "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"kvcontract\",\"version\":\"",
    env!("CARGO_PKG_VERSION"),
    "\"},\"entries\":[\n"
);
/// What stands behind them.
pub const TAIL: &str = "]}}\n";

/// The run as an archive.
pub fn render(run: &RunResult) -> String {
    let mut known = BTreeSet::new();
    let told = run.cases.iter().map(|case| (case, exchanges(case, &mut known)));
    let told: Vec<_> = told.filter(|(_, exchanges)| !exchanges.is_empty()).collect();
    let archive = Archive {
        log: Log {
            version: "1.2",
            creator: Creator { name: "kvcontract", version: run.tool_version.clone() },
            pages: told.iter().map(|(case, of_it)| page(case, of_it, run)).collect(),
            entries: told.iter().flat_map(|(case, of_it)| entries(case, of_it)).collect(),
        },
    };
    json::text(&archive)
}

/// What tells one exchange of a run from the others.
type Mark<'r> = (&'r str, &'r str, &'r str, Option<&'r str>, Option<u16>, u64);

/// The exchanges of a case, or of a rule those that are not a case's or another rule's already, each
/// with its step.
fn exchanges<'r>(
    case: &'r CaseResult,
    known: &mut BTreeSet<Mark<'r>>,
) -> Vec<(&'r StepResult, &'r ExchangeRecord)> {
    let all = case.steps.iter().flat_map(|step| step.exchanges.iter().map(move |e| (step, e)));
    all.filter(|(_, e)| {
        let body = e.request_body.as_deref();
        let mark = (&*e.started_at, &*e.method, &*e.url, body, e.status, e.response_bytes);
        known.insert(mark) || case.answers.is_none()
    })
    .collect()
}

fn page(case: &CaseResult, of_it: &[(&StepResult, &ExchangeRecord)], run: &RunResult) -> Page {
    let began = of_it.first().map_or(&run.started_at, |(_, e)| &e.started_at);
    Page {
        started_date_time: began.clone(),
        id: case.id.clone(),
        title: format!("{}: {}", case.verdict.word(), case.title),
        page_timings: PageTimings { on_load: case.millis },
    }
}

fn entries(case: &CaseResult, of_it: &[(&StepResult, &ExchangeRecord)]) -> Vec<Entry> {
    let kind = if case.answers.is_some() { "rule" } else { "step" };
    let entries = of_it.iter().map(|(step, exchange)| Entry {
        pageref: Some(case.id.clone()),
        comment: Some(format!("{kind} \"{}\" of {}", step.name, case.file)),
        ..entry(exchange)
    });
    entries.collect()
}

/// An entry of no page.
fn entry(exchange: &ExchangeRecord) -> Entry {
    Entry {
        pageref: None,
        started_date_time: exchange.started_at.clone(),
        time: exchange.millis,
        request: request(exchange),
        response: response(exchange),
        cache: Cache {},
        timings: Timings { send: 0, wait: exchange.millis, receive: 0 },
        comment: None,
    }
}

/// An exchange as one entry, for an archive that grows while it is written: between [`HEAD`] and
/// [`TAIL`], with commas in between.
pub fn alone(exchange: &ExchangeRecord) -> String {
    json::text(&entry(exchange))
}

fn request(exchange: &ExchangeRecord) -> Request {
    let query = exchange.url.split_once('?').map_or("", |(_, query)| query);
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let post_data = exchange.request_body.as_ref().map(|body| PostData {
        mime_type: header(&exchange.request_headers, "content-type"),
        params: [],
        text: body.clone(),
    });
    Request {
        method: exchange.method.clone(),
        url: exchange.url.clone(),
        http_version: HTTP,
        cookies: [],
        headers: headers(&exchange.request_headers),
        query_string: pairs
            .map(|(name, value)| Pair { name: name.into_owned(), value: value.into_owned() })
            .collect(),
        post_data,
        headers_size: UNKNOWN,
        body_size: exchange.request_body.as_ref().map_or(0, |b| b.len() as i64),
    }
}

fn response(exchange: &ExchangeRecord) -> Response {
    Response {
        // HAR has 0 for an answer that never came.
        status: exchange.status.unwrap_or(0),
        status_text: "",
        http_version: HTTP,
        cookies: [],
        headers: headers(&exchange.response_headers),
        content: Content {
            size: exchange.response_bytes,
            mime_type: header(&exchange.response_headers, "content-type"),
            text: exchange.response_body.clone(),
        },
        redirect_url: header(&exchange.response_headers, "location"),
        headers_size: UNKNOWN,
        body_size: UNKNOWN,
    }
}

fn headers(pairs: &[(String, String)]) -> Vec<Pair> {
    pairs.iter().map(|(name, value)| Pair { name: name.clone(), value: value.clone() }).collect()
}

fn header(pairs: &[(String, String)], wanted: &str) -> String {
    let found = pairs.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_archive_reads_well() {
        let mut run = sample::run();
        run.cases.truncate(2);
        insta::assert_snapshot!("har", render(&run));
    }

    #[test]
    fn every_exchange_is_an_entry_of_a_page() {
        let run = sample::run();
        let archive: serde_json::Value = serde_json::from_str(&render(&run)).unwrap();
        let list = |name: &str| archive["log"][name].as_array().unwrap().clone();
        // The rule's example is the exchange of a case, which stands in it already.
        let cases = run.cases.iter().filter(|case| case.answers.is_none());
        let exchanges = cases.flat_map(|c| &c.steps).flat_map(|s| &s.exchanges);
        assert_eq!(list("entries").len(), exchanges.count());
        let mut run = run.clone();
        let rule = run.cases.iter_mut().find(|case| case.answers.is_some()).unwrap();
        rule.steps[0].exchanges[0].url.push_str("&of=the-run");
        let more: serde_json::Value = serde_json::from_str(&render(&run)).unwrap();
        let entries = more["log"]["entries"].as_array().unwrap().len();
        assert_eq!(entries, list("entries").len() + 1, "what no case has is told by the rule");
        let pages: Vec<_> = list("pages").iter().map(|p| p["id"].clone()).collect();
        assert!(list("entries").iter().all(|e| pages.contains(&e["pageref"])));
        assert_eq!(list("entries")[0]["request"]["queryString"][0]["name"], "api-version");
        assert_eq!(list("entries")[0]["response"]["content"]["text"], sample::HOSTILE);
    }
}
