//! Certificates by themselves: before and after completion, in lists, soft-deleted.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use x509_parser::prelude::{FromDer, X509Certificate, X509CertificationRequest};

use super::rig::{BASE, Rig, json_of, refusal, run};

#[test]
fn a_disabled_version_stands_until_the_certificate_comes() {
    run(async {
        let rig = Rig::documented();
        let operation = json_of(&rig.create("site", "Self").await);
        let before = json_of(&rig.get("/certificates/site/").await);
        assert_eq!(before["attributes"]["enabled"], false);
        for key in ["kid", "sid", "cer", "x5t"] {
            assert!(before.get(key).is_none(), "{key}");
        }
        assert_eq!(before["pending"]["id"], operation["id"]);
        rig.skip(25);
        let after = json_of(&rig.get("/certificates/site").await);
        assert_eq!(after["id"], before["id"]);
        assert_eq!(after["attributes"]["enabled"], true);
        let der = |value: &serde_json::Value| STANDARD.decode(value.as_str().unwrap()).unwrap();
        let (csr, cer) = (der(&operation["csr"]), der(&after["cer"]));
        let (_, csr) = X509CertificationRequest::from_der(&csr).unwrap();
        let (_, cer) = X509Certificate::from_der(&cer).unwrap();
        assert_eq!(cer.public_key().raw, csr.certification_request_info.subject_pki.raw);
        assert_eq!(cer.subject().to_string(), "CN=site.example");
    });
}

#[test]
fn an_older_version_stands_while_the_next_is_pending() {
    run(async {
        let rig = Rig::documented();
        rig.create("site", "Self").await;
        rig.skip(25);
        let old = json_of(&rig.get("/certificates/site").await);
        rig.scripted("site", "stall").await;
        let now = json_of(&rig.get("/certificates/site").await);
        assert_eq!(now["id"], old["id"]);
        let id = old["id"].as_str().unwrap().strip_prefix(BASE).unwrap();
        let version = json_of(&rig.get(id).await);
        assert_eq!(
            (&version["cer"], &version["subject"]),
            (&old["cer"], &json!("CN=site.example"))
        );
    });
}

#[test]
fn lists_hide_what_is_pending_unless_asked() {
    run(async {
        let rig = Rig::documented();
        rig.create("done", "Self").await;
        rig.create("open", "Unknown").await;
        rig.skip(25);
        let names = |path: &'static str| {
            let rig = &rig;
            async move {
                let list = json_of(&rig.get(path).await);
                let ids = list["value"].as_array().unwrap().iter();
                ids.map(|item| item["id"].as_str().unwrap().rsplit('/').next().unwrap().to_owned())
                    .collect::<Vec<_>>()
            }
        };
        assert_eq!(names("/certificates").await, ["done"]);
        assert_eq!(names("/certificates?includePending=true").await, ["done", "open"]);
        assert_eq!(names("/deletedcertificates").await, [""; 0]);
    });
}

#[test]
fn a_deleted_name_is_taken_until_it_is_purged() {
    run(async {
        let rig = Rig::documented();
        rig.create("site", "Unknown").await;
        let deleted = json_of(&rig.send("DELETE", "/certificates/site", None).await);
        assert_eq!(deleted["recoveryId"], format!("{BASE}/deletedcertificates/site"));
        assert!(deleted["scheduledPurgeDate"].as_i64() > deleted["deletedDate"].as_i64());
        assert!(deleted.get("pending").is_some());
        assert_eq!(rig.pending("site").await.status, 404);
        let taken = rig.create("site", "Unknown").await;
        assert_eq!(refusal(&taken), (409, "Conflict".into()));
        assert_eq!(json_of(&taken)["error"]["innererror"]["code"], "ObjectIsDeletedButRecoverable");
        assert_eq!(rig.get("/deletedcertificates/site").await.status, 200);
        assert_eq!(rig.send("DELETE", "/deletedcertificates/site", None).await.status, 204);
        assert_eq!(rig.send("DELETE", "/deletedcertificates/site", None).await.status, 404);
        assert_eq!(
            refusal(&rig.get("/certificates/site").await),
            (404, "CertificateNotFound".into())
        );
        assert_eq!(rig.create("site", "Unknown").await.status, 202);
    });
}

#[test]
fn a_create_without_a_policy_keeps_the_names_own() {
    run(async {
        let rig = Rig::documented();
        rig.create("site", "Self").await;
        rig.skip(25);
        let again = rig.send("POST", "/certificates/site/create", Some(json!({}))).await;
        assert_eq!(json_of(&again)["issuer"]["name"], "Self");
        let fresh = rig.send("POST", "/certificates/fresh/create", Some(json!({}))).await;
        assert_eq!(json_of(&fresh)["issuer"]["name"], "Unknown");
    });
}

#[test]
fn what_is_neither_pem_nor_pkcs12_is_refused() {
    run(async {
        let rig = Rig::documented();
        let answer =
            rig.send("POST", "/certificates/site/import", Some(json!({ "value": "MIIK" }))).await;
        assert_eq!(refusal(&answer), (400, "BadParameter".into()));
        let message = json_of(&answer)["error"]["message"].to_string();
        assert!(message.contains("PKCS#12") && message.contains("PEM"), "{message}");
    });
}

#[test]
fn pem_and_a_pkcs12_file_with_its_password_are_imported() {
    run(async {
        let rig = Rig::documented();
        let bundle = json_of(&rig.import("site").await);
        assert_eq!(bundle["policy"]["key_props"]["crv"], "P-256");
        assert_eq!(bundle["policy"]["secret_props"]["contentType"], "application/x-pem-file");
        assert_eq!(bundle["attributes"]["enabled"], true);

        let file = STANDARD.encode(include_bytes!("pfx/openssl-3.pfx"));
        let path = "/certificates/packed/import";
        let closed = rig.send("POST", path, Some(json!({ "value": file, "pwd": "wrong" }))).await;
        assert_eq!(refusal(&closed), (400, "BadParameter".into()));
        assert!(json_of(&closed)["error"]["message"].as_str().unwrap().contains("password"));
        assert_eq!(rig.get("/certificates/packed").await.status, 404);

        let body = json!({ "value": file, "pwd": "opensesame" });
        let bundle = json_of(&rig.send("POST", path, Some(body)).await);
        assert_eq!(bundle["policy"]["x509_props"]["subject"], "CN=site.example");
        assert_eq!(bundle["policy"]["secret_props"]["contentType"], "application/x-pkcs12");
        assert_eq!(bundle["attributes"]["enabled"], true);
    });
}
