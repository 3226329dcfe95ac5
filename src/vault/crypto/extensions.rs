//! What a certificate says of its use, in the words of a policy.
//!
//! In: a certificate, DER. Out: key usages by name, extended ones as dotted identifiers, the
//! calendar months that it is valid. It must not know about policies.

use time::OffsetDateTime;
use x509_parser::prelude::{FromDer, X509Certificate};

/// The usages and the validity of a certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extensions {
    /// Key usages by name.
    pub key_usage: Vec<String>,
    /// Extended key usages, dotted.
    pub ekus: Vec<String>,
    /// Months of validity, a begun one counted: a year and ten minutes were recorded as 13.
    pub months: u32,
}

impl Extensions {
    /// Reads them.
    pub fn of(der: &[u8]) -> Self {
        let Ok((_, parsed)) = X509Certificate::from_der(der) else { return Self::default() };
        let validity = parsed.validity();
        Self {
            key_usage: key_usage(&parsed),
            ekus: ekus(&parsed),
            months: months(validity.not_before.timestamp(), validity.not_after.timestamp()),
        }
    }
}

fn key_usage(parsed: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = parsed.key_usage() else { return Vec::new() };
    let usage = extension.value;
    let named = [
        ("digitalSignature", usage.digital_signature()),
        ("nonRepudiation", usage.non_repudiation()),
        ("keyEncipherment", usage.key_encipherment()),
        ("dataEncipherment", usage.data_encipherment()),
        ("keyAgreement", usage.key_agreement()),
        ("keyCertSign", usage.key_cert_sign()),
        ("cRLSign", usage.crl_sign()),
        ("encipherOnly", usage.encipher_only()),
        ("decipherOnly", usage.decipher_only()),
    ];
    named.into_iter().filter(|(_, set)| *set).map(|(name, _)| name.to_owned()).collect()
}

fn ekus(parsed: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = parsed.extended_key_usage() else { return Vec::new() };
    let usage = extension.value;
    let named = [
        (usage.any, "2.5.29.37.0"),
        (usage.server_auth, "1.3.6.1.5.5.7.3.1"),
        (usage.client_auth, "1.3.6.1.5.5.7.3.2"),
        (usage.code_signing, "1.3.6.1.5.5.7.3.3"),
        (usage.email_protection, "1.3.6.1.5.5.7.3.4"),
        (usage.time_stamping, "1.3.6.1.5.5.7.3.8"),
        (usage.ocsp_signing, "1.3.6.1.5.5.7.3.9"),
    ];
    let named = named.into_iter().filter(|(set, _)| *set).map(|(_, oid)| oid.to_owned());
    named.chain(usage.other.iter().map(|oid| oid.to_id_string())).collect()
}

fn months(from: i64, to: i64) -> u32 {
    let times =
        (OffsetDateTime::from_unix_timestamp(from), OffsetDateTime::from_unix_timestamp(to));
    let (Ok(from), Ok(to)) = times else { return 0 };
    let begun = (to.day(), to.time()) > (from.day(), from.time());
    u32::try_from(month_of(to) - month_of(from) + i32::from(begun)).unwrap_or_default()
}

/// The months since the year 0.
fn month_of(time: OffsetDateTime) -> i32 {
    time.year() * 12 + i32::from(u8::from(time.month())) - 1
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose};

    use super::*;

    #[test]
    fn usages_are_read_by_the_names_of_policies() {
        let mut params = CertificateParams::default();
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::CrlSign];
        params.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ServerAuth,
            ExtendedKeyUsagePurpose::Other(vec![1, 2, 3]),
        ];
        let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
        let read = Extensions::of(certificate.der());
        assert_eq!(read.key_usage, ["digitalSignature", "cRLSign"]);
        assert_eq!(read.ekus, ["1.3.6.1.5.5.7.3.1", "1.2.3"]);
    }

    #[test]
    fn months_are_those_of_the_records() {
        // Records 062, 063: a year and ten minutes. Record 004: to the end of 2039.
        assert_eq!(months(1_636_058_701, 1_667_595_301), 13);
        assert_eq!(months(1_430_344_421, 2_208_988_799), 297);
        assert_eq!(months(1_600_000_000, 1_600_000_000), 0);
        assert_eq!(months(5, 4), 0);
    }
}
