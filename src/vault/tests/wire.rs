//! What is common to all answers: tokens, versions, names, bodies, envelopes.

use axum::{body::Body, extract::Request};
use serde_json::json;

use super::rig::{Rig, V, header, json_of, refusal, run};
use crate::vault::Dialect;

fn request(method: &str, uri: &str, body: impl Into<Body>) -> Request {
    Request::builder().method(method).uri(uri).body(body.into()).unwrap()
}

#[test]
fn a_token_is_asked_for_with_a_challenge() {
    run(async {
        let rig = Rig::new(Dialect::Documented, &[], Some("secret"));
        let uri = format!("/certificates?{V}");
        for token in [None, Some("Bearer wrong"), Some("Basic secret"), Some("secret")] {
            let mut asking = request("GET", &uri, Body::empty());
            if let Some(token) = token {
                asking.headers_mut().insert("authorization", token.parse().unwrap());
            }
            let answer = rig.raw(asking).await;
            assert_eq!(refusal(&answer), (401, "Unauthorized".into()), "{token:?}");
            let challenge = header(&answer, "www-authenticate").unwrap();
            assert!(challenge.starts_with("Bearer authorization=\"https://"));
            assert!(challenge.contains("resource=\""));
        }
        let mut asking = request("GET", &uri, Body::empty());
        asking.headers_mut().insert("authorization", "Bearer secret".parse().unwrap());
        assert_eq!(rig.raw(asking).await.status, 200);
    });
}

#[test]
fn an_unknown_or_missing_api_version_is_400() {
    run(async {
        let rig = Rig::documented();
        for query in ["", "?api-version=", "?api-version=1.0"] {
            let answer = rig.raw(request("GET", &format!("/certificates/site{query}"), "")).await;
            assert_eq!(refusal(&answer), (400, "BadParameter".into()), "{query:?}");
        }
    });
}

#[test]
fn names_routes_and_methods_are_refused_in_the_envelope() {
    run(async {
        let rig = Rig::documented();
        let refused = [
            ("POST", "/certificates/a_b/create", 400, "BadParameter"),
            ("POST", "/certificates//create", 405, "MethodNotAllowed"),
            ("PUT", "/certificates/site", 405, "MethodNotAllowed"),
            ("GET", "/nothing/here", 404, "NotFound"),
        ];
        for (method, path, status, code) in refused {
            let answer = rig.send(method, path, Some(json!({}))).await;
            assert_eq!(refusal(&answer), (status, code.into()), "{method} {path}");
            assert!(!json_of(&answer)["error"]["message"].as_str().unwrap().is_empty());
        }
    });
}

#[test]
fn a_body_that_is_no_json_or_too_large_changes_nothing() {
    run(async {
        let rig = Rig::documented();
        let uri = format!("/certificates/site/create?{V}");
        for body in [
            "",
            "{",
            "[]",
            "null",
            "{\"policy\": 1}",
            "{\"policy\": {\"x509_props\": {\"subject\": 1}}}",
        ] {
            let answer = rig.raw(request("POST", &uri, body)).await;
            assert_eq!(refusal(&answer), (400, "BadParameter".into()), "{body}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(rig.raw(request("POST", &uri, deep)).await.status, 400);
        let answer = rig.raw(request("POST", &uri, vec![b' '; 1024 * 1024 + 1])).await;
        assert_eq!(answer.status, 413);
        assert!(json_of(&answer)["error"]["code"].is_string());
        assert_eq!(rig.get("/certificates/site").await.status, 404);
    });
}

#[test]
fn a_subject_that_is_no_name_is_400() {
    run(async {
        let rig = Rig::documented();
        let body = json!({ "policy": { "x509_props": { "subject": "Self" } } });
        let answer = rig.send("POST", "/certificates/site/create", Some(body)).await;
        assert_eq!(refusal(&answer), (400, "BadParameter".into()));
    });
}
