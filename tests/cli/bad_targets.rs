//! Targets that misbehave below the contract: a clear message, the documented code, no hang.

use std::net::{Ipv4Addr, TcpListener};
use std::time::Instant;

use kvcontract::verdict::VerdictKind;

use crate::endless::Looking;
use crate::support::{Finished, Served, answers_with, command, finished, http, kvcontract};

fn run(url: &str, more: &[&str]) -> Finished {
    let mut arguments = vec!["run", "--target", url, "--timeout", "5"];
    arguments.extend(more);
    kvcontract(&arguments)
}

/// No word of a library's or a system's stands in it.
#[track_caller]
fn plain(done: &Finished) {
    for word in ["error sending", "client error", "Connect)", "UnknownIssuer", "os error", "tunnel"]
    {
        assert!(!done.out.contains(word), "{word:?} in stdout:\n{}", done.out);
    }
}

#[test]
fn nobody_listens() {
    let port = {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.local_addr().unwrap().port()
    };
    let began = Instant::now();
    let done = run(&format!("https://127.0.0.1:{port}"), &[]).exits(3);
    plain(
        &done.says("cannot be reached").tells("the connection is refused (nothing listens there"),
    );
    assert!(began.elapsed().as_secs() < 10);
}

#[test]
fn a_port_that_does_not_speak_tls() {
    let address = answers_with(|| http("200 OK", "text/plain", "hello"));
    run(&format!("https://{address}"), &[]).exits(3).tells("this port does not speak TLS");
}

#[test]
fn a_proxy_that_refuses_is_told_from_the_target() {
    let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    for (status, said) in [
        ("403 Forbidden", "the proxy refuses to connect to the target"),
        ("407 Proxy Authentication Required", "the proxy demands a user and a password"),
        ("", "the proxy refuses the connection"),
    ] {
        let answers = answers_with(|| http(status, "text/plain", "no"));
        let proxy = if status.is_empty() { nobody } else { answers };
        let mut command = command(&["run", "--target", "https://kv.example"]);
        command.env("HTTPS_PROXY", format!("http://{proxy}"));
        let way = format!("(by way of the proxy http://{proxy}");
        plain(&finished(&mut command).exits(3).tells(said).tells(&way));
    }
}

#[test]
fn an_untrusted_certificate_says_what_to_do() {
    let served = Served::start(&[]);
    plain(&run(&served.url, &[]).exits(3).tells("issuer is not trusted").says("--ca"));
    run(&served.url, &["--ca", &served.ca, "conflict/second"]).exits(0);
    run(&served.url, &["--insecure", "conflict/second"]).exits(0);
    run(&served.url, &["--ca", "/nosuch.pem"]).exits(2).complains("/nosuch.pem");
}

#[test]
fn doctor_says_whose_certificate_is_trusted() {
    let served = Served::start(&[]);
    let doctor = |words: &[&str]| {
        kvcontract(&[&["doctor", "--target", served.url.as_str()], words].concat()).exits(0)
    };
    doctor(&["--ca", &served.ca]).says("  TLS: the certificate is trusted\n");
    doctor(&["--insecure"]).says("  TLS: any certificate is trusted (--insecure,");
}

#[test]
fn a_timeout_is_written_as_in_files() {
    let timeout = |written| {
        kvcontract(&["run", "--timeout", written, "--exact", "conflict/second-create-is-refused"])
    };
    for fine in ["5m", "20s", "30"] {
        timeout(fine).exits(0);
    }
    for wrong in ["2h", "0", "5 m"] {
        timeout(wrong).exits(2).complains("is no duration");
    }
}

#[test]
fn a_token_is_asked_for() {
    let served = Served::start_with(&["--token-env", "KVC_TOKEN"], &[("KVC_TOKEN", "right-token")]);
    run(&served.url, &["--ca", &served.ca]).exits(3).says("--token-env");
    run(&served.url, &["--ca", &served.ca, "--token-env", "KVC_TOKEN"])
        .exits(2)
        .complains("KVC_TOKEN is not set");
}

#[test]
fn html_everywhere_is_a_broken_contract_or_blocked_but_no_error() {
    let page = "<html><body>\u{1b}[31mnot here</body></html>";
    let address = answers_with(move || http("200 OK", "text/html", page));
    let done = run(&format!("http://{address}"), &["cancel/nothing-to-cancel"]).exits(1);
    assert!(!done.out.contains('\u{1b}'), "an escape reached the terminal:\n{}", done.out);
}

#[test]
fn half_a_body_nothing_and_too_much() {
    let half = || b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"id\":".to_vec();
    let address = answers_with(half);
    run(&format!("http://{address}"), &["conflict/second"]).exits(3);
    let address = answers_with(Vec::new);
    run(&format!("http://{address}"), &["conflict/second"]).exits(3);
    let much = || http("200 OK", "application/json", &"x".repeat(100 * 1024 * 1024));
    let address = answers_with(much);
    run(&format!("http://{address}"), &["conflict/second"]).exits(3).says("larger than");
}

#[test]
fn silence_ends_at_the_time_out() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let began = Instant::now();
    kvcontract(&["run", "--target", &url, "--timeout", "1"])
        .exits(3)
        .says("no whole answer in time");
    assert!(began.elapsed().as_secs() < 10);
}

/// What the emulators that were read are like: no issuers, no 409, no 403, no filter. One of our
/// own with these faults stands in for them, known to the harness by nothing but its URL.
#[test]
fn an_emulator_with_gaps_gets_a_verdict_for_every_case_and_keeps_nothing() {
    let faults = [
        "issuers-api-missing",
        "create-replaces-pending",
        "import-not-guarded",
        "request-id-ignored",
        "merge-with-issuer-allowed",
        "cancel-ended-accepted",
        "errors-without-message",
    ];
    let faults: Vec<&str> = faults.iter().flat_map(|fault| ["--fault", fault]).collect();
    let served = Served::start(&faults);
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("r.json").display().to_string();
    kvcontract(&["run", "--target", &served.url, "--insecure", "--json", &json]).exits(1);
    let text = std::fs::read_to_string(json).unwrap();
    let result: kvcontract::verdict::RunResult = serde_json::from_str(&text).unwrap();
    let count = |kind| result.count(kind);
    let told = [VerdictKind::Pass, VerdictKind::Fail, VerdictKind::Blocked];
    let mut cases = result.cases.iter().filter(|case| case.answers.is_none());
    assert!(cases.all(|case| told.contains(&case.verdict.kind())),);
    assert!(
        count(VerdictKind::Pass) > 0
            && count(VerdictKind::Fail) > 10
            && count(VerdictKind::Blocked) > 5,
        "{text}"
    );
    assert_eq!(result.clean_up.left, [""; 0]);
    assert_eq!(result.clean_up.created, result.clean_up.removed);
    assert_eq!(Looking::at(&served).certificates(), [""; 0]);
}
