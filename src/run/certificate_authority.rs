//! The run's own certificate authority: what YAML cannot say, certificates signed for a captured
//! CSR, and certificates with their key for an import.
//!
//! In: a CSR or a subject. Out: what the steps `sign` and `issue` name. Throw-away keys, made for
//! the run and never written anywhere. Must not know any case.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    SubjectPublicKeyInfo,
};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::prelude::FromDer as _;

use super::pfx;
use crate::random;

/// Why something could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The CSR came from the target.
    #[error("the CSR cannot be signed: {detail}")]
    Csr {
        /// A word for the kind of defect.
        code: &'static str,
        /// What the parser says of it.
        detail: String,
    },
    /// Anything else.
    #[error("a certificate could not be made: {0}")]
    Make(#[from] rcgen::Error),
    /// The file for an import.
    #[error("a PKCS#12 file could not be made: {0}")]
    Pack(#[from] pfx::Error),
}

/// The run's certificate authority, made at first use.
#[derive(Debug, Default)]
pub struct CertificateAuthority {
    made: OnceLock<Made>,
    /// What was made before: who asks twice for the same gets the same, also when a case is walked
    /// once more.
    before: Mutex<BTreeMap<(String, bool), Value>>,
}

#[derive(Debug)]
struct Made {
    issuer: Issuer<'static, KeyPair>,
    der: Vec<u8>,
}

fn make() -> Result<Made, rcgen::Error> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::default();
    params.distinguished_name = named("kvcontract throw-away CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let der = params.self_signed(&key)?.der().to_vec();
    Ok(Made { issuer: Issuer::new(params, key), der })
}

fn named(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

/// Valid from an hour ago for ninety days, whole seconds as certificates have them.
fn validity() -> (OffsetDateTime, OffsetDateTime) {
    let now = OffsetDateTime::now_utc().replace_nanosecond(0).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    (now - Duration::hours(1), now + Duration::days(90))
}

impl CertificateAuthority {
    fn made(&self) -> Result<&Made, rcgen::Error> {
        if let Some(made) = self.made.get() {
            return Ok(made);
        }
        let made = make()?;
        Ok(self.made.get_or_init(|| made))
    }

    /// Signs a CSR (base64 DER): its subject and its key, whatever extensions it asks for. With
    /// `other_key` the leaf carries a key of nobody's. Gives `x5c`, `leaf`, `ca` (base64 DER), `nbf` and `exp` (seconds since 1970).
    pub fn sign(&self, csr: &str, other_key: bool) -> Result<Value, CertificateError> {
        self.once((csr.to_owned(), other_key), || self.signed(csr, other_key))
    }

    /// Makes a self-signed certificate with its key, for an import.
    /// Gives `pem` (PKCS#8 key, then certificate), `pfx` (base64 PKCS#12), `pwd` (its password) and
    /// `leaf` (base64 DER).
    pub fn issue(&self, subject: &str) -> Result<Value, CertificateError> {
        self.once((subject.to_owned(), false), || issue(subject))
    }

    fn once(
        &self,
        asked: (String, bool),
        make: impl FnOnce() -> Result<Value, CertificateError>,
    ) -> Result<Value, CertificateError> {
        let locked = || self.before.lock().unwrap_or_else(PoisonError::into_inner);
        let before = locked().get(&asked).cloned();
        if let Some(before) = before {
            return Ok(before);
        }
        let made = make()?;
        locked().insert(asked, made.clone());
        Ok(made)
    }

    fn signed(&self, csr: &str, other_key: bool) -> Result<Value, CertificateError> {
        let bytes = STANDARD.decode(csr).map_err(|e| unsignable("not-base64", e))?;
        let (subject, key) = asked(&bytes)?;
        let mut params = CertificateParams::default();
        params.distinguished_name = subject;
        (params.not_before, params.not_after) = validity();
        let (nbf, exp) = (params.not_before.unix_timestamp(), params.not_after.unix_timestamp());
        let made = self.made()?;
        let leaf = if other_key {
            params.signed_by(&KeyPair::generate()?, &made.issuer)?
        } else {
            params.signed_by(&key, &made.issuer)?
        };
        let (leaf, ca) = (STANDARD.encode(leaf.der()), STANDARD.encode(&made.der));
        Ok(json!({ "x5c": [leaf, ca], "leaf": leaf, "ca": ca, "nbf": nbf, "exp": exp }))
    }
}

/// Subject and key of a CSR whose signature is good.
fn asked(der: &[u8]) -> Result<(DistinguishedName, SubjectPublicKeyInfo), CertificateError> {
    let parsed = X509CertificationRequest::from_der(der);
    let (_, csr) = parsed.map_err(|e| unsignable("not-a-request", e))?;
    csr.verify_signature().map_err(|e| unsignable("wrong-signature", e))?;
    let info = &csr.certification_request_info;
    let name = info.subject.iter_common_name().find_map(|name| name.as_str().ok());
    let key = SubjectPublicKeyInfo::from_der(info.subject_pki.raw);
    let key = key.map_err(|e| unsignable("unknown-key", e))?;
    Ok((named(name.unwrap_or("without a common name")), key))
}

fn unsignable(code: &'static str, detail: impl std::fmt::Display) -> CertificateError {
    CertificateError::Csr { code, detail: detail.to_string() }
}

/// Makes a self-signed certificate with its key, for an import.
/// Gives `pem` (PKCS#8 key, then certificate), `pfx` (base64 PKCS#12), `pwd` (its password) and
/// `leaf` (base64 DER).
pub fn issue(subject: &str) -> Result<Value, CertificateError> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::default();
    params.distinguished_name = named(subject.strip_prefix("CN=").unwrap_or(subject));
    (params.not_before, params.not_after) = validity();
    let certificate = params.self_signed(&key)?;
    let pem = format!("{}{}", key.serialize_pem(), certificate.pem());
    // No password and an empty one are not the same to every reader; one in `pwd` is.
    let password = random::hex(16);
    let pfx = pfx::pack(key.serialized_der(), certificate.der(), &password)?;
    let (pfx, leaf) = (STANDARD.encode(pfx), STANDARD.encode(certificate.der()));
    Ok(json!({ "pem": pem, "pfx": pfx, "pwd": password, "leaf": leaf }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CustomExtension, PublicKeyData as _};

    fn csr(key: &KeyPair) -> String {
        let mut params = CertificateParams::default();
        // Microsoft's "application policies", which rcgen would not read.
        let oid = [1, 3, 6, 1, 4, 1, 311, 21, 10];
        params.custom_extensions = vec![CustomExtension::from_oid_content(&oid, vec![0x30, 0])];
        params.distinguished_name = named("a");
        STANDARD.encode(params.serialize_request(key).unwrap().der())
    }

    fn key_of(leaf: &Value) -> Vec<u8> {
        let der = STANDARD.decode(leaf.as_str().unwrap()).unwrap();
        let (_, parsed) = x509_parser::parse_x509_certificate(&der).unwrap();
        parsed.public_key().raw.to_vec()
    }

    #[test]
    fn a_leaf_carries_the_key_of_the_csr_or_another() {
        let key = KeyPair::generate().unwrap();
        let authority = CertificateAuthority::default();
        let signed = authority.sign(&csr(&key), false).unwrap();
        assert_eq!(key_of(&signed["leaf"]), key.subject_public_key_info());
        let leaf = STANDARD.decode(signed["leaf"].as_str().unwrap()).unwrap();
        let (_, leaf) = x509_parser::parse_x509_certificate(&leaf).unwrap();
        assert_eq!(leaf.subject().to_string(), "CN=a");
        assert_eq!(signed["x5c"], json!([signed["leaf"], signed["ca"]]));
        let other = authority.sign(&csr(&key), true).unwrap();
        assert_ne!(key_of(&other["leaf"]), key.subject_public_key_info());
        assert_eq!(signed["ca"], other["ca"]);
    }

    #[test]
    fn a_csr_that_is_none_is_an_error() {
        let authority = CertificateAuthority::default();
        assert!(authority.sign("%", false).is_err());
        assert!(authority.sign("AAAA", false).is_err());
        let mut forged = STANDARD.decode(csr(&KeyPair::generate().unwrap())).unwrap();
        *forged.last_mut().unwrap() ^= 1;
        let said = authority.sign(&STANDARD.encode(forged), false).unwrap_err().to_string();
        assert!(said.contains("signature"), "{said}");
    }

    #[test]
    fn an_import_has_key_and_certificate_in_both_forms() {
        let made = issue("CN=a").unwrap();
        let part = |name: &str| made[name].as_str().unwrap();
        assert!(part("pem").contains("PRIVATE KEY") && part("pem").contains("BEGIN CERTIFICATE"));
        // A whole PKCS#12 file: nothing is left after its outer sequence.
        let pfx = STANDARD.decode(part("pfx")).unwrap();
        let (rest, _) = x509_parser::der_parser::parse_der(&pfx).unwrap();
        assert!(rest.is_empty());
        assert_eq!(part("pwd").len(), 32);
        assert_ne!(made["pwd"], issue("CN=a").unwrap()["pwd"]);
    }
}
