//! The key that a policy asks for: `key_props`.
//!
//! In: `key_props` as a client writes it. Out: a [`Key`], or a complaint that names the
//! property. It must not know how a key is made.

use super::{
    request::KeyRequest,
    unacceptable::{Unacceptable, invalid},
};
use crate::vault::crypto::{KeyKind, PublicKey};

/// The key of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Its kind.
    pub kind: KeyKind,
    /// Whether it is asked for in hardware; this vault has none, and says what was asked.
    pub hsm: bool,
    /// Whether it may leave the vault.
    pub exportable: bool,
    /// Whether a renewal keeps it.
    pub reuse: bool,
}

impl Default for Key {
    fn default() -> Self {
        Self { kind: KeyKind::Rsa2048, hsm: false, exportable: true, reuse: false }
    }
}

impl Key {
    /// The key of an import.
    pub fn of(key: &PublicKey) -> Self {
        Self { kind: key.kind().unwrap_or(KeyKind::Rsa2048), ..Self::default() }
    }

    /// `RSA` or `EC`, with `-HSM` where it was asked for so.
    pub fn kty(self) -> &'static str {
        match (self.kind.is_rsa(), self.hsm) {
            (true, false) => "RSA",
            (true, true) => "RSA-HSM",
            (false, false) => "EC",
            (false, true) => "EC-HSM",
        }
    }

    /// What may be done with it, as asked; what is left out stays.
    pub fn permit(&mut self, request: &KeyRequest) {
        self.exportable = request.exportable.unwrap_or(self.exportable);
        self.reuse = request.reuse_key.unwrap_or(self.reuse);
    }

    /// This key with the given parts changed.
    pub fn changed(mut self, request: KeyRequest) -> Result<Self, Unacceptable> {
        self.permit(&request);
        let KeyRequest { kty, key_size, crv, .. } = request;
        if kty.is_some() || key_size.is_some() || crv.is_some() {
            let kty = kty.as_deref().unwrap_or(self.kty());
            let plain = kty.strip_suffix("-HSM");
            self.kind = kind(plain.unwrap_or(kty), key_size, crv.as_deref())?;
            self.hsm = plain.is_some();
        }
        Ok(self)
    }
}

fn kind(kty: &str, size: Option<u32>, curve: Option<&str>) -> Result<KeyKind, Unacceptable> {
    match (kty, size, curve) {
        ("RSA", None | Some(2048), _) => Ok(KeyKind::Rsa2048),
        ("RSA", Some(3072), _) => Ok(KeyKind::Rsa3072),
        ("RSA", Some(4096), _) => Ok(KeyKind::Rsa4096),
        ("RSA", Some(_), _) => Err(invalid("key_props", "key_size is none of 2048, 3072, 4096")),
        // Clients that leave crv out name the size.
        ("EC", Some(384), None) | ("EC", _, Some("P-384")) => Ok(KeyKind::P384),
        ("EC", Some(521), None) | ("EC", _, Some("P-521")) => Ok(KeyKind::P521),
        ("EC", _, None | Some("P-256")) => Ok(KeyKind::P256),
        ("EC", _, Some("P-256K")) => Err(invalid(
            "key_props",
            "crv P-256K is a curve of real vaults, but this vault cannot sign requests with it; \
             P-256, P-384 and P-521 it can",
        )),
        ("EC", _, Some(_)) => Err(invalid("key_props", "crv is none of P-256, P-384, P-521")),
        _ => Err(invalid("key_props", "kty is none of RSA, RSA-HSM, EC, EC-HSM")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn key(props: Value) -> Result<(KeyKind, &'static str), String> {
        let request = serde_json::from_value(props).unwrap();
        let changed = Key::default().changed(request);
        changed.map(|key| (key.kind, key.kty())).map_err(|error| error.0)
    }

    #[test]
    fn the_key_is_as_asked() {
        assert_eq!(key(json!({})), Ok((KeyKind::Rsa2048, "RSA")));
        assert_eq!(key(json!({ "kty": "EC" })), Ok((KeyKind::P256, "EC")));
        assert_eq!(key(json!({ "kty": "EC", "key_size": 384 })), Ok((KeyKind::P384, "EC")));
        let hsm = json!({ "kty": "EC-HSM", "crv": "P-384" });
        assert_eq!(key(hsm), Ok((KeyKind::P384, "EC-HSM")));
        let hsm = json!({ "kty": "RSA-HSM", "key_size": 4096 });
        assert_eq!(key(hsm), Ok((KeyKind::Rsa4096, "RSA-HSM")));
    }

    #[test]
    fn what_the_vault_cannot_make_is_named() {
        assert!(key(json!({ "key_size": 1024 })).unwrap_err().contains("key_size"));
        let curve = key(json!({ "kty": "EC", "crv": "P-256K" })).unwrap_err();
        assert!(curve.contains("P-256K") && curve.contains("this vault cannot"), "{curve}");
        assert!(key(json!({ "kty": "EC", "crv": "P-1" })).unwrap_err().contains("crv"));
        assert!(key(json!({ "kty": "oct" })).unwrap_err().contains("kty"));
    }
}
