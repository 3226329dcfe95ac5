//! PEM text that clients bring along to import.
//!
//! In: text. Out: the keys and certificates in it. It must not know which belong together.

use x509_parser::pem::Pem;

use super::content::{Format, ImportError, Parts};

const ARMOUR: &[u8] = b"-----BEGIN ";

/// Whether there is a block in it.
pub(super) fn is_armoured(text: &[u8]) -> bool {
    text.windows(ARMOUR.len()).any(|window| window == ARMOUR)
}

/// The keys and certificates of PEM text; blocks of anything else are passed over.
pub(super) fn parts(text: &[u8]) -> Result<Parts, ImportError> {
    let mut parts = Parts::default();
    for block in Pem::iter_from_buffer(text) {
        let block = block.map_err(|_| ImportError::Malformed(Format::Pem))?;
        match block.label.as_str() {
            "CERTIFICATE" => parts.certificates.push(block.contents),
            "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => parts.keys.push(block.contents),
            _ => {}
        }
    }
    Ok(parts)
}
