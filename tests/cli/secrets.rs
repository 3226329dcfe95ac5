//! The smallest vault of secrets: set, read, list, delete, purge; its token may touch nothing else. And
//! a place from which a test runs kvcontract against it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::json;
use tempfile::TempDir;

use crate::endpoint::{Endpoint, Said, Seen};
use crate::support::{Finished, command, finished, write};

/// The folder of the suite that is about it.
pub const SUITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suites/secrets");

/// What is there, live and deleted: values by name.
#[derive(Debug, Default)]
struct State {
    live: BTreeMap<String, String>,
    deleted: BTreeMap<String, String>,
}

/// A mistake that it makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    /// What is read is not what was set.
    Loses,
    /// What is deleted stays.
    Keeps,
    /// What is set is answered with 201.
    Creates,
    /// Nothing may be purged.
    Locks,
    /// Nothing is set.
    Refuses,
}

/// A running one.
pub struct Secrets {
    pub endpoint: Endpoint,
    state: Arc<Mutex<State>>,
}

impl Secrets {
    pub fn start(fault: Fault) -> Secrets {
        let state: Arc<Mutex<State>> = Arc::default();
        let kept = state.clone();
        let endpoint = Endpoint::plain(move |seen, _| {
            let mut state = kept.lock().unwrap();
            answer(&mut state, seen, fault)
        });
        Secrets { endpoint, state }
    }

    /// The names that are there, deleted ones too.
    pub fn names(&self) -> Vec<String> {
        let state = self.state.lock().unwrap();
        state.live.keys().chain(state.deleted.keys()).cloned().collect()
    }

    /// Sets one past kvcontract.
    pub fn set(&self, name: &str) {
        self.state.lock().unwrap().live.insert(name.to_owned(), "theirs".to_owned());
    }

    /// The paths that were asked for, without parameters.
    pub fn asked(&self) -> Vec<String> {
        let path = |seen: Seen| seen.uri.split('?').next().unwrap_or_default().to_owned();
        self.endpoint.log().into_iter().map(path).collect()
    }
}

fn refused(status: u16) -> Said {
    Said::json(status, r#"{"error":{"code":"Refused","message":"m"}}"#)
}

fn answer(state: &mut State, seen: &Seen, fault: Fault) -> Said {
    if seen.header("authorization") != "Bearer tea" {
        return refused(401).with("www-authenticate", "Bearer");
    }
    let path = seen.uri.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let list = |of: &BTreeMap<String, String>, below: &str| {
        let item = |name: &String| json!({ "id": format!("https://kv.example/{below}/{name}") });
        let items: Vec<_> = of.keys().map(item).collect();
        Said::json(200, &json!({ "value": items, "nextLink": null }).to_string())
    };
    match (seen.method.as_str(), parts.as_slice()) {
        ("GET", ["secrets"]) => list(&state.live, "secrets"),
        ("GET", ["deletedsecrets"]) => list(&state.deleted, "deletedsecrets"),
        ("PUT", ["secrets", _]) if fault == Fault::Refuses => refused(400),
        ("PUT", ["secrets", name]) => {
            let body: serde_json::Value = serde_json::from_str(&seen.body).unwrap_or_default();
            let value = body["value"].as_str().unwrap_or_default().to_owned();
            state.live.insert((*name).to_owned(), value.clone());
            shown(name, &value, if fault == Fault::Creates { 201 } else { 200 })
        }
        ("GET", ["secrets", name]) => match state.live.get(*name) {
            Some(_) if fault == Fault::Loses => shown(name, "coffee", 200),
            Some(value) => shown(name, value, 200),
            None => refused(404),
        },
        ("DELETE", ["secrets", name]) => match state.live.get(*name).cloned() {
            Some(_) if fault == Fault::Keeps => shown(name, "", 200),
            Some(value) => {
                state.live.remove(*name);
                state.deleted.insert((*name).to_owned(), value);
                let body =
                    json!({ "recoveryId": format!("https://kv.example/deletedsecrets/{name}") });
                Said::json(200, &body.to_string())
            }
            None => refused(404),
        },
        ("GET", ["deletedsecrets", name]) => match state.deleted.get(*name) {
            Some(_) => shown(name, "", 200),
            None => refused(404),
        },
        ("DELETE", ["deletedsecrets", _]) if fault == Fault::Locks => refused(403),
        ("DELETE", ["deletedsecrets", name]) => match state.deleted.remove(*name) {
            Some(_) => Said { status: 204, ..Said::default() },
            None => refused(404),
        },
        (_, ["secrets" | "deletedsecrets", ..]) => refused(405),
        _ => refused(403),
    }
}

fn shown(name: &str, value: &str, status: u16) -> Said {
    let body = json!({
        "id": format!("https://kv.example/secrets/{name}/0123456789abcdef0123456789abcdef"),
        "value": value,
        "attributes": { "enabled": true, "created": 1, "updated": 1 },
    });
    Said::json(status, &body.to_string())
}

/// A folder for what a test writes, and the arguments that every command to the vault has.
pub struct Place {
    pub folder: TempDir,
    pub vault: Secrets,
}

impl Place {
    pub fn with(fault: Fault) -> Place {
        let (folder, vault) = (tempfile::tempdir().unwrap(), Secrets::start(fault));
        let target = format!(
            "url: {}\nauth: {{ token_env: TEA }}\ntimeouts: {{ interval: 20ms, case: 2s, poll: 1s, \
             clean_up: 2s }}\n",
            vault.endpoint.url
        );
        write(folder.path(), "target.yaml", &target);
        Place { folder, vault }
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = command(words);
        command.args(["--target", &self.path("target.yaml")]).env("TEA", "tea");
        if ["run", "sweep", "doctor"].contains(&words[0]) {
            command.args(["--journal", &self.path("journal")]);
        }
        command
    }

    pub fn does(&self, words: &[&str]) -> Finished {
        finished(&mut self.command(words))
    }

    /// Writes a scenario and gives its path.
    pub fn scenario(&self, name: &str, text: &str) -> String {
        let relative = format!("cases/secrets/{name}.yaml");
        write(self.folder.path(), &relative, text);
        self.path(&relative)
    }

    /// A run that is in the middle of a case.
    pub fn endless(&self, case: &str) -> Child {
        let mut command = self.command(&["run", "--suite", SUITE, "--scenarios", case]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        while self.vault.names().is_empty() {
            assert!(child.try_wait().unwrap().is_none(), "the run ended by itself");
        }
        child
    }

    pub fn journals(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.path("journal")).unwrap();
        files.map(|file| file.unwrap().path()).collect()
    }
}
