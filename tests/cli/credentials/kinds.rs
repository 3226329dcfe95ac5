//! Every kind of credential, end to end: what its source is asked, and that the vault is satisfied.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Run, SECRET, TOKEN, client_secret, entra, form, free_port, has, query, vault};
use crate::endpoint::{Endpoint, Gate, Said};
use crate::support::write;

#[test]
fn a_client_secret_gets_one_token_for_the_whole_run() {
    let (vault, authority) = (vault(), Endpoint::tls(|_, _| entra(TOKEN)));
    let (done, result) = client_secret(&vault, &authority).done();
    done.exits(0);
    assert!(result.unwrap().remarks.is_empty());
    let log = authority.log();
    assert_eq!(log.len(), 1, "{log:?}");
    assert_eq!(log[0].uri, "/tenant-of-mine/oauth2/v2.0/token");
    let form = form(&log[0]);
    has(&form, "grant_type", "client_credentials");
    has(&form, "client_id", "app-of-mine");
    has(&form, "client_secret", SECRET);
    has(&form, "scope", "https://vault.azure.net/.default");
}

#[test]
fn a_managed_identity_is_asked_for_as_on_app_service() {
    let vault = vault();
    let endpoint = Endpoint::plain(|_, _| {
        let body = json!({"access_token": TOKEN, "expires_on": "4102444800",
                          "token_type": "Bearer", "resource": "https://vault.azure.net"});
        Said::json(200, &body.to_string())
    });
    let auth = "  azure:\n    credential: managed-identity\n    client_id: user-assigned\n    \
                verify_challenge: false";
    let run = Run::on(&vault, auth).env("IDENTITY_HEADER", "proof");
    run.env("IDENTITY_ENDPOINT", format!("{}/msi/token", endpoint.url)).done().0.exits(0);
    let log = endpoint.log();
    assert_eq!(log.len(), 1, "{log:?}");
    assert_eq!(log[0].header("x-identity-header"), "proof");
    has(&query(&log[0]), "resource", "https://vault.azure.net");
    has(&query(&log[0]), "client_id", "user-assigned");
}

#[test]
fn a_workload_identity_shows_its_federated_token() {
    let (vault, authority) = (vault(), Endpoint::tls(|_, _| entra(TOKEN)));
    write(authority.folder(), "federated", "federated-token");
    let auth = "  azure: { credential: workload-identity, verify_challenge: false }";
    let run = Run::on(&vault, auth)
        .env("AZURE_TENANT_ID", "tenant-of-mine")
        .env("AZURE_CLIENT_ID", "app-of-mine")
        .env("AZURE_FEDERATED_TOKEN_FILE", authority.folder().join("federated"))
        .env("AZURE_AUTHORITY_HOST", &authority.url)
        .env("SSL_CERT_FILE", authority.ca());
    run.done().0.exits(0);
    let log = authority.log();
    assert_eq!(log.len(), 1, "{log:?}");
    has(&form(&log[0]), "client_assertion", "federated-token");
    has(&form(&log[0]), "client_id", "app-of-mine");
}

/// A folder with an `az` that does this.
#[cfg(unix)]
fn tools(script: &str) -> TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "az", &format!("#!/bin/sh\n{script}\n"));
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path().join("az"), executable).unwrap();
    folder
}

#[cfg(unix)]
const TOOLS: &str = "  azure: { credential: developer-tools, verify_challenge: false }";

#[cfg(unix)]
#[test]
fn developer_tools_are_asked_once() {
    let vault = vault();
    let answer = format!(
        "echo \"$*\" >> \"$ASKED\"\necho '{{\"accessToken\":\"{TOKEN}\",\"expires_on\":4102444800,\
         \"tokenType\":\"Bearer\"}}'"
    );
    let tools = tools(&answer);
    let asked = tools.path().join("asked");
    Run::on(&vault, TOOLS).env("PATH", tools.path()).env("ASKED", &asked).done().0.exits(0);
    let asked = std::fs::read_to_string(asked).unwrap();
    assert_eq!(asked.lines().count(), 1, "{asked}");
    assert!(asked.contains("get-access-token -o json --scope https://vault.azure.net/.default"));
}

