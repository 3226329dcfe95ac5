//! DER of certificates and of requests for them, as far as `csr` and `certificate` share it.

use x509_parser::error::X509Error;
use x509_parser::prelude::FromDer;

use crate::verdict::finding::Reason;

use super::encoded;
use super::reason::{about, argument, number, text};

/// What a request is called.
pub(super) const REQUEST: &str = "PKCS#10 request";
/// What a certificate is called.
pub(super) const CERTIFICATE: &str = "X.509 certificate";

/// Parses DER with nothing after it; why not.
pub(super) fn whole<'d, T: FromDer<'d, X509Error>>(der: &'d [u8], what: &str) -> Result<T, Reason> {
    match T::from_der(der) {
        Ok(([], parsed)) => Ok(parsed),
        Ok((rest, _)) => {
            Err(about("bytes-after", [("bytes", rest.len().into()), ("what", what.into())]))
        }
        Err(_) => Err(about("not-der", [("what", what.into())])),
    }
}

/// Words for a reason of this file, or of the base64 around the DER.
pub(super) fn explain(reason: &Reason) -> Option<String> {
    let what = text(reason, "what");
    let words = match reason.code.as_str() {
        "bytes-after" => format!("{} bytes after the {what}", number(reason, "bytes")),
        "not-der" => format!("not a DER {what}"),
        _ => encoded::explain(reason)?,
    };
    Some(match argument(reason) {
        Some(argument) => format!("`{argument}` is {words}"),
        None => words,
    })
}
