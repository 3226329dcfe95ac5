//! `kvcontract record`: what goes through the proxy stands in the file, and can be judged.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::support::{Served, command, kvcontract};

/// A vault, and a proxy before it.
struct Recording {
    vault: Served,
    folder: tempfile::TempDir,
    proxy: Child,
    url: String,
}

const VERSION: &str = "?api-version=7.4";

impl Recording {
    fn of(vault: Served) -> Recording {
        let folder = tempfile::tempdir().unwrap();
        let har = folder.path().join("traffic.har").display().to_string();
        let arguments = ["record", "--to", &vault.url, "--ca", &vault.ca, "--har", &har];
        let mut command = command(&arguments);
        command.args(["--verify"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut proxy = command.spawn().unwrap();
        let mut url = String::new();
        let out = proxy.stdout.as_mut().unwrap();
        // One byte at a time: the rest is read when it has ended.
        BufReader::with_capacity(1, out).read_line(&mut url).unwrap();
        let url = url.trim().strip_prefix("url: ").unwrap().to_owned();
        Recording { vault, folder, proxy, url }
    }

    fn har(&self) -> String {
        self.folder.path().join("traffic.har").display().to_string()
    }

    /// What stands in the file now.
    fn entries(&self) -> Vec<Value> {
        let har: Value = serde_json::from_slice(&std::fs::read(self.har()).unwrap()).unwrap();
        har["log"]["entries"].as_array().unwrap().clone()
    }

    fn ask(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        let url = format!("{}{path}{VERSION}", self.url);
        let mut request = client.request(method.parse().unwrap(), url);
        request = request.bearer_auth("0123456789-very-secret");
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let answer = request.send().await.unwrap();
            let (status, text) = (answer.status().as_u16(), answer.text().await.unwrap());
            (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
        })
    }

    /// A create, a read, a deletion, and a read after it.
    fn conversation(&self) {
        let policy =
            json!({ "issuer": { "name": "Unknown" }, "x509_props": { "subject": "CN=a" } });
        let create = self.ask("POST", "/certificates/a/create", Some(json!({ "policy": policy })));
        assert_eq!(create.0, 202, "{}", create.1);
        assert_eq!(self.ask("GET", "/certificates/a/pending", None).0, 200);
        assert_eq!(self.ask("DELETE", "/certificates/a/pending", None).0, 200);
        assert_eq!(self.ask("GET", "/certificates/a/pending", None).0, 404);
    }

    /// Ctrl-C; the exit code, and what it said.
    fn interrupted(&mut self) -> (Option<i32>, String) {
        let id = self.proxy.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let mut said = String::new();
        self.proxy.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        self.proxy.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.proxy.wait().unwrap().code(), said)
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        let _ = self.proxy.kill();
        let _ = self.proxy.wait();
    }
}

#[cfg(unix)]
#[test]
fn what_goes_through_is_recorded_masked_and_judged() {
    let mut recording = Recording::of(Served::start(&[]));
    recording.conversation();
    // Each stands in the file before its answer is there.
    let entries = recording.entries();
    assert_eq!(entries.len(), 4);
    let url = entries[0]["request"]["url"].as_str().unwrap();
    assert_eq!(url, format!("{}/certificates/a/create{VERSION}", recording.vault.url));
    assert_eq!(entries[0]["response"]["status"], 202);
    let (code, said) = recording.interrupted();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("4 exchanges recorded in") && said.contains("4 held to rules"), "{said}");
    let text = std::fs::read_to_string(recording.har()).unwrap();
    assert!(!text.contains("very-secret"), "{text}");
    kvcontract(&["verify", &recording.har()]).exits(0);
}

