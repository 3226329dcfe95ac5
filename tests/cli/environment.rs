//! What a suite reads of the environment: what its contract names, under one prefix and no other name;
//! sent to the target, and shown in no report unless it is public.

use std::fs;

use crate::endpoint::{Endpoint, Said};
use crate::support::{command, finished, kvcontract, write};

const CONTRACT: &str = "\
sections:
  - id: s
    title: T
    source: S
    requirements:
      - { id: s.a, level: must, authority: [document], clause: C }
environment:
  API_KEY: { about: what the gateway asks for }
  REGION: { public: true, default: nowhere }
";

const CASE: &str = "\
title: T
steps:
  - name: n
    request:
      get: \"/things/{{env.REGION}}\"
      query: { key: \"{{env.API_KEY}}\" }
      headers: { x-gateway: \"{{env.API_KEY}}\" }
    expect:
      - clause: s.a
        status: 200
        body:
          /echo: { equals: \"not {{env.API_KEY}}\" }
          /region: \"{{env.REGION}}\"
";

const KEY: &str = "S3cret key/of+the gateway";

/// A target that echoes what it was sent; a folder with the suite.
fn echoing(contract: &str, case: &str) -> (Endpoint, String) {
    let endpoint = Endpoint::plain(|seen, _| {
        let region = seen.uri.split(['?', '/']).nth(2).unwrap_or_default();
        let echo = format!("{{\"echo\":\"{}\",\"region\":\"{region}\"}}", seen.header("x-gateway"));
        if seen.uri.contains("key=") {
            Said::json(200, &echo)
        } else {
            Said::json(404, r#"{"error":{"code":"C","message":"m"}}"#)
        }
    });
    let folder = endpoint.folder();
    write(folder, "suite/contract.yaml", contract);
    write(folder, "suite/cases/s/a.yaml", case);
    let suite = folder.join("suite").display().to_string();
    (endpoint, suite)
}

#[test]
fn a_secret_of_the_environment_is_sent_and_stands_in_no_report() {
    let (endpoint, suite) = echoing(CONTRACT, CASE);
    let path = |name: &str| endpoint.folder().join(name).display().to_string();
    let reports = ["json", "html", "junit", "markdown", "har"];
    let mut arguments = vec!["run", "--verbose", "--target", &endpoint.url, "--scenarios", &suite];
    let files = reports.map(|kind| format!("{kind}={}", path(kind)));
    files.iter().for_each(|file| arguments.extend(["--report", file]));
    let mut run = command(&arguments);
    run.env("KVCONTRACT_VAR_API_KEY", KEY).env("KVCONTRACT_VAR_REGION", "westeurope");
    let done = finished(&mut run).exits(1);
    let asked = endpoint.log().into_iter().find(|seen| seen.uri.contains("key=")).unwrap();
    assert_eq!(asked.header("x-gateway"), KEY);
    assert!(asked.uri.starts_with("/things/westeurope?"), "{}", asked.uri);
    let mut told = vec![done.out, done.err];
    told.extend(reports.map(|kind| fs::read_to_string(path(kind)).unwrap()));
    let parts = ["S3cret", "of+the", "the+gateway", "of%2Bthe", "the%20gateway"];
    for text in &told {
        for part in parts {
            assert!(!text.contains(part), "{part} in {text:.2000}");
        }
    }
    assert!(told[0].contains("westeurope") && told[0].contains("[masked]"), "{}", told[0]);
    assert!(told[0].contains("read of the environment: KVCONTRACT_VAR_API_KEY"), "{}", told[0]);
}

#[test]
fn what_is_not_set_or_too_short_to_be_masked_is_told_before_anything_is_sent() {
    let (endpoint, suite) = echoing(CONTRACT, CASE);
    let arguments = ["run", "--target", &endpoint.url, "--scenarios", &suite];
    let done = kvcontract(&arguments).exits(2);
    done.complains("the environment variable KVCONTRACT_VAR_API_KEY is not set; the scenario s/a");
    let mut short = command(&arguments);
    let done = finished(short.env("KVCONTRACT_VAR_API_KEY", "s3cret")).exits(2);
    assert!(!done.err.contains("s3cret"), "{}", done.err);
    done.complains("too short for a secret");
    assert_eq!(endpoint.log().len(), 0);
    // What only lists the cases needs no values.
    kvcontract(&["lint", "--scenarios", &suite]).exits(0);
    kvcontract(&["list", "--scenarios", &suite]).exits(0).says("s/a");
}

#[test]
fn a_suite_reads_nothing_that_its_contract_does_not_name_and_nothing_without_the_prefix() {
    let stolen = CASE.replace("env.API_KEY", "env.AZURE_CLIENT_SECRET");
    let (endpoint, suite) = echoing(CONTRACT, &stolen);
    let arguments = ["run", "--target", &endpoint.url, "--scenarios", &suite];
    let mut run = command(&arguments);
    let done = finished(run.env("AZURE_CLIENT_SECRET", "Hunter-2-and-more")).exits(2);
    done.complains("a.yaml:6:21: the contract does not let `AZURE_CLIENT_SECRET` be read");
    assert_eq!(endpoint.log().len(), 0);
    // Even a contract that names it gets nothing that was not meant for it.
    let greedy = format!("{CONTRACT}  AZURE_CLIENT_SECRET: {{ public: true }}\n");
    let (endpoint, suite) = echoing(&greedy, &stolen);
    let arguments = ["run", "--target", &endpoint.url, "--scenarios", &suite];
    let mut run = command(&arguments);
    let done = finished(run.env("AZURE_CLIENT_SECRET", "Hunter-2-and-more")).exits(2);
    done.complains("KVCONTRACT_VAR_AZURE_CLIENT_SECRET is not set");
    assert_eq!(endpoint.log().len(), 0);
}

#[test]
fn a_declaration_that_gives_a_secret_away_or_names_none_is_a_mistake() {
    let wrong = format!(
        "{CONTRACT}  TOKEN: {{ default: Hunter-2 }}\n  region: {{}}\n  X: {{ publik: true }}\n"
    );
    let (_endpoint, suite) = echoing(&wrong, CASE);
    let done = kvcontract(&["lint", "--scenarios", &suite]).exits(2);
    let said = done.err.replace(&suite, "DIR");
    insta::assert_snapshot!(said, @r#"
    error: DIR/contract.yaml:10:21: `TOKEN` is a secret, and its default would stand in this file
        a secret has no default; what is none is `public: true`
    DIR/contract.yaml:11:11: `region` is no name of a variable (capitals, digits and `_`)
        with REGION here, scenarios have {{env.REGION}}, and it is read of KVCONTRACT_VAR_REGION
    DIR/contract.yaml:12:8: unknown key `publik`
        did you mean "public"?
    "#);
}
