//! Distinguished names as text.
//!
//! In: `CN=site, O="Acme, Inc", C=US`. Out: a name that rcgen can encode, or what
//! is wrong with it. Commas and semicolons separate, quotes and backslashes
//! escape, attribute types are the usual short names or dotted OIDs. A repeated
//! type is encoded here, as rcgen has no form for it; a multi-valued part (`+`) is refused.

use rcgen::{DistinguishedName, DnType, DnValue};
use thiserror::Error;

use super::der;

const LONGEST: usize = 1024;

/// The text does not have the form of a distinguished name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("Invalid X.500 distinguished name")]
pub struct SubjectError;

/// A distinguished name, empty where only alternative names were asked for.
#[derive(Debug, Clone, Default)]
pub struct Subject {
    name: DistinguishedName,
    der: Option<Vec<u8>>,
}

impl Subject {
    /// Reads a distinguished name.
    pub fn parse(text: &str) -> Result<Self, SubjectError> {
        if text.len() > LONGEST {
            return Err(SubjectError);
        }
        let (mut name, mut parts, mut repeated) = (DistinguishedName::new(), Vec::new(), false);
        for part in split(text)? {
            let (kind, value) = part.split_once('=').ok_or(SubjectError)?;
            let kind = attribute(kind.trim()).ok_or(SubjectError)?;
            let value = unescape(value.trim())?;
            if value.is_empty() {
                return Err(SubjectError);
            }
            let value = encode(&kind, value)?;
            parts.push(relative(&kind, &value));
            if name.get(&kind).is_some() {
                repeated = true;
            } else {
                name.push(kind, value);
            }
        }
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let der = repeated.then(|| der::element(der::SEQUENCE, &parts));
        Ok(Self { name, der })
    }

    /// The name as far as rcgen can encode it: each attribute type once.
    pub(super) fn name(&self) -> &DistinguishedName {
        &self.name
    }

    /// The whole name in DER, where rcgen cannot encode it.
    pub(super) fn der(&self) -> Option<&[u8]> {
        self.der.as_deref()
    }
}

/// One part of a name, DER.
fn relative(kind: &DnType, value: &DnValue) -> Vec<u8> {
    let value = match value {
        DnValue::PrintableString(text) => der::element(0x13, &[text.as_str().as_bytes()]),
        DnValue::Ia5String(text) => der::element(0x16, &[text.as_str().as_bytes()]),
        DnValue::Utf8String(text) => der::element(0x0c, &[text.as_bytes()]),
        // `encode` makes no other.
        _ => der::element(0x0c, &[]),
    };
    let kind = der::identifier(&arcs(kind));
    der::element(der::SET, &[&der::element(der::SEQUENCE, &[&kind, &value])])
}

fn arcs(kind: &DnType) -> Vec<u64> {
    let last = match kind {
        DnType::CustomDnType(arcs) => return arcs.clone(),
        DnType::CountryName => 6,
        DnType::LocalityName => 7,
        DnType::StateOrProvinceName => 8,
        DnType::OrganizationName => 10,
        DnType::OrganizationalUnitName => 11,
        // `attribute` knows no other.
        _ => 3,
    };
    vec![2, 5, 4, last]
}

/// Splits at separators that stand neither in quotes nor behind a backslash.
fn split(text: &str) -> Result<Vec<&str>, SubjectError> {
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '+' if !quoted => return Err(SubjectError),
            ',' | ';' if !quoted => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if quoted || escaped {
        return Err(SubjectError);
    }
    parts.push(&text[start..]);
    Ok(parts)
}

fn unescape(value: &str) -> Result<String, SubjectError> {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
    let mut plain = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => plain.push(letters.next().ok_or(SubjectError)?),
            '"' | '\0' => return Err(SubjectError),
            other => plain.push(other),
        }
    }
    Ok(plain)
}

fn attribute(name: &str) -> Option<DnType> {
    Some(match name.to_ascii_uppercase().as_str() {
        "CN" => DnType::CommonName,
        "O" => DnType::OrganizationName,
        "OU" => DnType::OrganizationalUnitName,
        "C" => DnType::CountryName,
        "L" => DnType::LocalityName,
        "ST" | "S" => DnType::StateOrProvinceName,
        "STREET" => custom(&[2, 5, 4, 9]),
        "SERIALNUMBER" => custom(&[2, 5, 4, 5]),
        "T" | "TITLE" => custom(&[2, 5, 4, 12]),
        "G" | "GN" | "GIVENNAME" => custom(&[2, 5, 4, 42]),
        "SN" | "SURNAME" => custom(&[2, 5, 4, 4]),
        "DC" => custom(&[0, 9, 2342, 19_200_300, 100, 1, 25]),
        "E" | "EMAIL" | "EMAILADDRESS" => custom(&[1, 2, 840, 113_549, 1, 9, 1]),
        dotted => DnType::from_oid(&der::arcs(dotted)?),
    })
}

fn custom(oid: &[u64]) -> DnType {
    DnType::CustomDnType(oid.to_vec())
}

/// Country and serial number are printable by definition, mail and domain IA5.
fn encode(kind: &DnType, value: String) -> Result<DnValue, SubjectError> {
    let oid: &[u64] = match kind {
        DnType::CountryName => &[2, 5, 4, 6],
        DnType::CustomDnType(oid) => oid,
        _ => &[],
    };
    Ok(match oid {
        [2, 5, 4, 5 | 6] => DnValue::PrintableString(value.try_into().map_err(|_| SubjectError)?),
        [0, 9, ..] | [1, 2, 840, 113_549, ..] => {
            DnValue::Ia5String(value.try_into().map_err(|_| SubjectError)?)
        }
        _ => DnValue::Utf8String(value),
    })
}

#[cfg(test)]
mod tests {
    use x509_parser::{prelude::FromDer, x509::X509Name};

    use super::*;

    fn value(text: &str, kind: DnType) -> DnValue {
        Subject::parse(text).unwrap().name().get(&kind).unwrap().clone()
    }

    #[test]
    fn parts_keep_their_order_and_values() {
        let subject = Subject::parse("CN=site.example, O=Acme; C=US").unwrap();
        assert!(subject.der().is_none());
        let kinds: Vec<_> = subject.name().iter().map(|(kind, _)| kind.clone()).collect();
        let expected = [DnType::CommonName, DnType::OrganizationName, DnType::CountryName];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn quotes_and_backslashes_protect_separators() {
        let acme = DnValue::from("Acme, Inc");
        assert_eq!(value(r#"CN=a,O="Acme, Inc""#, DnType::OrganizationName), acme);
        assert_eq!(value(r"CN=a,O=Acme\, Inc", DnType::OrganizationName), acme);
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for bad in [
            "", "Self", "CN=", "=x", "CN=a,", "CN=a+O=b", "XYZ=a", "CN=\"a", "CN=a\\", "9.9.9=a",
            "C=\u{e9}",
        ] {
            assert!(Subject::parse(bad).is_err(), "{bad:?}");
        }
        assert!(Subject::parse(&format!("CN={}", "a".repeat(2000))).is_err());
    }

    #[test]
    fn a_repeated_type_is_encoded_in_its_place() {
        let subject = Subject::parse("OU=a,CN=b,OU=c,C=DE,E=me@site.example").unwrap();
        let (_, name) = X509Name::from_der(subject.der().unwrap()).unwrap();
        assert_eq!(name.to_string(), "OU=a, CN=b, OU=c, C=DE, Email=me@site.example");
    }
}