#[cfg(unix)]
#[test]
fn a_target_that_breaks_the_contract_is_told_of() {
    let mut recording =
        Recording::of(Served::start(&["--fault", "manual-location-without-api-version"]));
    recording.conversation();
    let (code, said) = recording.interrupted();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("create.location"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_command_finds_the_proxy_and_its_exit_code_counts() {
    let vault = Served::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let har = folder.path().join("traffic.har").display().to_string();
    let recorded = |more: &[&str], script: &str| {
        let mut all = vec!["record", "--to", &vault.url, "--ca", &vault.ca, "--har", &har];
        all.extend(more);
        all.extend(["--", "sh", "-c", script]);
        kvcontract(&all)
    };
    recorded(&[], "test -n \"$KVCONTRACT_URL\"").exits(0).complains("0 exchanges");
    recorded(&[], "exit 7").exits(7);
    recorded(&["--verify"], "exit 7").exits(7);
    // Nothing went through: nothing could be verified.
    recorded(&["--verify"], "true").exits(4);
    // The suite itself, through the proxy.
    let suite = format!(
        "exec '{}' run --section conflict --target \"$KVCONTRACT_URL\"",
        env!("CARGO_BIN_EXE_kvcontract")
    );
    recorded(&["--verify"], &suite).exits(0).says("held to rules");
}

/// SDKs send no token over plain HTTP, and want the challenge to be for the parent of their host.
#[test]
fn over_tls_ids_and_challenge_lead_to_the_proxy_and_the_file_has_what_the_target_said() {
    let vault = Served::start_with(&["--token-env", "KVC_TOKEN"], &[("KVC_TOKEN", "the-token")]);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (har, ca) = (path("traffic.har"), path("proxy.pem"));
    let arguments = ["record", "--to", &vault.url, "--ca", &vault.ca, "--har", &har];
    let own = ["--host", "kv1.vault.localhost", "--ca-file", &ca];
    let mut command = command(&[&arguments[..], &own].concat());
    let mut proxy = Ended(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let mut lines = BufReader::new(proxy.0.stdout.take().unwrap()).lines();
    let url = lines.next().unwrap().unwrap().strip_prefix("url: ").unwrap().to_owned();
    assert_eq!(lines.next().unwrap().unwrap(), format!("ca: {ca}"));
    let authority = url.strip_prefix("https://kv1.vault.localhost:").unwrap();
    let client = trusting(&ca);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let at = format!("{url}/certificates/a/create{VERSION}");
    let ask = |token: Option<&str>| {
        let body = json!({ "policy": { "issuer": { "name": "Unknown" },
                                       "x509_props": { "subject": "CN=a" } } });
        let request = client.post(&at).header("content-type", "application/json");
        let request = request.body(body.to_string());
        runtime.block_on(token.into_iter().fold(request, |r, t| r.bearer_auth(t)).send()).unwrap()
    };
    let challenged = ask(None);
    assert_eq!(challenged.status().as_u16(), 401);
    let challenge = challenged.headers()["www-authenticate"].to_str().unwrap();
    let resource = format!("resource=\"https://vault.localhost:{authority}\"");
    assert!(challenge.contains(&resource), "{challenge}");
    let created = ask(Some("the-token"));
    assert_eq!(created.status().as_u16(), 202);
    let location = created.headers()["location"].to_str().unwrap().to_owned();
    assert!(location.starts_with(&format!("{url}/certificates/a/pending?")), "{location}");
    let body = runtime.block_on(created.text()).unwrap();
    assert!(body.contains(&format!("{url}/certificates/a/pending")), "{body}");
    drop(proxy);
    let text = std::fs::read_to_string(&har).unwrap();
    assert!(!text.contains("kv1.vault.localhost") && !text.contains("the-token"), "{text}");
    assert!(text.contains("https://vault.azure.net"), "the challenge as it came: {text}");
    kvcontract(&["verify", &har]).exits(0).says("2 held to rules");
}

/// A client of the proxy, which trusts its CA alone.
fn trusting(ca: &str) -> reqwest::Client {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let ca = reqwest::Certificate::from_pem(&std::fs::read(ca).unwrap()).unwrap();
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    let client = reqwest::Client::builder().tls_certs_only([ca]).no_proxy();
    client.resolve("kv1.vault.localhost", address).build().unwrap()
}

/// A process that is ended when dropped.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
#[test]
fn a_command_finds_the_proxys_ca_and_one_that_stays_is_made_once() {
    let vault = Served::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (har, certificate, key) = (path("traffic.har"), path("ca.pem"), path("ca.key"));
    let recorded = |script: &str| {
        let target = ["record", "--to", &vault.url, "--ca", &vault.ca, "--har", &har, "--verify"];
        let own = ["--ca-cert", &certificate, "--ca-key", &key, "--", "sh", "-c", script];
        kvcontract(&[&target[..], &own].concat())
    };
    let suite = format!(
        "exec '{}' run --section conflict --target \"$KVCONTRACT_URL\" --ca \"$KVCONTRACT_CA\"",
        env!("CARGO_BIN_EXE_kvcontract")
    );
    recorded(&suite).exits(0).says("url: https://127.0.0.1:").says("held to rules");
    let made = std::fs::read(&certificate).unwrap();
    recorded("exit 7").exits(7);
    assert_eq!(std::fs::read(&certificate).unwrap(), made);
    std::fs::write(&key, "no key").unwrap();
    recorded("true").exits(2).complains("cannot use the certificate authority");
}

#[test]
fn what_cannot_be_recorded_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let har = folder.path().join("traffic.har").display().to_string();
    let to = "http://127.0.0.1:9";
    let refused = |arguments: &[&str]| kvcontract(&[&["record"], arguments].concat()).exits(2);
    refused(&["--to", "reference", "--har", &har]).complains("it is no URL");
    refused(&["--to", to, "--har", &har, "--listen", "0.0.0.0:0"]).complains("this machine alone");
    let root = folder.path().display().to_string();
    refused(&["--to", to, "--har", &root, "--", "true"]).complains("cannot be written");
    refused(&["--to", to, "--har", &har, "--", "/no/such/command"]).complains("did not start");
    refused(&["--to", to, "--har", &har, "--host", "a/b"]).complains("no name of a host");
    refused(&["--to", to, "--har", &har, "--ca-cert", &har]).complains("--ca-key");
}

#[cfg(unix)]
#[test]
fn a_target_that_does_not_answer_is_an_entry_without_a_status() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let folder = tempfile::tempdir().unwrap();
    let har = folder.path().join("traffic.har").display().to_string();
    let script = "exec '".to_owned()
        + env!("CARGO_BIN_EXE_kvcontract")
        + "' doctor --target \"$KVCONTRACT_URL\" >/dev/null 2>&1";
    let done = kvcontract(&["record", "--to", &url, "--har", &har, "--", "sh", "-c", &script]);
    assert_ne!(done.code, 0, "{}", done.err);
    let har: Value = serde_json::from_slice(&std::fs::read(&har).unwrap()).unwrap();
    let entries = har["log"]["entries"].as_array().unwrap();
    assert!(!entries.is_empty() && entries.iter().all(|e| e["response"]["status"] == 0), "{har}");
}

#[test]
fn a_command_that_is_not_found_costs_no_older_recording() {
    let vault = Served::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let har = folder.path().join("old.har").display().to_string();
    std::fs::write(&har, "an older recording").unwrap();
    let record = ["record", "--to", &vault.url, "--ca", &vault.ca, "--har", &har, "--"];
    kvcontract(&[&record[..], &["no-such-command"]].concat()).exits(2);
    assert_eq!(std::fs::read_to_string(&har).unwrap(), "an older recording");
    kvcontract(&[&record[..], &["true"]].concat()).exits(0);
    let empty: Value = serde_json::from_slice(&std::fs::read(&har).unwrap()).unwrap();
    assert_eq!(empty["log"]["entries"], json!([]));
}
