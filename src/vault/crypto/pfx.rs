//! PKCS#12 files, read and written.
//!
//! In: a file and its password; out: the keys and certificates in it, and the other way round,
//! without a password. It must not know which belong together. The crate refuses a derivation of more than a million iterations; how many of
//! them a file can ask for is bounded by its size, and how long they take by the caller.

use p12_keystore::{
    Certificate, KeyStore, KeyStoreEntry, Pkcs12Archive, PrivateKey as Key, PrivateKeyChain,
    error::Error,
};

use super::{
    content::{Format, ImportError, Parts},
    keys::PrivateKey,
};

/// Twenty certificates of RSA-4096 keys and more.
const LARGEST: usize = 64 * 1024;
/// Few: there is no password to guess.
const ITERATIONS: u32 = 2048;

/// The keys and certificates of a file.
pub(super) fn parts(file: &[u8], password: &str) -> Result<Parts, ImportError> {
    if file.len() > LARGEST {
        return Err(ImportError::Malformed(Format::Pkcs12));
    }
    let archive = Pkcs12Archive::from_pkcs12(file, password).map_err(|error| match error {
        // The last two are what a file without a checksum of its own says to a wrong password.
        Error::MacError(_) | Error::Pkcs5Error(_) | Error::UnpadError => ImportError::Password,
        Error::UnsupportedEncryptionScheme | Error::InvalidParameters => ImportError::Protection,
        _ => ImportError::Malformed(Format::Pkcs12),
    })?;
    Ok(Parts {
        keys: archive.keys.iter().map(|bag| bag.key.as_der().to_vec()).collect(),
        certificates: archive.certs.iter().map(|bag| bag.cert.as_der().to_vec()).collect(),
    })
}

/// A file without a password, as real vaults serve it: leaf first. `None` where a part of it is
/// none that the crate can read.
pub(super) fn write(key: Option<&PrivateKey>, certificates: &[&[u8]]) -> Option<Vec<u8>> {
    let read = certificates.iter().map(|der| Certificate::from_der(der).ok());
    let certificates: Vec<Certificate> = read.collect::<Option<_>>()?;
    let mut store = KeyStore::new();
    if let Some(key) = key {
        let key = Key::from_der(key.der()).ok()?;
        let chain = PrivateKeyChain::new("1", key, certificates);
        store.add_entry("certificate", KeyStoreEntry::PrivateKeyChain(chain));
    } else {
        for (count, certificate) in certificates.into_iter().enumerate() {
            store.add_entry(&count.to_string(), KeyStoreEntry::Certificate(certificate));
        }
    }
    store.writer("").encryption_iterations(ITERATIONS).mac_iterations(ITERATIONS).write().ok()
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair};

    use super::*;

    fn counts(file: &[u8], password: &str) -> Result<(usize, usize), ImportError> {
        parts(file, password).map(|parts| (parts.keys.len(), parts.certificates.len()))
    }

    /// A file of the crate's own, with or without the key's certificate.
    fn written(certified: bool, iterations: u32) -> Vec<u8> {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::default().self_signed(&key).unwrap();
        let certificate = Certificate::from_der(certificate.der()).unwrap();
        let key = Key::from_der(key.serialized_der()).unwrap();
        let chain = PrivateKeyChain::new("1", key, certified.then_some(certificate));
        let mut store = KeyStore::new();
        store.add_entry("a", KeyStoreEntry::PrivateKeyChain(chain));
        store.writer("pass").encryption_iterations(1).mac_iterations(iterations).write().unwrap()
    }

    #[test]
    fn files_of_openssl_open_with_their_password_only() {
        let new = include_bytes!("../tests/pfx/openssl-3.pfx");
        // 3DES for the key, RC2 for the certificate.
        let old = include_bytes!("../tests/pfx/openssl-1.pfx");
        for file in [&new[..], &old[..]] {
            assert_eq!(counts(file, "opensesame"), Ok((1, 1)));
            for wrong in ["", "Opensesame"] {
                assert_eq!(counts(file, wrong), Err(ImportError::Password), "{wrong}");
            }
        }
        let open = include_bytes!("../tests/pfx/no-password.pfx");
        assert_eq!(counts(open, ""), Ok((1, 1)));
        assert_eq!(counts(open, "opensesame"), Err(ImportError::Password));
    }

    #[test]
    fn a_file_without_a_certificate_has_a_key_all_the_same() {
        assert_eq!(counts(&written(false, 1), "pass"), Ok((1, 0)));
    }

    #[test]
    fn what_is_cut_or_too_large_is_malformed() {
        let (good, malformed) = (written(true, 1), Err(ImportError::Malformed(Format::Pkcs12)));
        assert_eq!(counts(&good, "pass"), Ok((1, 1)));
        assert_eq!(counts(&good[..good.len() - 1], "pass"), malformed);
        assert_eq!(counts(&[good, vec![0; LARGEST]].concat(), "pass"), malformed);
    }

    #[test]
    fn a_count_of_iterations_that_would_take_minutes_is_refused_at_once() {
        let mut hostile = written(true, 0x01_0000);
        let (asked, most) = ([2, 3, 1, 0, 0], [2, 3, 0x7f, 0xff, 0xff]);
        let at = hostile.windows(asked.len()).rposition(|window| window == asked).unwrap();
        hostile[at..at + most.len()].copy_from_slice(&most);
        assert_eq!(counts(&hostile, "pass"), Err(ImportError::Protection));
    }
}
