//! Certificates that clients bring along to import.
//!
//! In: the PEM text of an import. Out: the leaf whose key is in the text, or why
//! not. PFX is refused by name. It must not know about JSON or HTTP.

use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::KeyPair;
use rustls::pki_types::PrivateKeyDer;
use thiserror::Error;
use x509_parser::pem::Pem;

use super::{Leaf, PublicKey};

const MOST_BLOCKS: usize = 20;

/// Why a value cannot be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ImportError {
    /// PFX, or something else that is not PEM.
    #[error(
        "only PEM content (a private key and its certificate) is understood by this vault, not PFX"
    )]
    NotPem,
    /// Armour that does not parse, or too much of it.
    #[error("the PEM content could not be parsed")]
    Malformed,
    /// No certificate in the text.
    #[error("no certificate is specified in the specified X.509 PEM certificate content")]
    NoCertificate,
    /// No private key in the text.
    #[error(
        "Private key is not specified in the specified X.509 PEM certificate content. Please specify private key in the X.509 PEM certificate content."
    )]
    NoKey,
    /// The key belongs to none of the certificates.
    #[error(
        "the private key does not belong to a certificate in the specified X.509 PEM certificate content"
    )]
    OtherKey,
}

/// Reads the leaf out of PEM text, or out of base64 of such text.
pub fn import(value: &str) -> Result<Leaf, ImportError> {
    let decoded;
    let text = if value.contains("-----BEGIN ") {
        value.as_bytes()
    } else {
        decoded = STANDARD.decode(value.trim()).unwrap_or_default();
        decoded.as_slice()
    };
    if !text.windows(11).any(|window| window == b"-----BEGIN ") {
        return Err(ImportError::NotPem);
    }
    let (mut leaves, mut key) = (Vec::new(), None);
    for (count, block) in Pem::iter_from_buffer(text).enumerate() {
        let block = block.map_err(|_| ImportError::Malformed)?;
        if count >= MOST_BLOCKS {
            return Err(ImportError::Malformed);
        }
        match block.label.as_str() {
            "CERTIFICATE" => {
                leaves.push(Leaf::parse(&block.contents).ok_or(ImportError::Malformed)?)
            }
            "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => {
                key = Some(public_half(&block.contents)?);
            }
            _ => {}
        }
    }
    if leaves.is_empty() {
        return Err(ImportError::NoCertificate);
    }
    let key = key.ok_or(ImportError::NoKey)?;
    leaves.into_iter().find(|leaf| leaf.key == key).ok_or(ImportError::OtherKey)
}

fn public_half(der: &[u8]) -> Result<PublicKey, ImportError> {
    let malformed = |_| ImportError::Malformed;
    let der = PrivateKeyDer::try_from(der).map_err(malformed)?;
    let key = KeyPair::try_from(&der).map_err(|_| ImportError::Malformed)?;
    Ok(PublicKey::of(&key))
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

    #[test]
    fn a_key_and_its_certificate_import_in_any_order_and_in_base64() {
        let (certificate, key) = pair();
        let leaf = import(&format!("{key}{certificate}")).unwrap();
        assert!(leaf.subject.contains("rcgen"));
        import(&format!("{certificate}{key}")).unwrap();
        import(&STANDARD.encode(format!("{certificate}{key}"))).unwrap();
    }

    #[test]
    fn an_rsa_key_imports_too() {
        let key = super::super::KeyKind::Rsa2048.generate().unwrap();
        let params = CertificateParams::new(["site.example".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap().pem();
        assert!(import(&format!("{certificate}{}", key.serialize_pem())).unwrap().key.is_rsa());
    }

    #[test]
    fn what_is_missing_or_foreign_is_named() {
        let (certificate, key) = pair();
        let (_, other) = pair();
        assert_eq!(import(&certificate).unwrap_err(), ImportError::NoKey);
        assert_eq!(import(&key).unwrap_err(), ImportError::NoCertificate);
        assert_eq!(import(&format!("{certificate}{other}")).unwrap_err(), ImportError::OtherKey);
        assert_eq!(import("MIIKbAIBAzCC").unwrap_err(), ImportError::NotPem);
        assert_eq!(import("").unwrap_err(), ImportError::NotPem);
        let broken = "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n";
        assert_eq!(import(broken).unwrap_err(), ImportError::Malformed);
    }
}
