//! Distinguished names as text.
//!
//! In: `CN=site, O="Acme, Inc", C=US`. Out: a name that rcgen can encode, or what
//! is wrong with it. Commas and semicolons separate, quotes and backslashes
//! escape, attribute types are the usual short names or dotted OIDs. A repeated
//! type and a multi-valued part (`+`) are refused, as rcgen has no form for them.

use rcgen::{DistinguishedName, DnType, DnValue};
use thiserror::Error;

const LONGEST: usize = 1024;

/// Why a text is no distinguished name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SubjectError {
    /// The text does not have the form of one.
    #[error("Invalid X.500 distinguished name")]
    Form,
    /// The form is right, but the vault cannot encode it.
    #[error("this vault encodes each attribute type once: {0} is repeated")]
    Repeated(String),
}

/// Reads a distinguished name.
pub fn parse(text: &str) -> Result<DistinguishedName, SubjectError> {
    if text.len() > LONGEST {
        return Err(SubjectError::Form);
    }
    let mut name = DistinguishedName::new();
    for part in split(text)? {
        let (kind, value) = part.split_once('=').ok_or(SubjectError::Form)?;
        let kind_name = kind.trim();
        let kind = attribute(kind_name).ok_or(SubjectError::Form)?;
        let value = unescape(value.trim())?;
        if value.is_empty() {
            return Err(SubjectError::Form);
        }
        if name.get(&kind).is_some() {
            return Err(SubjectError::Repeated(kind_name.to_owned()));
        }
        let value = encode(&kind, value)?;
        name.push(kind, value);
    }
    Ok(name)
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
            '+' if !quoted => return Err(SubjectError::Form),
            ',' | ';' if !quoted => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if quoted || escaped {
        return Err(SubjectError::Form);
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
            '\\' => plain.push(letters.next().ok_or(SubjectError::Form)?),
            '"' | '\0' => return Err(SubjectError::Form),
            other => plain.push(other),
        }
    }
    Ok(plain)
}

fn attribute(name: &str) -> Option<DnType> {
    let custom = |oid: &[u64]| DnType::CustomDnType(oid.to_vec());
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
        dotted => DnType::from_oid(&super::order::oid(dotted)?),
    })
}

/// Country and serial number are printable by definition, mail and domain IA5.
fn encode(kind: &DnType, value: String) -> Result<DnValue, SubjectError> {
    let form = |_| SubjectError::Form;
    let oid: &[u64] = match kind {
        DnType::CountryName => &[2, 5, 4, 6],
        DnType::CustomDnType(oid) => oid,
        _ => &[],
    };
    Ok(match oid {
        [2, 5, 4, 5 | 6] => DnValue::PrintableString(value.try_into().map_err(form)?),
        [0, 9, ..] | [1, 2, 840, 113_549, ..] => {
            DnValue::Ia5String(value.try_into().map_err(form)?)
        }
        _ => DnValue::Utf8String(value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, kind: DnType) -> DnValue {
        parse(text).unwrap().get(&kind).unwrap().clone()
    }

    #[test]
    fn parts_keep_their_order_and_values() {
        let name = parse("CN=site.example, O=Acme; C=US").unwrap();
        let kinds: Vec<_> = name.iter().map(|(kind, _)| kind.clone()).collect();
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
            assert_eq!(parse(bad), Err(SubjectError::Form), "{bad:?}");
        }
        assert_eq!(parse(&format!("CN={}", "a".repeat(2000))), Err(SubjectError::Form));
        assert_eq!(parse("OU=a,OU=b"), Err(SubjectError::Repeated("OU".into())));
    }
}
