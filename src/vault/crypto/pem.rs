//! PEM text, read and written.
//!
//! In: text; out: the keys and certificates in it, and the other way round. It must not know
//! which belong together.

use base64::{Engine, engine::general_purpose::STANDARD};
use x509_parser::pem::Pem;

use super::content::{Format, ImportError, Parts};

/// A block of PEM text.
pub(super) fn write(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut block = format!("-----BEGIN {label}-----\n");
    for line in text.as_bytes().chunks(64) {
        block.extend(line.iter().map(|byte| char::from(*byte)));
        block.push('\n');
    }
    block + &format!("-----END {label}-----\n")
}

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
