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
    let chain = PrivateKeyChain::new("1", PrivateKey::from_der(key)?, certificates);
    let mut store = KeyStore::new();
    store.add_entry("imported", KeyStoreEntry::PrivateKeyChain(chain));
    // What OpenSSL 3, Java 17 and today's Windows write, and so what readers must take: AES-256
    // and SHA-256. 3DES and RC2 are refused where only approved ciphers are let in, and OpenSSL 3
    // keeps RC2 in a module that is not loaded.
    store
        .writer(password)
        .encryption_algorithm(EncryptionAlgorithm::PbeWithHmacSha256AndAes256)
        .encryption_iterations(ITERATIONS)
        .mac_algorithm(MacAlgorithm::HmacSha256)
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
        assert!(Pkcs12Archive::from_pkcs12(&file, "two").is_err());
    }
}
