//! What scenarios can say, played against a target that answers as it should, and against one that
//! makes one mistake: each key holds of the one and not of the other.

use std::collections::BTreeMap;
use std::sync::Mutex;

use kvcontract::verdict::{CaseResult, RunResult};

use crate::endpoint::{Endpoint, Said, Seen};
use crate::support::{CONTRACT, kvcontract, write};

/// A case: its name, its steps, and what it is answered with, rightly and wrongly.
struct Row {
    name: &'static str,
    steps: &'static str,
    right: Said,
    wrong: Said,
}

fn text(status: u16, body: &str) -> Said {
    let headers = vec![("content-type".to_owned(), "text/plain".to_owned())];
    Said { status, headers, body: body.as_bytes().to_vec() }
}

fn body(name: &'static str, matcher: &'static str, right: &str, wrong: &str) -> Row {
    let said = |value: &str| Said::json(200, &format!("{{\"a\":{value}}}"));
    Row { name, steps: matcher, right: said(right), wrong: said(wrong) }
}

/// Rows whose steps are those of `step`, about one value of a body.
fn matchers() -> Vec<Row> {
    vec![
        body("contains", "{ contains: { has: { /id: x } } }", r#"[{"id":"x"}]"#, r#"[{"id":"y"}]"#),
        body("contains-text", "{ contains: x }", "\"axb\"", "\"ab\""),
        body("each", "{ each: { type: integer } }", "[1, 2]", "[1, \"2\"]"),
        body("count", "{ count: { at-least: 2 } }", "[1, 2]", "[1]"),
        body("all-of", "{ all-of: [{ type: integer }, { at-most: 3 }] }", "3", "2.5"),
        body("at-most", "{ at-most: 3 }", "3", "4"),
        body("the-word", "{ equals: present }", "\"present\"", "\"absent\""),
    ]
}

fn others() -> Vec<Row> {
    let other = |status| Said::json(status, r#"{"error":{"code":"C","message":"m"}}"#);
    vec![
        Row {
            name: "text",
            steps: "  - name: n\n    request: { get: /things/text }\n    \
                    expect: [{ clause: s.a, text: { matches: \"^ok$\" } }]\n",
            right: text(200, "ok"),
            wrong: text(200, "no"),
        },
        Row {
            name: "head",
            steps: "  - name: n\n    request: { head: /things/head }\n    \
                    expect: [{ clause: s.a, status: 200, headers: { x-a: b } }]\n",
            right: text(200, "never sent").with("x-a", "b"),
            wrong: text(200, "never sent"),
        },
        Row {
            name: "options",
            steps: "  - name: n\n    request: { options: /things/options }\n    \
                    expect: [{ clause: s.a, status: 204 }]\n",
            right: Said { status: 204, ..Said::default() },
            wrong: other(405),
        },
        Row {
            name: "sent",
            steps: "  - name: n\n    request:\n      put: /things/sent\n      \
                    text: \"a=b\"\n      headers: { content-type: text/plain }\n    \
                    expect: [{ clause: s.a, status: 200, body: { /sent: \"a=b\" } }]\n",
            right: Said::default(),
            wrong: other(415),
        },
        Row {
            name: "through",
            steps: "  - name: n\n    request: { get: /things/through }\n    poll:\n      \
                    until: { body: { /a: 1 } }\n      through: [404, 409]\n      deadline: 20s\n    \
                    expect: [{ clause: s.a, status: 200 }]\n",
            right: Said::json(200, r#"{"a":1}"#),
            wrong: other(400),
        },
        Row {
            name: "follow",
            steps: "  - name: first\n    request: { get: /things/follow }\n    \
                    capture: { next: /next }\n  - name: second\n    \
                    request: { follow: \"{{next}}\" }\n    \
                    expect: [{ clause: s.a, status: 200, body: { /asked: true } }]\n",
            right: Said::default(),
            wrong: other(404),
        },
    ]
}

fn case(row: &Row) -> String {
    if row.steps.starts_with("  - ") {
        return format!("title: T\nsteps:\n{}", row.steps);
    }
    format!(
        "title: T\nsteps:\n  - name: n\n    request: {{ get: /things/{} }}\n    \
         expect: [{{ clause: s.a, body: {{ /a: {} }} }}]\n",
        row.name, row.steps
    )
}

/// What a target says that answers as the rows have it, rightly or wrongly.
fn answer(rows: &[Row], seen: &Seen, is_right: bool, times: usize) -> Option<Said> {
    let path = seen.uri.split('?').next().unwrap_or_default();
    let row = rows.iter().find(|row| path == format!("/things/{}", row.name))?;
    let host = seen.header("host");
    Some(match row.name {
        // Waited for, the third answer is the one.
        "through" if times < 3 => Said::json([404, 409][times - 1], "{}"),
        "follow" if seen.uri.contains("token=") && is_right => {
            let asked = seen.uri.ends_with("?token=a+b%20c&x");
            Said::json(200, &format!("{{\"asked\":{asked}}}"))
        }
        "follow" if seen.uri.contains("token=") => row.wrong.clone(),
        "follow" => Said::json(
            200,
            &format!("{{\"next\":\"http://{host}/things/follow?token=a+b%20c&x\"}}"),
        ),
        "sent" if is_right && seen.header("content-type") == "text/plain" => {
            Said::json(200, &format!("{{\"sent\":\"{}\"}}", seen.body))
        }
        _ if is_right => row.right.clone(),
        _ => row.wrong.clone(),
    })
}

fn run(is_right: bool, code: i32) -> Vec<CaseResult> {
    let rows = || matchers().into_iter().chain(others()).collect::<Vec<Row>>();
    let (answers, times) = (rows(), Mutex::new(BTreeMap::<String, usize>::new()));
    let endpoint = Endpoint::plain(move |seen, _| {
        let mut times = times.lock().unwrap();
        let times = times.entry(seen.uri.clone()).or_default();
        *times += 1;
        answer(&answers, seen, is_right, *times)
            .unwrap_or_else(|| Said::json(404, r#"{"error":{"code":"C","message":"m"}}"#))
    });
    let folder = endpoint.folder();
    write(folder, "suite/contract.yaml", CONTRACT);
    for row in rows() {
        write(folder, &format!("suite/cases/s/{}.yaml", row.name), &case(&row));
    }
    let path = |name: &str| folder.join(name).display().to_string();
    let (suite, json) = (path("suite"), path("r.json"));
    let target = ["--target", &endpoint.url, "--scenarios", &suite, "--json", &json];
    kvcontract(&[&["run"], &target[..]].concat()).exits(code);
    let text = std::fs::read_to_string(json).unwrap();
    let result: RunResult = serde_json::from_str(&text).unwrap();
    assert_eq!(result.cases.len(), rows().len());
    result.cases
}

#[test]
fn what_a_scenario_can_say_holds_of_a_right_answer() {
    for case in run(true, 0) {
        assert_eq!(case.verdict.word(), "Pass", "{}: {:?}", case.id, case.verdict.reason());
    }
}

#[test]
fn and_does_not_hold_of_a_wrong_one() {
    for case in run(false, 1) {
        assert_eq!(case.verdict.word(), "Fail", "{}: {:?}", case.id, case.verdict.reason());
        assert_eq!(case.failures().count(), 1, "{}", case.id);
    }
}

/// A suite of one case, run with these arguments.
fn one(endpoint: &Endpoint, case: &str, more: &[&str]) -> (crate::support::Finished, CaseResult) {
    let folder = endpoint.folder();
    write(folder, "suite/contract.yaml", CONTRACT);
    write(folder, "suite/cases/s/a.yaml", case);
    let path = |name: &str| folder.join(name).display().to_string();
    let (suite, json) = (path("suite"), path("r.json"));
    let target = ["run", "--target", &endpoint.url, "--scenarios", &suite, "--json", &json];
    let done = kvcontract(&[&target[..], more].concat());
    let text = std::fs::read_to_string(json).unwrap();
    let result: RunResult = serde_json::from_str(&text).unwrap();
    let case = result.cases.into_iter().find(|case| case.id.starts_with("s/a")).unwrap();
    (done, case)
}

#[test]
fn a_url_that_leads_elsewhere_is_not_followed_and_no_credential_with_it() {
    let other = Endpoint::plain(|_, _| Said::json(200, "{}"));
    let elsewhere = other.url.clone();
    let port = elsewhere.rsplit(':').next().unwrap().to_owned();
    let follow = "title: T\nsteps:\n  - name: first\n    request: { get: /things/first }\n    \
                  capture: { next: /next }\n  - name: second\n    request: { follow: \"{{next}}\" }\n    \
                  expect: [{ clause: s.a, status: 200 }]\n";
    for (url, why) in [
        (format!("{elsewhere}/things/x"), "and not to the target"),
        (format!("//127.0.0.1:{port}/things/x"), "and not to the target"),
        (format!("http://u:s3cretpass@127.0.0.1:{port}/x"), "a user name or a password"),
        ("https://vault.example/things/x".to_owned(), "leads to https://vault.example"),
    ] {
        let next = url.clone();
        let target = Endpoint::plain(move |seen, _| {
            if seen.uri.contains("/first?") {
                Said::json(200, &format!("{{\"next\":\"{next}\"}}"))
            } else {
                Said::json(404, r#"{"error":{"code":"C","message":"m"}}"#)
            }
        });
        let (done, case) = one(&target, follow, &[]);
        assert_eq!(case.verdict.word(), "Error", "{url}");
        let reason = case.verdict.reason().unwrap();
        assert!(reason.starts_with("set-up: step \"second\": the URL to follow "), "{reason}");
        assert!(reason.contains(why), "{reason}");
        assert!(!reason.contains("s3cretpass"), "{reason}");
        done.exits(3);
    }
    assert_eq!(other.log().len(), 0, "{:?}", other.log());
}

#[test]
fn a_case_of_other_api_versions_is_blocked_and_says_which_it_is_for() {
    let target = Endpoint::plain(|_, _| Said::json(404, r#"{"error":{"code":"C","message":"m"}}"#));
    let case = |when: &str| {
        format!(
            "title: T\n{when}\nsteps:\n  - name: n\n    request: {{ get: /things/a }}\n    \
             expect: [{{ clause: s.a, status: 404 }}]\n"
        )
    };
    let blocked = |when: &str| {
        let (_, case) = one(&target, &case(when), &["--api-version", "7.4"]);
        (case.verdict.word().to_owned(), case.verdict.reason().unwrap_or_default().to_owned())
    };
    let told = |range: &str| format!("needs api-version {range}; the run's is 7.4");
    let before = blocked("when: { api_version: { before: \"7.4\" } }");
    assert_eq!(before, ("Blocked".to_owned(), told("older than 7.4")));
    let between = blocked("when: { api_version: { since: \"7.5\", before: \"2025-07-01\" } }");
    assert_eq!(between, ("Blocked".to_owned(), told("7.5 or newer, but older than 2025-07-01")));
    let since = blocked("when: { api_version: { since: \"7.3\", before: \"7.5\" } }");
    assert_eq!(since, ("Pass".to_owned(), String::new()));
}

/// What a rule wants of every refusal it does not want of an answer to HEAD, which has no body; and
/// one for a range of api-versions says nothing of others.
#[test]
fn a_rule_is_about_the_methods_and_api_versions_that_it_is_meant_for() {
    let rules = |when: &str| {
        format!(
            "title: T\nrules:\n  - name: n\n    clause: s.a\n    when: {{ status: 404{when} }}\n    \
             expect: {{ body: {{ /error/code: X }} }}\n"
        )
    };
    let cases = "title: T\nsteps:\n  - name: n\n    request: { head: /things/head }\n    \
                 expect: [{ clause: s.a, status: 404 }]\n";
    let broken = |when: &str, code: i32| {
        let target = Endpoint::plain(|seen, _| {
            let code = if seen.uri.contains("/get?") { "Y" } else { "X" };
            Said::json(404, &format!("{{\"error\":{{\"code\":\"{code}\",\"message\":\"m\"}}}}"))
        });
        let folder = target.folder();
        write(folder, "suite/rules/r.yaml", &rules(when));
        let get = cases.replace("head", "get");
        write(folder, "suite/cases/s/b.yaml", &get);
        one(&target, cases, &[]).0.exits(code);
    };
    broken("", 1);
    broken(", method: [put]", 0);
    broken(", api_version: { since: \"7.5\" }", 0);
    broken(", api_version: { before: \"7.5\" }", 1);
}
