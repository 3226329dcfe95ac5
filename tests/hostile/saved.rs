//! Saved results and recorded traffic of other people's, shown and judged: every text in them that is
//! told is one that somebody might obey.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::ended::Ended;
use crate::row::{KINDS, honest, watched};
use crate::support::command;

/// In every place at once.
const TEXTS: [&str; 6] = [
    "::error::pwned",
    "a\n::stop-commands::pwned\nb",
    "\r::set-output name=a::pwned",
    "x ##vso[task.setvariable variable=a]pwned ##[error]b ##teamcity[c]",
    "\u{1b}[2J\u{9b}31m\u{202e}\u{7}\0",
    "</script><script>pwned()</script>",
];

#[track_caller]
fn holds(ended: &Ended, exits: &[i32]) {
    let wrong = ended.wrong(&[], exits, "", Duration::from_secs(30));
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("; "), ended.told());
}

/// Every text but those that a reader goes by.
fn infested(value: &mut Value, key: &str, text: &str) {
    const KEPT: [&str; 9] = [
        "kind",
        "outcome",
        "contract",
        "level",
        "method",
        "matched",
        "started_at",
        "startedDateTime",
        "version",
    ];
    match value {
        Value::String(old) if !KEPT.contains(&key) => *old = format!("{old}{text}"),
        Value::Array(items) => items.iter_mut().for_each(|item| infested(item, key, text)),
        Value::Object(fields) => {
            fields.iter_mut().for_each(|(name, field)| infested(field, name, text));
        }
        _ => {}
    }
}

/// A run with causes, as its JSON and its HAR.
fn good(folder: &Path) -> (Value, Value) {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (json, har) = (path("good.json"), format!("har={}", path("good.har")));
    let fault = ["run", "second-create", "target-names", "--fault", "target-is-pending"];
    let done =
        watched(&mut command(&[&fault[..], &["--json", &json, "--report", &har]].concat()), folder);
    assert_eq!(done.code, Some(1), "{}", done.told());
    let read = |name: &str| serde_json::from_slice(&std::fs::read(path(name)).unwrap()).unwrap();
    (read("good.json"), read("good.har"))
}

fn reports(folder: &Path, mut done: Ended) -> Ended {
    let text = |kind: &str| std::fs::read_to_string(folder.join(kind)).unwrap_or_default();
    done.reports = KINDS.map(|kind| (kind.to_owned(), text(kind)));
    done
}

#[test]
fn nothing_in_a_saved_result_acts_when_it_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let (result, _) = good(folder.path());
    let path = folder.path().join("r.json");
    let saved = path.to_str().unwrap();
    for text in TEXTS {
        let mut result = result.clone();
        infested(&mut result, "", text);
        std::fs::write(&path, result.to_string()).unwrap();
        let case = result["cases"][0]["id"].as_str().unwrap().to_owned();
        let mut broken = result["cases"].as_array().unwrap().iter();
        let broken = broken.find(|case| case["verdict"]["kind"] == "fail").unwrap();
        let (broken, clause) = (&broken["id"], &broken["requirements"][0]["id"]);
        let words = [case.as_str(), broken.as_str().unwrap(), clause.as_str().unwrap()];
        for what in ["1", "notes", "nothing-of-that-name", text].iter().chain(&words) {
            // A NUL cannot be said on a command line.
            if what.contains('\0') {
                continue;
            }
            let ended = watched(&mut command(&["show", what, "--from", saved]), folder.path());
            holds(&ended, &[0, 2]);
        }
        holds(&watched(&mut command(&["show", "--from", saved]), folder.path()), &[0]);
        holds(&watched(&mut command(&["diff", saved, saved]), folder.path()), &[0, 1]);
        let again = watched(&mut command(&["run", "--rerun-failed", saved]), folder.path());
        holds(&again, &[0, 1, 2, 3, 4]);
    }
}

#[test]
fn nor_in_recorded_traffic_when_it_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let (_, har) = good(folder.path());
    let path = folder.path().join("t.har");
    let wanted = KINDS.map(|kind| format!("{kind}={}", folder.path().join(kind).display()));
    for text in TEXTS {
        for names in [false, true] {
            let mut har = har.clone();
            for entry in har["log"]["entries"].as_array_mut().unwrap() {
                spoilt(entry, text, names);
            }
            std::fs::write(&path, har.to_string()).unwrap();
            let mut verify = vec!["verify", path.to_str().unwrap()];
            wanted.iter().for_each(|report| verify.extend(["--report", report]));
            let done = watched(&mut command(&verify), folder.path());
            holds(&reports(folder.path(), done), &[0, 1, 2, 4]);
            let done = watched(&mut command(&["show"]), folder.path());
            holds(&done, &[0, 2]);
        }
    }
    let (url, _) = honest();
    let odd =
        json!({ "method": "GET\r\n::error::x", "url": format!("{url}/certificates/\n::error::x") });
    for line in
        [odd.to_string(), "::error::pwned\n".to_owned(), "{\"method\": \"##[error]\"}".to_owned()]
    {
        std::fs::write(&path, line).unwrap();
        let done = watched(&mut command(&["verify", path.to_str().unwrap()]), folder.path());
        holds(&done, &[0, 1, 2, 4]);
    }
}

/// The text in what was answered, and perhaps in what was asked for.
fn spoilt(entry: &mut Value, text: &str, names: bool) {
    if let Some(body) = entry["response"]["content"]["text"].as_str() {
        let mut body: Value = serde_json::from_str(body).unwrap_or_default();
        infested(&mut body, "", text);
        entry["response"]["content"]["text"] = body.to_string().into();
    }
    infested(&mut entry["response"]["headers"], "", text);
    if names {
        infested(&mut entry["request"], "", text);
    }
}
