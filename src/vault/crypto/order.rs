//! What a certificate is to look like, and the key and PKCS#10 made for it.
//!
//! In: subject, names, usages, validity, kind of key. Out: a [`Request`], the key
//! pair with its signed request. It must not know who issues, or when.

use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, SanType};

use super::{
    der,
    keys::{KeyKind, PrivateKey},
    leaf::PublicKey,
    resign::{self, Signed},
    subject::Subject,
};

/// A certificate as ordered.
#[derive(Debug, Clone)]
pub struct Order {
    /// The kind of key.
    pub key: KeyKind,
    /// The subject; empty where only names were asked for.
    pub subject: Subject,
    /// Subject alternative names.
    pub names: Vec<SanType>,
    /// Key usages.
    pub usages: Vec<KeyUsagePurpose>,
    /// Extended key usages.
    pub purposes: Vec<ExtendedKeyUsagePurpose>,
    /// How long the certificate is to be valid.
    pub months: u32,
}

/// A fresh key pair with its certificate request.
pub struct Request {
    /// The PKCS#10, DER.
    pub der: Vec<u8>,
    pub(super) key: KeyPair,
}

impl Request {
    /// Makes a key as ordered and signs a request with it.
    pub fn make(order: &Order) -> Result<Self, rcgen::Error> {
        let key = order.key.generate()?;
        let der = order.params().serialize_request(&key)?.der().to_vec();
        let der = match order.subject.der() {
            Some(subject) => resign::with_subject(&der, Signed::Request, subject, &key)?,
            None => der,
        };
        Ok(Self { der, key })
    }

    /// The key's private half.
    pub fn private_key(&self) -> PrivateKey {
        PrivateKey::new(self.key.serialize_der())
    }

    /// The key's public half.
    pub fn public_key(&self) -> PublicKey {
        PublicKey::of(&self.key)
    }
}

impl Order {
    pub(super) fn params(&self) -> CertificateParams {
        let mut params = CertificateParams::default();
        params.distinguished_name = self.subject.name().clone();
        params.subject_alt_names = self.names.clone();
        params.key_usages = self.usages.clone();
        params.extended_key_usages = self.purposes.clone();
        params
    }
}

/// Reads extended key usages given as dotted OIDs.
pub fn extended_usages(oids: &[String]) -> Option<Vec<ExtendedKeyUsagePurpose>> {
    oids.iter().map(|dotted| Some(ExtendedKeyUsagePurpose::Other(der::arcs(dotted)?))).collect()
}

/// Reads key usages by the names that policies use.
pub fn key_usages(names: &[String]) -> Option<Vec<KeyUsagePurpose>> {
    names.iter().map(|name| key_usage(name)).collect()
}

fn key_usage(name: &str) -> Option<KeyUsagePurpose> {
    Some(match name {
        "digitalSignature" => KeyUsagePurpose::DigitalSignature,
        "nonRepudiation" => KeyUsagePurpose::ContentCommitment,
        "keyEncipherment" => KeyUsagePurpose::KeyEncipherment,
        "dataEncipherment" => KeyUsagePurpose::DataEncipherment,
        "keyAgreement" => KeyUsagePurpose::KeyAgreement,
        "keyCertSign" => KeyUsagePurpose::KeyCertSign,
        "cRLSign" => KeyUsagePurpose::CrlSign,
        "encipherOnly" => KeyUsagePurpose::EncipherOnly,
        "decipherOnly" => KeyUsagePurpose::DecipherOnly,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use x509_parser::prelude::{FromDer, X509CertificationRequest};

    use super::*;

    fn order(key: KeyKind) -> Order {
        Order {
            key,
            subject: Subject::parse("CN=site.example,O=Acme").unwrap(),
            names: vec![SanType::DnsName("site.example".try_into().unwrap())],
            usages: key_usages(&["digitalSignature".into()]).unwrap(),
            purposes: extended_usages(&["1.3.6.1.5.5.7.3.1".into()]).unwrap(),
            months: 12,
        }
    }

    #[test]
    fn a_request_is_signed_by_its_own_key_and_says_what_was_ordered() {
        for kind in [KeyKind::Rsa2048, KeyKind::P256, KeyKind::P384] {
            let request = Request::make(&order(kind)).unwrap();
            let (rest, parsed) = X509CertificationRequest::from_der(&request.der).unwrap();
            assert!(rest.is_empty());
            parsed.verify_signature().unwrap();
            let info = &parsed.certification_request_info;
            assert_eq!(info.subject.to_string(), "CN=site.example, O=Acme");
            assert_eq!(PublicKey::from_spki(&info.subject_pki), request.public_key());
        }
    }

    #[test]
    fn a_subject_may_repeat_an_attribute_type() {
        let text = "CN=site, OU=1, OU=2, DC=example, DC=com";
        for key in [KeyKind::Rsa2048, KeyKind::P256] {
            let order = Order { subject: Subject::parse(text).unwrap(), ..order(key) };
            let request = Request::make(&order).unwrap();
            let (_, parsed) = X509CertificationRequest::from_der(&request.der).unwrap();
            parsed.verify_signature().unwrap();
            assert_eq!(parsed.certification_request_info.subject.to_string(), text);
        }
    }

    #[test]
    fn what_cannot_be_encoded_is_refused() {
        assert!(key_usages(&["invalid".into()]).is_none());
        for bad in ["", "1", "1.40", "3.1", "1.2.x", "1..2", "2.99999999999"] {
            assert!(extended_usages(&[bad.into()]).is_none(), "{bad:?}");
        }
    }
}
