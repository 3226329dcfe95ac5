//! Requests made on the spot, whole and spoiled.

use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_ECDSA_P384_SHA384, PKCS_RSA_SHA256};

fn params(subject: &[(DnType, &str)]) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    for (kind, value) in subject {
        params.distinguished_name.push(kind.clone(), *value);
    }
    params
}

fn request(key: &KeyPair, subject: &[(DnType, &str)]) -> Vec<u8> {
    params(subject).serialize_request(key).unwrap().der().to_vec()
}

fn judged(der: &[u8], subject: Option<&str>, key: Option<KeyKind>) -> Result<(), String> {
    judged_text(&STANDARD.encode(der), subject, key)
}

fn judged_text(text: &str, subject: Option<&str>, key: Option<KeyKind>) -> Result<(), String> {
    let matcher = Csr { subject: subject.map(str::to_owned), key };
    let judged = matcher.judge(Some(&text.into()));
    judged.map(|_| ()).map_err(|miss| matcher.explain(&miss.reason.unwrap()).unwrap())
}

fn no(reason: &str) -> Result<(), String> {
    Err(reason.to_owned())
}

#[test]
fn a_request_is_held_to_its_subject_and_kind_of_key() {
    let key = KeyPair::generate().unwrap();
    let der = request(&key, &[(DnType::CommonName, "a"), (DnType::OrganizationName, "o")]);
    assert_eq!(judged(&der, None, None), Ok(()));
    assert_eq!(judged(&der, Some("cn=a, O=o"), Some(KeyKind::Ec)), Ok(()));
    assert_eq!(judged(&der, Some("O=o,CN=a"), None), Ok(()));
    assert_eq!(judged(&der, Some("CN=b"), None), no("subject CN=a, O=o, not CN=b"));
    assert_eq!(judged(&der, None, Some(KeyKind::Rsa)), no("EC key, not RSA"));
    assert_eq!(judged(&der, Some("b"), None), no("`b` is no part of a subject"));
}

#[test]
fn rsa_and_other_curves_are_verified_too() {
    for algorithm in [&PKCS_RSA_SHA256, &PKCS_ECDSA_P384_SHA384] {
        let key = KeyPair::generate_for(algorithm).unwrap();
        assert_eq!(judged(&request(&key, &[]), Some(""), None), Ok(()));
    }
}

#[test]
fn a_spoiled_request_is_told_by_its_fault() {
    let key = KeyPair::generate().unwrap();
    let good = request(&key, &[(DnType::CommonName, "aaaa")]);
    let name = good.windows(4).position(|w| w == b"aaaa").unwrap();
    let mut forged = good.clone();
    forged[name] = b'b';
    assert_eq!(judged(&forged, None, None), no("self-signature does not hold"));
    let longer = [good.as_slice(), b"xy"].concat();
    assert_eq!(judged(&longer, None, None), no("2 bytes after the PKCS#10 request"));
    assert_eq!(judged(&good[..40], None, None), no("not a DER PKCS#10 request"));
    assert_eq!(judged(b"", None, None), no("not a DER PKCS#10 request"));
    let armoured = format!("{}\n", STANDARD.encode(&good));
    let said = judged_text(&armoured, None, None).unwrap_err();
    assert!(said.starts_with("not base64"), "{said}");
}

#[test]
fn no_prefix_and_no_flipped_byte_of_a_request_panics() {
    let key = KeyPair::generate().unwrap();
    let good = request(&key, &[(DnType::CommonName, "a")]);
    for position in 0..good.len() {
        assert!(judged(&good[..position], None, None).is_err());
        let mut flipped = good.clone();
        flipped[position] ^= 0xff;
        assert!(judged(&flipped, None, None).is_err(), "byte {position} does not matter");
    }
}
