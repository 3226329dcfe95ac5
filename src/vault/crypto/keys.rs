//! Key pairs: which kinds there are, and the pool of ready RSA-2048 keys.
//!
//! Generating an RSA key costs a tenth of a second or more, so a background
//! thread, one for the whole process, keeps two ahead. A key leaves the pool
//! once and is never handed out again, unless the process asked for that with
//! [`share`]: a proof of the suite starts a hundred vaults, and what they are
//! tested for does not depend on whose key it is. It must not know what a key is for.

use std::{
    fmt,
    sync::{Condvar, Mutex, MutexGuard, Once, OnceLock, PoisonError},
    thread,
};

use rcgen::{KeyPair, RsaKeySize};

/// The kinds of key that a certificate can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA with 2048 bits, from the pool.
    Rsa2048,
    /// RSA with 3072 bits, made when asked for.
    Rsa3072,
    /// RSA with 4096 bits, made when asked for.
    Rsa4096,
    /// Elliptic curve P-256.
    P256,
    /// Elliptic curve P-384.
    P384,
    /// Elliptic curve P-521.
    P521,
}

impl KeyKind {
    /// Whether this is RSA.
    pub fn is_rsa(self) -> bool {
        matches!(self, Self::Rsa2048 | Self::Rsa3072 | Self::Rsa4096)
    }

    /// Bits, and the curve's name.
    pub fn size(self) -> (u32, Option<&'static str>) {
        match self {
            Self::Rsa2048 => (2048, None),
            Self::Rsa3072 => (3072, None),
            Self::Rsa4096 => (4096, None),
            Self::P256 => (256, Some("P-256")),
            Self::P384 => (384, Some("P-384")),
            Self::P521 => (521, Some("P-521")),
        }
    }

    /// A new private key by itself.
    #[cfg(test)]
    pub fn private_key(self) -> PrivateKey {
        PrivateKey(self.generate().unwrap().serialize_der())
    }

    /// A new key pair of this kind.
    pub fn generate(self) -> Result<KeyPair, rcgen::Error> {
        match self {
            Self::Rsa2048 => match SHARED.get() {
                Some(shared) => shared.lock().unwrap_or_else(PoisonError::into_inner).take(),
                None => POOL.take(),
            },
            Self::Rsa3072 => rsa(RsaKeySize::_3072),
            Self::Rsa4096 => rsa(RsaKeySize::_4096),
            Self::P256 => KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256),
            Self::P384 => KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384),
            Self::P521 => KeyPair::generate_for(&rcgen::PKCS_ECDSA_P521_SHA512),
        }
    }
}

/// A private key, PKCS#8 in DER. It never shows in what is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PrivateKey(Vec<u8>);

impl PrivateKey {
    /// A key that is PKCS#8 already.
    pub(super) fn new(der: Vec<u8>) -> Self {
        Self(der)
    }

    /// Its DER.
    pub fn der(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(not shown)")
    }
}

/// Starts filling the pool, once a process.
pub fn warm() {
    if SHARED.get().is_some() {
        return;
    }
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        // Without the thread every key is made when asked for: slower, not wrong.
        let _ = thread::Builder::new().name("rsa-keys".into()).spawn(|| POOL.keep_full());
    });
}

fn rsa(size: RsaKeySize) -> Result<KeyPair, rcgen::Error> {
    KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, size)
}

/// From now on every vault of the process draws its RSA-2048 keys from the same few.
/// For many short-lived vaults side by side; one vault on its own never needs it.
pub fn share() {
    SHARED.get_or_init(|| Mutex::new(Shared::default()));
}

static SHARED: OnceLock<Mutex<Shared>> = OnceLock::new();

/// A few keys, handed out in turn.
#[derive(Default)]
struct Shared {
    made: Vec<Vec<u8>>,
    next: usize,
}

impl Shared {
    const SIZE: usize = 4;

    fn take(&mut self) -> Result<KeyPair, rcgen::Error> {
        if self.made.len() < Self::SIZE {
            let key = rsa(RsaKeySize::_2048)?;
            self.made.push(key.serialize_der());
            return Ok(key);
        }
        let der = &self.made[self.next % Self::SIZE];
        self.next += 1;
        KeyPair::try_from(der.as_slice())
    }
}

static POOL: Pool = Pool { ready: Mutex::new(Vec::new()), taken: Condvar::new() };

struct Pool {
    ready: Mutex<Vec<KeyPair>>,
    taken: Condvar,
}

impl Pool {
    const DEPTH: usize = 2;

    fn take(&self) -> Result<KeyPair, rcgen::Error> {
        let key = self.lock().pop();
        self.taken.notify_one();
        key.map_or_else(|| rsa(RsaKeySize::_2048), Ok)
    }

    fn keep_full(&self) {
        loop {
            let ready = self.lock();
            drop(
                self.taken
                    .wait_while(ready, |ready| ready.len() >= Self::DEPTH)
                    .unwrap_or_else(PoisonError::into_inner),
            );
            let Ok(key) = rsa(RsaKeySize::_2048) else {
                return;
            };
            self.lock().push(key);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<KeyPair>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_handed_out_twice() {
        warm();
        let public = || KeyKind::Rsa2048.generate().unwrap().public_key_raw().to_vec();
        let keys = [public(), public(), public()];
        assert_ne!(keys[0], keys[1]);
        assert_ne!(keys[1], keys[2]);
        assert_ne!(keys[0], keys[2]);
    }

    #[test]
    fn curves_are_as_asked() {
        let point = |kind: KeyKind| kind.generate().unwrap().public_key_raw().len();
        assert_eq!(point(KeyKind::P256), 65);
        assert_eq!(point(KeyKind::P384), 97);
        assert_eq!(point(KeyKind::P521), 133);
    }
}
