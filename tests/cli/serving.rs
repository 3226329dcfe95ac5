//! `serve` as a fixture: its ready line, its routes for tests, its log, a CA that stays.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{command, kvcontract};

/// A vault that said as JSON where it is, and a client of it.
struct Fixture {
    process: Child,
    ready: Value,
    runtime: tokio::runtime::Runtime,
    client: reqwest::Client,
}

struct Heard {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: Value,
}

impl Fixture {
    fn start(arguments: &[&str]) -> Fixture {
        let all = [&["serve", "--json"], arguments].concat();
        let mut process = command(&all).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let pem = std::fs::read(ready["ca"].as_str().unwrap()).unwrap();
        let ca = reqwest::Certificate::from_pem(&pem).unwrap();
        let client = reqwest::Client::builder().tls_certs_only([ca]).no_proxy();
        let address = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
        let client = client.resolve("kv1.vault.localhost", address).build().unwrap();
        Fixture { process, ready, runtime: tokio::runtime::Runtime::new().unwrap(), client }
    }

    fn ask(&self, method: &str, url: &str, token: bool, body: Option<Value>) -> Heard {
        let mut request = self.client.request(method.parse().unwrap(), url);
        if token {
            request = request.bearer_auth("any");
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        self.runtime.block_on(async {
            let answer = request.header("x-ms-client-request-id", "abc").send().await.unwrap();
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            let text = answer.text().await.unwrap();
            Heard { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::Null) }
        })
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.ready["url"].as_str().unwrap())
    }

    fn port(&self) -> u16 {
        self.ready["url"].as_str().unwrap().rsplit(':').next().unwrap().parse().unwrap()
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn scratch() -> (tempfile::TempDir, impl Fn(&str) -> String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    (folder, move |name: &str| path.join(name).display().to_string())
}

const CREATE: &str = "/certificates/a/create?api-version=2026-04-01";
const PENDING: &str = "/certificates/a/pending?api-version=2026-04-01";

fn policy(issuer: &str) -> Value {
    json!({ "key_props": { "kty": "EC" }, "issuer": { "name": issuer },
            "x509_props": { "subject": "CN=a" } })
}

#[test]
fn by_default_it_is_what_sdks_expect() {
    let (_folder, path) = scratch();
    let vault = Fixture::start(&["--ca-file", &path("ca.pem"), "--host", "kv1.vault.localhost"]);
    let body = || Some(json!({ "policy": policy("Unknown") }));
    let challenged = vault.ask("POST", &vault.at(CREATE), false, None);
    assert_eq!(challenged.status, 401);
    assert!(challenged.headers.contains_key("www-authenticate"));
    assert_eq!(vault.ask("GET", &vault.at(PENDING), false, None).status, 404, "asked without one");
    let created = vault.ask("POST", &vault.at(CREATE), false, body());
    assert_eq!((created.status, &created.headers["retry-after"]), (202, &"1".parse().unwrap()));
    assert_eq!(created.headers["x-ms-client-request-id"], "abc");
    assert!(created.headers["x-ms-request-id"].len() == 36);
    assert!(created.headers.contains_key("x-ms-keyvault-service-version"));
    let refused = vault.ask("POST", &vault.at(CREATE), true, body());
    assert_eq!(refused.body["error"]["code"], "Conflict", "the observed dialect");
    let named = vault.ready["hosts"][0].as_str().unwrap();
    assert_eq!(named, format!("https://kv1.vault.localhost:{}", vault.port()));
    let challenged = vault.ask("POST", &format!("{named}{CREATE}"), false, None);
    let challenge = challenged.headers["www-authenticate"].to_str().unwrap();
    let resource = format!("resource=\"https://vault.localhost:{}\"", vault.port());
    assert!(challenge.contains(&resource), "{challenge}");
    assert_eq!(vault.ask("GET", &format!("{named}{PENDING}"), true, None).status, 404);
}

#[test]
fn it_listens_on_both_loopback_addresses() {
    let (_folder, path) = scratch();
    let vault = Fixture::start(&["--ca-file", &path("ca.pem")]);
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        crate::support::skipped("both loopback addresses", "the machine has no ::1");
        return;
    }
    let health = format!("https://[::1]:{}/health", vault.port());
    assert_eq!(vault.ask("GET", &health, false, None).body["status"], "ok");
}

