//! What every stand-in is made of: a gate, the vault behind it, and the project's own target file
//! for the emulator, aimed at the gate.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kvcontract::verdict::VerdictKind::{Blocked, Fail, KnownDeviation, Pass, StaleDeviation};
use kvcontract::verdict::{CaseResult, RunResult, VerdictKind};
use serde_json::{Value, json};

use super::reply;
use crate::endless::Looking;
use crate::endpoint::{Endpoint, Gate, Said, Seen};
use crate::support::{Finished, Served, command, finished};

/// A token that looks like one.
const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJzdGFuZC1pbiJ9.c3RhbmQtaW4";

/// The vault behind a gate.
pub struct Behind {
    gate: Gate,
    /// Where it is, as it writes it in ids.
    pub url: String,
}

impl Behind {
    /// Asks it. Of the query it sees an api-version that it knows, and nothing else.
    pub fn ask(&self, method: &str, path: &str, body: &str) -> Said {
        let mut headers = axum::http::HeaderMap::new();
        headers.insert("content-type", "application/json".parse().unwrap());
        let (method, body) = (method.to_owned(), body.to_owned());
        let asked = path.contains('?');
        let uri = if asked { path.to_owned() } else { format!("{path}?api-version=7.4") };
        self.gate.pass(&Seen { method, uri, headers, body })
    }

    /// A certificate, if there is one that is finished.
    pub fn certificate(&self, name: &str) -> Option<Value> {
        let said = self.ask("GET", &format!("/certificates/{name}"), "");
        Some(reply::body(&said)).filter(|body| body["cer"].is_string())
    }

    /// Creates. Where no key is asked for it is of EC, which takes no time.
    pub fn created(&self, name: &str, mut request: Value) -> Said {
        if request["policy"]["key_props"].is_null() {
            request["policy"]["key_props"] = json!({ "kty": "EC", "crv": "P-256" });
        }
        self.ask("POST", &format!("/certificates/{name}/create"), &request.to_string())
    }

    /// Creates with another issuer, `Self`, and waits for its certificate: most emulators issue
    /// before they answer, whoever is asked to.
    pub fn issued(&self, name: &str, request: &Value) -> Said {
        let mut request = request.clone();
        request["policy"]["issuer"] = json!({ "name": "Self" });
        let said = self.created(name, request);
        let path = format!("/certificates/{name}");
        if said.status != 202 {
            return said;
        }
        loop {
            let said = self.ask("GET", &format!("{path}/pending"), "");
            if reply::body(&said)["status"] != "inProgress" {
                return said;
            }
        }
    }
}

/// The name and the rest of a path like `/certificates/a/pending`.
pub fn parts(seen: &Seen) -> Vec<&str> {
    seen.uri.split('?').next().unwrap_or_default().trim_matches('/').split('/').collect()
}

/// The value of a query parameter.
pub fn query<'s>(seen: &'s Seen, name: &str) -> Option<&'s str> {
    let pairs = seen.uri.split_once('?')?.1.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Whether a request bears any token.
pub fn has_token(seen: &Seen) -> bool {
    seen.header("authorization").starts_with("Bearer ")
}

/// A running stand-in.
pub struct StandIn {
    pub vault: Served,
    pub gate: Endpoint,
    target: PathBuf,
    busy: Arc<AtomicUsize>,
}

impl StandIn {
    /// One that answers so, before a vault with these faults, and the project's target file of
    /// that name with another URL and credential.
    pub fn start(
        target: &str,
        faults: &[&str],
        answers: impl Fn(&Behind, &Seen) -> Said + Send + Sync + 'static,
    ) -> StandIn {
        let arguments: Vec<&str> = faults.iter().flat_map(|fault| ["--fault", fault]).collect();
        let vault = Served::start(&arguments);
        let behind = Behind {
            gate: Gate::to(&vault.url, &vault.ca, "any"),
            url: vault.url.trim_end_matches('/').to_owned(),
        };
        let busy = Arc::new(AtomicUsize::new(0));
        let under_way = busy.clone();
        let gate = Endpoint::plain(move |seen, _| {
            under_way.fetch_add(1, Ordering::SeqCst);
            let said = answers(&behind, seen);
            under_way.fetch_sub(1, Ordering::SeqCst);
            said
        });
        let path = gate.folder().join(format!("{target}.yaml"));
        std::fs::write(&path, aimed(target, &gate.url)).unwrap();
        std::fs::create_dir(gate.folder().join("journal")).unwrap();
        StandIn { vault, gate, target: path, busy }
    }

