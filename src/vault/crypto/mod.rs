//! Everything the vault does with keys and certificates.
//!
//! In: an [`Order`] (subject, names, key kind); PEM, PKCS#12 and DER from clients. Out:
//! PKCS#10 requests, issued certificates, parsed leaves, secrets. RSA keys come from a
//! process-wide pool, each used once. It must not know about HTTP, JSON or
//! operations. All of it is CPU work: callers keep it off the async threads.

mod authority;
mod content;
mod der;
mod export;
mod extensions;
mod import;
mod keys;
mod leaf;
mod names;
mod order;
mod pem;
mod pfx;
mod resign;
mod subject;

pub use authority::{Authority, NoAuthority, Signer};
pub use content::Format;
pub use export::export;
pub use extensions::Extensions;
pub use import::{Imported, import};
pub use keys::{KeyKind, PrivateKey, share, warm};
pub use leaf::{Leaf, Numbers, PublicKey, thumbprint};
pub use names::AlternativeNames;
pub use order::{Order, Request, extended_usages, key_usages};
pub use subject::Subject;

/// `bytes` random bytes as lower-case hex.
pub fn random_hex(bytes: usize) -> String {
    let mut random = vec![0; bytes];
    aws_lc_rs::rand::fill(&mut random).expect("the system's random source never fails");
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 32 hex digits in the form of a UUID.
pub fn dashed(hex: &str) -> String {
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32];
    parts.map(|part| hex.get(part).unwrap_or_default()).join("-")
}

/// Compares two secrets in a time that does not depend on where they differ.
pub fn same_secret(left: &str, right: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(left.as_bytes(), right.as_bytes()).is_ok()
}
