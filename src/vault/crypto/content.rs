//! What an import may hold, and why one is refused.
//!
//! Out: the two formats, keys and certificates as DER, refusals in the service's words where it
//! has any. It must not know how either format is read.

use std::fmt;

use thiserror::Error;

/// A leaf, its issuers, and some to spare.
pub(super) const MOST_PARTS: usize = 20;

/// How a key and its certificate are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text with armour.
    Pem,
    /// A PFX file.
    Pkcs12,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pem => "PEM",
            Self::Pkcs12 => "PKCS#12",
        })
    }
}

/// Why a value cannot be imported. What is malformed or lacks its key is told in the real
/// service's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ImportError {
    /// It does not parse, or is too large.
    #[error(
        "The specified {0} X.509 certificate content can not be read. Please check if certificate is in valid {0} format. Accepted are PEM content, PEM content in base64, and a PKCS#12 file in base64, of at most {most} keys and certificates.",
        most = MOST_PARTS
    )]
    Malformed(Format),
    /// The password does not open it.
    #[error(
        "The specified PKCS#12 X.509 certificate content can not be opened with the password that `pwd` gives, or with none if it gives none."
    )]
    Password,
    /// It is protected in a way that is not understood, or that costs too much to undo.
    #[error(
        "The specified PKCS#12 X.509 certificate content is protected in a way that this vault does not take: AES, 3DES or RC2 under a password, with no more than a million iterations, is understood."
    )]
    Protection,
    /// No certificate in it.
    #[error("No certificate is specified in the specified X.509 {0} certificate content.")]
    NoCertificate(Format),
    /// No private key in it.
    #[error(
        "Private key is not specified in the specified X.509 {0} certificate content. Please specify private key in the X.509 {0} certificate content."
    )]
    NoKey(Format),
    /// A key that no vault takes.
    #[error(
        "The private key is of a kind that is not supported: RSA of 2048, 3072 or 4096 bits and EC on P-256, P-384 or P-521 are."
    )]
    KeyKind,
    /// The key belongs to none of the certificates.
    #[error(
        "The private key does not belong to a certificate in the specified X.509 {0} certificate content."
    )]
    OtherKey(Format),
}

/// The parts of a value, as DER.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) keys: Vec<Vec<u8>>,
    pub(super) certificates: Vec<Vec<u8>>,
}
