//! Issuers over the wire.

use serde_json::json;

use super::rig::{BASE, Rig, json_of, refusal, run};
use crate::vault::Fault;

const PATH: &str = "/certificates/issuers/ca";

#[test]
fn an_issuer_comes_back_without_its_password_and_goes_when_deleted() {
    run(async {
        let rig = Rig::documented();
        let body = json!({
            "provider": "Test",
            "credentials": { "account_id": "me", "pwd": "hunter2" },
            "org_details": { "admin_details": [{ "email": "me@example" }] },
        });
        let put = json_of(&rig.send("PUT", PATH, Some(body)).await);
        assert_eq!(put["id"], format!("{BASE}{PATH}"));
        assert_eq!(put["credentials"], json!({ "account_id": "me" }));
        assert_eq!(put["org_details"]["zip"], 0);
        assert_eq!(json_of(&rig.get(PATH).await), put);
        let list = json_of(&rig.get("/certificates/issuers").await);
        assert_eq!(
            list,
            json!({ "value": [{ "id": put["id"], "provider": "Test" }], "nextLink": null })
        );
        assert_eq!(json_of(&rig.send("DELETE", PATH, None).await), put);
        assert_eq!(refusal(&rig.get(PATH).await), (404, "CertificateIssuerNotFound".into()));
    });
}

#[test]
fn a_script_with_a_mistake_is_refused_where_it_is_put() {
    run(async {
        let rig = Rig::documented();
        let body = json!({ "provider": "Script", "credentials": { "account_id": "issue soon" } });
        let answer = rig.send("PUT", PATH, Some(body)).await;
        assert_eq!(refusal(&answer), (400, "BadParameter".into()));
        let message = json_of(&answer)["error"]["message"].to_string();
        assert!(message.contains("account_id") && message.contains("column 7"), "{message}");
        assert_eq!(rig.get(PATH).await.status, 404);
    });
}

#[test]
fn an_issuer_that_does_not_exist_cannot_be_asked() {
    run(async {
        let rig = Rig::documented();
        assert_eq!(refusal(&rig.create("site", "nobody").await), (400, "BadParameter".into()));
        assert_eq!(rig.get("/certificates/site").await.status, 404);
    });
}

#[test]
fn a_changed_script_holds_for_later_operations_only() {
    run(async {
        let rig = Rig::documented();
        rig.scripted("first", "stall").await;
        let patch = json!({ "credentials": { "account_id": "issue after 0ms" } });
        assert_eq!(rig.send("PATCH", PATH, Some(patch)).await.status, 200);
        rig.create("second", "ca").await;
        rig.send("DELETE", PATH, None).await;
        assert_eq!(json_of(&rig.pending("first").await)["status"], "inProgress");
        assert_eq!(json_of(&rig.pending("second").await)["status"], "completed");
    });
}

#[test]
fn any_other_provider_rejects() {
    run(async {
        let rig = Rig::documented();
        rig.send("PUT", PATH, Some(json!({ "provider": "DigiCert" }))).await;
        rig.create("site", "ca").await;
        rig.skip(25);
        assert_eq!(json_of(&rig.pending("site").await)["error"]["code"], "Request rejected");
    });
}

#[test]
fn without_an_issuers_api_its_routes_are_bare() {
    run(async {
        let answer = Rig::with(Fault::IssuersApiMissing).get(PATH).await;
        assert_eq!((answer.status, json_of(&answer)), (404, json!(null)));
    });
}
