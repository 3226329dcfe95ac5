//! Ctrl-C and SIGTERM in the middle of a run: nothing is left behind, reports are written.

use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::support::{Served, command, write};

/// Waits for ever on an operation that never ends.
const ENDLESS: &str = "\
title: It waits for an end that does not come
steps:
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

struct Looking {
    runtime: tokio::runtime::Runtime,
    client: reqwest::Client,
    url: String,
}

impl Looking {
    fn at(served: &Served) -> Looking {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let pem = std::fs::read(&served.ca).unwrap();
        let ca = reqwest::Certificate::from_pem(&pem).unwrap();
        let client = reqwest::Client::builder().tls_certs_only([ca]).build().unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        Looking { runtime, client, url: served.url.clone() }
    }

    fn count(&self, path: &str) -> usize {
        let url = format!("{}{path}api-version=7.4", self.url);
        let text = self
            .runtime
            .block_on(async { self.client.get(&url).send().await.unwrap().text().await.unwrap() });
        let list: Value = serde_json::from_str(&text).unwrap();
        list["value"].as_array().unwrap_or_else(|| panic!("no list: {text}")).len()
    }

    fn certificates(&self) -> usize {
        self.count("/certificates?includePending=true&") + self.count("/deletedcertificates?")
    }
}

fn signalled(child: &Child, signal: &str) {
    let status = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

fn stopped_by(signal: &str) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "suite/cases/create/endless.yaml", ENDLESS);
    let report = folder.path().join("r.json");
    let served = Served::start(&[]);
    let looking = Looking::at(&served);
    let target =
        format!("url: {}\ntls: {{ ca: {} }}\nhas: [create, pending]\n", served.url, served.ca);
    write(folder.path(), "target.yml", &target);
    let mut child =
        command(&["run", "--target", folder.path().join("target.yml").to_str().unwrap()])
            .args(["--scenarios", folder.path().join("suite").to_str().unwrap()])
            .args(["--json", report.to_str().unwrap()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
    while looking.certificates() == 0 {
        assert!(child.try_wait().unwrap().is_none(), "the run ended by itself");
    }
    signalled(&child, signal);
    assert_eq!(child.wait().unwrap().code(), Some(3));
    assert_eq!(looking.certificates(), 0, "something was left behind");
    let text = std::fs::read_to_string(report).unwrap();
    let result: kvcontract::verdict::RunResult = serde_json::from_str(&text).unwrap();
    assert!(result.interrupted);
    assert_eq!(result.cases[0].verdict.reason().map(|r| r.contains("interrupted")), Some(true));
    // The case's certificate, and the probe's.
    assert!(result.clean_up.created >= 1);
    assert_eq!(result.clean_up.removed, result.clean_up.created);
}

#[test]
fn ctrl_c_leaves_nothing_and_writes_the_report() {
    stopped_by("-INT");
}

#[test]
fn sigterm_leaves_nothing_and_writes_the_report() {
    stopped_by("-TERM");
}
