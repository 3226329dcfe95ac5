//! `kvcontract verify`: recorded traffic judged by the rules, and files that are none.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use kvcontract::verdict::{RunRemark, RunResult, Verdict};
use serde_json::{Value, json};

use crate::support::{Finished, command, kvcontract, skipped};

/// Verifies files and gives what was saved.
fn verified(files: &[&str], more: &[&str], code: i32) -> RunResult {
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("result.json");
    let mut arguments = vec!["verify", "--json", saved.to_str().unwrap()];
    arguments.extend(more);
    arguments.extend(files);
    kvcontract(&arguments).exits(code);
    serde_json::from_slice(&std::fs::read(&saved).unwrap()).unwrap()
}

fn broken(result: &RunResult) -> BTreeSet<String> {
    let failed = result.cases.iter().filter(|case| case.verdict == Verdict::Fail);
    failed.filter(|case| case.answers.is_some()).map(|case| case.id.clone()).collect()
}

fn remarks(result: &RunResult) -> String {
    let text = |remark: &RunRemark| match remark {
        RunRemark::Note { text } => text.clone(),
        other => format!("{other:?}"),
    };
    result.remarks.iter().map(text).collect::<Vec<_>>().join("\n")
}

/// A file with that content in a folder that lasts as long as it.
struct File(tempfile::TempDir);

impl File {
    fn of(content: impl AsRef<[u8]>) -> File {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("traffic"), content).unwrap();
        File(folder)
    }

    fn path(&self) -> String {
        self.0.path().join("traffic").display().to_string()
    }
}

const ID: &str = "0123456789abcdef0123456789abcdef";

/// An exchange of the certificate `n`, as a JSON object.
fn exchange(method: &str, below: &str, status: u16, body: Value) -> Value {
    json!({
        "method": method,
        "url": format!("https://kv.example/certificates/n{below}?api%2Dversion=7.4"),
        "request_headers": { "authorization": "Bearer 0123456789-very-secret" },
        "request_body": null,
        "status": status,
        "headers": {
            "content-type": "application/json",
            "location": format!(
                "https://kv.example/certificates/n/pending?api-version=7.4&request_id={ID}"
            ),
        },
        "response_body": body,
    })
}

fn operation(status: &str) -> Value {
    json!({
        "id": "https://kv.example/certificates/n/pending",
        "issuer": { "name": "Unknown" },
        "csr": "MIICY3V0Y3V0Y3V0Y3V0Y3V0",
        "cancellation_requested": false,
        "status": status,
        "status_details": "Waiting.",
        "request_id": ID,
    })
}

fn create() -> Value {
    exchange("POST", "/create", 202, operation("inProgress"))
}

fn not_found() -> Value {
    let body = json!({ "error": { "code": "PendingCertificateNotFound", "message": "none" } });
    exchange("GET", "/pending", 404, body)
}

fn lines(exchanges: &[Value]) -> File {
    File::of(exchanges.iter().map(|e| format!("{e}\n")).collect::<String>())
}

/// The archive of a run breaks the rules that the run broke, whatever is wrong with the vault.
fn archive_says_what_the_run_said(faults: &[&str]) {
    for fault in faults {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let (har, json) = (at("run.har"), at("run.json"));
        let wanted = format!("har={har}");
        let mut arguments = vec!["run", "--json", &json, "--report", &wanted];
        if !fault.is_empty() {
            arguments.extend(["--fault", fault]);
        }
        kvcontract(&arguments).exits(i32::from(!fault.is_empty()));
        let run: RunResult = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
        // What only a case can show is in no archive.
        let by_rules = broken(&run);
        let result = verified(&[&har], &[], i32::from(!by_rules.is_empty()));
        assert_eq!(broken(&result), by_rules, "{fault}");
        assert!(remarks(&result).contains(" 0 not seen"), "{fault}: {}", remarks(&result));
        assert!(!remarks(&result).contains("twice"), "{fault}: {}", remarks(&result));
    }
}

#[test]
fn the_archive_of_a_run_breaks_what_the_run_broke() {
    archive_says_what_the_run_said(&["", "issuer-echo-url", "merge-any-key", "import-not-guarded"]);
}

