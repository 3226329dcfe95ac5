//! What broke, in the reader's order: causes on every surface, and what is done with them.

use std::path::Path;
use std::process::Command;

use kvcontract::cause::causes;
use kvcontract::verdict::RunResult;
use kvcontract::verdict::finding::Place;

use crate::support::{Served, command, finished, kvcontract};

/// Three mistakes at once: another status, no envelope, another code.
const FAULTS: [&str; 6] =
    ["--fault", "delete-answers-204", "--fault", "errors-html", "--fault", "failed-error-code"];

fn saved(path: &Path) -> RunResult {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn three_mistakes_are_three_causes_on_every_surface() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (json, html, junit) = (path("r.json"), path("r.html"), path("r.xml"));
    let (markdown, github) =
        (format!("markdown={}", path("r.md")), format!("github={}", path("r.txt")));
    let mut arguments = vec!["run", "--json", &json, "--html", &html, "--junit", &junit];
    arguments.extend(["--report", &markdown, "--report", &github]);
    arguments.extend(FAULTS);
    let done = kvcontract(&arguments).exits(1).says("NOT KEPT  reference").says("3 causes\n");
    let titles = [
        "refusals are no JSON but text/html",
        "DELETE /certificates/{name}/pending answers 204, want 200",
        "failed.error-code: ",
    ];
    let result = saved(Path::new(&json));
    assert_eq!(causes(&result).len(), 3, "{}", done.out);
    let read = |path: &str| std::fs::read_to_string(path).unwrap();
    let text: serde_json::Value = serde_json::from_str(&read(&json)).unwrap();
    assert_eq!(text["causes"].as_array().map(Vec::len), Some(3));
    for title in titles {
        assert!(done.out.contains(title), "{title} is missing in\n{}", done.out);
        let plain = title.split(['/', '{', '_', ':']).next().unwrap();
        for report in [&html, &junit, &path("r.md"), &path("r.txt")] {
            assert!(read(report).contains(plain), "{plain} is missing in {report}");
        }
    }
    assert_eq!(read(&path("r.txt")).matches("::error ").count(), 3);
    assert!(read(&junit).contains("cause:1") && read(&junit).contains("cause 1: "));
    assert!(read(&html).contains("id=\"cause-3\"") && !read(&html).contains("id=\"cause-4\""));
    let show = |what: &str| kvcontract(&["show", what, "--from", &json]).exits(0);
    show("2").says("CAUSE 2").says("under `deviations`");
    show("delete.returns-operation").says("broken").says("cause ");
    show("conflict/second-create-is-refused[manual]").says("PASS").says("> {");
    show("notes");
    kvcontract(&["show", "--from", &json]).exits(0).says("Causes: 3");
    kvcontract(&["show", "delete.return-operation", "--from", &json])
        .exits(2)
        .complains("did you mean");
}

#[test]
fn the_script_of_a_cause_repeats_the_conversation_and_removes_what_it_made() {
    let served = Served::start(&["--fault", "delete-answers-204"]);
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("t.yaml");
    let issuers = "issuers: { stalled: { create: { provider: Script, credentials: \
                   { account_id: stall } } } }";
    let text = format!("url: {}\ntls: {{ ca: {} }}\n{issuers}\n", served.url, served.ca);
    std::fs::write(&target, text).unwrap();
    let json = folder.path().join("r.json");
    let (target, path) = (target.display().to_string(), json.display().to_string());
    let merged = "merge/merge-completes-the-operation";
    // With an issuer that was made for the run, and with one that the case makes itself.
    let stalled = "delete/answers-with-the-operation-as-it-stood[stalled]";
    let issuer = "common/issuer-lives-and-dies-without-showing-its-password";
    let of = ["answers-with-the-operation", merged, issuer];
    kvcontract(&[&["run", "--target", &target, "--json", &path][..], &of].concat()).exits(1);
    let result = saved(&json);
    for (case, status) in [
        ("delete/answers-with-the-operation-as-it-stood[manual]", " 204"),
        (stalled, " 204"),
        (merged, " 201"),
        (issuer, " 200"),
    ] {
        let case = result.cases.iter().find(|found| found.id == case).unwrap();
        let script = kvcontract::report::script::of_case(&result, case).unwrap();
        let done = finished(Command::new("sh").arg("-c").arg(&script));
        let done = done.says(status);
        assert!(!done.out.contains(" 400"), "{script}\n{}", done.out);
        // Of the issuer, the last step makes sure that it is gone.
        let missing = done.out.matches("HTTP/1.1 404").count();
        assert_eq!(missing, usize::from(case.id == issuer), "{script}\n{}", done.out);
    }
    // Nothing is left of what the scripts made.
    let lists = ["certificates", "deletedcertificates", "certificates/issuers"].map(|list| {
        let url = format!("{}/{list}?api-version=7.4", served.url.trim_end_matches('/'));
        finished(Command::new("curl").args(["-sS", "--cacert", &served.ca, &url])).out.clone()
    });
    assert!(lists.iter().all(|list| list.contains("\"value\":[]")), "{lists:?}");
}

