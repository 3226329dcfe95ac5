//! The vault's own certificate authority.
//!
//! Out: leaves for requests, and the vault's TLS certificate. One root a vault,
//! made at start, so that trusting one vault never means trusting another.
//! It must not know about operations or issuers.

use std::net::IpAddr;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, SerialNumber,
};
use time::{Duration, OffsetDateTime};

use super::{
    leaf::Leaf,
    order::{Order, Request},
};

/// A root certificate with its key.
pub struct Authority {
    root: CertifiedIssuer<'static, KeyPair>,
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
        let root = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        Ok(Self { root })
    }

    /// The root certificate, PEM.
    pub fn root_pem(&self) -> String {
        self.root.pem()
    }

    /// The root certificate, DER.
    pub fn root_der(&self) -> &[u8] {
        self.root.der()
    }

    /// Issues the certificate that was ordered, for the request's key.
    pub fn issue(&self, order: &Order, request: &Request, now: i64) -> Result<Leaf, rcgen::Error> {
        let mut params = order.params();
        (params.not_before, params.not_after) = validity(now, order.months);
        self.sign(params, &request.key)
    }

    /// A certificate and key for a TLS server on this machine.
    pub fn server(&self, bound: IpAddr, now: i64) -> Result<(Leaf, KeyPair), rcgen::Error> {
        let mut names = vec!["localhost".into(), "127.0.0.1".into(), "::1".into()];
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
        Ok((self.sign(params, &key)?, key))
    }

    fn sign(&self, mut params: CertificateParams, key: &KeyPair) -> Result<Leaf, rcgen::Error> {
        let mut serial = [0; 16];
        aws_lc_rs::rand::fill(&mut serial).map_err(|_| rcgen::Error::RingUnspecified)?;
        serial[0] = serial[0] & 0x7f | 0x40;
        params.serial_number = Some(SerialNumber::from_slice(&serial));
        params.use_authority_key_identifier_extension = true;
        let certificate = params.signed_by(key, &self.root)?;
        Leaf::parse(certificate.der()).ok_or(rcgen::Error::CouldNotParseCertificate)
    }
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

    use super::super::{KeyKind, parse_subject};
    use super::*;

    const NOW: i64 = 1_700_000_000;

    #[test]
    fn an_issued_leaf_chains_to_the_root_and_carries_the_requests_key() {
        let authority = Authority::create(NOW).unwrap();
        let order = Order {
            key: KeyKind::P256,
            subject: parse_subject("CN=site.example").unwrap(),
            names: vec![],
            usages: vec![],
            purposes: vec![],
            months: 12,
        };
        let request = Request::make(&order).unwrap();
        let leaf = authority.issue(&order, &request, NOW).unwrap();
        assert_eq!(leaf.key, request.public_key());
        assert_eq!(leaf.subject, "CN=site.example");
        assert_eq!(leaf.not_before, NOW - 600);
        assert_eq!(leaf.not_after, NOW + 365 * 86_400);
        let (_, parsed) = X509Certificate::from_der(&leaf.der).unwrap();
        let (_, root) = X509Certificate::from_der(authority.root.der()).unwrap();
        parsed.verify_signature(Some(root.public_key())).unwrap();
        assert!(root.is_ca());
    }
}
