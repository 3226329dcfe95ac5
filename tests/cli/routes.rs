//! Routes that are missing, and such as only say so: a gate before a real vault sends some
//! requests astray, and the vault says in its envelope that it has no such route.

use kvcontract::verdict::{RunResult, VerdictKind};

use crate::endless::Looking;
use crate::endpoint::{Endpoint, Gate, Said, Seen};
use crate::support::{Served, kvcontract};

/// The vault and the gate before it.
fn astray(is: fn(&Seen) -> bool) -> (Served, Endpoint) {
    before(move |way, seen| if is(seen) { nowhere(way, seen) } else { way.pass(seen) })
}

fn before(answer: impl Fn(&Gate, &Seen) -> Said + Send + Sync + 'static) -> (Served, Endpoint) {
    let vault = Served::start(&[]);
    let way = Gate::to(&vault.url, &vault.ca, "any");
    let gate = Endpoint::plain(move |seen, _| answer(&way, seen));
    (vault, gate)
}

fn nowhere(way: &Gate, seen: &Seen) -> Said {
    way.pass(&Seen { uri: "/nothing/here?api-version=7.4".to_owned(), ..seen.clone() })
}

/// How a case ended, of a run that breaks the contract and leaves nothing.
fn fails((vault, gate): &(Served, Endpoint), id: &str) {
    let json = gate.folder().join("r.json").display().to_string();
    kvcontract(&["run", "--target", &gate.url, "--exact", id, "--json", &json]).exits(1);
    let result: RunResult = serde_json::from_str(&std::fs::read_to_string(json).unwrap()).unwrap();
    let case = result.cases.iter().find(|case| case.id == id).unwrap();
    assert_eq!(case.verdict.kind(), VerdictKind::Fail);
    assert_eq!(Looking::at(vault).objects(), 0);
}

#[test]
fn a_cancellation_that_answers_as_no_route_does_is_not_blocked() {
    let target = astray(|seen| seen.method == "PATCH");
    fails(&target, "cancel/request-is-acknowledged[manual]");
    let done = kvcontract(&["doctor", "--target", &target.1.url]).exits(0);
    done.says("  cancel          cannot be told: PATCH")
        .says("  update          cannot be told: there may be no such route: PATCH");
}

/// Whether it is a certificate that is asked for.
fn is_certificate(seen: &Seen) -> bool {
    let path = seen.uri.split('?').next().unwrap_or_default();
    seen.method == "GET" && path.starts_with("/certificates/") && path.matches('/').count() == 2
}

fn is_finished(said: &Said) -> bool {
    String::from_utf8_lossy(&said.body).contains("\"cer\"")
}

#[test]
fn a_certificate_that_is_not_there_yet_is_no_missing_route() {
    let target = before(|way, seen| match way.pass(seen) {
        said if is_certificate(seen) && !is_finished(&said) => nowhere(way, seen),
        said => said,
    });
    let done = kvcontract(&["doctor", "--target", &target.1.url]).exits(0);
    done.says("  certificate     cannot be told: GET").says("cases: 84 will run, 46 will not");
}

#[test]
fn what_has_no_route_is_neither_allowed_nor_forbidden() {
    let (_vault, gate) = astray(|seen| seen.uri.contains("/import?"));
    let done = kvcontract(&["doctor", "--target", &gate.url]).exits(0);
    done.says("  import          missing: POST")
        .says("  import          cannot be told: there may be no such route: POST");
}
