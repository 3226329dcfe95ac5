//! The rate limit of a target file: it holds over the whole run, and no time-out pays for it.

use std::time::{Duration, Instant};

use kvcontract::verdict::{ExchangeRecord, RunResult};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::endpoint::{Endpoint, Said};
use crate::support::{CONTRACT, kvcontract, write};

const CASE: &str = "\
title: T
steps:
  - name: s
    request: { get: /certificates/a }
    expect: [{ clause: s.a, status: 400 }]
";

#[test]
fn requests_leave_evenly_spaced_and_waiting_is_no_time_out() {
    let endpoint =
        Endpoint::plain(|_, _| Said::json(400, "{\"error\":{\"code\":\"a\",\"message\":\"b\"}}"));
    let (folder, path) = (endpoint.folder(), |name| endpoint.folder().join(name));
    write(folder, "suite/contract.yaml", CONTRACT);
    for case in ["a", "b", "c"] {
        write(folder, &format!("suite/cases/s/{case}.yaml"), CASE);
    }
    let text = format!(
        "url: {}\ntimeouts: {{ request: 500ms }}\nrate_limit: {{ requests: 2, per: 1200ms }}\n\
         concurrency: 3\n",
        endpoint.url
    );
    write(folder, "target.yaml", &text);
    let (target, suite, json) = (path("target.yaml"), path("suite"), path("r.json"));
    let [target, suite, json] = [&target, &suite, &json].map(|p| p.to_str().unwrap());
    let began = Instant::now();
    kvcontract(&["run", "--target", target, "--scenarios", suite, "--json", json]).exits(0);
    let (took, requests) = (began.elapsed(), endpoint.log().len() as u32);
    assert!(requests > 5 && took >= Duration::from_millis(600) * (requests - 1), "{requests}");
    let text = std::fs::read_to_string(json).unwrap();
    let result: RunResult = serde_json::from_str(&text).unwrap();
    let steps = result.cases.iter().flat_map(|c| &c.steps).flat_map(|s| &s.exchanges);
    let moment = |e: &ExchangeRecord| OffsetDateTime::parse(&e.started_at, &Rfc3339).unwrap();
    let mut left: Vec<OffsetDateTime> = steps.map(moment).collect();
    left.sort_unstable();
    assert_eq!(left.len(), 3);
    let apart = |pair: &[OffsetDateTime]| (pair[1] - pair[0]).whole_milliseconds() > 500;
    assert!(
        left.windows(2).all(apart),
        "when it left is told, not when it began to wait: {left:?}"
    );
    // What a case waited for its turn is told apart, and within its own time.
    let mut queued: Vec<u64> = result.cases.iter().map(|case| case.queued_millis()).collect();
    queued.sort_unstable();
    assert!(queued[2] >= 1100 && queued[0] < queued[1], "{queued:?}");
    let inside = result.cases.iter().all(|case| case.queued_millis() <= case.millis);
    assert!(inside && result.cases.iter().all(|case| case.began.is_some()));
}

#[test]
fn the_doctor_tells_the_limit_and_a_limit_of_nothing_is_a_mistake() {
    let endpoint = Endpoint::plain(|_, _| Said::json(404, "{}"));
    let target = endpoint.folder().join("target.yaml");
    let file = |limit: &str| {
        write(endpoint.folder(), "target.yaml", &format!("url: {}\n{limit}\n", endpoint.url));
        kvcontract(&["doctor", "--target", target.to_str().unwrap()])
    };
    file("rate_limit: { requests: 500, per: 10s }").says("  pace: at most 500 requests in 10s\n");
    let wrong = file("rate_limit: { requests: 0, per: 10s }").exits(2);
    wrong.complains("target.yaml:2:25: `requests` is 0: nothing would ever be sent");
}
