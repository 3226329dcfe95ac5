//! Sources that fail and files that are wrong: what is said, and the documented exit code.

use std::net::TcpListener;
use std::time::Instant;

use serde_json::json;

use super::{CLIENT_SECRET, Run, TOKEN, client_secret, endpoint_auth, free_port, vault};
use crate::endpoint::{Endpoint, Said};
use crate::support::{command, finished};

#[test]
fn an_endpoint_that_refuses_is_told_by_its_numbers_and_not_by_its_words() {
    let vault = vault();
    let authority = Endpoint::tls(|_, _| {
        let body =
            json!({"error": "hostile", "error_description": "hostile", "error_codes": [7000215]});
        Said::json(401, &body.to_string())
    });
    let (done, result) = client_secret(&vault, &authority).done();
    done.exits(3).tells("no token for the target").tells("401 (AADSTS7000215)");
    assert!(result.is_some(), "no report");
    for hostile in ["hostile", "{\"hostile\":1}", "{\"access_token\":\"hostile \\n\"}"] {
        let authority = Endpoint::tls(move |_, _| Said::json(200, hostile));
        client_secret(&vault, &authority).done().0.exits(3).tells("no token for the target");
    }
}

#[test]
fn an_endpoint_that_floods_or_is_not_there_is_told() {
    let vault = vault();
    let flood = "x".repeat(1024 * 1024);
    let endpoint = Endpoint::plain(move |_, _| Said::json(200, &flood));
    let (done, _) = Run::on(&vault, &endpoint_auth(&endpoint)).done();
    done.exits(3).tells("larger than");
    let nobody =
        format!("  managed_identity_endpoint: {{ url: \"http://127.0.0.1:{}/\" }}", free_port());
    Run::on(&vault, &nobody).done().0.exits(3).tells("gives no answer");
    let expired = json!({"access_token": TOKEN, "expires_on": 1}).to_string();
    let endpoint = Endpoint::plain(move |_, _| Said::json(200, &expired));
    Run::on(&vault, &endpoint_auth(&endpoint)).done().0.exits(3).tells("expired already");
}

#[test]
fn what_a_file_gets_wrong_is_told_with_its_place() {
    let vault = vault();
    let wrong = |auth: &str| Run::on(&vault, auth).done().0.exits(2);
    wrong("  password: x").complains("t.yaml:7:3: unknown word `password`");
    wrong("  token_env: A\n  minted: {}").complains("t.yaml:8:3");
    wrong("  token_env: KVC_NOSUCH").complains("KVC_NOSUCH is not set");
    wrong("  token_env: ${KVC_NOSUCH}")
        .complains("t.yaml:7:14: the environment variable KVC_NOSUCH");
    wrong("  azure: { credential: developer-tools }").complains("verify_challenge");
    wrong("  azure: { credential: client-secret }").complains("needs `tenant_id`");
    wrong("  azure: { credential: password }").complains("known: developer-tools");
    let missing =
        CLIENT_SECRET.replace("KVC_SECRET", "KVC_NOSUCH").replace("${AUTHORITY}", "https://a");
    wrong(&missing).complains("KVC_NOSUCH is not set; it should hold the client secret");
    let file = "  azure: { credential: workload-identity, tenant_id: t, client_id: c, \
                token_file: /nosuch/token, verify_challenge: false }";
    wrong(file).complains("/nosuch/token");
}

#[test]
fn the_file_for_azure_wants_the_name_of_a_vault() {
    let mut command = command(&["run", "--target", "azure", "--dry-run"]);
    let done = finished(command.env_remove("AZURE_KEYVAULT_NAME")).exits(2);
    done.complains("targets/azure.yaml:5:6: the environment variable AZURE_KEYVAULT_NAME");
    let done = finished(command.env("AZURE_KEYVAULT_NAME", "")).exits(2);
    done.complains("targets/azure.yaml:5:6: the environment variable AZURE_KEYVAULT_NAME is empty");
    let done = finished(command.env("AZURE_KEYVAULT_NAME", "kv")).exits(0);
    done.tells("names no issuer in the role `stalled`");
}

#[test]
fn a_source_that_says_nothing_ends_at_the_time_out() {
    let vault = vault();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let began = Instant::now();
    let endpoint = format!("  managed_identity_endpoint:\n    url: {url}");
    let azure = "  azure: { credential: managed-identity, verify_challenge: false }";
    for auth in [endpoint.as_str(), azure] {
        let mut run = Run::on(&vault, auth);
        run.command.args(["--timeout", "1"]).env("IDENTITY_HEADER", "x");
        run.command.env("IDENTITY_ENDPOINT", &url);
        run.done().0.exits(3).tells("there is no token for the target");
    }
    assert!(began.elapsed().as_secs() < 10);
}

#[test]
fn the_doctor_tells_a_target_that_answers_from_a_credential_that_does_not() {
    let vault = vault();
    let nobody =
        format!("  managed_identity_endpoint: {{ url: \"http://127.0.0.1:{}/\" }}", free_port());
    let run = Run::on(&vault, &nobody);
    let target = run.folder.path().join("t.yaml");
    let done = finished(command(&["doctor", "--target"]).arg(target)).exits(3);
    done.tells("connection: answers").complains("there is no token for the target");
}
