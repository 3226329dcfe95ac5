//! The managed identity of a virtual machine, whose metadata service has one address for all
//! machines. So the test runs a second time in a network of its own, where that address is ours.

use std::net::{Ipv4Addr, SocketAddrV4};
use std::process::{Command, Stdio};

use serde_json::json;

use super::{Run, TOKEN, has, query, vault};
use crate::endpoint::{Endpoint, Said};
use crate::support::{Finished, finished, skipped};

/// Where azure_identity looks for the metadata service.
const METADATA: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::new(169, 254, 169, 254), 80);
/// Makes the network, then becomes what its arguments say.
const NETWORK: &str = "PATH=$PATH:/usr/sbin:/sbin; ip link set lo up && \
                       ip addr add 169.254.169.254/32 dev lo && exec \"$0\" \"$@\"";
/// Set for the second run.
const INSIDE: &str = "KVC_NETWORK_OF_ITS_OWN";
const TEST: &str = "credentials::machine::a_virtual_machine_asks_its_metadata_service";

/// A command in a network that holds nothing but this machine and that address.
fn inside(program: &str) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--net", "sh", "-c", NETWORK, program]);
    command
}

/// Why there can be no such network, if there cannot.
fn impossible() -> Option<String> {
    match inside("true").stdin(Stdio::null()).output() {
        Ok(tried) if tried.status.success() => None,
        Ok(tried) => Some(String::from_utf8_lossy(&tried.stderr).into_owned()),
        Err(error) => Some(format!("unshare: {error}")),
    }
}

#[test]
fn a_virtual_machine_asks_its_metadata_service() {
    if std::env::var_os(INSIDE).is_some() {
        return the_metadata_service_is_asked();
    }
    if let Some(why) = impossible() {
        return skipped(TEST, &format!("no network of its own: {why}"));
    }
    let this = std::env::current_exe().unwrap();
    let mut again = inside(this.to_str().unwrap());
    let done = finished(again.args(["--exact", TEST, "--nocapture"]).env(INSIDE, "1")).exits(0);
    // A test that was renamed would otherwise pass without having run.
    done.says("1 passed");
}

fn the_metadata_service_is_asked() {
    let metadata = Endpoint::plain_at(METADATA, |seen, _| {
        let body = json!({"access_token": TOKEN, "expires_on": "4102444800",
                          "token_type": "Bearer", "resource": "https://vault.azure.net"});
        if seen.uri.contains("nobodys") || seen.header("metadata") != "true" {
            Said::json(400, r#"{"error":"invalid_request"}"#)
        } else {
            Said::json(200, &body.to_string())
        }
    });
    // The vault takes no other token, so that a run that passes has shown it.
    asked_by("").exits(0);
    asked_by(", client_id: user-assigned").exits(0);
    let why = "no token for the target: managed-identity: \
               http://169.254.169.254/metadata/identity/oauth2/token answers 400";
    asked_by(", client_id: nobodys").exits(3).tells(why);
    let log = metadata.log();
    assert_eq!(log.len(), 3, "one token a run: {log:?}");
    for seen in &log {
        assert_eq!((seen.method.as_str(), seen.header("metadata")), ("GET", "true"));
        assert!(seen.uri.starts_with("/metadata/identity/oauth2/token?"), "{}", seen.uri);
        has(&query(seen), "resource", "https://vault.azure.net");
    }
    assert!(!log[0].uri.contains("client_id"), "{}", log[0].uri);
    has(&query(&log[1]), "client_id", "user-assigned");
}

fn asked_by(client_id: &str) -> Finished {
    let vault = vault();
    let auth =
        format!("  azure: {{ credential: managed-identity, verify_challenge: false{client_id} }}");
    // A proxy cannot see the machine's own service, and must not see its tokens.
    Run::on(&vault, &auth).env("HTTP_PROXY", "http://127.0.0.1:1").done().0
}
