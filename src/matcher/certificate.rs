//! `certificate`: base64 of a DER certificate for the key of a request or of another certificate.

use serde_json::Value;
use x509_parser::certificate::X509Certificate;
use x509_parser::certification_request::X509CertificationRequest;

use crate::template::{self, TemplateError, Variables};
use crate::verdict::finding::Reason;

use super::argument::{fields, mapping, quoted, string, text};
use super::encoded;
use super::kind::{Judged, Kind, Matcher, NoMatcher, Reader};
use super::reason::{because, of_argument};
use super::x509::{self, CERTIFICATE, REQUEST, whole};

#[derive(Debug)]
struct Certificate {
    key_of: String,
}

/// Reads whose key it must bear.
pub(super) fn read(argument: &Value, _: &Reader) -> Result<Matcher, NoMatcher> {
    let key_of = fields("certificate", argument, &["key-of"])?.get("key-of");
    let key_of = key_of.ok_or_else(|| NoMatcher::because("`certificate` needs `key-of`"))?;
    Ok(Matcher::of(Certificate { key_of: text("key-of", key_of)? }))
}

impl Kind for Certificate {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(Certificate { key_of: template::fill_text(&self.key_of, variables)? }))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        let der = encoded::strict(string(value)?)?;
        let certificate: X509Certificate<'_> = whole(&der, CERTIFICATE)?;
        if certificate.public_key().raw == public_key(&self.key_of)? {
            Ok(None)
        } else {
            Err(because("other-public-key").into())
        }
    }

    fn describe(&self) -> String {
        format!("a certificate for the public key of {}", quoted(&self.key_of))
    }

    fn explain(&self, reason: &Reason) -> Option<String> {
        match reason.code.as_str() {
            "other-public-key" => Some("another public key".to_owned()),
            "no-key" => Some("`key-of` is neither a PKCS#10 request nor a certificate".to_owned()),
            _ => x509::explain(reason),
        }
    }

    fn written(&self) -> Value {
        mapping("certificate", mapping("key-of", self.key_of.clone()))
    }
}

/// The DER public key of a request or certificate in base64.
fn public_key(given: &str) -> Result<Vec<u8>, Reason> {
    let der = encoded::lenient(given).map_err(|why| of_argument(why, "key-of"))?;
    let request: Result<X509CertificationRequest<'_>, _> = whole(&der, REQUEST);
    let certificate: Result<X509Certificate<'_>, _> = whole(&der, CERTIFICATE);
    match (request, certificate) {
        (Ok(request), _) => Ok(request.certification_request_info.subject_pki.raw.to_vec()),
        (_, Ok(certificate)) => Ok(certificate.public_key().raw.to_vec()),
        _ => Err(because("no-key")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use rcgen::{CertificateParams, DistinguishedName, KeyPair};
    use serde_json::json;

    fn params() -> CertificateParams {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params
    }

    fn judged(key_of: &str, text: &str) -> Result<(), String> {
        let matcher = parse(&json!({"certificate": {"key-of": key_of}})).unwrap();
        let judged = matcher.judge(Some(&json!(text)));
        judged.map(|_| ()).map_err(|miss| matcher.explain(&miss.reason.unwrap()))
    }

    #[test]
    fn a_certificate_is_held_to_the_key_of_a_request_or_certificate() {
        let no = |reason: &str| Err(reason.to_owned());
        let (own, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let certificate = |key| STANDARD.encode(params().self_signed(key).unwrap().der());
        let asked = STANDARD.encode(params().serialize_request(&own).unwrap().der());
        assert_eq!(judged(&asked, &certificate(&own)), Ok(()));
        assert_eq!(judged(&certificate(&own), &certificate(&own)), Ok(()));
        assert_eq!(judged(&asked, &certificate(&other)), no("another public key"));
        assert_eq!(judged(&asked, &asked), no("not a DER X.509 certificate"));
        assert_eq!(
            judged("AAAA", &certificate(&own)),
            no("`key-of` is neither a PKCS#10 request nor a certificate")
        );
        assert_eq!(judged("*", &certificate(&own)), no("`key-of` is not base64 at character 1"));
    }
}
