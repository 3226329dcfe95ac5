//! A certificate as its secret shows it: key, leaf and chain in one of two formats.
//!
//! Out: the text of the secret's value. It must not know who may read it.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{content::Format, keys::PrivateKey, pem, pfx};

/// PEM, or base64 of a PKCS#12 file without a password. Without a key, certificates alone;
/// `None` where they cannot be written.
pub fn export(format: Format, key: Option<&PrivateKey>, certificates: &[&[u8]]) -> Option<String> {
    match format {
        Format::Pem => {
            let key = key.map(|key| pem::write("PRIVATE KEY", key.der()));
            let certificates = certificates.iter().map(|der| pem::write("CERTIFICATE", der));
            Some(key.into_iter().chain(certificates).collect())
        }
        Format::Pkcs12 => Some(STANDARD.encode(pfx::write(key, certificates)?)),
    }
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair};

    use super::{super::import::import, *};

    #[test]
    fn what_is_exported_can_be_imported() {
        for algorithm in [&rcgen::PKCS_ECDSA_P256_SHA256, &rcgen::PKCS_RSA_SHA256] {
            let key = KeyPair::generate_for(algorithm).unwrap();
            let certificate = |name: &str, key: &KeyPair| {
                let params = CertificateParams::new([name.to_owned()]).unwrap();
                params.self_signed(key).unwrap().der().to_vec()
            };
            let leaf = certificate("site.example", &key);
            let root = certificate("root.example", &KeyPair::generate().unwrap());
            let key = PrivateKey::new(key.serialize_der());
            for format in [Format::Pem, Format::Pkcs12] {
                let text = export(format, Some(&key), &[&leaf, &root]).unwrap();
                let again = import(&text, "").unwrap();
                assert_eq!((again.format, &again.leaf.der), (format, &leaf));
                assert_eq!(again.key, key);
                assert_eq!(again.chain, std::slice::from_ref(&root), "{format}");
                export(format, None, &[&leaf]).unwrap();
            }
        }
    }
}
