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

use super::{der, keys::KeyKind};

/// Larger certificates are not kept: no store could hold ten thousand of them.
const LARGEST: usize = 16 * 1024;

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
    /// Whether it may sign others.
    pub is_authority: bool,
}

/// A public key: algorithm and key bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// The algorithm identifier, DER.
    algorithm: Vec<u8>,
    bits: Vec<u8>,
}

/// The numbers of a public key, big-endian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Numbers {
    /// Modulus and exponent.
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
    /// A point on a curve.
    Point { x: Vec<u8>, y: Vec<u8> },
}

impl Leaf {
    /// Reads one DER certificate; `None` where it is none, is too large, or more follows.
    pub fn parse(der: &[u8]) -> Option<Self> {
        if der.len() > LARGEST {
            return None;
        }
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
            is_authority: parsed.is_ca(),
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

    /// The key of a request or certificate.
    pub fn from_spki(spki: &SubjectPublicKeyInfo<'_>) -> Self {
        let algorithm = der::children(spki.raw)
            .and_then(|parts| parts.first().map(|algorithm| algorithm.to_vec()));
        Self {
            algorithm: algorithm.unwrap_or_default(),
            bits: spki.subject_public_key.data.to_vec(),
        }
    }

    /// The algorithm identifier, DER.
    pub(super) fn algorithm(&self) -> &[u8] {
        &self.algorithm
    }

    /// What kind of key it is, if the vault takes such keys.
    pub fn kind(&self) -> Option<KeyKind> {
        let parts = der::children(&self.algorithm)?;
        let is = |at: usize, arcs: &[u64]| parts.get(at) == Some(&&der::identifier(arcs)[..]);
        if is(0, &[1, 2, 840, 113_549, 1, 1, 1]) {
            return match self.modulus()?.len() * 8 {
                2048 => Some(KeyKind::Rsa2048),
                3072 => Some(KeyKind::Rsa3072),
                4096 => Some(KeyKind::Rsa4096),
                _ => None,
            };
        }
        if !is(0, &[1, 2, 840, 10_045, 2, 1]) {
            return None;
        }
        match () {
            () if is(1, &[1, 2, 840, 10_045, 3, 1, 7]) => Some(KeyKind::P256),
            () if is(1, &[1, 3, 132, 0, 34]) => Some(KeyKind::P384),
            () if is(1, &[1, 3, 132, 0, 35]) => Some(KeyKind::P521),
            () => None,
        }
    }

    /// The numbers that a JSON web key shows.
    pub fn numbers(&self) -> Option<Numbers> {
        if let Some(modulus) = self.modulus() {
            let parts = der::children(&self.bits)?;
            let (_, exponent, _) = der::first(parts.get(1)?)?;
            return Some(Numbers::Rsa { modulus: modulus.to_vec(), exponent: exponent.to_vec() });
        }
        let point = self.bits.strip_prefix(&[4])?;
        let (x, y) = point.split_at(point.len() / 2);
        Some(Numbers::Point { x: x.to_vec(), y: y.to_vec() })
    }

    /// The modulus of an RSA key, without the zero that keeps it positive.
    fn modulus(&self) -> Option<&[u8]> {
        let parts = der::children(&self.bits)?;
        let (2, modulus, _) = der::first(parts.first()?)? else { return None };
        Some(modulus.strip_prefix(&[0]).unwrap_or(modulus))
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
    fn a_key_knows_its_kind_and_its_numbers() {
        for kind in [KeyKind::Rsa2048, KeyKind::P256, KeyKind::P384, KeyKind::P521] {
            let key = PublicKey::of(&kind.generate().unwrap());
            assert_eq!(key.kind(), Some(kind));
            match (key.numbers().unwrap(), kind) {
                (Numbers::Rsa { modulus, exponent }, KeyKind::Rsa2048) => {
                    assert_eq!((modulus.len(), &exponent[..]), (256, &[1, 0, 1][..]));
                }
                (Numbers::Point { x, y }, _) => assert_eq!(x.len(), y.len()),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_key_of_a_kind_that_vaults_do_not_take_is_none() {
        // azure-cli#26898: Ed25519 is no curve of a vault.
        let key = KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
        assert_eq!(PublicKey::of(&key).kind(), None);
    }

    #[test]
    fn a_certificate_that_no_store_could_hold_is_none() {
        let mut params = rcgen::CertificateParams::default();
        let name = |n: usize| rcgen::SanType::DnsName(format!("{n}.example").try_into().unwrap());
        params.subject_alt_names = (0..2000).map(name).collect();
        let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
        assert!(Leaf::parse(certificate.der()).is_none());
    }

    #[test]
    fn the_thumbprint_is_sha1() {
        assert_eq!(thumbprint(b"abc")[..4], [0xa9, 0x99, 0x3e, 0x36]);
    }
}
