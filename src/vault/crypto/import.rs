//! Importing: the leaf and key out of PEM text or a PKCS#12 file.
//!
//! In: the `value` of an import and the password of a PKCS#12 file. Out: the leaf whose key is
//! among it and the format it came in, or why not. It must not know about JSON or HTTP.

use super::{
    content::{Format, ImportError, MOST_PARTS, Parts},
    leaf::{Leaf, PublicKey},
    pem, pfx,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::KeyPair;
use rustls::pki_types::PrivateKeyDer;

/// Reads the leaf out of PEM text, of base64 of such text, or of base64 of a PKCS#12 file.
pub fn import(value: &str, password: &str) -> Result<(Leaf, Format), ImportError> {
    let bytes = if pem::is_armoured(value.as_bytes()) {
        value.as_bytes().to_vec()
    } else {
        let value: String = value.split_ascii_whitespace().collect();
        STANDARD.decode(value).map_err(|_| ImportError::Malformed(Format::Pkcs12))?
    };
    let (parts, format) = if pem::is_armoured(&bytes) {
        (pem::parts(&bytes)?, Format::Pem)
    } else {
        (pfx::parts(&bytes, password)?, Format::Pkcs12)
    };
    Ok((leaf_of(&parts, format)?, format))
}

/// The certificate that the key is for.
fn leaf_of(parts: &Parts, format: Format) -> Result<Leaf, ImportError> {
    if parts.keys.len() + parts.certificates.len() > MOST_PARTS {
        return Err(ImportError::Malformed(format));
    }
    let leaves = parts.certificates.iter().map(|der| Leaf::parse(der));
    let leaves: Option<Vec<Leaf>> = leaves.collect();
    let leaves = leaves.ok_or(ImportError::Malformed(format))?;
    if leaves.is_empty() {
        return Err(ImportError::NoCertificate(format));
    }
    let key = parts.keys.first().ok_or(ImportError::NoKey(format))?;
    let key = public_half(key).ok_or(ImportError::Malformed(format))?;
    leaves.into_iter().find(|leaf| leaf.key == key).ok_or(ImportError::OtherKey(format))
}

fn public_half(der: &[u8]) -> Option<PublicKey> {
    let der = PrivateKeyDer::try_from(der).ok()?;
    Some(PublicKey::of(&KeyPair::try_from(&der).ok()?))
}

#[cfg(test)]
mod tests {
    use rcgen::CertificateParams;

    use super::*;

    fn pair() -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["site.example".to_owned()]).unwrap();
        (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
    }

    fn refused(value: &str) -> ImportError {
        import(value, "").unwrap_err()
    }

    #[test]
    fn a_key_and_its_certificate_import_in_any_order_and_in_base64() {
        let (certificate, key) = pair();
        let (leaf, format) = import(&format!("{key}{certificate}"), "").unwrap();
        assert!(leaf.subject.contains("rcgen"));
        assert_eq!(format, Format::Pem);
        import(&format!("{certificate}{key}"), "").unwrap();
        let (_, format) = import(&STANDARD.encode(format!("{certificate}{key}")), "").unwrap();
        assert_eq!(format, Format::Pem);
    }

    #[test]
    fn an_rsa_key_imports_too() {
        let key = super::super::KeyKind::Rsa2048.generate().unwrap();
        let params = CertificateParams::new(["site.example".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap().pem();
        let (leaf, _) = import(&format!("{certificate}{}", key.serialize_pem()), "").unwrap();
        assert!(leaf.key.is_rsa());
    }

    #[test]
    fn what_is_missing_foreign_or_too_much_is_named() {
        let (certificate, key) = pair();
        let (_, other) = pair();
        assert_eq!(refused(&certificate), ImportError::NoKey(Format::Pem));
        assert_eq!(refused(&key), ImportError::NoCertificate(Format::Pem));
        assert_eq!(refused(&format!("{certificate}{other}")), ImportError::OtherKey(Format::Pem));
        let malformed = ImportError::Malformed(Format::Pem);
        let broken = "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n";
        assert_eq!(refused(broken), malformed);
        assert_eq!(refused(&format!("{key}{}", certificate.repeat(MOST_PARTS))), malformed);
        import(&format!("{key}{}", certificate.repeat(MOST_PARTS - 1)), "").unwrap();
    }

    #[test]
    fn what_is_neither_form_is_told_which_there_are() {
        for garbage in ["", "MIIKbAIBAzCC", "no base64", "MAA="] {
            assert_eq!(refused(garbage), ImportError::Malformed(Format::Pkcs12), "{garbage}");
        }
        let said = refused("").to_string();
        assert!(said.contains("PEM content") && said.contains("a PKCS#12 file in base64"));
    }

    #[test]
    fn a_file_in_base64_may_be_broken_into_lines() {
        let file = STANDARD.encode(include_bytes!("../tests/pfx/openssl-3.pfx"));
        let (first, second) = file.split_at(64);
        let (leaf, format) = import(&format!("{first}\r\n{second}\n"), "opensesame").unwrap();
        assert_eq!((leaf.subject.as_str(), format), ("CN=site.example", Format::Pkcs12));
        assert_eq!(refused(&file), ImportError::Password);
    }
}
