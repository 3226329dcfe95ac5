//! What stands around an operation: versions, policy, properties, secrets and keys, backups.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::rig::{BASE, Rig, json_of, pair, refusal, run, sign, text};
use crate::vault::crypto;

/// A certificate that its issuer has issued.
async fn issued(rig: &Rig, name: &str) -> Value {
    assert_eq!(rig.create(name, "Self").await.status, 202);
    rig.skip(25);
    json_of(&rig.get(&format!("/certificates/{name}")).await)
}

fn version_of(bundle: &Value) -> String {
    text(bundle, "id").rsplit('/').next().unwrap().to_owned()
}

fn names(list: &Value) -> Vec<String> {
    let items = list["value"].as_array().unwrap().iter();
    items.map(|item| text(item, "id").rsplit('/').next().unwrap().to_owned()).collect()
}

#[test]
fn versions_are_listed_oldest_first_and_page_by_page() {
    run(async {
        let rig = Rig::observed();
        let mut made = Vec::new();
        for _ in 0..3 {
            made.push(version_of(&issued(&rig, "site").await));
        }
        rig.create("site", "Unknown").await;
        let all = json_of(&rig.get("/certificates/site/versions").await);
        assert_eq!(names(&all), made);
        assert_eq!(all["nextLink"], Value::Null);
        assert!(all["value"][0]["x5t"].is_string());
        let first = json_of(&rig.get("/certificates/site/versions?maxresults=2").await);
        assert_eq!(names(&first), made[..2]);
        let next = text(&first, "nextLink").strip_prefix(BASE).unwrap().to_owned();
        let second = json_of(&rig.get(&next).await);
        assert_eq!((names(&second), &second["nextLink"]), (made[2..].to_vec(), &Value::Null));
        assert_eq!(names(&json_of(&rig.get("/certificates/never/versions").await)), [""; 0]);
    });
}

#[test]
fn a_list_has_pages_of_25_that_keep_what_was_asked() {
    run(async {
        let rig = Rig::observed();
        for count in 0..30 {
            rig.create(&format!("n{count:02}"), "Unknown").await;
        }
        let first = json_of(&rig.get("/certificates?includePending=true").await);
        assert_eq!(names(&first).len(), 25);
        let next = text(&first, "nextLink");
        assert!(next.starts_with(&format!("{BASE}/certificates?api-version=7.6&$skiptoken=")));
        let second = json_of(&rig.get(next.strip_prefix(BASE).unwrap()).await);
        assert_eq!(names(&second).len(), 5);
        assert_eq!(names(&json_of(&rig.get("/certificates").await)), [""; 0]);
        for wrong in ["maxresults=0", "maxresults=26", "maxresults=x", "$skiptoken=%21"] {
            let answer = rig.get(&format!("/certificates?{wrong}")).await;
            assert_eq!(refusal(&answer), (400, "BadParameter".into()), "{wrong}");
        }
    });
}

#[test]
fn tags_attributes_and_the_order_of_a_chain_come_back_from_every_way_in() {
    run(async {
        let rig = Rig::observed();
        let said = json!({ "tags": { "a": "1" }, "attributes": { "enabled": false },
                           "preserveCertOrder": true });
        let with = |more: Value| {
            let mut body = said.clone();
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            Some(body)
        };
        let policy = json!({ "key_props": { "kty": "EC" }, "x509_props": { "subject": "CN=a" },
                             "issuer": { "name": "Self" } });
        let path = "/certificates/created/create";
        let operation = json_of(&rig.send("POST", path, with(json!({ "policy": policy }))).await);
        assert_eq!(operation["preserveCertOrder"], true);
        rig.skip(25);
        let (key, pem) = pair();
        let path = "/certificates/imported/import";
        rig.send("POST", path, with(json!({ "value": format!("{key}{pem}") }))).await;
        let operation = json_of(&rig.create("merged", "Unknown").await);
        let path = "/certificates/merged/pending/merge";
        rig.send("POST", path, with(json!({ "x5c": sign(&operation) }))).await;
        for name in ["created", "imported", "merged"] {
            let bundle = json_of(&rig.get(&format!("/certificates/{name}")).await);
            assert_eq!(bundle["tags"], said["tags"], "{name}");
            assert_eq!(bundle["attributes"]["enabled"], false, "{name}");
            assert_eq!(bundle["preserveCertOrder"], true, "{name}");
            let secret = rig.get(&format!("/secrets/{name}")).await;
            assert_eq!(refusal(&secret), (403, "Forbidden".into()), "{name}");
        }
        let list = json_of(&rig.get("/certificates").await);
        assert_eq!(list["value"][0]["tags"], said["tags"]);
    });
}