/// The answer that a script showed last: its status, its media type and its body.
fn shown_last(out: &str) -> (u16, String, String) {
    let at = out.rfind("HTTP/1.1 ").unwrap_or_else(|| panic!("no answer in\n{out}"));
    let answer = out[at..].replace('\r', "");
    let (head, body) = answer.split_once("\n\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let media = head.lines().find_map(|line| line.strip_prefix("content-type: "));
    let media = media.and_then(|media| media.split(';').next()).unwrap_or_default();
    (status, media.to_owned(), body.trim().to_owned())
}

/// What kind of value stands at the place that a cause is about.
fn kind_at(place: &Place, body: &str) -> Option<std::mem::Discriminant<serde_json::Value>> {
    let Place::Body { pointer } = place else { return None };
    let body: serde_json::Value = serde_json::from_str(body).ok()?;
    body.pointer(pointer).map(std::mem::discriminant)
}

#[test]
fn the_script_of_every_cause_brings_its_broken_answer_about_again() {
    let faults = ["delete-answers-204", "errors-html", "create-replaces-pending"];
    let served = Served::start(&faults.map(|fault| ["--fault", fault]).concat());
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (target, json, html, junit) =
        (path("t.yaml"), path("r.json"), path("r.html"), path("r.xml"));
    let role = |role: &str, script: &str| {
        format!(
            "{role}: {{ create: {{ provider: Script, credentials: {{ account_id: {script} }} }} }}"
        )
    };
    let issuers = [role("stalled", "stall"), role("failing", "\"fail after 50ms\"")].join(", ");
    let text =
        format!("url: {}\ntls: {{ ca: {} }}\nissuers: {{ {issuers} }}\n", served.url, served.ca);
    std::fs::write(&target, text).unwrap();
    let reports = ["--json", &json, "--html", &html, "--junit", &junit];
    kvcontract(&[&["run", "-q", "--target", &target][..], &reports].concat()).exits(1);
    let result = saved(Path::new(&json));
    let found = causes(&result);
    assert!(found.len() >= 3, "{found:#?}");
    let read = |path: &str| std::fs::read_to_string(path).unwrap();
    let junit = quick_xml::escape::unescape(&read(&junit)).unwrap().into_owned();
    let html = read(&html);
    for cause in &found {
        let (case, _) = cause.conversation_in(&result).unwrap_or_else(|| panic!("{cause:#?}"));
        let (_, step, check) = cause.example_in(&result).unwrap();
        let broken = step.exchanges.last().unwrap();
        let told = kvcontract(&["show", &cause.number.to_string(), "--from", &json]).exits(0);
        let (_, script) = told.out.split_once("#!/bin/sh\n").unwrap();
        assert!(script.starts_with(&format!("# {}\n", case.id)), "{script}");
        let done = finished(Command::new("sh").arg("-c").arg(script));
        let (status, media, body) = shown_last(&done.out);
        let all = format!("{}\n{script}\n{}\n{broken:#?}", cause.signature, done.out);
        assert_eq!(Some(status), broken.status, "{all}");
        let is_json = |body: &str| serde_json::from_str::<serde_json::Value>(body).is_ok();
        assert_eq!(is_json(&body), is_json(&broken.response_body), "{all}");
        assert!(broken.response_headers.iter().any(|(_, v)| v.starts_with(&media)), "{all}");
        let place = &check.place;
        assert_eq!(kind_at(place, &body), kind_at(place, &broken.response_body), "{all}");
        // The other surfaces have the same one.
        let command = script.lines().find(|line| line.starts_with("answer=")).unwrap();
        assert!(html.contains(&format!("id=\"script-{}\"", cause.number)));
        assert!(html.contains(&format!("# {}\n", case.id.replace('/', "&#x2f;"))), "{}", case.id);
        assert!(junit.contains(&format!("to repeat cause {}, paste", cause.number)));
        assert!(junit.contains(command), "{command}");
    }
    let lists = ["certificates", "deletedcertificates", "certificates/issuers"].map(|list| {
        let url = format!("{}/{list}?api-version=7.4", served.url.trim_end_matches('/'));
        finished(Command::new("curl").args(["-sS", "--cacert", &served.ca, &url])).out.clone()
    });
    assert!(lists.iter().all(|list| list.contains("\"value\":[]")), "{lists:?}");
}

#[test]
fn every_command_that_the_end_of_a_red_run_gives_does_what_it_says() {
    let served = Served::start(&["--fault", "delete-answers-204"]);
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("my vault.yaml");
    std::fs::write(&target, format!("url: {}\ntls: {{ ca: {} }}\n", served.url, served.ca))
        .unwrap();
    let state = folder.path().join("state");
    let binary = Path::new(env!("CARGO_BIN_EXE_kvcontract")).parent().unwrap();
    let path = std::env::join_paths([binary, Path::new("/usr/bin"), Path::new("/bin")]).unwrap();
    let shell = |line: &str| {
        let mut command = Command::new("sh");
        command.args(["-c", line]).env("PATH", &path).env("XDG_STATE_HOME", &state);
        finished(&mut command)
    };
    let quoted = format!("'{}'", target.display());
    let done = shell(&format!("kvcontract run --target {quoted} delete/ -q")).exits(1);
    let next = |word: &str| {
        let mut lines = done.out.lines().filter_map(|line| line.strip_prefix(word));
        lines.next().unwrap_or_else(|| panic!("no {word} in\n{}", done.out)).trim().to_owned()
    };
    shell(&next("See")).exits(0).says("CAUSE 1  DELETE /certificates/{name}/pending answers 204");
    shell(&next("Repeat")).exits(1).says("running ").says("1 cause");
    shell(&next("Accept")).exits(1).complains("1 deviations added");
    assert!(std::fs::read_to_string(&target).unwrap().contains("deviations:"));
}

#[test]
fn what_failed_cases_made_is_kept_on_request_and_swept_later() {
    let served = Served::start(&["--fault", "delete-answers-204"]);
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal").display().to_string();
    let at = ["--target", &served.url, "--ca", &served.ca, "--journal", &journal];
    let one = "delete/request-id-is-a-filter[manual]";
    kvcontract(&[&["run", "--keep", "-q", "--exact", one][..], &at].concat())
        .exits(1)
        .says("left 0")
        .tells("left in the target for --keep: 1 object, certificate kvc-");
    kvcontract(&[&["sweep", "--older-than", "0s"][..], &at].concat())
        .exits(0)
        .says("removed 1, left 0");
}

#[test]
fn a_target_that_is_not_there_yet_is_waited_for_and_no_longer_than_said() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let done = kvcontract(&["run", "--target", &url, "--wait", "1s", "-q"]).exits(3);
    done.complains("waiting up to 1s for http://").complains("no answer within 1s: ");
    let served = Served::start(&[]);
    let at = ["run", "-q", "cancel/", "--wait", "20s", "--target", &served.url, "--ca", &served.ca];
    kvcontract(&at).exits(0);
}

