//! A certificate as the vault keeps it, and public keys to compare.
//!
//! In: DER. Out: what a certificate bundle shows of it. It must not know where
//! the certificate came from.

use aws_lc_rs::digest;
use rcgen::{KeyPair, PublicKeyData};
use x509_parser::{
    prelude::{FromDer, X509Certificate},
    x509::SubjectPublicKeyInfo,
};

/// One end-entity certificate.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// The certificate, DER.
    pub der: Vec<u8>,
    /// Its public key.
    pub key: PublicKey,
    /// Start of validity, Unix seconds.
    pub not_before: i64,
    /// End of validity, Unix seconds.
    pub not_after: i64,
    /// The subject as text.
    pub subject: String,
    /// The issuer as text.
    pub issuer: String,
    /// The serial number, upper-case hex.
    pub serial: String,
}

/// A public key: algorithm and key bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    algorithm: String,
    bits: Vec<u8>,
}

impl Leaf {
    /// Reads one DER certificate; `None` where it is none, or more follows.
    pub fn parse(der: &[u8]) -> Option<Self> {
        let (rest, parsed) = X509Certificate::from_der(der).ok()?;
        let validity = parsed.validity();
        rest.is_empty().then(|| Self {
            der: der.to_vec(),
            key: PublicKey::from_spki(parsed.public_key()),
            not_before: validity.not_before.timestamp(),
            not_after: validity.not_after.timestamp(),
            subject: parsed.subject().to_string(),
            issuer: parsed.issuer().to_string(),
            serial: parsed.raw_serial().iter().map(hex).collect(),
        })
    }
}

impl PublicKey {
    pub(super) fn of(key: &KeyPair) -> Self {
        let spki = key.subject_public_key_info();
        let (_, parsed) = SubjectPublicKeyInfo::from_der(&spki)
            .expect("a key that was just made encodes its own public half");
        Self::from_spki(&parsed)
    }

    pub fn from_spki(spki: &SubjectPublicKeyInfo<'_>) -> Self {
        Self {
            algorithm: spki.algorithm.algorithm.to_id_string(),
            bits: spki.subject_public_key.data.to_vec(),
        }
    }

    /// Whether this is an RSA key.
    pub fn is_rsa(&self) -> bool {
        self.algorithm == "1.2.840.113549.1.1.1"
    }

    /// The key's size in bits, as far as its encoding tells.
    pub fn size(&self) -> usize {
        let bytes = self.bits.len();
        if self.is_rsa() {
            // The modulus, rounded down past its DER wrapping and the exponent.
            bytes / 64 * 512
        } else {
            match bytes {
                65 => 256,
                97 => 384,
                _ => 521,
            }
        }
    }
}

/// SHA-1 of a certificate: the thumbprint that bundles carry.
pub fn thumbprint(der: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, der).as_ref().to_vec()
}

fn hex(byte: &u8) -> String {
    format!("{byte:02X}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_none() {
        assert!(Leaf::parse(b"").is_none());
        assert!(Leaf::parse(b"test").is_none());
        assert!(Leaf::parse(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]).is_none());
    }

    #[test]
    fn a_key_knows_its_size() {
        use super::super::KeyKind;
        let size = |kind: KeyKind| PublicKey::of(&kind.generate().unwrap()).size();
        assert_eq!(size(KeyKind::Rsa2048), 2048);
        assert_eq!(size(KeyKind::P256), 256);
        assert_eq!(size(KeyKind::P384), 384);
        assert_eq!(size(KeyKind::P521), 521);
    }

    #[test]
    fn the_thumbprint_is_sha1() {
        assert_eq!(thumbprint(b"abc")[..4], [0xa9, 0x99, 0x3e, 0x36]);
    }
}