#[test]
fn the_archive_of_a_run_tells_answers_of_another_form_too() {
    archive_says_what_the_run_said(&[
        "errors-html",
        "delete-answers-204",
        "manual-without-location",
    ]);
}

#[test]
fn the_archive_of_a_run_tells_what_changes_behind_its_back() {
    archive_says_what_the_run_said(&["create-replaces-pending", "request-id-unstable"]);
}

#[test]
fn a_name_is_whole_from_its_create_on_unless_gaps_are_admitted() {
    let lost = lines(&[create(), not_found()]);
    assert_eq!(
        broken(&verified(&[&lost.path()], &[], 1)),
        ["rules/operation/pending.found".into()].into()
    );
    verified(&[&lost.path()], &["--gaps"], 0);
    // What happened before the file begins, nobody knows.
    let middle = lines(&[exchange("GET", "/pending", 200, operation("inProgress")), not_found()]);
    verified(&[&middle.path()], &[], 0);
    // Nor what happened between two files.
    let (first, second) = (lines(&[create()]), lines(&[not_found()]));
    verified(&[&first.path(), &second.path()], &[], 0);
}

#[test]
fn what_was_not_seen_is_held_against_nobody() {
    let hidden = |body: Value| exchange("DELETE", "/pending", 200, body);
    let mut unrecorded = hidden(Value::Null);
    unrecorded.as_object_mut().unwrap().remove("response_body");
    let mut unanswered = hidden(Value::Null);
    unanswered["status"] = json!(0);
    let mut redacted = operation("inProgress");
    redacted["csr"] = json!("[REDACTED]");
    for (what, in_between) in [
        ("the body was not recorded", unrecorded),
        ("without an answer", unanswered),
        ("values of the body are redacted", hidden(redacted)),
        ("the body was cut", hidden(json!("{\"id\":\"https:"))),
    ] {
        let file = lines(&[create(), in_between, not_found()]);
        let told = remarks(&verified(&[&file.path()], &[], 0));
        assert!(told.contains("1 not seen") && told.contains(what), "{what}: {told}");
    }
}

#[test]
fn exchanges_are_heard_in_the_order_of_time() {
    let at = |mut exchange: Value, second: u32| {
        exchange["started_at"] = json!(format!("2026-01-01T00:00:{second:02}Z"));
        exchange
    };
    let deleted = || exchange("DELETE", "/pending", 200, operation("inProgress"));
    let file = lines(&[at(not_found(), 3), at(create(), 1), at(deleted(), 2)]);
    assert_eq!(verified(&[&file.path()], &[], 0).count(Verdict::Fail.kind()), 0);
    // A read that was under way while it was deleted may find it or not.
    let mut slow = at(not_found(), 1);
    slow["started_at"] = json!("2026-01-01T00:00:01.5Z");
    slow["millis"] = json!(5000);
    let file = lines(&[at(create(), 1), slow, at(deleted(), 2)]);
    let told = remarks(&verified(&[&file.path()], &[], 0));
    assert!(told.contains("under way together"), "{told}");
}

#[test]
fn only_what_is_the_same_to_the_last_header_is_there_twice() {
    let mut first = exchange("GET", "/pending", 200, operation("inProgress"));
    first["started_at"] = json!("2026-01-01T00:00:00.123Z");
    first["headers"]["x-ms-request-id"] = json!("1");
    let told = |second: &Value| {
        remarks(&verified(&[&lines(&[first.clone(), second.clone()]).path()], &[], 0))
    };
    for (part, header) in [("headers", "x-ms-request-id"), ("request_headers", "traceparent")] {
        let mut other = first.clone();
        other[part][header] = json!("2");
        let said = told(&other);
        assert!(said.contains("2 recorded exchanges in 1 file: 2 held to rules"), "{said}");
        assert!(!said.contains("twice"), "{said}");
    }
    let said = told(&first);
    assert!(said.contains("2 recorded exchanges in 1 file: 1 held to rules"), "{said}");
    assert!(said.contains("1 entries are in the file twice, and count once"), "{said}");
}

