//! What a policy accepts, changes and refuses.

use super::{super::crypto::KeyKind, *};

fn accept(policy: Value) -> Result<Policy, Unacceptable> {
    Policy::accept(serde_json::from_value(policy).unwrap(), 7)
}

fn complaint(policy: Value) -> String {
    accept(policy).unwrap_err().0
}

#[test]
fn what_is_left_out_takes_its_default() {
    let policy = accept(json!({ "x509_props": { "subject": "CN=a" } })).unwrap();
    assert_eq!(policy.issuer, "Unknown");
    assert_eq!(policy.key.kind, KeyKind::Rsa2048);
    assert_eq!(policy.months, 12);
    assert_eq!(policy.lifetime_actions[0]["action"]["action_type"], "EmailContacts");
}

#[test]
fn a_change_keeps_what_it_does_not_name() {
    let policy = accept(json!({
        "key_props": { "kty": "EC-HSM", "crv": "P-384", "reuse_key": true },
        "x509_props": { "subject": "CN=a", "sans": { "uris": ["urn:a"] } },
        "issuer": { "name": "ca", "cty": "OV-SSL", "cert_transparency": false },
    }))
    .unwrap();
    let change = json!({
        "key_props": { "crv": "P-256" },
        "x509_props": { "validity_months": 3 },
        "issuer": { "name": "other" },
    });
    let changed = policy.changed(serde_json::from_value(change).unwrap(), 9).unwrap();
    assert_eq!((changed.key.kind, changed.key.hsm), (KeyKind::P256, true));
    assert!(changed.key.reuse);
    assert_eq!((changed.months, changed.subject.as_str()), (3, "CN=a"));
    assert_eq!(changed.names.uris, ["urn:a"]);
    assert_eq!(changed.issuer, "other");
    assert_eq!(changed.certificate_type.as_deref(), Some("OV-SSL"));
    assert_eq!(changed.transparency, Some(false));
    assert_eq!((changed.created, changed.updated), (7, 9));
    let wrong = json!({ "x509_props": { "subject": "nobody" } });
    assert!(policy.changed(serde_json::from_value(wrong).unwrap(), 9).is_err());
}

#[test]
fn a_subject_that_is_no_name_is_refused_by_property() {
    let text = complaint(json!({ "x509_props": { "subject": "Self" } }));
    assert_eq!(
        text,
        "Property policy.x509_props has invalid value. Invalid X.500 distinguished name"
    );
    assert_eq!(complaint(json!({})), "Either subjectName or san must be present");
    let names = json!({ "x509_props": { "sans": { "dns_names": ["site.example"] } } });
    accept(names).unwrap();
}

#[test]
fn sizes_are_bounded() {
    let many = vec!["a.example"; 101];
    assert!(
        complaint(json!({ "x509_props": { "sans": { "dns_names": many } } }))
            .contains("100 entries")
    );
    let long = "a".repeat(1025);
    assert!(
        complaint(json!({ "x509_props": { "sans": { "upns": [long] } } })).contains("1024 bytes")
    );
    let names: Vec<_> = (0..90).map(|n| format!("{n}{}", "a".repeat(200))).collect();
    assert!(
        complaint(json!({ "x509_props": { "sans": { "dns_names": names } } }))
            .contains("bytes of text")
    );
    assert!(
        complaint(json!({ "x509_props": { "subject": "CN=a", "validity_months": 0 } }))
            .contains("validity_months")
    );
}