#[test]
fn a_patch_changes_one_version_and_only_what_it_names() {
    run(async {
        let rig = Rig::observed();
        let old = version_of(&issued(&rig, "site").await);
        let new = version_of(&issued(&rig, "site").await);
        let patch = |path: String, body: Value| {
            let rig = &rig;
            async move { rig.send("PATCH", &path, Some(body)).await }
        };
        let path = format!("/certificates/site/{old}");
        let bundle = json_of(&patch(path, json!({ "tags": { "a": "1" } })).await);
        assert_eq!((version_of(&bundle), &bundle["tags"]), (old.clone(), &json!({ "a": "1" })));
        assert!(bundle["policy"].is_object());
        let body = json!({ "attributes": { "enabled": false } });
        let bundle = json_of(&patch("/certificates/site/".into(), body).await);
        assert_eq!((version_of(&bundle), &bundle["tags"]), (new, &json!({})));
        assert_eq!(bundle["attributes"]["enabled"], false);
        let kept = json_of(&rig.get(&format!("/certificates/site/{old}")).await);
        assert_eq!(
            (&kept["attributes"]["enabled"], &kept["tags"]["a"]),
            (&json!(true), &json!("1"))
        );
        for (path, body, status) in [
            ("/certificates/never", json!({}), 404),
            ("/certificates/site/0123", json!({}), 404),
            ("/certificates/site", json!({ "tags": { "a": 1 } }), 400),
            ("/certificates/site", json!({ "tags": { "a": "x".repeat(300) } }), 400),
        ] {
            assert_eq!(patch(path.into(), body).await.status, status, "{path}");
        }
    });
}

#[test]
fn a_policy_is_read_and_changed_by_itself_and_comes_back_whole() {
    run(async {
        let rig = Rig::observed();
        rig.issuer("ca", "issue").await;
        let policy = json!({
            "key_props": { "kty": "RSA-HSM", "key_size": 2048, "exportable": false },
            "x509_props": { "subject": "CN=a", "sans": {
                "dns_names": ["a.example"], "uris": ["urn:a"], "ipAddresses": ["192.0.2.1"] } },
            "issuer": { "name": "ca", "cty": "OV-SSL", "cert_transparency": false },
        });
        let body = Some(json!({ "policy": policy }));
        let operation = json_of(&rig.send("POST", "/certificates/site/create", body).await);
        assert_eq!(operation["issuer"], json!({ "name": "ca" }));
        let path = "/certificates/site/policy";
        let shown = json_of(&rig.get(path).await);
        assert_eq!(shown["id"], format!("{BASE}/certificates/site/policy"));
        assert_eq!(shown["issuer"], policy["issuer"]);
        assert_eq!(shown["x509_props"]["sans"], policy["x509_props"]["sans"]);
        assert_eq!(shown["key_props"]["kty"], "RSA-HSM");
        let change = json!({ "x509_props": { "validity_months": 6 } });
        let changed = json_of(&rig.send("PATCH", path, Some(change)).await);
        assert_eq!(changed["x509_props"]["validity_months"], 6);
        assert_eq!(changed["x509_props"]["sans"], policy["x509_props"]["sans"]);
        assert_eq!(json_of(&rig.get(path).await), changed);
        let wrong = json!({ "x509_props": { "validity_months": 0 } });
        assert_eq!(rig.send("PATCH", path, Some(wrong)).await.status, 400);
        assert_eq!(rig.get("/certificates/never/policy").await.status, 404);
        assert_eq!(
            rig.send("PATCH", "/certificates/never/policy", Some(json!({}))).await.status,
            404
        );
    });
}

#[test]
fn contacts_are_put_read_and_taken_away() {
    run(async {
        let rig = Rig::observed();
        let path = "/certificates/contacts";
        assert_eq!(refusal(&rig.get(path).await), (404, "ContactsNotFound".into()));
        let body = json!({ "contacts": [{ "email": "me@site.example", "name": "Me" }] });
        let put = json_of(&rig.send("PUT", path, Some(body.clone())).await);
        assert_eq!(put["contacts"], body["contacts"]);
        assert_eq!(put["id"], format!("{BASE}/certificates/contacts"));
        assert_eq!(json_of(&rig.get(path).await), put);
        assert_eq!(json_of(&rig.send("DELETE", path, None).await), put);
        assert_eq!(rig.send("DELETE", path, None).await.status, 404);
        let long = json!({ "contacts": [{ "email": "x".repeat(300) }] });
        assert_eq!(rig.send("PUT", path, Some(long)).await.status, 400);
    });
}

