//! Certificates and requests for them: PKCS#10 with its own signature, the key a certificate is
//! for, and SHA-1 thumbprints. The only file here that reads DER.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use x509_parser::certificate::X509Certificate;
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::error::X509Error;
use x509_parser::prelude::FromDer;
use x509_parser::x509::SubjectPublicKeyInfo;

use crate::scenario::matcher::{CsrMatcher, KeyKind};

use super::describe::key_kind;
use super::subject::Subject;
use super::{encoded, shorten};

const RSA: &str = "1.2.840.113549.1.1.1";
const EC: &str = "1.2.840.10045.2.1";

/// Whether a text is base64 of such a request, signed with its own key; why not.
pub(super) fn csr(wanted: &CsrMatcher, text: &str) -> Result<(), String> {
    let der = encoded::strict(text)?;
    let request: X509CertificationRequest<'_> = whole(&der, "PKCS#10 request")?;
    request.verify_signature().map_err(|error| match error {
        X509Error::SignatureUnsupportedAlgorithm => {
            let oid = request.signature_algorithm.algorithm.to_id_string();
            format!("self-signature with an algorithm that is not known here ({oid})")
        }
        _ => "self-signature does not hold".to_owned(),
    })?;
    let info = &request.certification_request_info;
    if let Some(wanted) = &wanted.subject {
        let (bears, wanted) = (Subject::of(&info.subject), Subject::parse(wanted)?);
        if !bears.is(&wanted) {
            return Err(format!("subject {}, not {wanted}", shorten::text(&bears.to_string())));
        }
    }
    wanted.key.map_or(Ok(()), |kind| has_kind(&info.subject_pki, kind))
}

fn has_kind(key: &SubjectPublicKeyInfo<'_>, wanted: KeyKind) -> Result<(), String> {
    let oid = key.algorithm.algorithm.to_id_string();
    let kind = match oid.as_str() {
        RSA => Some(KeyKind::Rsa),
        EC => Some(KeyKind::Ec),
        _ => None,
    };
    match kind == Some(wanted) {
        true => Ok(()),
        false => {
            let found = match kind {
                Some(kind) => key_kind(kind),
                None => &oid,
            };
            Err(format!("{found} key, not {}", key_kind(wanted)))
        }
    }
}

/// Whether a text is base64 of a certificate for the key of a request or certificate; why not.
pub(super) fn certificate_key_of(given: &str, text: &str) -> Result<(), String> {
    let der = encoded::strict(text)?;
    let certificate: X509Certificate<'_> = whole(&der, "X.509 certificate")?;
    match certificate.public_key().raw == public_key(given)? {
        true => Ok(()),
        false => Err("another public key".to_owned()),
    }
}

/// The DER public key of a request or certificate in base64.
fn public_key(given: &str) -> Result<Vec<u8>, String> {
    let der = encoded::lenient(given).map_err(|why| format!("`key-of` is {why}"))?;
    let request: Result<X509CertificationRequest<'_>, _> = whole(&der, "");
    let certificate: Result<X509Certificate<'_>, _> = whole(&der, "");
    match (request, certificate) {
        (Ok(request), _) => Ok(request.certification_request_info.subject_pki.raw.to_vec()),
        (_, Ok(certificate)) => Ok(certificate.public_key().raw.to_vec()),
        _ => Err("`key-of` is neither a PKCS#10 request nor a certificate".to_owned()),
    }
}

/// The SHA-1 of base64 DER, in base64url without padding, as the service writes `x5t`.
pub(super) fn thumbprint(given: &str) -> Result<String, String> {
    let der = encoded::lenient(given).map_err(|why| format!("`thumbprint-of` is {why}"))?;
    let sha1 = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &der);
    Ok(URL_SAFE_NO_PAD.encode(sha1))
}

/// Parses DER with nothing after it.
fn whole<'d, T: FromDer<'d, X509Error>>(der: &'d [u8], what: &str) -> Result<T, String> {
    match T::from_der(der) {
        Ok(([], parsed)) => Ok(parsed),
        Ok((rest, _)) => Err(format!("{} bytes after the {what}", rest.len())),
        Err(_) => Err(format!("not a DER {what}")),
    }
}

#[cfg(test)]
mod tests;
