//! Every fault shows, none gets in the way of cleaning up.

use serde_json::json;

use super::{
    conversation::Conversation,
    rig::{Rig, json_of, run, text},
};
use crate::vault::{Dialect, Fault, faults as all};

/// Shown by tests of their own: the conversation tells neither media types nor kinds of key.
const OF_THEIR_OWN: [Fault; 3] =
    [Fault::JsonAsText, Fault::CsrRsaBecomesEc, Fault::CsrEcBecomesRsa];

fn rig(faults: &[Fault]) -> Rig {
    Rig::new(Dialect::Documented, faults, Some("token"))
}

/// Deletes all that a client can list, and says what is then still listed.
async fn sweep(rig: &Rig) -> Vec<String> {
    let names = |list: &serde_json::Value| -> Vec<String> {
        let items = list["value"].as_array().cloned().unwrap_or_default();
        let name =
            |item: &serde_json::Value| text(item, "id").rsplit('/').next().map(str::to_owned);
        items.iter().filter_map(name).collect()
    };
    let certificates = "/certificates?includePending=true&maxresults=25";
    for name in names(&json_of(&rig.get(certificates).await)) {
        rig.delete(&name).await;
        let path = format!("/certificates/{name}");
        assert_eq!(rig.send("DELETE", &path, None).await.status, 200, "{name}");
        let path = format!("/deletedcertificates/{name}");
        let status = rig.send("DELETE", &path, None).await.status;
        assert!([200, 204].contains(&status), "{name}: {status}");
        assert_eq!(rig.pending(&name).await.status, 404, "{name}");
    }
    for name in names(&json_of(&rig.get("/certificates/issuers").await)) {
        let path = format!("/certificates/issuers/{name}");
        rig.send("DELETE", &path, None).await;
    }
    let mut left = names(&json_of(&rig.get(certificates).await));
    for path in ["/deletedcertificates", "/certificates/issuers"] {
        left.extend(names(&json_of(&rig.get(path).await)));
    }
    left
}

#[test]
fn two_right_vaults_hold_the_same_conversation() {
    run(async {
        let (one, two) = (rig(&[]), rig(&[]));
        let said = Conversation::hold(&one).await;
        assert_eq!(said, Conversation::hold(&two).await);
        assert!(said.lines().count() > 60, "{said}");
        assert_eq!(sweep(&one).await, [""; 0]);
    });
}

#[test]
fn every_fault_shows_in_the_conversation_and_leaves_cleaning_up_alone() {
    run(async {
        let right = Conversation::hold(&rig(&[])).await;
        for fault in Fault::ALL {
            if OF_THEIR_OWN.contains(fault) {
                continue;
            }
            let rig = rig(&[*fault]);
            let said = Conversation::hold(&rig).await;
            assert!(said != right, "{} does not show", fault.name());
            assert_eq!(sweep(&rig).await, [""; 0], "{}", fault.name());
        }
    });
}

#[test]
fn every_subtle_fault_shows_and_leaves_cleaning_up_alone() {
    run(async {
        let right = Conversation::hold(&rig(&[])).await;
        for fault in all().filter(|fault| matches!(fault, Fault::Subtle(_))) {
            let rig = rig(&[fault]);
            let said = Conversation::hold(&rig).await;
            assert!(said != right, "{} does not show", fault.name());
            // Who is too busy to answer is too busy to clean up.
            if !fault.breaks().is_empty() {
                assert_eq!(sweep(&rig).await, [""; 0], "{}", fault.name());
            }
        }
    });
}

#[test]
fn json_as_text_shows_in_the_media_type() {
    run(async {
        let answer = rig(&[Fault::JsonAsText]).get("/certificates").await;
        let response = answer.into_response();
        assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    });
}

#[test]
fn a_csr_for_another_kind_of_key_shows_in_its_size() {
    run(async {
        let ec = json!({ "kty": "EC", "crv": "P-256" });
        let rsa = json!({ "kty": "RSA", "key_size": 2048 });
        for (fault, asked, sizes) in
            [(Fault::CsrRsaBecomesEc, rsa, 100..600), (Fault::CsrEcBecomesRsa, ec, 700..2000)]
        {
            let policy = json!({ "x509_props": { "subject": "CN=a" },
                                 "issuer": { "name": "Self" }, "key_props": asked });
            let body = Some(json!({ "policy": policy }));
            let answer = rig(&[fault]).send("POST", "/certificates/a/create", body).await;
            let csr = text(&json_of(&answer), "csr");
            assert!(sizes.contains(&csr.len()), "{}: {csr}", fault.name());
        }
    });
}

#[test]
fn all_faults_together_neither_panic_nor_hang() {
    run(async {
        let rig = rig(Fault::ALL);
        let said = Conversation::hold(&rig).await;
        assert!(said.lines().count() > 60, "{said}");
        let answer = rig.send("DELETE", "/certificates/one", Some(json!(null))).await;
        assert!(answer.status < 600);
    });
}
