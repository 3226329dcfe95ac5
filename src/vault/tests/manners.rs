//! How the vault treats its clients: hosts, challenges, paces, outages.

use axum::{body::Body, extract::Request};
use serde_json::json;

use super::rig::{Rig, V, header, json_of, refusal, run, text};
use crate::vault::{
    Challenge, Fault, Pace,
    crypto::Leaf,
    faults::{Faults, Subtle},
    settings::Settings,
};

fn request(method: &str, path: &str, host: &str, body: &'static str) -> Request {
    let request = Request::builder().method(method).uri(format!("{path}?{V}"));
    let request = request.header("host", host).header("content-length", body.len());
    request.body(Body::from(body)).unwrap()
}

#[test]
fn ids_and_the_challenge_are_made_of_the_host() {
    run(async {
        let rig = Rig::settled(Settings { challenge: Challenge::Always, ..Settings::default() });
        let answer = rig.raw(request("GET", "/certificates", "kv1.vault.localhost:8443", "")).await;
        assert_eq!(refusal(&answer), (401, "Unauthorized".into()));
        let challenge = header(&answer, "www-authenticate").unwrap();
        assert!(challenge.ends_with("resource=\"https://vault.localhost:8443\""), "{challenge}");
        let mut asking =
            request("POST", "/certificates/a/create", "kv1.vault.localhost:8443", "{}");
        asking.headers_mut().insert("authorization", "Bearer anything".parse().unwrap());
        let answer = rig.raw(asking).await;
        let id = text(&json_of(&answer), "id");
        assert_eq!(id, "https://kv1.vault.localhost:8443/certificates/a/pending");
        assert!(header(&answer, "location").unwrap().starts_with(&id));
    });
}

#[test]
fn named_hosts_are_vaults_of_their_own_and_addresses_are_one() {
    run(async {
        let rig = Rig::observed();
        rig.raw(request("POST", "/certificates/a/create", "kv1.vault.localhost", "{}")).await;
        rig.raw(request("POST", "/certificates/b/create", "127.0.0.1:1", "{}")).await;
        let status = |path: &'static str, host: &'static str| {
            let rig = &rig;
            async move { rig.raw(request("GET", path, host, "")).await.status }
        };
        assert_eq!(status("/certificates/a", "KV1.vault.localhost:9").await, 200);
        assert_eq!(status("/certificates/a", "kv2.vault.localhost").await, 404);
        assert_eq!(status("/certificates/a", "localhost").await, 404);
        assert_eq!(status("/certificates/b", "localhost:7").await, 200);
        assert_eq!(status("/certificates/b", "[::1]:7").await, 200);
    });
}

#[test]
fn a_challenge_for_writes_lets_reads_and_bodies_through() {
    run(async {
        let rig = Rig::settled(Settings { challenge: Challenge::Writes, ..Settings::default() });
        let status = |method: &'static str, path: &'static str, body: &'static str| {
            let rig = &rig;
            async move { rig.raw(request(method, path, "localhost", body)).await.status }
        };
        assert_eq!(status("GET", "/certificates", "").await, 200);
        assert_eq!(status("POST", "/certificates/a/create", "").await, 401);
        assert_eq!(status("POST", "/certificates/a/create", "{}").await, 202);
    });
}

#[test]
fn a_pace_of_seconds_is_told_with_every_operation_in_progress_and_no_other() {
    run(async {
        let rig = Rig::settled(Settings { pace: Pace::Seconds(7), ..Settings::default() });
        let created = rig.create("site", "Self").await;
        assert_eq!(header(&created, "retry-after"), Some("7"));
        assert_eq!(header(&rig.pending("site").await, "retry-after"), Some("7"));
        rig.skip(25);
        assert_eq!(header(&rig.pending("site").await, "retry-after"), None);
        let quick = Rig::observed();
        assert_eq!(header(&quick.create("site", "Self").await, "retry-after"), None);
    });
}

#[test]
fn every_third_request_meets_an_outage() {
    run(async {
        for (fault, status) in [(Subtle::Throttles, 429), (Subtle::Unavailable, 503)] {
            let faults = Faults::new(vec![Fault::Subtle(fault)]);
            let rig = Rig::settled(Settings { faults, ..Settings::default() });
            let mut met = Vec::new();
            for _ in 0..6 {
                let answer = rig.get("/certificates").await;
                assert_eq!(answer.status != 200, header(&answer, "retry-after") == Some("1"));
                met.push(answer.status);
            }
            assert_eq!(met, [200, 200, status, 200, 200, status]);
        }
    });
}

#[test]
fn self_is_its_own_issuer_and_names_are_found_in_any_capitals() {
    run(async {
        let rig = Rig::observed();
        rig.create("MySite", "Self").await;
        assert_eq!(rig.pending("mysite").await.status, 200);
        assert_eq!(rig.create("MYSITE", "Self").await.status, 409);
        rig.skip(25);
        let bundle = json_of(&rig.get("/certificates/MYSITE").await);
        assert!(text(&bundle, "id").contains("/certificates/MySite/"));
        assert!(text(&bundle["policy"], "id").contains("/certificates/MySite/"));
        let version = text(&bundle, "id").rsplit('/').next().unwrap().to_owned();
        let version = json_of(&rig.get(&format!("/certificates/mysite/{version}")).await);
        // Record 053.
        assert_eq!(version["subject"], version["issuer"]);
        let der = base64::Engine::decode(
            &base64::engine::general_purpose::STANDARD,
            text(&bundle, "cer"),
        );
        assert_eq!(Leaf::parse(&der.unwrap()).unwrap().issuer, "CN=MySite.example");
    });
}

#[test]
fn a_subject_may_repeat_its_parts() {
    run(async {
        let rig = Rig::observed();
        let policy = json!({ "issuer": { "name": "Self" },
                             "x509_props": { "subject": "CN=a,OU=1,OU=2,DC=example,DC=com" } });
        let body = Some(json!({ "policy": policy }));
        assert_eq!(rig.send("POST", "/certificates/a/create", body).await.status, 202);
        rig.skip(25);
        let bundle = json_of(&rig.get("/certificates/a").await);
        assert!(bundle["cer"].is_string(), "{bundle}");
    });
}

#[test]
fn what_the_vault_does_not_build_says_so() {
    run(async {
        let rig = Rig::observed();
        let answer = rig.send("PUT", "/secrets/a", Some(json!({ "value": "x" }))).await;
        assert_eq!(refusal(&answer), (501, "NotImplemented".into()));
        assert!(json_of(&answer)["error"]["message"].as_str().unwrap().contains("PUT /secrets/a"));
    });
}