#[cfg(unix)]
#[test]
fn developer_tools_that_give_nothing_say_what_to_do() {
    let vault = vault();
    let tools = tools("echo hostile >&2\nexit 1");
    let (done, _) = Run::on(&vault, TOOLS).env("PATH", tools.path()).done();
    done.exits(3).tells("az login");
    let nothing = tempfile::tempdir().unwrap();
    let (done, _) = Run::on(&vault, TOOLS).env("PATH", nothing.path()).done();
    done.exits(3).tells("neither az nor azd is on the PATH");
}

#[test]
fn an_emulators_own_endpoint_is_asked_as_the_metadata_service_is() {
    let vault = vault();
    let answer = json!({"access_token": TOKEN, "expires_in": "3599"}).to_string();
    let endpoint = Endpoint::plain(move |_, _| Said::json(200, &answer));
    let auth = format!(
        "  managed_identity_endpoint:\n    url: {}/metadata/identity/oauth2/token\n    \
         resource: https://vault.example",
        endpoint.url
    );
    Run::on(&vault, &auth).done().0.exits(0);
    let log = endpoint.log();
    assert_eq!(log.len(), 1, "{log:?}");
    assert_eq!((log[0].method.as_str(), log[0].header("metadata")), ("GET", "true"));
    has(&query(&log[0]), "resource", "https://vault.example");
    has(&query(&log[0]), "api-version", "2018-02-01");
}

/// What a target does with a minted token: fetch the keys, find the one that is named, verify.
fn verified(jwks: &str, token: &str) -> Option<Value> {
    let fetched = async { reqwest::get(jwks).await?.text().await };
    let text = tokio::runtime::Handle::current().block_on(fetched).ok()?;
    let keys: Value = serde_json::from_str(&text).ok()?;
    let bytes = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
    let json = |part: &str| serde_json::from_slice::<Value>(&bytes(part)?).ok();
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let header = json(header)?;
    let key = keys["keys"].as_array()?.iter().find(|k| k["kid"] == header["kid"])?;
    let wanted = (json!("RSA"), json!("sig"), json!("RS256"), json!("RS256"));
    let found = (&key["kty"], &key["use"], &key["alg"], &header["alg"]);
    assert_eq!(found, (&wanted.0, &wanted.1, &wanted.2, &wanted.3), "{key} {header}");
    let (n, e) = (bytes(key["n"].as_str()?)?, bytes(key["e"].as_str()?)?);
    let public = RsaPublicKeyComponents { n, e };
    let signature = bytes(signature)?;
    public.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature).ok()?;
    json(claims)
}

#[test]
fn a_minted_token_is_proven_by_the_served_key() {
    let (vault, port) = (vault(), free_port());
    let gate = Gate::to(&vault.url, &vault.ca, TOKEN);
    let target = Endpoint::plain(move |seen, _| {
        let token = seen.header("authorization").strip_prefix("Bearer ").unwrap_or_default();
        match verified(&format!("http://127.0.0.1:{port}/keys"), token) {
            Some(claims) if claims["iss"] == "http://issuer.example/t/v2.0" => {
                let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
                assert_eq!(claims["aud"], "https://vault.azure.net");
                assert_eq!(claims["oid"], claims["sub"]);
                assert!(claims["nbf"].as_u64() < Some(now) && claims["exp"].as_u64() > Some(now));
                gate.pass(seen)
            }
            _ => Said::json(401, "{}"),
        }
    });
    let auth = format!(
        "  minted:\n    issuer: http://issuer.example/t/v2.0\n    listen: 127.0.0.1:{port}"
    );
    Run::against(&target.url, None, &auth).done().0.exits(0);
    assert!(!target.log().is_empty());
}

#[test]
fn a_jwks_that_cannot_be_served_is_found_before_the_run() {
    let vault = vault();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap();
    let auth = format!("  minted: {{ issuer: i, listen: \"{listen}\" }}");
    let (done, _) = Run::on(&vault, &auth).done();
    done.exits(2).complains("auth.minted.listen");
    let auth = "  minted: { issuer: i, listen: \"0.0.0.0:1\" }";
    Run::on(&vault, auth).done().0.exits(2).complains("no loopback address");
}