#[test]
fn the_other_authority_is_told_as_a_command_that_judges_the_same_files() {
    let mut body = operation("cancelled");
    body["cancellation_requested"] = json!(true);
    let file = lines(&[exchange("GET", "/pending", 200, body)]);
    let done = kvcontract(&["verify", &file.path(), "--gaps"]).exits(1);
    let again = format!("kvcontract verify {} --gaps --contract observed", file.path());
    done.says(&format!("Or         {again}, for every failure is what real vaults answer"));
    let words: Vec<&str> = again.split(' ').skip(1).collect();
    kvcontract(&words).exits(0);
}

#[test]
fn what_is_not_of_the_contract_is_counted_by_kind() {
    let other = |url: &str| {
        let mut one = create();
        one["url"] = json!(url);
        one
    };
    let file = lines(&[
        create(),
        other("https://kv.example/secrets/n?api-version=7.4"),
        other("https://login.example/t/oauth2/v2.0/token"),
        other("https://kv.example/certificates/n/create"),
        json!({ "method": 7 }),
    ]);
    let told = remarks(&verified(&[&file.path()], &[], 0));
    for part in ["3 not judged", "1 keys, secrets", "1 token endpoints", "1 no api-version"] {
        assert!(told.contains(part), "no {part} in {told}");
    }
    assert!(told.contains("1 that are no exchange of this form"), "{told}");
    let nothing = lines(&[other("https://kv.example/keys/n?api-version=7.4")]);
    kvcontract(&["verify", &nothing.path()]).exits(4);
}

