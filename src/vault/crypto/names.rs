//! Subject alternative names, by kind, as policies give them.
//!
//! In: lists of text. Out: names that rcgen can encode. It must not know about policies.

use std::net::IpAddr;

use rcgen::SanType;
use serde::{Deserialize, Serialize};
use x509_parser::{
    extensions::GeneralName,
    prelude::{FromDer, X509Certificate},
};

/// The object identifier of a user principal name.
const PRINCIPAL_NAME: [u64; 10] = [1, 3, 6, 1, 4, 1, 311, 20, 2, 3];
const PRINCIPAL_NAME_TEXT: &str = "1.3.6.1.4.1.311.20.2.3";

/// Subject alternative names, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AlternativeNames {
    /// DNS names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dns_names: Vec<String>,
    /// Mail addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// User principal names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub upns: Vec<String>,
    /// URIs (since 2025-07-01).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub uris: Vec<String>,
    /// Addresses (since 2025-07-01).
    #[serde(rename = "ipAddresses", skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
}

impl AlternativeNames {
    /// Every list of names.
    pub fn lists(&self) -> [&Vec<String>; 5] {
        [&self.dns_names, &self.emails, &self.upns, &self.uris, &self.addresses]
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lists().iter().all(|list| list.is_empty())
    }

    /// The names as a certificate carries them; `None` where one cannot be encoded.
    pub fn encode(&self) -> Option<Vec<SanType>> {
        let mut names = Vec::new();
        for name in &self.dns_names {
            names.push(SanType::DnsName(name.clone().try_into().ok()?));
        }
        for mail in &self.emails {
            names.push(SanType::Rfc822Name(mail.clone().try_into().ok()?));
        }
        for principal in &self.upns {
            let value = principal.as_str().into();
            names.push(SanType::OtherName((PRINCIPAL_NAME.to_vec(), value)));
        }
        for uri in &self.uris {
            names.push(SanType::URI(uri.clone().try_into().ok()?));
        }
        for address in &self.addresses {
            names.push(SanType::IpAddress(address.parse().ok()?));
        }
        Some(names)
    }

    /// The names that a certificate carries; what is of another kind is passed over.
    pub fn of(der: &[u8]) -> Self {
        let mut names = Self::default();
        let Ok((_, parsed)) = X509Certificate::from_der(der) else { return names };
        let Ok(Some(extension)) = parsed.subject_alternative_name() else { return names };
        for name in &extension.value.general_names {
            match name {
                GeneralName::DNSName(name) => names.dns_names.push((*name).to_owned()),
                GeneralName::RFC822Name(mail) => names.emails.push((*mail).to_owned()),
                GeneralName::URI(uri) => names.uris.push((*uri).to_owned()),
                GeneralName::IPAddress(bytes) => {
                    names.addresses.extend(address(bytes).map(|address| address.to_string()));
                }
                GeneralName::OtherName(kind, value)
                    if kind.to_id_string() == PRINCIPAL_NAME_TEXT =>
                {
                    names.upns.extend(principal(value));
                }
                _ => {}
            }
        }
        names
    }
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    <[u8; 4]>::try_from(bytes)
        .map(IpAddr::from)
        .or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from))
        .ok()
}

/// A principal is a string in an explicit tag of its own.
fn principal(value: &[u8]) -> Option<String> {
    let (_, inner, _) = super::der::first(value)?;
    let text = super::der::first(inner).map_or(inner, |(_, text, _)| text);
    String::from_utf8(text.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair};

    use super::*;

    #[test]
    fn every_kind_of_name_is_read_as_it_was_encoded() {
        let names = AlternativeNames {
            dns_names: vec!["site.example".into()],
            emails: vec!["me@site.example".into()],
            upns: vec!["me@directory.example".into()],
            uris: vec!["spiffe://site.example/me".into()],
            addresses: vec!["192.0.2.1".into(), "2001:db8::1".into()],
        };
        let mut params = CertificateParams::default();
        params.subject_alt_names = names.encode().unwrap();
        let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
        assert_eq!(AlternativeNames::of(certificate.der()), names);
    }

    #[test]
    fn what_cannot_be_encoded_is_none() {
        let one = |text: &str| vec![text.to_owned()];
        let names = AlternativeNames { dns_names: one("caf\u{e9}"), ..Default::default() };
        assert!(names.encode().is_none());
        let names = AlternativeNames { addresses: one("192.0.2"), ..Default::default() };
        assert!(names.encode().is_none());
    }
}
