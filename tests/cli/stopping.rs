//! Ctrl-C and SIGTERM in the middle of a run: nothing is left behind, reports are written.

use crate::endless::Endless;

fn stopped_by(signal: &str) {
    let mut endless = Endless::start();
    assert_eq!(endless.journals().len(), 1);
    endless.signalled(signal);
    assert_eq!(endless.child.wait().unwrap().code(), Some(3));
    assert_eq!(endless.looking.objects(), 0, "something was left behind");
    assert!(endless.journals().is_empty(), "a journal of nothing was kept");
    let text = std::fs::read_to_string(endless.report()).unwrap();
    let result: kvcontract::verdict::RunResult = serde_json::from_str(&text).unwrap();
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