#[test]
fn secrets_of_the_traffic_are_in_no_report() {
    let mut wrong = exchange("POST", "/import", 400, json!({ "error": "you sent Pa55-word/1" }));
    wrong["request_body"] = json!({ "pwd": "Pa55-word/1", "value": "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----" });
    wrong["url"] = json!("https://user:hunter2@kv.example/certificates/n/import?api-version=7.4");
    let file = lines(&[wrong]);
    let folder = tempfile::tempdir().unwrap();
    let kinds = ["json", "junit", "html", "markdown", "har"];
    let paths = kinds.map(|kind| folder.path().join(kind).display().to_string());
    let wanted: Vec<String> =
        kinds.iter().zip(&paths).map(|(kind, path)| format!("{kind}={path}")).collect();
    let file = file.path();
    let mut arguments = vec!["verify", file.as_str()];
    wanted.iter().for_each(|wanted| arguments.extend(["--report", wanted]));
    let done = kvcontract(&arguments).exits(1);
    let mut texts = vec![done.out, done.err];
    texts.extend(paths.iter().map(|path| std::fs::read_to_string(path).unwrap()));
    for text in texts {
        for secret in ["Pa55-word", "0123456789-very-secret", "hunter2", "BEGIN PRIVATE"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[test]
fn stdin_is_read_and_base64_is_undone() {
    // base64 of `{"error":"no"}`
    let har = json!({ "log": { "version": "1.2", "entries": [{
        "startedDateTime": "2026-01-01T00:00:00Z",
        "time": 1.5,
        "request": { "method": "POST", "url": create()["url"], "headers": [] },
        "response": {
            "status": 409,
            "headers": [{ "name": "Content-Type", "value": "application/json" }],
            "content": { "size": 14, "encoding": "base64", "text": "eyJlcnJvciI6Im5vIn0=" },
        },
    }] } });
    let mut command = command(&["verify", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(har.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let out = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{out}");
    assert!(out.contains("wire.error-envelope"), "{out}");
}

fn refused(content: impl AsRef<[u8]>) -> Finished {
    kvcontract(&["verify", &File::of(content).path()]).exits(2)
}

#[test]
fn a_file_that_is_no_traffic_is_refused_with_entry_and_byte() {
    let begun = format!("{{\"log\":{{\"entries\":[{},{{\"request\":", json!({ "request": {} }));
    refused(&begun).complains(&format!("entry 2, byte {}: the file ends", begun.len()));
    refused("").complains("entry 1, byte 0: there is nothing in it");
    refused(" \n").complains("there is nothing in it");
    refused([0x1F, 0x8B, 8, 0, 0, 0]).complains("neither a HAR nor exchanges");
    refused("{\"log\":{\"entries\":[{\"a\":tru e}]}}").complains("entry 1, byte 28: no JSON");
    refused("{\"log\":{}}").complains("no list of entries");
    refused("{\"log\":\"eyJ0.secret\"}").complains("not of the form of a HAR");
    refused("{\"name\":1}").complains("neither a HAR nor exchanges");
    refused(format!("{}\n{{\"method\":", create())).complains("entry 2, byte ");
}

#[test]
fn hostile_files_cost_neither_the_stack_nor_the_memory() {
    let deep = "[".repeat(3_000_000);
    refused(format!("{{\"log\":{{\"entries\":[{deep}"));
    refused(&deep);
    refused(format!("{{\"log\":{{\"pages\":{deep}"));
    let large = format!("{{\"log\":{{\"entries\":[{{\"a\":\"{}\"}}]}}}}", "x".repeat(65 << 20));
    refused(large).complains("larger than 64 MiB");
    // A body of ten megabytes, and one that is nested too deep, are judged as what they are.
    let mut long = exchange("POST", "/create", 409, json!({ "error": "x".repeat(10 << 20) }));
    let file = lines(&[long.clone()]);
    assert_eq!(
        broken(&verified(&[&file.path()], &[], 1)),
        ["rules/refusal/wire.error-envelope".into()].into()
    );
    long["response_body"] = json!(format!("{}{}", "[".repeat(500), "]".repeat(500)));
    kvcontract(&["verify", &lines(&[long]).path()]).exits(1);
}

#[cfg(unix)]
#[test]
fn what_could_wait_for_ever_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().display().to_string();
    kvcontract(&["verify", &root]).exits(2).complains("it is a directory");
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    kvcontract(&["verify", pipe.to_str().unwrap()]).exits(2).complains("not a regular file");
    kvcontract(&["verify", "/nowhere.har"]).exits(2).complains("/nowhere.har: ");
    kvcontract(&["verify", "-", "-"]).exits(2).complains("given twice");
}

/// The records beside the project, as JSON lines; what was cut in them is filled.
fn records() -> Option<File> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/contract/recordings");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        skipped("verify of records", &format!("no records in {}", folder.display()));
        return None;
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let text = text.replace("MII…(elided)", "MIICY3V0Y3V0Y3V0Y3V0Y3V0");
        let text = text.replace("<version>", &"0".repeat(32)).replace("<vault>", "vault");
        let mut record: Value = serde_json::from_str(&text).unwrap();
        // Who transcribed it by hand left headers out.
        if record["transcribed"] == true {
            record["headers"] = json!({});
        }
        let source = format!("{} {}", record["source_path"], record["commit"]);
        let vault: String = source.chars().filter(char::is_ascii_alphanumeric).collect();
        let url = record["url"].as_str().unwrap();
        let path = url.splitn(4, '/').nth(3).unwrap_or_default();
        record["url"] =
            json!(format!("https://{}/{path}", &vault[vault.len().saturating_sub(200)..]));
        record
    };
    Some(lines(&paths.iter().map(read).collect::<Vec<_>>()))
}

#[test]
fn records_of_real_vaults_keep_the_contract_as_observed() {
    let Some(file) = records() else { return };
    let result = verified(&[&file.path()], &["--gaps", "--contract", "observed"], 0);
    let held: u64 =
        result.cases.iter().filter_map(|case| case.answers.as_ref()).map(|a| a.held).sum();
    assert!(held > 150, "only {held} answers were held to rules: {}", remarks(&result));
    let result = verified(&[&file.path()], &["--gaps"], 1);
    assert_eq!(broken(&result), ["rules/state/canceled.status".into()].into());
}

#[test]
fn traffic_of_sdks_with_the_vault_keeps_the_contract() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/traffic");
    let Ok(entries) = std::fs::read_dir(&root) else {
        return skipped("verify of SDK traffic", &format!("no traffic in {}", root.display()));
    };
    let mut judged = BTreeMap::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        let shown = path.display().to_string();
        let observed = if shown.contains("observed") { "observed" } else { "documented" };
        let result = verified(&[&shown], &["--contract", observed], 0);
        judged.insert(shown, remarks(&result));
    }
    assert!(!judged.is_empty());
    assert!(judged.values().all(|told| told.contains(" 0 not seen")), "{judged:#?}");
}
