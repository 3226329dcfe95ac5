//! The vault's own certificate authority.
//!
//! Out: leaves for requests, and the vault's TLS certificate. One root a vault,
//! made at start, so that trusting one vault never means trusting another.
//! It must not know about operations or issuers.

use std::net::IpAddr;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, SerialNumber,
};
use thiserror::Error;
use time::{Duration, OffsetDateTime};

use super::{
    leaf::Leaf,
    order::{Order, Request},
    pem,
    resign::{self, Signed},
};

/// A root certificate with its key.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    der: Vec<u8>,
}

/// Who signs a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    /// The vault's authority, for every issuer with a name.
    Authority,
    /// Its own key: the issuer `Self`.
    Itself,
}

/// Why files are no certificate authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoAuthority {
    /// The first file.
    #[error("it holds no certificate in PEM, or one that is too large")]
    Certificate,
    /// The second file.
    #[error("it holds no private key in PEM that this vault can sign with (RSA, P-256, P-384)")]
    Key,
    /// They do not belong together.
    #[error("its certificate is for another key")]
    OtherKey,
    /// A leaf.
    #[error("its certificate is no certificate authority (basicConstraints)")]
    Leaf,
}

impl Authority {
    /// Makes a new root, valid from shortly before `now` (Unix seconds) for years.
    pub fn create(now: i64) -> Result<Self, rcgen::Error> {
        let mut params = CertificateParams::default();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "kvcontract reference vault");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        (params.not_before, params.not_after) = validity(now, 120);
        let key = KeyPair::generate()?;
        let der = params.self_signed(&key)?.der().to_vec();
        Ok(Self { issuer: Issuer::new(params, key), der })
    }

    /// An authority that was made before: certificate and key, PEM.
    pub fn read(certificate: &str, key: &str) -> Result<Self, NoAuthority> {
        let parts = pem::parts(certificate.as_bytes()).map_err(|_| NoAuthority::Certificate)?;
        let der = parts.certificates.into_iter().next().ok_or(NoAuthority::Certificate)?;
        let leaf = Leaf::parse(&der).ok_or(NoAuthority::Certificate)?;
        let key = KeyPair::from_pem(key).map_err(|_| NoAuthority::Key)?;
        if leaf.key != super::leaf::PublicKey::of(&key) {
            return Err(NoAuthority::OtherKey);
        }
        if !leaf.is_authority {
            return Err(NoAuthority::Leaf);
        }
        let issuer = Issuer::from_ca_cert_der(&der.as_slice().into(), key)
            .map_err(|_| NoAuthority::Certificate)?;
        Ok(Self { issuer, der })
    }

    /// The root certificate, PEM.
    pub fn root_pem(&self) -> String {
        pem::write("CERTIFICATE", &self.der)
    }

    /// The root's private key, PEM.
    pub fn key_pem(&self) -> String {
        self.issuer.key().serialize_pem()
    }

    /// The root certificate, DER.
    pub fn root_der(&self) -> &[u8] {
        &self.der
    }

    /// Issues the certificate that was ordered, for the request's key.
    pub fn issue(
        &self,
        order: &Order,
        request: &Request,
        signer: Signer,
        now: i64,
    ) -> Result<Leaf, rcgen::Error> {
        let mut params = order.params();
        (params.not_before, params.not_after) = validity(now, order.months);
        let (certificate, signed, key) = match signer {
            Signer::Authority => {
                (self.sign(params, &request.key)?, Signed::Certificate, self.issuer.key())
            }
            Signer::Itself => {
                params.serial_number = Some(serial()?);
                (params.self_signed(&request.key)?, Signed::ByItself, &request.key)
            }
        };
        match order.subject.der() {
            Some(subject) => {
                parsed(&resign::with_subject(certificate.der(), signed, subject, key)?)
            }
            None => parsed(certificate.der()),
        }
    }

    /// A certificate and key for a TLS server on this machine.
    ///
    /// Clients that check the resource of a challenge want a host with a parent:
    /// `kv1.vault.localhost`.
    pub fn server(
        &self,
        bound: IpAddr,
        hosts: &[String],
        now: i64,
    ) -> Result<(Leaf, KeyPair), rcgen::Error> {
        let mut names: Vec<String> = NAMES.map(str::to_owned).to_vec();
        names.extend(hosts.iter().filter(|host| !NAMES.contains(&host.as_str())).cloned());
        if !bound.is_loopback() && !bound.is_unspecified() {
            names.push(bound.to_string());
        }
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "localhost");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        (params.not_before, params.not_after) = validity(now, 12);
        let key = KeyPair::generate()?;
        Ok((parsed(self.sign(params, &key)?.der())?, key))
    }

    fn sign(
        &self,
        mut params: CertificateParams,
        key: &KeyPair,
    ) -> Result<Certificate, rcgen::Error> {
        params.serial_number = Some(serial()?);
        params.use_authority_key_identifier_extension = true;
        params.signed_by(key, &self.issuer)
    }
}

