//! What a hostile or careless target sends, in every kind of report: nothing of it acts, and no
//! secret of it stays.

use std::path::Path;

use crate::endpoint::{Endpoint, Said};
use crate::support::{CONTRACT, Finished, command, finished, write};

const KINDS: [&str; 6] = ["junit", "html", "markdown", "json", "har", "github"];

/// Runs one scenario against the target, with every kind of report; `cases` may use the token.
fn run(folder: &Path, url: &str, case: &str, token: &str) -> (Finished, Vec<String>) {
    write(folder, "suite/contract.yaml", CONTRACT);
    write(folder, "suite/cases/s/a.yaml", case);
    let suite = folder.join("suite").display().to_string();
    let path = |kind: &str| folder.join(format!("report.{kind}")).display().to_string();
    let wanted: Vec<String> = KINDS.iter().map(|k| format!("{k}={}", path(k))).collect();
    let mut arguments = vec!["run", "--target", url, "--scenarios", &suite];
    arguments.extend(["--token-env", "KVC_TOKEN"]);
    wanted.iter().for_each(|w| arguments.extend(["--report", w]));
    let mut command = command(&arguments);
    let done = finished(command.env("KVC_TOKEN", token));
    let reports = KINDS.map(|kind| std::fs::read_to_string(path(kind)).unwrap_or_default());
    (done, reports.into())
}

const READ: &str = "\
title: T
steps:
  - name: s
    request: { get: /certificates/a }
    expect:
      - clause: s.a
        status: 404
        body: { /error/message: fine }
        headers: { x-said: { present: false } }
";

#[test]
fn a_hostile_body_stays_text_in_every_kind() {
    let mut body =
        b"</script><script>alert(1)</script>\x1b[31mred\0\xff\xfe ]]>\xe2\x80\xae".to_vec();
    body.extend(
        b"::error::x\r\n::set-output name=a::b | @all <img src=x onerror=alert(1)> `".iter(),
    );
    body.extend("x".repeat(5_000_000).bytes());
    let answer = move |_: &crate::endpoint::Seen, _: usize| {
        let body = body.clone();
        Said { status: 200, headers: vec![("x-said".into(), "<b>`|".into())], body }
    };
    let target = Endpoint::plain(answer);
    let folder = tempfile::tempdir().unwrap();
    let (done, reports) = run(folder.path(), &target.url, READ, "token-0123456789");
    let done = done.exits(1);
    let [junit, html, markdown, json, har, github] = reports.as_slice() else { panic!() };
    quick_junit::Report::deserialize_from_str(junit).unwrap();
    assert_eq!(html.matches("<script").count(), 1, "only the page's own");
    assert!(html.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;") && !html.contains("<img"));
    assert!(html.contains("of 5000"), "the cut is not told");
    assert!(markdown.contains("```diff") && !markdown.contains("\n::"));
    for text in [json, har] {
        serde_json::from_str::<serde_json::Value>(text).unwrap();
    }
    assert!(json.contains("\\ufffd") || json.contains('\u{fffd}'), "invalid UTF-8 is replaced");
    assert!(!github.is_empty() && github.lines().all(|line| line.starts_with("::error file=")));
    let seen = [&done.out, &done.err, junit, html, markdown, json, har, github];
    for text in seen {
        let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || c == '\u{202e}';
        assert_eq!(text.chars().find(|c| steers(*c)), None);
        assert!(text.len() < 1_000_000, "{} bytes", text.len());
    }
}

#[test]
fn nine_megabytes_are_an_error_and_no_report_breaks() {
    let target = Endpoint::plain(|_, _| Said::json(200, &"x".repeat(9_000_000)));
    let folder = tempfile::tempdir().unwrap();
    let (done, reports) = run(folder.path(), &target.url, READ, "token-0123456789");
    done.exits(3).says("larger than");
    assert!(reports.iter().all(|text| text.len() < 100_000));
    assert!(reports[0].contains("larger than") && reports[5].contains("larger than"));
}

const SECRETS: &str = "\
title: T
steps:
  - name: s
    request:
      post: /certificates/a/create
      headers: { x-api-key: hdrSecret0123456789/Secret+0123456789 }
      body: { pwd: \"bod\\\"y/Secret+0123456789\" }
    expect:
      - clause: s.a
        status: 404
        body: { /echo: nothing }
";

#[test]
fn no_byte_of_three_planted_secrets_is_in_any_output() {
    // Everything that came in goes out again, plain and in other coats.
    let target = Endpoint::plain(|seen, _| {
        let (token, key) = (seen.header("authorization"), seen.header("x-api-key"));
        let bare = token.trim_start_matches("Bearer ");
        let url: String = url::form_urlencoded::byte_serialize(bare.as_bytes()).collect();
        let coats =
            format!("{bare} {key} {} {url} cut {}", base64(bare), &key[..key.len() * 2 / 3]);
        // Encoders differ in what they leave as it is.
        let partly = [bare, key]
            .map(|secret| format!("{} {}", secret.replace('+', "%2b"), secret.replace('/', "\\/")));
        let partly = [partly.join(" "), url.replace('%', "%25")];
        let coats = format!("{coats} {}", partly.join(" "));
        let echo = serde_json::json!({ "echo": coats, "sent": seen.body, "key": base64(key) });
        Said::json(200, &echo.to_string()).with("x-echo", &coats)
    });
    let folder = tempfile::tempdir().unwrap();
    let token = "tok/Secret+0123456789";
    let (done, reports) = run(folder.path(), &target.url, SECRETS, token);
    let done = done.exits(1);
    assert!(target.log().iter().any(|seen| seen.header("authorization").ends_with(token)));
    let mut all = vec![done.out, done.err];
    all.extend(reports);
    for text in &all {
        for secret in ["Secret", "0123456789"] {
            assert!(!text.contains(secret), "{secret} in\n{text}");
        }
        for encoded in [base64(token), base64("hdrSecret0123456789/Secret+0123456789"), html(token)]
        {
            assert!(!text.contains(encoded.trim_end_matches('=')), "{encoded} in\n{text}");
        }
    }
    assert!(all[5].contains("[masked]"), "{}", all[5]);
}

/// Before the first case reasons quote the target: why there is no such operation, and no issuer.
#[test]
fn what_a_target_echoes_before_the_first_case_is_masked() {
    let echo = |missing: &'static str| {
        Endpoint::plain(move |seen, _| {
            if seen.method == missing {
                Said { body: seen.header("authorization").into(), ..Said::json(404, "") }
            } else {
                Said::json(200, "{}")
            }
        })
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.yaml");
    for missing in ["POST", "PUT"] {
        let target = echo(missing);
        let issuers = "issuers: { failing: { create: { provider: Test } } }";
        let has = "has: [issuers]\nauth: { token_env: KVC_TOKEN }";
        write(folder.path(), "t.yaml", &format!("url: {}\n{issuers}\n{has}\n", target.url));
        let mut run = command(&["run", "failure-says-why", "--target", path.to_str().unwrap()]);
        let done = finished(run.env("KVC_TOKEN", "tok/Secret+0123456789"));
        let text = format!("{}{}", done.out, done.err);
        assert!(text.contains("[masked]") && !text.contains("tok/Secret"), "{text}");
    }
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

fn html(text: &str) -> String {
    text.replace('/', "&#x2f;")
}
