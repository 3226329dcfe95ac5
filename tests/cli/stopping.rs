//! Ctrl-C and SIGTERM in the middle of a run: nothing is left behind, reports are written.

use std::process::{Command, Stdio};
use std::time::Instant;

use kvcontract::verdict::RunResult;

use crate::endless::{Endless, Looking};
use crate::endpoint::{Endpoint, Gate, Said, Seen};
use crate::support::{Served, command};

fn stopped_by(signal: &str) {
    let mut endless = Endless::start();
    assert_eq!(endless.journals().len(), 1);
    endless.signalled(signal);
    assert_eq!(endless.child.wait().unwrap().code(), Some(3));
    assert_eq!(endless.looking.objects(), 0, "something was left behind");
    assert!(endless.journals().is_empty(), "a journal of nothing was kept");
    let text = std::fs::read_to_string(endless.report()).unwrap();
    let result: RunResult = serde_json::from_str(&text).unwrap();
    assert!(result.interrupted);
    assert_eq!(result.cases[0].verdict.reason().map(|r| r.contains("interrupted")), Some(true));
    // The case's certificate and issuer, and the probe's.
    assert!(result.clean_up.created >= 2);
    assert_eq!(result.clean_up.removed, result.clean_up.created);
}

#[test]
fn ctrl_c_leaves_nothing_and_writes_the_report() {
    stopped_by("-INT");
}

#[test]
fn sigterm_leaves_nothing_and_writes_the_report() {
    stopped_by("-TERM");
}

/// A target that lets these wait, and a command that is stopped while it prepares.
fn stopped_while_throttled(verb: &str, throttles: fn(&Seen) -> bool) -> (Endpoint, Served) {
    let served = Served::start(&[]);
    let gate = Gate::to(&served.url, &served.ca, "any");
    let throttled = || Said::json(429, "{}").with("retry-after", "60");
    let endpoint =
        Endpoint::plain(move |seen, _| if throttles(seen) { throttled() } else { gate.pass(seen) });
    let path = |name: &str| endpoint.folder().join(name).to_str().unwrap().to_owned();
    let mut command = command(&[verb, "--target", &endpoint.url, "--journal", &path("journal")]);
    if verb == "run" {
        command.args(["--json", &path("r.json")]);
    }
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    while !endpoint.log().iter().any(throttles) {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
    }
    let began = Instant::now();
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(3));
    assert!(began.elapsed().as_secs() < 30, "the target was waited for");
    assert_eq!(Looking::at(&served).objects(), 0, "something was left behind");
    assert_eq!(std::fs::read_dir(path("journal")).unwrap().count(), 0);
    (endpoint, served)
}

#[test]
fn ctrl_c_does_not_wait_for_a_target_that_throttles_the_preparations() {
    let probes: fn(&Seen) -> bool = |seen| seen.method == "PATCH";
    for (throttles, created) in [(probes, 1), (|_| true, 0)] {
        let (endpoint, _) = stopped_while_throttled("run", throttles);
        let text = std::fs::read_to_string(endpoint.folder().join("r.json")).unwrap();
        let result: RunResult = serde_json::from_str(&text).unwrap();
        assert!(result.interrupted);
        let reason = result.cases[0].verdict.reason();
        assert_eq!(reason.map(|r| r.contains("interrupted")), Some(true), "{reason:?}");
        assert_eq!((result.clean_up.created, result.clean_up.removed), (created, created));
    }
}

#[test]
fn ctrl_c_lets_the_doctor_remove_what_it_made() {
    let (endpoint, _) = stopped_while_throttled("doctor", |seen| seen.method == "PATCH");
    assert!(endpoint.log().iter().any(|seen| seen.method == "DELETE"), "nothing was made");
}
