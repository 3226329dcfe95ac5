//! Which cases stand behind a create that is refused: those that would begin with the same.

use kvcontract::check::schema::Schemas;
use kvcontract::plan::{Capabilities, Decision, Filter, Plan, plan};
use kvcontract::scenario::{load, source};
use serde_json::{Map, Value};

fn planned(pattern: &[&str]) -> Plan {
    let suite = load::suite(&source::embedded(), &Schemas::embedded().names()).unwrap();
    let patterns = pattern.iter().map(|part| (*part).to_owned()).collect();
    plan(&suite, &Capabilities::default(), &Filter { patterns, ..Filter::default() })
}

fn lacks_key(policy: &Map<String, Value>) -> bool {
    !policy.contains_key("key_props")
}

#[test]
fn one_case_of_either_issuer_shows_the_refusal_and_the_others_stand_behind_it() {
    let mut plan = planned(&[]);
    let stopped = plan.stop_behind("refused", lacks_key);
    let behind = plan.cases.iter().filter(|case| matches!(case.decision, Decision::Behind { .. }));
    assert!(stopped > 50 && behind.count() == stopped, "{stopped}");
    let decision = |id: &str| {
        let case = plan.cases.iter().find(|case| case.scenario.id == id);
        case.unwrap_or_else(|| panic!("no {id}")).decision.clone()
    };
    // The witness; what names its own key; what is to be refused; what begins with no create.
    for id in [
        "create/answers-202-with-an-operation",
        "manual/missing-issuer-means-unknown",
        "create/csr-bears-subject-and-rsa-key",
        "common/body-that-is-not-json-is-refused",
        "common/invalid-name-is-refused",
        "deleted-or-overwritten/name-without-an-operation-is-not-found",
    ] {
        assert_eq!(decision(id), Decision::Run, "{id}");
    }
    for (id, wanted) in [
        ("completed/status-is-completed", "create.accepted"),
        ("around/list-leaves-out-what-is-pending[stalled]", "create.accepted"),
        ("delete/answers-with-the-operation-as-it-stood[manual]", "manual.no-issuer"),
        ("manual/unknown-issuer-starts-an-operation", "manual.no-issuer"),
    ] {
        let Decision::Behind { clause, witness, .. } = decision(id) else {
            panic!("{id} is walked")
        };
        assert_eq!(clause, wanted, "{id}");
        let covers = &plan.cases[witness].scenario.covers;
        assert!(covers.iter().any(|cited| cited.clause == wanted), "{id}");
    }
}

#[test]
fn where_no_case_makes_a_claim_of_the_create_all_are_walked() {
    assert_eq!(planned(&["delete/"]).stop_behind("refused", lacks_key), 0);
}
