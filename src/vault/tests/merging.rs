//! Merge: by hand, against an issuer, and with what should not be merged.

use serde_json::{Value, json};

use super::rig::{BASE, Rig, header, json_of, refusal, run, sign};
use crate::vault::{Fault, wire::Answer};

fn enabled(answer: &Answer) -> Value {
    json_of(answer)["attributes"]["enabled"].clone()
}

#[test]
fn a_merge_answers_201_with_the_whole_bundle_and_completes() {
    run(async {
        let rig = Rig::documented();
        let operation = json_of(&rig.create("site", "Unknown").await);
        let x5c = sign(&operation);
        let merged = rig.merge("site", x5c.clone()).await;
        assert_eq!(merged.status, 201);
        let location = format!("{BASE}/certificates/site?api-version=7.6");
        assert_eq!(header(&merged, "location"), Some(location.as_str()));
        let bundle = json_of(&merged);
        let version = bundle["id"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        assert_eq!(version.len(), 32);
        assert_eq!(bundle["kid"], format!("{BASE}/keys/site/{version}"));
        assert_eq!(bundle["sid"], format!("{BASE}/secrets/site/{version}"));
        assert_eq!(bundle["cer"], x5c[0]);
        assert_eq!(bundle["x5t"].as_str().unwrap().len(), 27);
        assert_eq!(bundle["policy"]["x509_props"]["subject"], "CN=site.example");
        assert_eq!(bundle["policy"]["issuer"]["name"], "Unknown");
        assert_eq!(bundle["pending"]["id"], format!("{BASE}/certificates/site/pending"));
        assert!(
            bundle["attributes"]["created"].as_i64() <= bundle["attributes"]["updated"].as_i64()
        );
        let pending = json_of(&rig.pending("site").await);
        assert_eq!(pending["status"], "completed");
        assert_eq!(pending["request_id"], operation["request_id"]);
        assert_eq!(json_of(&rig.get("/certificates/site").await), bundle);
        assert_eq!(rig.create("site", "Unknown").await.status, 202);
    });
}

#[test]
fn absence_is_told_before_anything_is_parsed() {
    run(async {
        let rig = Rig::documented();
        let answer = rig.merge("never", json!(["dGVzdA=="])).await;
        assert_eq!(refusal(&answer), (404, "PendingCertificateNotFound".into()));
        let answer = Rig::with(Fault::MergeParsesFirst).merge("never", json!(["dGVzdA=="])).await;
        assert_eq!(refusal(&answer), (400, "BadParameter".into()));
    });
}

#[test]
fn what_is_no_chain_or_for_another_key_is_400_and_leaves_the_operation() {
    run(async {
        let rig = Rig::documented();
        let first = json_of(&rig.create("site", "Unknown").await);
        let other = sign(&json_of(&rig.create("other", "Unknown").await));
        let bad = [
            json!([]),
            json!(["!"]),
            json!(["dGVzdA=="]),
            json!("x"),
            json!([1]),
            Value::Null,
            other,
        ];
        for x5c in bad {
            let answer = rig.merge("site", x5c.clone()).await;
            assert_eq!(refusal(&answer), (400, "BadParameter".into()), "{x5c}");
            assert_eq!(json_of(&rig.pending("site").await), first);
        }
    });
}

#[test]
fn an_issuer_at_work_is_not_interfered_with() {
    run(async {
        let rig = Rig::documented();
        let first = json_of(&rig.scripted("site", "stall").await);
        let answer = rig.merge("site", sign(&first)).await;
        assert_eq!(refusal(&answer), (403, "Forbidden".into()));
        let message = json_of(&answer)["error"]["message"].clone();
        assert!(message.as_str().unwrap().contains("issuer : ca "));
        assert_eq!(json_of(&rig.pending("site").await), first);
    });
}

#[test]
fn after_a_failure_or_cancellation_a_merge_completes() {
    run(async {
        for script in ["fail", "stall; cancel granted after 0ms"] {
            let rig = Rig::documented();
            let operation = json_of(&rig.scripted("site", script).await);
            rig.cancel("site").await;
            rig.skip(25);
            assert_eq!(enabled(&rig.get("/certificates/site").await), json!(false));
            let merged = rig.merge("site", sign(&operation)).await;
            assert_eq!((merged.status, enabled(&merged)), (201, json!(true)), "{script}");
            let pending = json_of(&rig.pending("site").await);
            assert_eq!(pending["status"], "completed");
            assert_eq!(pending["request_id"], operation["request_id"]);
        }
    });
}

#[test]
fn a_completed_operation_takes_no_second_merge() {
    run(async {
        let rig = Rig::documented();
        let x5c = sign(&json_of(&rig.create("site", "Unknown").await));
        rig.merge("site", x5c.clone()).await;
        assert_eq!(refusal(&rig.merge("site", x5c).await), (400, "BadParameter".into()));
    });
}
