//! Other names in what rcgen has signed, signed again.
//!
//! rcgen's name holds each attribute type once, and panics on one that has none; real subjects
//! repeat OU and DC. So the request or certificate is made without them, its names are replaced
//! in its DER, and the same key signs it once more.

use rcgen::{KeyPair, SigningKey};

use super::der::{BIT_STRING, SEQUENCE, children, element};

/// Where the names stand in what is signed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Signed {
    /// A PKCS#10 request.
    Request,
    /// A certificate by another issuer.
    Certificate,
    /// A certificate that is its own issuer.
    ByItself,
}

impl Signed {
    fn places(self) -> &'static [usize] {
        match self {
            Self::Request => &[1],
            Self::Certificate => &[5],
            Self::ByItself => &[3, 5],
        }
    }
}

const UNREADABLE: rcgen::Error = rcgen::Error::CouldNotParseCertificate;

/// The same structure about another subject.
pub(super) fn with_subject(
    der: &[u8],
    signed: Signed,
    subject: &[u8],
    key: &KeyPair,
) -> Result<Vec<u8>, rcgen::Error> {
    let outer = children(der).ok_or(UNREADABLE)?;
    let [information, algorithm, _] = outer.as_slice() else { return Err(UNREADABLE) };
    let mut parts = children(information).ok_or(UNREADABLE)?;
    for place in signed.places() {
        *parts.get_mut(*place).ok_or(UNREADABLE)? = subject;
    }
    let information = element(SEQUENCE, &parts);
    let signature = element(BIT_STRING, &[&[0], &key.sign(&information)?]);
    Ok(element(SEQUENCE, &[&information, algorithm, &signature]))
}
