//! What is no claim: set-up that is refused, preconditions that are not met, steps that always
//! run, and how a case goes on after a broken claim.

use kvcontract::verdict::{RunResult, VerdictKind};

use crate::endpoint::{Endpoint, Said};
use crate::support::{kvcontract, write};

const CONTRACT: &str = "\
sections:
  - id: s
    title: T
    source: S
    requirements:
      - { id: s.create, level: must, authority: [document], clause: C }
      - { id: s.read, level: must, authority: [document], clause: C }
      - { id: s.open, level: may, authority: [document], clause: C }
";

/// A step that asks for a create, under that key and with that expectation.
fn create(key: &str, expect: &str) -> String {
    format!(
        "  - {key}: create\n    request: {{ post: '/certificates/{{{{name}}}}/create', body: {{}} }}\n    \
         capture: {{ id: /id }}\n    expect: [{expect}]\n"
    )
}

fn read(key: &str, expect: &str) -> String {
    format!("  - {key}: read\n    request: {{ get: /certificates/a }}\n    expect: [{expect}]\n")
}

/// Runs these cases (claims of `s`, in the order of their names) against a target that answers
/// a create with that status, and anything else with 404.
fn run(status: u16, cases: &[&str]) -> (RunResult, Vec<String>) {
    let endpoint = Endpoint::plain(move |seen, _| {
        if seen.uri.contains("/create?") {
            Said::json(status, "{}")
        } else {
            Said::json(404, r#"{"error":{"code":"C","message":"m"}}"#)
        }
    });
    let folder = endpoint.folder();
    write(folder, "suite/contract.yaml", CONTRACT);
    for (index, steps) in cases.iter().enumerate() {
        write(folder, &format!("suite/cases/s/c{index}.yaml"), &format!("title: T\n{steps}"));
    }
    let path = |name: &str| folder.join(name).display().to_string();
    let (suite, json) = (path("suite"), path("r.json"));
    kvcontract(&["run", "--target", &endpoint.url, "--scenarios", &suite, "--json", &json]);
    let text = std::fs::read_to_string(json).unwrap();
    let asked = endpoint.log().iter().map(|seen| seen.method.clone()).collect();
    (serde_json::from_str(&text).unwrap(), asked)
}

/// How the cases ended: the word, and the reason without the name of the run's objects.
fn ends(result: &RunResult) -> Vec<(&'static str, String)> {
    let end = |verdict: &kvcontract::verdict::Verdict| {
        let word = ["Pass", "Fail", "Blocked", "Error"].into_iter().find(|w| *w == verdict.word());
        (word.unwrap_or("?"), verdict.reason().unwrap_or_default().to_owned())
    };
    result.cases.iter().map(|case| end(&case.verdict)).collect()
}

#[test]
fn set_up_takes_any_2xx_and_misses_what_it_captures_only_where_that_is_needed() {
    let claim = read("name", "{ clause: s.read, status: 404 }");
    let plain = format!("steps:\n{}{claim}", create("name", "{ status: 202 }"));
    let needs = plain.replace("get: /certificates/a", "get: '/certificates/{{id}}'");
    let (result, _) = run(200, &[&plain, &needs]);
    let lacking = r#"set-up: step "read" needs `id`, which step "create" did not give"#;
    assert_eq!(ends(&result), [("Pass", String::new()), ("Error", lacking.to_owned())]);
}

#[test]
fn a_refused_set_up_is_explained_by_a_broken_claim_or_by_nothing() {
    let claim = read("name", "{ clause: s.read, status: 404 }");
    let user = format!("steps:\n{}{claim}", create("name", ""));
    let own = format!("steps:\n{}", create("name", "{ clause: s.create, status: 202 }"));
    let refused = r#"set-up: step "create": answered 400"#;
    // The one that explains comes last: the order does not matter.
    let (result, _) = run(400, &[&user, &own]);
    let explained = format!("{refused}; `s.create` is broken: s/c1");
    assert_eq!(ends(&result), [("Blocked", explained), ("Fail", String::new())]);
    let (result, _) = run(400, &[&user]);
    assert_eq!(ends(&result), [("Error", refused.to_owned())]);
}

#[test]
fn a_claim_that_is_not_due_is_blocked_and_breaks_nothing() {
    let given = read("given", "{ status: 200 }");
    let case = format!("steps:\n{given}{}", read("name", "{ clause: s.read, status: 200 }"));
    let (result, _) = run(200, &[&case]);
    let reason = "precondition not met: read: answered 404 (C: m)";
    assert_eq!(ends(&result), [("Blocked", reason.to_owned())]);
    assert_eq!(result.cases[0].failures().count(), 0);
}

#[test]
fn a_broken_read_does_not_end_a_case_but_a_change_that_went_wrong_does() {
    let broken = read("name", "{ clause: s.read, status: 200 }");
    let goes_on = format!("steps:\n{broken}{broken}");
    let changed = create("name", "{ clause: s.create, status: 409 }");
    let ends_here = format!("steps:\n{changed}{broken}");
    let (result, _) = run(200, &[&goes_on, &ends_here]);
    let steps: Vec<usize> = result.cases.iter().map(|case| case.steps.len()).collect();
    assert_eq!(steps, [2, 1]);
    assert_eq!((result.count(VerdictKind::Fail), result.cases[0].failures().count()), (2, 2));
}

#[test]
fn what_comes_finally_is_done_whatever_happened_and_decides_nothing() {
    let last = "finally:\n  - name: tidy up\n    request: { patch: /certificates/a }\n    \
                expect: [{ status: 200 }]\n";
    let broken = format!("steps:\n{}{last}", create("name", "{ clause: s.create, status: 409 }"));
    let held = format!("steps:\n{}{last}", read("name", "{ clause: s.open, status: 404 }"));
    let (result, asked) = run(200, &[&broken, &held]);
    assert_eq!((result.cases[0].verdict.word(), result.cases[1].verdict.word()), ("Fail", "Pass"));
    assert_eq!(asked.iter().filter(|method| *method == "PATCH").count(), 2);
}