const NAMES: [&str; 5] = ["localhost", "127.0.0.1", "::1", "vault.localhost", "*.vault.localhost"];

fn serial() -> Result<SerialNumber, rcgen::Error> {
    let mut serial = [0; 16];
    aws_lc_rs::rand::fill(&mut serial).map_err(|_| rcgen::Error::RingUnspecified)?;
    serial[0] = serial[0] & 0x7f | 0x40;
    Ok(SerialNumber::from_slice(&serial))
}

fn parsed(der: &[u8]) -> Result<Leaf, rcgen::Error> {
    Leaf::parse(der).ok_or(rcgen::Error::CouldNotParseCertificate)
}

/// Ten minutes back, against clocks that lag, and so many months on.
fn validity(now: i64, months: u32) -> (OffsetDateTime, OffsetDateTime) {
    let now = OffsetDateTime::from_unix_timestamp(now).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let end = now.saturating_add(Duration::days(i64::from(months) * 365 / 12));
    (now - Duration::minutes(10), end)
}

#[cfg(test)]
mod tests {
    use x509_parser::prelude::{FromDer, X509Certificate};

    use super::super::{keys::KeyKind, subject::Subject};
    use super::*;

    const NOW: i64 = 1_700_000_000;

    fn order(subject: &str) -> Order {
        Order {
            key: KeyKind::P256,
            subject: Subject::parse(subject).unwrap(),
            names: vec![],
            usages: vec![],
            purposes: vec![],
            months: 12,
        }
    }

    #[test]
    fn an_issued_leaf_chains_to_the_root_and_carries_the_requests_key() {
        let authority = Authority::create(NOW).unwrap();
        for subject in ["CN=site.example", "CN=site.example, OU=1, OU=2"] {
            let order = order(subject);
            let request = Request::make(&order).unwrap();
            let leaf = authority.issue(&order, &request, Signer::Authority, NOW).unwrap();
            assert_eq!(leaf.key, request.public_key());
            assert_eq!(leaf.subject, subject);
            assert_eq!(leaf.not_before, NOW - 600);
            assert_eq!(leaf.not_after, NOW + 365 * 86_400);
            let (_, parsed) = X509Certificate::from_der(&leaf.der).unwrap();
            let (_, root) = X509Certificate::from_der(authority.root_der()).unwrap();
            parsed.verify_signature(Some(root.public_key())).unwrap();
            assert!(root.is_ca());
        }
    }

    #[test]
    fn a_leaf_that_is_its_own_issuer_verifies_by_its_own_key() {
        let authority = Authority::create(NOW).unwrap();
        for subject in ["CN=site.example", "CN=site.example, OU=1, OU=2"] {
            let order = order(subject);
            let request = Request::make(&order).unwrap();
            let leaf = authority.issue(&order, &request, Signer::Itself, NOW).unwrap();
            assert_eq!((leaf.subject.as_str(), leaf.issuer.as_str()), (subject, subject));
            let (_, parsed) = X509Certificate::from_der(&leaf.der).unwrap();
            parsed.verify_signature(None).unwrap();
        }
    }

    #[test]
    fn an_authority_is_read_again_and_only_whole() {
        let authority = Authority::create(NOW).unwrap();
        let (certificate, key) = (authority.root_pem(), authority.key_pem());
        let again = Authority::read(&certificate, &key).unwrap();
        assert_eq!(again.root_pem(), certificate);
        let other = Authority::create(NOW).unwrap().key_pem();
        let refused = |certificate: &str, key: &str| Authority::read(certificate, key).err();
        assert_eq!(refused(&certificate, &other), Some(NoAuthority::OtherKey));
        assert_eq!(refused("", &key), Some(NoAuthority::Certificate));
        assert_eq!(refused(&certificate, "key"), Some(NoAuthority::Key));
        let (leaf, key) = authority.server(IpAddr::from([127, 0, 0, 1]), &[], NOW).unwrap();
        let leaf = pem::write("CERTIFICATE", &leaf.der);
        assert_eq!(refused(&leaf, &key.serialize_pem()), Some(NoAuthority::Leaf));
    }
}