#[test]
fn a_gate_does_not_hollow_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.yaml");
    let target = path.display().to_string();
    let issuers = "issuers: { failing: { create: { provider: Script, credentials: \
                   { account_id: \"fail after 50ms\" } } } }\n";
    let aimed = |served: &Served, more: &str| {
        let text = format!("url: {}\ntls: {{ ca: {} }}\n{issuers}{more}", served.url, served.ca);
        std::fs::write(&path, text).unwrap();
    };
    let right = Served::start(&[]);
    aimed(&right, "");
    kvcontract(&["run", "--target", &target, "--update-deviations", "-q"])
        .exits(0)
        .complains("untested requirements named");
    let text = std::fs::read_to_string(&path).unwrap();
    let gated = &text[text.find("untested:").unwrap()..];
    aimed(&right, gated);
    kvcontract(&["run", "--target", &target, "-q", "--deny", "untested"]).exits(0);
    let broken = Served::start(&["--fault", "issuers-api-missing"]);
    aimed(&broken, gated);
    kvcontract(&["run", "--target", &target, "-q"])
        .exits(1)
        .says("GATE BROKEN")
        .says("failed.status is not tested, and not named as `untested`");
    aimed(&broken, "");
    kvcontract(&["run", "--target", &target, "-q"]).exits(0);
    kvcontract(&["run", "--target", &target, "-q", "--min-tested", "110"])
        .exits(1)
        .says("110 should be");
    aimed(&right, "untested:\n  - { requirement: create.accpeted, reason: x }\n");
    kvcontract(&["run", "--target", &target]).exits(2).complains("create.accepted");
}

