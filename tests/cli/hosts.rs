//! Several vaults behind one address: requests name the one that is meant, and go to no other
//! address for it.

use crate::endpoint::{Endpoint, Gate, Said};
use crate::support::{Finished, Served, kvcontract, write};

const HOST: &str = "kv1.localhost:8443";

/// Runs a command against the endpoint, with a target file that names the host.
fn with_host(command: &[&str], endpoint: &Endpoint, host: &str) -> Finished {
    let (folder, path) = (endpoint.folder(), |name: &str| endpoint.folder().join(name));
    let ca = path("ca.pem").display().to_string();
    write(
        folder,
        "target.yaml",
        &format!("url: {}\nhost: {host}\ntls: {{ ca: {ca} }}\n", endpoint.url),
    );
    let (target, journal) = (path("target.yaml"), path("journal"));
    let at = ["--target", target.to_str().unwrap(), "--journal", journal.to_str().unwrap()];
    std::fs::create_dir_all(&journal).unwrap();
    kvcontract(&[command, &at[..]].concat())
}

#[test]
fn every_request_names_the_host_and_a_failure_is_repeated_with_it() {
    let served = Served::start(&["--fault", "create-replaces-pending"]);
    let gate = Gate::to(&served.url, &served.ca, "any");
    let endpoint = Endpoint::tls(move |seen, _| gate.pass(seen));
    let done = with_host(&["run", "conflict/second-create-is-refused"], &endpoint, HOST).exits(1);
    done.tells(&format!(" -X POST '{}/certificates/", endpoint.url))
        .tells("repeat with: curl -sS -i ")
        .says(&format!("-H 'host: {HOST}'"));
    let log = endpoint.log();
    assert!(log.len() > 5);
    assert!(log.iter().all(|seen| seen.header("host") == HOST && seen.headers.len() < 10));
    with_host(&["doctor"], &endpoint, HOST)
        .exits(0)
        .says(&format!("  host: requests name {HOST}\n"));
}

#[test]
fn a_next_page_at_that_host_is_read_from_the_address_and_one_elsewhere_is_not() {
    let page = |next: String| {
        let endpoint = Endpoint::tls(move |seen, _| {
            if seen.uri.contains("page=2") {
                Said::json(200, r#"{"value":[]}"#)
            } else {
                Said::json(200, &format!(r#"{{"value":[],"nextLink":"{next}"}}"#))
            }
        });
        let done = with_host(&["sweep"], &endpoint, HOST);
        let second = endpoint.log().iter().filter(|seen| seen.uri.contains("page=2")).count();
        (done, second)
    };
    let (done, second) = page(format!("https://{HOST}/certificates?page=2"));
    done.exits(0).says("found 0");
    assert_eq!(second, 3);
    for elsewhere in ["https://kv2.localhost:8443", "http://kv1.localhost:8443"] {
        let (done, second) = page(format!("{elsewhere}/certificates?page=2"));
        done.exits(3).complains(&format!("not below the target but at {elsewhere}: not read"));
        assert_eq!(second, 0);
    }
}

#[test]
fn what_was_left_in_one_vault_is_not_swept_in_its_neighbour() {
    let endpoint = Endpoint::tls(|_, _| Said::json(200, r#"{"value":[]}"#));
    let left = format!(
        "{{\"target\":\"{}/ as {HOST}\",\"kind\":\"issuer\",\"name\":\"kvc-65000000abcdef-x\",\
         \"at\":\"2023-09-12T00:00:00Z\"}}\n",
        endpoint.url
    );
    write(endpoint.folder(), "journal/kvc-65000000abcdef.jsonl", &left);
    let journal = endpoint.folder().join("journal/kvc-65000000abcdef.jsonl");
    let done = with_host(&["sweep"], &endpoint, "kv2.localhost:8443").exits(0);
    done.complains(&format!("there are journals for {}/ as {HOST} too", endpoint.url));
    assert!(journal.exists() && !endpoint.log().iter().any(|seen| seen.method == "DELETE"));
    with_host(&["sweep"], &endpoint, HOST);
    assert!(endpoint.log().iter().any(|seen| seen.method == "DELETE") && !journal.exists());
}

#[test]
fn what_is_no_host_is_told_with_its_place() {
    let endpoint = Endpoint::tls(|_, _| Said::default());
    for wrong in ["https://kv1", "kv1/a", "u:p@kv1", "kv 1", "\"kv1\\r\\nx-a: b\"", "\"\""] {
        let done = with_host(&["run"], &endpoint, wrong).exits(2);
        done.complains("target.yaml:2:7: `host` is \"").complains("as `kv1.localhost:8443`");
    }
    assert!(endpoint.log().is_empty());
}
