//! A key and its certificate as one PKCS#12 file, for an import.
//!
//! In: PKCS#8, DER, a password. Out: the file's bytes.

pub use p12_keystore::error::Error;
use p12_keystore::{
    Certificate, EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm, PrivateKey,
    PrivateKeyChain,
};

/// OpenSSL's own count, which every reader takes. The key is thrown away, so more would only
/// cost time.
const ITERATIONS: u32 = 2048;

/// Packs a key (PKCS#8) and its certificate (DER) under a password.
pub fn pack(key: &[u8], certificate: &[u8], password: &str) -> Result<Vec<u8>, Error> {
    let certificates = [Certificate::from_der(certificate)?];
    // The certificate's friendly name is its subject. The key has the same one: with two names,
    // Java finds two entries, and lowkey-vault 3.4.33 takes either by chance.
    let name = certificates[0].subject().to_owned();
    let chain = PrivateKeyChain::new("1", PrivateKey::from_der(key)?, certificates);
    let mut store = KeyStore::new();
    store.add_entry(&name, KeyStoreEntry::PrivateKeyChain(chain));
    // 3DES and SHA-1 are what real vaults are known to take; refusals of files in AES-256 and
    // SHA-256 were reported (azure-docs issue 39861, packer-plugin-azure issue 571). The key is
    // thrown away, so their weakness harms nobody.
    store
        .writer(password)
        .encryption_algorithm(EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc)
        .encryption_iterations(ITERATIONS)
        .mac_algorithm(MacAlgorithm::HmacSha1)
        .mac_iterations(ITERATIONS)
        .write()
}

#[cfg(test)]
mod tests {
    use p12_keystore::Pkcs12Archive;

    use super::*;

    #[test]
    fn a_file_opens_with_its_password_only_and_gives_back_what_went_in() {
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = rcgen::CertificateParams::default().self_signed(&key).unwrap();
        let file = pack(key.serialized_der(), certificate.der(), "one").unwrap();
        let opened = Pkcs12Archive::from_pkcs12(&file, "one").unwrap();
        let (keys, certificates) = (&opened.keys, &opened.certs);
        assert_eq!((keys.len(), certificates.len()), (1, 1));
        assert_eq!(keys[0].key.as_der(), key.serialized_der());
        assert_eq!(certificates[0].cert.as_der(), &certificate.der()[..]);
        assert!(keys[0].local_key_id.is_some(), "by it readers find the certificate of a key");
        assert_eq!(
            keys[0].local_key_id.as_ref().map(|id| &id.0),
            certificates[0].local_key_id.as_ref()
        );
        assert!(keys[0].friendly_name.is_some(), "one name");
        assert_eq!(keys[0].friendly_name, certificates[0].friendly_name);
        assert!(Pkcs12Archive::from_pkcs12(&file, "two").is_err());
    }
}