#[test]
fn a_test_seeds_it_lets_time_pass_and_resets_it() {
    let (_folder, path) = scratch();
    let vault = Fixture::start(&["--ca-file", &path("ca.pem")]);
    let seed = json!({
        "issuers": { "slow": { "provider": "Script",
                               "credentials": { "account_id": "issue after 600000ms" } } },
        "contacts": [{ "email": "me@site.example" }],
        "certificates": { "a": { "create": { "policy": policy("slow") } } },
    });
    let post = |path: &str, body| vault.ask("POST", &vault.at(path), false, body);
    assert_eq!(post("/_kvcontract/seed", Some(seed)).body["seeded"], 3);
    let status = || vault.ask("GET", &vault.at(PENDING), true, None).body["status"].clone();
    assert_eq!(status(), "inProgress");
    assert_eq!(post("/_kvcontract/advance", Some(json!({ "seconds": 600 }))).status, 200);
    assert_eq!(status(), "completed");
    let wrong = json!({ "issuers": { "x": { "provider": "Script" } } });
    let refused = post("/_kvcontract/seed", Some(wrong));
    assert_eq!(refused.status, 400);
    assert!(refused.body["error"]["message"].as_str().unwrap().contains("issuers/x"));
    assert_eq!(post("/_kvcontract/reset", None).status, 204);
    assert_eq!(status(), Value::Null);
    let endpoint = vault.ready["identity_endpoint"].as_str().unwrap();
    let token = vault.ask("GET", &format!("{endpoint}?resource=https://a.example"), false, None);
    assert_eq!(
        (&token.body["resource"], &token.body["token_type"]),
        (&json!("https://a.example"), &json!("Bearer"))
    );
    assert!(token.body["expires_on"].is_string());
}

#[test]
fn its_log_has_every_exchange_and_no_secret() {
    let (_folder, path) = scratch();
    let log = path("log.jsonl");
    let vault = Fixture::start(&["--ca-file", &path("ca.pem"), "--log", &log]);
    let import = json!({ "value": "MIIKsecret", "pwd": "hunter2" });
    let at = vault.at("/certificates/a/import?api-version=7.6");
    assert_eq!(vault.ask("POST", &at, true, Some(import)).status, 400);
    vault.ask("GET", &vault.at(PENDING), true, None);
    let text = std::fs::read_to_string(&log).unwrap();
    for secret in ["secret", "hunter2", "Bearer any"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [first, second] = lines.as_slice() else { panic!("{text}") };
    assert_eq!((&first["method"], &first["url"]), (&json!("POST"), &json!(at)));
    assert_eq!(first["request_headers"]["authorization"], "Bearer ***");
    assert_eq!(first["request_body"], json!({ "value": "***", "pwd": "***" }));
    assert_eq!((&first["status"], &second["status"]), (&json!(400), &json!(404)));
    assert_eq!(second["response_body"]["error"]["code"], "PendingCertificateNotFound");
    assert!(second["headers"]["content-type"].is_string() && second["started_at"].is_string());
}

#[test]
fn a_ca_that_stays_is_made_once_and_kept_from_others() {
    let (_folder, path) = scratch();
    let (certificate, key) = (path("ca.pem"), path("ca.key"));
    let arguments = ["--ca-cert", &certificate, "--ca-key", &key];
    drop(Fixture::start(&arguments));
    let made = std::fs::read(&certificate).unwrap();
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&key).unwrap());
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = Fixture::start(&arguments);
    assert_eq!(std::fs::read(&certificate).unwrap(), made);
    assert_eq!(again.ask("GET", &again.at("/health"), false, None).status, 200);
    std::fs::write(&key, "no key").unwrap();
    let refused = kvcontract(&[&["serve"], &arguments[..]].concat()).exits(2);
    refused.complains("cannot use the certificate authority").complains("no private key");
    kvcontract(&["serve", "--ca-cert", &certificate]).exits(2).complains("--ca-key");
}

#[test]
fn a_host_that_is_no_name_is_refused() {
    kvcontract(&["serve", "--host", "a/b"]).exits(2).complains("no name of a host");
}

/// Half a handshake, half a request: neither holds a connection for long.
#[test]
fn a_connection_that_says_nothing_is_closed() {
    let (_folder, path) = scratch();
    let vault = Fixture::start(&["--ca-file", &path("ca.pem")]);
    let mut silent = TcpStream::connect(("127.0.0.1", vault.port())).unwrap();
    silent.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    silent.write_all(&[22, 3, 1]).unwrap();
    let began = Instant::now();
    assert_eq!(silent.read(&mut [0; 8]).unwrap_or(0), 0);
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
}

#[cfg(unix)]
#[test]
fn the_temporary_file_of_its_ca_goes_with_it() {
    for signal in ["-TERM", "-INT"] {
        let mut vault = Fixture::start(&[]);
        let ca = std::path::PathBuf::from(vault.ready["ca"].as_str().unwrap());
        assert!(ca.is_file(), "{}", ca.display());
        let id = vault.process.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        assert_eq!(vault.process.wait().unwrap().code(), Some(0));
        assert!(!ca.exists(), "{} is still there", ca.display());
    }
}