#[test]
fn the_secret_is_the_certificate_with_its_key_and_the_key_its_public_half() {
    run(async {
        let rig = Rig::observed();
        let bundle = issued(&rig, "site").await;
        let path = text(&bundle, "sid").strip_prefix(BASE).unwrap().to_owned();
        let secret = json_of(&rig.get(&path).await);
        assert_eq!((&secret["id"], &secret["kid"]), (&bundle["sid"], &bundle["kid"]));
        assert_eq!(secret["contentType"], "application/x-pem-file");
        let imported = crypto::import(secret["value"].as_str().unwrap(), "").unwrap();
        assert_eq!(STANDARD.encode(&imported.leaf.der), text(&bundle, "cer"));
        let key = json_of(&rig.get("/keys/site").await);
        assert_eq!((&key["key"]["kid"], &key["key"]["crv"]), (&bundle["kid"], &json!("P-256")));
        assert_eq!(key["key"]["x"].as_str().unwrap().len(), 43);

        let path = "/certificates/packed/import";
        let file = STANDARD.encode(include_bytes!("pfx/openssl-3.pfx"));
        rig.send("POST", path, Some(json!({ "value": file, "pwd": "opensesame" }))).await;
        let secret = json_of(&rig.get("/secrets/packed").await);
        assert_eq!(secret["contentType"], "application/x-pkcs12");
        let imported = crypto::import(secret["value"].as_str().unwrap(), "").unwrap();
        assert_eq!(imported.leaf.subject, "CN=site.example");

        rig.create("open", "Unknown").await;
        for (path, status, code) in [
            ("/secrets/open", 403, "Forbidden"),
            ("/keys/open", 403, "Forbidden"),
            ("/secrets/never", 404, "SecretNotFound"),
            ("/keys/site/0123", 404, "KeyNotFound"),
        ] {
            assert_eq!(refusal(&rig.get(path).await), (status, code.into()), "{path}");
        }
    });
}

#[test]
fn a_key_that_is_not_exportable_stays_in_the_vault() {
    run(async {
        let rig = Rig::observed();
        let (key, pem) = pair();
        let policy = json!({ "key_props": { "exportable": false } });
        let body = json!({ "value": format!("{key}{pem}"), "policy": policy });
        rig.send("POST", "/certificates/site/import", Some(body)).await;
        let secret = json_of(&rig.get("/secrets/site").await);
        let value = secret["value"].as_str().unwrap();
        assert!(value.contains("CERTIFICATE") && !value.contains("PRIVATE KEY"), "{value}");
    });
}

#[test]
fn a_backup_is_restored_where_its_name_is_free() {
    run(async {
        let rig = Rig::observed();
        let before = issued(&rig, "Site").await;
        let backup = json_of(&rig.send("POST", "/certificates/Site/backup", None).await);
        let restore =
            || async { rig.send("POST", "/certificates/restore", Some(backup.clone())).await };
        assert_eq!(refusal(&restore().await), (409, "Conflict".into()));
        rig.send("DELETE", "/certificates/Site", None).await;
        assert_eq!(restore().await.status, 409);
        rig.send("DELETE", "/deletedcertificates/Site", None).await;
        let restored = json_of(&restore().await);
        assert_eq!((&restored["id"], &restored["cer"]), (&before["id"], &before["cer"]));
        assert_eq!(rig.get("/secrets/site").await.status, 200);
        let wrong = Some(json!({ "value": "AAAA" }));
        assert_eq!(rig.send("POST", "/certificates/restore", wrong).await.status, 400);
        assert_eq!(rig.send("POST", "/certificates/never/backup", None).await.status, 404);
    });
}

#[test]
fn what_was_deleted_is_recovered_with_everything() {
    run(async {
        let rig = Rig::observed();
        let before = issued(&rig, "site").await;
        rig.send("DELETE", "/certificates/site", None).await;
        let path = "/deletedcertificates/site/recover";
        assert_eq!(json_of(&rig.send("POST", path, None).await), before);
        assert_eq!(json_of(&rig.get("/certificates/site").await), before);
        assert_eq!(rig.send("POST", path, None).await.status, 404);
        assert_eq!(rig.get("/deletedcertificates/site").await.status, 404);
    });
}

#[test]
fn an_import_takes_its_policy_from_the_certificate_and_the_rest_from_the_request() {
    run(async {
        let rig = Rig::observed();
        let (key, pem) = pair();
        let actions = json!([{ "trigger": { "days_before_expiry": 9 },
                               "action": { "action_type": "EmailContacts" } }]);
        let policy = json!({ "lifetime_actions": actions, "issuer": { "name": "Unknown" } });
        let body = json!({ "value": format!("{key}{pem}"), "policy": policy });
        let bundle = json_of(&rig.send("POST", "/certificates/site/import", Some(body)).await);
        let policy = &bundle["policy"];
        assert_eq!(policy["lifetime_actions"], actions);
        let x509 = &policy["x509_props"];
        assert_eq!(x509["sans"]["dns_names"], json!(["site.example"]));
        assert_eq!(x509["key_usage"], json!(["digitalSignature"]));
        assert_eq!(x509["ekus"], json!(["1.3.6.1.5.5.7.3.1"]));
        // Records 062, 063: nobody is told of what expires unless the client says so.
        let bundle = json_of(&rig.import("plain").await);
        assert_eq!(bundle["policy"]["lifetime_actions"], json!([]));
    });
}
