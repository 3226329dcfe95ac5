//! A target that throttles: it is waited for, within bounds, and never blamed for it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use kvcontract::verdict::{RunRemark, RunResult, Verdict};

use crate::endless::Looking;
use crate::endpoint::{Endpoint, Gate, Said, Seen};
use crate::support::{CONTRACT, Finished, Served, command, finished, write};

const THROTTLED: &str = r#"{"error":{"code":"Throttled","message":"too many requests"}}"#;

fn throttled(seconds: u32) -> Said {
    Said::json(429, THROTTLED).with("retry-after", &seconds.to_string())
}

/// A vault behind a gate that throttles what `too_much` says.
fn before(
    served: &Served,
    too_much: impl Fn(&Seen) -> Option<Said> + Send + Sync + 'static,
) -> Endpoint {
    let gate = Gate::to(&served.url, &served.ca, "any");
    Endpoint::tls(move |seen, _| too_much(seen).unwrap_or_else(|| gate.pass(seen)))
}

/// Runs one case against it, with the result as JSON and a journal of its own.
fn run(endpoint: &Endpoint, more: &[&str]) -> (Finished, RunResult) {
    let path = |name: &str| endpoint.folder().join(name).to_str().unwrap().to_owned();
    let (ca, json, journal) = (path("ca.pem"), path("run.json"), path("journal"));
    let mut command = command(&["run", "--target", &endpoint.url, "--ca", &ca]);
    let done = finished(command.args(["--json", &json, "--journal", &journal]).args(more));
    let text = std::fs::read_to_string(json).unwrap();
    (done, serde_json::from_str(&text).unwrap())
}

fn journals(endpoint: &Endpoint) -> usize {
    std::fs::read_dir(endpoint.folder().join("journal")).unwrap().count()
}

const CASE: &str = "conflict/first-operation-survives[manual]";

fn is_create(seen: &Seen) -> bool {
    // The probe has its own.
    seen.uri.contains("/create?") && !seen.uri.contains("-probe/")
}

#[test]
fn what_is_throttled_is_sent_again_and_told() {
    let served = Served::start(&[]);
    let once = Mutex::new(BTreeSet::new());
    let endpoint = before(&served, move |seen| {
        let first = is_create(seen) || seen.method == "DELETE";
        (first && once.lock().unwrap().insert(seen.method.clone())).then(|| throttled(1))
    });
    let har = endpoint.folder().join("run.har");
    let har_wanted = format!("har={}", har.display());
    let (done, result) = run(&endpoint, &["--exact", CASE, "--report", &har_wanted]);
    done.exits(0)
        .tells("Remark: the target throttled: it answered 429 2 times; to send them again,")
        .tells("requests waited 2s in all");
    let RunRemark::Throttled { times: 2, waited_millis } = result.remarks[0] else {
        panic!("{:?}", result.remarks);
    };
    assert_eq!(waited_millis, 2000);
    let case = result.cases.iter().find(|c| c.id == CASE).unwrap();
    let statuses: Vec<_> = case.steps[0].exchanges.iter().map(|e| e.status).collect();
    assert_eq!(statuses, [Some(429), Some(202)]);
    assert!(std::fs::read_to_string(har).unwrap().contains("\"status\": 429"));
    assert_eq!(result.clean_up.created, result.clean_up.removed);
    assert_eq!((Looking::at(&served).objects(), journals(&endpoint)), (0, 0));
}

#[test]
fn a_target_that_goes_on_throttling_is_an_error_and_what_it_refused_is_not_left_behind() {
    let served = Served::start(&[]);
    let endpoint = before(&served, |seen| is_create(seen).then(|| throttled(1)));
    let (done, result) = run(&endpoint, &["--exact", CASE]);
    done.exits(3).tells("the target throttles: it answered 429 6 times in a row; give it less");
    let case = result.cases.iter().find(|c| c.id == CASE).unwrap();
    assert!(matches!(&case.verdict, Verdict::Error { reason } if reason.contains("throttles")));
    assert_eq!(case.steps[0].exchanges.len(), 6);
    let log = endpoint.log();
    let creates: Vec<_> = log.iter().filter(|seen| is_create(seen)).collect();
    assert_eq!(creates.len(), 6);
    assert!(creates.iter().all(|seen| seen.body == creates[0].body && seen.uri == creates[0].uri));
    let name = creates[0].uri.split('/').nth(2).unwrap();
    assert!(!log.iter().any(|s| s.method == "DELETE" && s.uri.contains(name)), "never there");
    assert_eq!((result.clean_up.left.len(), journals(&endpoint)), (0, 0));
}

#[test]
fn no_wait_is_longer_than_the_case_may_take() {
    let served = Served::start(&[]);
    let endpoint = before(&served, |seen| is_create(seen).then(|| throttled(60)));
    let began = Instant::now();
    let (done, _) = run(&endpoint, &["--exact", CASE, "--timeout", "20"]);
    done.exits(3).tells("it answers 429, and there is no time left to wait 60s");
    assert!(began.elapsed().as_secs() < 20, "it was waited for");
    assert_eq!(endpoint.log().iter().filter(|seen| is_create(seen)).count(), 1);
}

#[test]
fn a_target_that_throttles_the_first_request_is_not_one_that_cannot_be_reached() {
    let endpoint = Endpoint::tls(|_, _| throttled(1));
    let (done, _) = run(&endpoint, &["--exact", CASE]);
    let done = done.exits(3).tells("/pending?api-version=7.4: the target throttles: it answered");
    assert!(!done.out.contains("cannot be reached"), "{}", done.out);
    assert_eq!(endpoint.log().len(), 6);
}

fn case(folder: &Path, status: &str) {
    let case = format!(
        "title: T\nsteps:\n  - name: s\n    request: {{ get: /certificates/a }}\n    expect:\n      \
         - {{ clause: s.a, status: {status} }}\n"
    );
    write(folder, "suite/contract.yaml", CONTRACT);
    write(folder, "suite/cases/s/a.yaml", &case);
}

#[test]
fn a_scenario_about_429_gets_it_and_one_about_any_4xx_does_not() {
    for (status, requests, code) in [("[404, 429]", 1, 0), ("4xx", 6, 3)] {
        let endpoint = Endpoint::tls(|seen, _| {
            if seen.uri.starts_with("/certificates/a?") {
                throttled(1)
            } else {
                Said::json(400, THROTTLED)
            }
        });
        case(endpoint.folder(), status);
        let suite = endpoint.folder().join("suite");
        let (done, _) = run(&endpoint, &["--scenarios", suite.to_str().unwrap()]);
        done.exits(code);
        let asked = endpoint.log().iter().filter(|s| s.uri.starts_with("/certificates/a?")).count();
        assert_eq!(asked, requests, "{status}");
    }
}
