//! A run that never ends by itself, against a vault of its own, to be interrupted or killed.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Served, command, write};

/// Waits for ever on an operation that never ends.
const SCENARIO: &str = "\
title: It waits for an end that does not come
steps:
  - name: issuer
    request:
      put: \"/certificates/issuers/{{name}}\"
      body: { provider: Test }
    expect:
      - clause: issuer.put-get-delete
        status: 200
  - name: create
    request:
      post: \"/certificates/{{name}}/create\"
      body: { policy: { x509_props: { subject: \"CN={{name}}\" }, issuer: { name: Unknown } } }
    expect:
      - clause: create.accepted
        status: 202
  - name: wait
    request: { get: \"/certificates/{{name}}/pending\" }
    poll: { until: { body: { /status: completed } } }
";

/// What a vault holds, seen past kvcontract.
pub struct Looking {
    runtime: tokio::runtime::Runtime,
    client: reqwest::Client,
    url: String,
}

impl Looking {
    pub fn at(served: &Served) -> Looking {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let pem = std::fs::read(&served.ca).unwrap();
        let ca = reqwest::Certificate::from_pem(&pem).unwrap();
        let client = reqwest::Client::builder().tls_certs_only([ca]).build().unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        Looking { runtime, client, url: served.url.clone() }
    }

    fn names(&self, path: &str) -> Vec<String> {
        let mut next = Some(format!("{}{path}api-version=7.4", self.url));
        let mut names = Vec::new();
        while let Some(url) = next {
            let text = self.runtime.block_on(async {
                self.client.get(&url).send().await.unwrap().text().await.unwrap()
            });
            let list: Value = serde_json::from_str(&text).unwrap();
            let items = list["value"].as_array().unwrap_or_else(|| panic!("no list: {text}"));
            names.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            next = list["nextLink"].as_str().map(str::to_owned);
        }
        names
    }

    /// Certificates, unfinished ones too.
    pub fn live(&self) -> Vec<String> {
        self.names("/certificates?includePending=true&")
    }

    /// The same and deleted ones.
    pub fn certificates(&self) -> Vec<String> {
        let mut names = self.live();
        names.extend(self.names("/deletedcertificates?"));
        names
    }

    /// How many things there are.
    pub fn objects(&self) -> usize {
        self.certificates().len() + self.names("/certificates/issuers?").len()
    }

    /// Sends a request that has to succeed.
    pub fn does(&self, method: &str, path: &str, body: &'static str) {
        let url = format!("{}{path}?api-version=7.4", self.url);
        let request = self.client.request(method.parse().unwrap(), &url);
        let request = request.header("content-type", "application/json").body(body);
        let answer = self.runtime.block_on(async { request.send().await.unwrap() });
        assert!(answer.status().is_success(), "{method} {path}: {}", answer.status());
    }
}

/// The run, its vault and its files.
pub struct Endless {
    pub child: Child,
    pub served: Served,
    pub looking: Looking,
    folder: TempDir,
}

impl Endless {
    /// Starts it, and waits until it has created what it creates: an issuer and a certificate.
    pub fn start() -> Endless {
        let served = Served::start(&[]);
        let folder = prepared(&served);
        let report = folder.path().join("r.json");
        let mut child = run(&folder).args(["--json", report.to_str().unwrap()]).spawn().unwrap();
        let looking = Looking::at(&served);
        // Not that of the probe, which comes before it.
        let created = |ids: Vec<String>| ids.iter().any(|id| id.ends_with("-endless"));
        while !created(looking.certificates()) {
            assert!(child.try_wait().unwrap().is_none(), "the run ended by itself");
        }
        Endless { child, served, looking, folder }
    }

    /// The same, killed: nothing of it could clean up.
    pub fn killed() -> Endless {
        let mut endless = Endless::start();
        endless.child.kill().unwrap();
        endless.child.wait().unwrap();
        assert_eq!(endless.looking.objects(), 2, "nothing to sweep");
        endless
    }

    pub fn signalled(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    pub fn report(&self) -> PathBuf {
        self.folder.path().join("r.json")
    }

    pub fn journal(&self) -> PathBuf {
        self.folder.path().join("journal")
    }

    /// The files in the journal's folder.
    pub fn journals(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.journal()).unwrap();
        files.map(|file| file.unwrap().path()).collect()
    }
}

/// A folder with the scenario and the target file.
pub fn prepared(served: &Served) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "suite/cases/create/endless.yaml", SCENARIO);
    let target = format!("url: {}\ntls: {{ ca: {} }}\n", served.url, served.ca);
    write(folder.path(), "target.yml", &target);
    folder
}

/// The command that runs it.
pub fn run(folder: &TempDir) -> Command {
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let mut command = command(&["run", "--target", &path("target.yml")]);
    command.args(["--scenarios", &path("suite"), "--journal", &path("journal")]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}
