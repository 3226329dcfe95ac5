//! Credentials from their source to the vault: a target whose file ends with `auth`, and what all
//! of these tests need.

mod failures;
mod kinds;
mod machine;
mod renewal;
mod secrecy;

use std::process::Command;

use kvcontract::verdict::RunResult;
use serde_json::json;
use tempfile::TempDir;

use crate::endpoint::{Endpoint, Said, Seen};
use crate::support::{Finished, Served, command, finished, write};

pub const TOKEN: &str = "right-token/of+the=vault";
pub const SECRET: &str = "s3cret of the application";
/// One case is enough: it needs an issuer, creates, and is refused once.
pub const CASE: &str = "conflict/second-create-is-refused";

pub fn vault() -> Served {
    Served::start_with(&["--token-env", "KVC_TOKEN"], &[("KVC_TOKEN", TOKEN)])
}

/// A run against a target whose file ends with `auth`.
pub struct Run {
    folder: TempDir,
    command: Command,
}

impl Run {
    pub fn against(url: &str, ca: Option<&str>, auth: &str) -> Run {
        let folder = tempfile::tempdir().unwrap();
        let tls = ca.map(|ca| format!("tls: {{ ca: {ca} }}\n")).unwrap_or_default();
        let issuers = "issuers:\n  stalled: { create: { provider: Script, credentials: \
                       { account_id: stall; cancel ignored } } }\n";
        let text =
            format!("url: {url}\n{tls}{issuers}timeouts: {{ request: 5s }}\nauth:\n{auth}\n");
        write(folder.path(), "t.yaml", &text);
        let mut command = command(&["run", CASE, "--target"]);
        command.arg(folder.path().join("t.yaml"));
        command.arg("--json").arg(folder.path().join("r.json"));
        for (name, _) in std::env::vars() {
            let ours = ["AZURE_", "IDENTITY_", "MSI_", "IMDS_"].iter().any(|p| name.starts_with(p));
            if ours {
                command.env_remove(name);
            }
        }
        command.env("KVC_SECRET", SECRET);
        Run { folder, command }
    }

    pub fn on(vault: &Served, auth: &str) -> Run {
        Run::against(&vault.url, Some(&vault.ca), auth)
    }

    pub fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Run {
        self.command.env(name, value);
        self
    }

    /// Runs it; no secret may show in anything it leaves.
    #[track_caller]
    pub fn done(mut self) -> (Finished, Option<RunResult>) {
        let done = finished(&mut self.command);
        let json = std::fs::read_to_string(self.folder.path().join("r.json")).unwrap_or_default();
        for secret in [TOKEN, SECRET, "hostile"] {
            for text in [&done.out, &done.err, &json] {
                assert!(!text.contains(secret), "{secret:?} is shown:\n{text}");
            }
        }
        (done, serde_json::from_str(&json).ok())
    }
}

pub fn entra(token: &str) -> Said {
    let body = json!({"token_type": "Bearer", "expires_in": 3599, "access_token": token});
    Said::json(200, &body.to_string())
}

pub fn query(seen: &Seen) -> Vec<(String, String)> {
    let query = seen.uri.split_once('?').map_or("", |(_, query)| query);
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

pub fn form(seen: &Seen) -> Vec<(String, String)> {
    url::form_urlencoded::parse(seen.body.as_bytes()).into_owned().collect()
}

#[track_caller]
pub fn has(pairs: &[(String, String)], name: &str, value: &str) {
    let found = pairs.iter().any(|(n, v)| n == name && v == value);
    assert!(found, "no {name}={value} in {pairs:?}");
}

pub const CLIENT_SECRET: &str = "  azure:
    credential: client-secret
    tenant_id: tenant-of-mine
    client_id: app-of-mine
    client_secret_env: KVC_SECRET
    authority_host: ${AUTHORITY}
    verify_challenge: false";

pub fn client_secret(vault: &Served, authority: &Endpoint) -> Run {
    let run = Run::on(vault, CLIENT_SECRET).env("AUTHORITY", &authority.url);
    run.env("SSL_CERT_FILE", authority.ca())
}

pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

pub fn endpoint_auth(endpoint: &Endpoint) -> String {
    format!("  managed_identity_endpoint:\n    url: {}/token", endpoint.url)
}