    /// Waits until everything is answered that was asked, by whoever is gone meanwhile, too.
    pub fn rests(&self) {
        while self.busy.load(Ordering::SeqCst) > 0 {
            std::thread::yield_now();
        }
    }

    /// The target file.
    pub fn target(&self) -> String {
        self.target.display().to_string()
    }

    /// A command with that target, and a journal of its own.
    pub fn command(&self, verb: &str, more: &[&str]) -> Command {
        let target = self.target();
        let journal = self.gate.folder().join("journal").display().to_string();
        let mut all = vec![verb, "--target", &target];
        if !more.contains(&"--journal") {
            all.extend(["--journal", &journal]);
        }
        all.extend(more);
        let mut command = command(&all);
        command.env("STAND_IN_TOKEN", TOKEN);
        command
    }

    /// The same, run to its end.
    pub fn does(&self, verb: &str, more: &[&str]) -> Finished {
        finished(&mut self.command(verb, more))
    }

    /// A whole run, of which nothing may be left and in which nothing may stay untold.
    pub fn run(&self, code: i32, more: &[&str]) -> (Finished, RunResult) {
        let json = self.gate.folder().join("r.json").display().to_string();
        let done = self.does("run", &[&["--json", &json], more].concat()).exits(code);
        let text = std::fs::read_to_string(json).unwrap();
        let result: RunResult = serde_json::from_str(&text).unwrap();
        let told = [Pass, Fail, Blocked, KnownDeviation, StaleDeviation];
        let told = |case: &CaseResult| told.contains(&case.verdict.kind());
        // A rule that no answer was held to has no verdict.
        let mut cases = result.cases.iter().filter(|case| case.answers.is_none());
        assert!(cases.all(told), "without a verdict, or an Error:\n{}", done.out);
        assert_eq!(result.clean_up.left, [""; 0]);
        assert_eq!(Looking::at(&self.vault).live(), [""; 0], "live in the vault");
        (done, result)
    }
}

/// Fails the test unless at least so many passed, failed and were blocked.
pub fn at_least(result: &RunResult, bounds: [usize; 3]) {
    let counts = [Pass, Fail, Blocked].map(|kind| result.count(kind));
    let reached = counts.iter().zip(bounds).all(|(count, bound)| *count >= bound);
    assert!(reached, "{counts:?} passed, failed, were blocked");
}

/// Fails the test unless each of these cases ended so.
pub fn ended(result: &RunResult, kind: VerdictKind, ids: &[&str]) {
    for id in ids {
        let case = result.cases.iter().find(|case| case.id == *id);
        assert_eq!(case.map(|case| case.verdict.kind()), Some(kind), "{id}");
    }
}

/// The project's target file with another URL and credential; what is declared of the real one is
/// not declared of who plays it. All else is as it stands there.
fn aimed(target: &str, url: &str) -> String {
    let path = format!("{}/targets/{target}.yaml", env!("CARGO_MANIFEST_DIR"));
    let written = std::fs::read_to_string(path).unwrap();
    let mut text = String::new();
    let mut skipped = false;
    for line in written.lines() {
        let own = ["auth:", "deviations:", "untested:"].iter().any(|key| line.starts_with(key));
        skipped = own || skipped && line.starts_with(' ');
        if !skipped && !line.starts_with("url:") {
            text.push_str(&format!("{line}\n"));
        }
    }
    format!("{text}url: {url}\nauth: {{ token_env: STAND_IN_TOKEN }}\n")
}