#[test]
fn two_runs_are_compared_by_cause() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (good, bad) = (path("good.json"), path("bad.json"));
    kvcontract(&["run", "-q", "delete/", "--json", &good]).exits(0);
    kvcontract(&["run", "-q", "delete/", "--json", &bad, "--fault", "delete-answers-204"]).exits(1);
    let markdown = path("diff.md");
    kvcontract(&["diff", &good, &bad, "--markdown", &markdown])
        .exits(1)
        .says("1 newly broken, 0 fixed")
        .says("DELETE /certificates/{name}/pending answers 204");
    assert!(std::fs::read_to_string(markdown).unwrap().contains("| newly broken | DELETE"));
    kvcontract(&["diff", &bad, &good]).exits(0).says("0 newly broken, 1 fixed");
    kvcontract(&["diff", &bad, &bad]).exits(0).says("1 still broken");
}

#[test]
fn a_run_is_repeated_shuffled_narrowed_and_ended_early() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("r.json");
    let path = json.display().to_string();
    kvcontract(&["run", "-q", "cancel/", "--repeat", "3", "--shuffle", "--seed", "7"])
        .exits(0)
        .says("--shuffle --seed 7")
        .says("3 runs: 0 cases and rules did not end the same");
    let fault = ["--fault", "delete-answers-204"];
    kvcontract(&[&["run", "-q", "delete/", "cancel/", "--json", &path][..], &fault].concat())
        .exits(1);
    let again = ["run", "--rerun-failed", &path];
    let done = kvcontract(&[&again[..], &fault].concat()).exits(1);
    assert!(!done.out.contains("test cancel/"), "{}", done.out);
    kvcontract(&again).exits(0).says("test delete/");
    kvcontract(&["run", "-q", "cancel/", "--json", &path]).exits(0);
    kvcontract(&again).exits(4).complains("nothing failed");
    // Without a path it is the last run on this machine; recorded traffic cannot be run again.
    let last =
        |arguments: &[&str]| finished(command(arguments).env("XDG_STATE_HOME", folder.path()));
    last(&[&["run", "-q", "delete/", "cancel/"], &fault[..]].concat()).exits(1);
    last(&["run", "--rerun-failed"]).exits(0).says("test delete/");
    let entry = r#"{"method":"GET","url":"https://v.example/certificates/a/pending?api-version=7.4",
        "status":200,"headers":{"content-type":"application/json"},"response_body":{}}"#;
    let traffic = folder.path().join("t.jsonl").display().to_string();
    std::fs::write(&traffic, entry).unwrap();
    last(&["verify", &traffic]).exits(1);
    last(&["run", "--rerun-failed"]).exits(2).complains("recorded traffic");
    let early = ["run", "--fail-fast", "--test-threads", "1", "delete/"];
    kvcontract(&[&early[..], &fault].concat()).exits(1).says("(--fail-fast)");
    kvcontract(&["run", "-v", "--slowest", "2", "cancel/"]).says("Slowest");
}
