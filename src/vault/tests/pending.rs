//! The life of operations: create, look, cancel, delete, overwrite.

use serde_json::json;

use super::rig::{BASE, Rig, header, json_of, refusal, run};
use crate::vault::wire::Content;

#[test]
fn create_answers_202_with_location_and_operation() {
    run(async {
        let rig = Rig::documented();
        let answer = rig.scripted("site", "stall").await;
        assert_eq!(answer.status, 202);
        let body = json_of(&answer);
        let id = body["request_id"].as_str().unwrap();
        assert!(id.len() == 32 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
        let location = format!("{BASE}/certificates/site/pending?api-version=7.6&request_id={id}");
        assert_eq!(header(&answer, "location"), Some(location.as_str()));
        assert_eq!(header(&answer, "retry-after"), Some("10"));
        assert_eq!(body["id"], format!("{BASE}/certificates/site/pending"));
        assert_eq!(body["issuer"], json!({ "name": "ca" }));
        assert_eq!(body["cancellation_requested"], false);
        assert_eq!(body["status"], "inProgress");
        assert_eq!(json_of(&rig.pending("site").await), body);
    });
}

#[test]
fn a_fast_issuer_sends_no_retry_after_and_ends_completed() {
    run(async {
        let rig = Rig::documented();
        let created = rig.create("site", "Self").await;
        assert_eq!(header(&created, "retry-after"), None);
        rig.skip(25);
        let body = json_of(&rig.pending("site").await);
        assert_eq!(body["status"], "completed");
        assert_eq!(body["target"], format!("{BASE}/certificates/site?api-version=7.6"));
        assert!(body.get("status_details").is_none() && body.get("error").is_none());
        assert_eq!(body["request_id"], json_of(&created)["request_id"]);
        assert_eq!(json_of(&rig.pending("site").await)["status"], "completed");
    });
}

#[test]
fn failures_differ_by_dialect_only_in_status_details() {
    run(async {
        for (rig, details) in [(Rig::documented(), Some("")), (Rig::observed(), None)] {
            rig.scripted("site", "fail after 10ms; error request").await;
            rig.skip(10);
            let body = json_of(&rig.pending("site").await);
            assert_eq!(body["status"], "failed");
            assert_eq!(body["error"]["code"], "Request rejected");
            assert_eq!(body.get("status_details").and_then(|text| text.as_str()), details);
        }
    });
}

#[test]
fn a_granted_cancel_shows_at_once_and_ends_in_the_dialects_spelling() {
    run(async {
        for (rig, word) in [(Rig::documented(), "canceled"), (Rig::observed(), "cancelled")] {
            rig.scripted("site", "stall; cancel granted after 50ms").await;
            let body = json_of(&rig.cancel("site").await);
            assert_eq!(
                (&body["status"], &body["cancellation_requested"]),
                (&json!("inProgress"), &json!(true))
            );
            rig.skip(50);
            let body = json_of(&rig.pending("site").await);
            assert_eq!(
                (&body["status"], &body["cancellation_requested"]),
                (&json!(word), &json!(true))
            );
            assert!(body.get("target").is_none());
        }
    });
}

#[test]
fn cancelling_what_has_ended_is_400_by_the_document_and_403_in_real_vaults() {
    run(async {
        for (rig, expected) in [
            (Rig::documented(), (400, "BadParameter".to_owned())),
            (Rig::observed(), (403, "Forbidden".to_owned())),
        ] {
            rig.create("site", "Self").await;
            rig.skip(25);
            assert_eq!(refusal(&rig.cancel("site").await), expected);
        }
    });
}

#[test]
fn a_patch_without_the_flag_changes_nothing() {
    run(async {
        let rig = Rig::documented();
        rig.scripted("site", "stall").await;
        let answer = rig.send("PATCH", "/certificates/site/pending", Some(json!({}))).await;
        assert_eq!(refusal(&answer), (400, "BadParameter".into()));
        assert_eq!(json_of(&rig.pending("site").await)["cancellation_requested"], false);
    });
}

#[test]
fn request_id_filters_reads_cancels_and_deletes() {
    run(async {
        let rig = Rig::documented();
        let id =
            json_of(&rig.scripted("site", "stall; cancel ignored").await)["request_id"].clone();
        let right = format!("/certificates/site/pending?request_id={}", id.as_str().unwrap());
        let wrong = "/certificates/site/pending?request_id=0";
        let flag = json!({ "cancellation_requested": true });
        for method in ["GET", "PATCH", "DELETE"] {
            let answer = rig.send(method, wrong, Some(flag.clone())).await;
            assert_eq!(refusal(&answer), (404, "PendingCertificateNotFound".into()), "{method}");
            assert_eq!(json_of(&rig.pending("site").await)["request_id"], id);
        }
        for method in ["GET", "PATCH", "DELETE"] {
            let answer = rig.send(method, &right, Some(flag.clone())).await;
            assert_eq!((answer.status, &json_of(&answer)["request_id"]), (200, &id), "{method}");
        }
        assert_eq!(rig.pending("site").await.status, 404);
    });
}

#[test]
fn creating_or_importing_over_one_in_progress_is_409_and_leaves_it() {
    run(async {
        for (rig, code) in [(Rig::documented(), "Forbidden"), (Rig::observed(), "Conflict")] {
            let first = json_of(&rig.scripted("site", "stall").await);
            assert_eq!(refusal(&rig.create("site", "ca").await), (409, code.into()));
            let import = rig.import("site").await;
            assert_eq!(refusal(&import), (409, code.into()));
            assert!(json_of(&import)["error"]["message"].as_str().unwrap().contains("inProgress"));
            assert_eq!(json_of(&rig.pending("site").await), first);
        }
    });
}

#[test]
fn of_many_creates_at_once_one_wins() {
    run(async {
        let rig = Rig::documented();
        rig.issuer("ca", "stall").await;
        let (one, two, three) = tokio::join!(
            rig.create("site", "ca"),
            rig.create("site", "ca"),
            rig.create("site", "ca")
        );
        let mut statuses = [one.status, two.status, three.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [202, 409, 409]);
    });
}

#[test]
fn an_ended_operation_gives_way_to_create_and_import() {
    run(async {
        let rig = Rig::documented();
        let first = json_of(&rig.create("site", "Self").await);
        rig.skip(25);
        let second = json_of(&rig.create("site", "Self").await);
        assert_ne!(first["request_id"], second["request_id"]);
        let old = format!(
            "/certificates/site/pending?request_id={}",
            first["request_id"].as_str().unwrap()
        );
        assert_eq!(refusal(&rig.get(&old).await), (404, "PendingCertificateNotFound".into()));
        rig.skip(25);
        let imported = rig.import("site").await;
        assert_eq!(imported.status, 200);
        assert!(json_of(&imported).get("pending").is_none());
        assert_eq!(rig.pending("site").await.status, 404);
    });
}

#[test]
fn delete_returns_the_operation_and_forgets_it_but_not_the_certificate() {
    run(async {
        let rig = Rig::documented();
        rig.create("site", "Self").await;
        rig.skip(25);
        rig.pending("site").await;
        let body = json_of(&rig.delete("site").await);
        assert_eq!(body["status"], "completed");
        for name in ["site", "never"] {
            let expected = (404, "PendingCertificateNotFound".to_owned());
            assert_eq!(refusal(&rig.pending(name).await), expected);
            assert_eq!(refusal(&rig.cancel(name).await), expected);
            assert_eq!(refusal(&rig.delete(name).await), expected);
        }
        let bundle = json_of(&rig.get("/certificates/site").await);
        assert_eq!(bundle["attributes"]["enabled"], true);
        assert!(bundle.get("pending").is_none());
        assert_eq!(rig.create("site", "Self").await.status, 202);
    });
}

#[test]
fn the_csr_comes_by_itself_when_asked_for() {
    run(async {
        let rig = Rig::documented();
        let csr = json_of(&rig.create("site", "Unknown").await)["csr"].clone();
        let request = axum::extract::Request::builder()
            .uri("/certificates/site/pending?api-version=7.0")
            .header("accept", "application/pkcs10")
            .body(axum::body::Body::empty());
        let answer = rig.raw(request.unwrap()).await;
        let Content::Text { media, text } = &answer.content else {
            panic!("not text: {answer:?}");
        };
        assert_eq!(*media, "application/pkcs10; charset=utf-8");
        assert_eq!(csr, *text);
    });
}

#[test]
fn a_policy_without_an_issuer_waits_for_a_merge() {
    run(async {
        let rig = Rig::documented();
        for issuer in ["", "Unknown"] {
            let name = format!("by-hand-{issuer}");
            let answer = rig.create(&name, issuer).await;
            assert_eq!(answer.status, 202);
            let body = json_of(&answer);
            assert_eq!(body["issuer"]["name"], "Unknown");
            assert!(body["status_details"].as_str().unwrap().contains("Perform Merge"));
            rig.skip(1_000_000);
            assert_eq!(json_of(&rig.pending(&name).await), body);
        }
    });
}
