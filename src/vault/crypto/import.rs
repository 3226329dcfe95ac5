//! Importing: the leaf and key out of PEM text or a PKCS#12 file.
//!
//! In: the `value` of an import and the password of a PKCS#12 file. Out: the leaf whose key is
//! among it, that key, the rest of the chain and the format, or why not. It must not know about JSON or HTTP.

use super::{
    content::{Format, ImportError, MOST_PARTS, Parts},
    der,
    keys::PrivateKey,
    leaf::{Leaf, PublicKey},
    pem, pfx,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::KeyPair;
use rustls::pki_types::PrivateKeyDer;

/// Bytes of all issuers together: what a store of ten thousand can bear.
const LARGEST_CHAIN: usize = 64 * 1024;

/// What an import brings.
#[derive(Debug)]
pub struct Imported {
    /// The certificate that the key is for.
    pub leaf: Leaf,
    /// Its private key.
    pub key: PrivateKey,
    /// The other certificates in their order, DER.
    pub chain: Vec<Vec<u8>>,
    /// The format it came in.
    pub format: Format,
}

/// Reads PEM text, base64 of such text, or base64 of a PKCS#12 file.
pub fn import(value: &str, password: &str) -> Result<Imported, ImportError> {
    let bytes = if pem::is_armoured(value.as_bytes()) {
        value.as_bytes().to_vec()
    } else {
        let value: String = value.split_ascii_whitespace().collect();
        STANDARD.decode(value).map_err(|_| ImportError::Malformed(Format::Pkcs12))?
    };
    if pem::is_armoured(&bytes) {
        imported(pem::parts(&bytes)?, Format::Pem)
    } else {
        imported(pfx::parts(&bytes, password)?, Format::Pkcs12)
    }
}

/// The certificate that the key is for, with its key and the rest.
fn imported(parts: Parts, format: Format) -> Result<Imported, ImportError> {
    let malformed = || ImportError::Malformed(format);
    if parts.keys.len() + parts.certificates.len() > MOST_PARTS {
        return Err(malformed());
    }
    let leaves = parts.certificates.iter().map(|der| Leaf::parse(der));
    let leaves: Vec<Leaf> = leaves.collect::<Option<_>>().ok_or_else(malformed)?;
    if leaves.is_empty() {
        return Err(ImportError::NoCertificate(format));
    }
    let key = parts.keys.first().ok_or(ImportError::NoKey(format))?;
    let foreign = leaves.iter().all(|leaf| leaf.key.kind().is_none());
    let public = public_half(key);
    let public = public.ok_or(if foreign { ImportError::KeyKind } else { malformed() })?;
    let at = leaves.iter().position(|leaf| leaf.key == public);
    let at = at.ok_or(ImportError::OtherKey(format))?;
    if public.kind().is_none() {
        return Err(ImportError::KeyKind);
    }
    let key = pkcs8(key, &public).ok_or_else(malformed)?;
    let (mut chain, mut leaf) = (Vec::new(), None);
    for (place, certificate) in leaves.into_iter().enumerate() {
        if place == at {
            leaf = Some(certificate);
        } else {
            chain.push(certificate.der);
        }
    }
    if chain.iter().map(Vec::len).sum::<usize>() > LARGEST_CHAIN {
        return Err(malformed());
    }
    Ok(Imported { leaf: leaf.ok_or_else(malformed)?, key, chain, format })
}

fn public_half(der: &[u8]) -> Option<PublicKey> {
    let der = PrivateKeyDer::try_from(der).ok()?;
    Some(PublicKey::of(&KeyPair::try_from(&der).ok()?))
}

/// The key in the one form in which it is kept: older forms are wrapped.
fn pkcs8(der: &[u8], public: &PublicKey) -> Option<PrivateKey> {
    Some(PrivateKey::new(match PrivateKeyDer::try_from(der).ok()? {
        PrivateKeyDer::Pkcs8(key) => key.secret_pkcs8_der().to_vec(),
        older => {
            let inner = der::element(der::OCTET_STRING, &[older.secret_der()]);
            der::element(der::SEQUENCE, &[&[2, 1, 0], public.algorithm(), &inner])
        }
    }))
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
        let imported = import(&format!("{key}{certificate}"), "").unwrap();
        assert!(imported.leaf.subject.contains("rcgen"));
        assert_eq!(imported.format, Format::Pem);
        import(&format!("{certificate}{key}"), "").unwrap();
        let imported = import(&STANDARD.encode(format!("{certificate}{key}")), "").unwrap();
        assert_eq!(imported.format, Format::Pem);
    }

    #[test]
    fn an_rsa_key_imports_too() {
        let key = super::super::KeyKind::Rsa2048.generate().unwrap();
        let params = CertificateParams::new(["site.example".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap().pem();
        let imported = import(&format!("{certificate}{}", key.serialize_pem()), "").unwrap();
        assert_eq!(imported.leaf.key.kind(), Some(super::super::keys::KeyKind::Rsa2048));
    }

    #[test]
    fn a_key_of_a_kind_that_vaults_do_not_take_is_refused() {
        let key = KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
        let params = CertificateParams::new(["site.example".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap().pem();
        let pem = format!("{certificate}{}", key.serialize_pem());
        assert_eq!(refused(&pem), ImportError::KeyKind);
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
        let imported = import(&format!("{first}\r\n{second}\n"), "opensesame").unwrap();
        let (subject, format) = (imported.leaf.subject.as_str(), imported.format);
        assert_eq!((subject, format), ("CN=site.example", Format::Pkcs12));
        assert_eq!(refused(&file), ImportError::Password);
    }
}
