//! `csr`: base64 of a DER PKCS#10 request whose self-signature holds, perhaps with a subject and a
//! kind of key.

use serde_json::{Map, Value};
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::error::X509Error;
use x509_parser::x509::SubjectPublicKeyInfo;

use crate::template::{self, TemplateError, Variables};
use crate::verdict::finding::Reason;

use super::argument::{fields, mapping, string, text};
use super::kind::{Judged, Kind, Matcher, NoMatcher, Reader};
use super::reason::{self, about, because};
use super::subject::Subject;
use super::x509::{self, REQUEST, whole};
use super::{encoded, shorten};

const RSA: &str = "1.2.840.113549.1.1.1";
const EC: &str = "1.2.840.10045.2.1";

#[derive(Debug)]
struct Csr {
    subject: Option<String>,
    key: Option<KeyKind>,
}

/// The kind of a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyKind {
    Rsa,
    Ec,
}

impl KeyKind {
    fn of_oid(oid: &str) -> Option<Self> {
        match oid {
            RSA => Some(KeyKind::Rsa),
            EC => Some(KeyKind::Ec),
            _ => None,
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        match word {
            "rsa" => Some(KeyKind::Rsa),
            "ec" => Some(KeyKind::Ec),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            KeyKind::Rsa => "rsa",
            KeyKind::Ec => "ec",
        }
    }
}

/// Reads the subject and the kind of key, both optional.
pub(super) fn read(argument: &Value, _: &Reader) -> Result<Matcher, NoMatcher> {
    let given = fields("csr", argument, &["subject", "key"])?;
    let subject = given.get("subject").map(|s| text("subject", s)).transpose()?;
    let key = given.get("key").map(key_kind).transpose()?;
    Ok(Matcher::of(Csr { subject, key }))
}

fn key_kind(word: &Value) -> Result<KeyKind, NoMatcher> {
    let kind = word.as_str().and_then(KeyKind::of_word);
    kind.ok_or_else(|| NoMatcher::because("`key` takes rsa or ec"))
}

impl Kind for Csr {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        let subject = self.subject.as_ref();
        let subject = subject.map(|text| template::fill_text(text, variables)).transpose()?;
        Ok(Matcher::of(Csr { subject, key: self.key }))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        let der = encoded::strict(string(value)?)?;
        let request: X509CertificationRequest<'_> = whole(&der, REQUEST)?;
        request.verify_signature().map_err(|error| unsigned(&request, &error))?;
        let info = &request.certification_request_info;
        if let Some(wanted) = &self.subject {
            bears(&Subject::of(&info.subject), wanted)?;
        }
        if let Some(kind) = self.key {
            has_kind(&info.subject_pki, kind)?;
        }
        Ok(None)
    }

    fn describe(&self) -> String {
        let mut words = "a signed PKCS#10 request".to_owned();
        if let Some(subject) = &self.subject {
            words.push_str(&format!(", subject {}", shorten::text(subject)));
        }
        if let Some(key) = self.key {
            words.push_str(&format!(", {} key", key.word().to_uppercase()));
        }
        words
    }

    fn explain(&self, reason: &Reason) -> Option<String> {
        Some(match reason.code.as_str() {
            "unknown-signature-algorithm" => {
                let oid = reason::text(reason, "oid");
                format!("self-signature with an algorithm that is not known here ({oid})")
            }
            "broken-signature" => "self-signature does not hold".to_owned(),
            "no-subject" => {
                format!("`{}` is no part of a subject", reason::text(reason, "part"))
            }
            "other-subject" => {
                let wanted = Subject::parse(self.subject.as_deref()?).ok()?;
                format!("subject {}, not {wanted}", reason::text(reason, "subject"))
            }
            "other-key" => {
                let key = reason::text(reason, "key").to_uppercase();
                format!("{key} key, not {}", self.key?.word().to_uppercase())
            }
            _ => x509::explain(reason)?,
        })
    }

    fn written(&self) -> Value {
        let mut fields = Map::new();
        if let Some(subject) = &self.subject {
            fields.insert("subject".to_owned(), subject.clone().into());
        }
        if let Some(key) = self.key {
            fields.insert("key".to_owned(), key.word().into());
        }
        mapping("csr", fields)
    }
}

fn unsigned(request: &X509CertificationRequest<'_>, error: &X509Error) -> Reason {
    if matches!(error, X509Error::SignatureUnsupportedAlgorithm) {
        let oid = request.signature_algorithm.algorithm.to_id_string();
        about("unknown-signature-algorithm", [("oid", oid.into())])
    } else {
        because("broken-signature")
    }
}

fn bears(subject: &Subject, wanted: &str) -> Result<(), Reason> {
    let wanted =
        Subject::parse(wanted).map_err(|part| about("no-subject", [("part", part.into())]))?;
    if subject.is(&wanted) {
        return Ok(());
    }
    let shown = shorten::text(&subject.to_string());
    Err(about("other-subject", [("subject", shown.into())]))
}

fn has_kind(key: &SubjectPublicKeyInfo<'_>, wanted: KeyKind) -> Result<(), Reason> {
    let oid = key.algorithm.algorithm.to_id_string();
    let kind = KeyKind::of_oid(&oid);
    if kind == Some(wanted) {
        return Ok(());
    }
    let shown = kind.map_or(oid, |kind| kind.word().to_owned());
    Err(about("other-key", [("key", shown.into())]))
}

#[cfg(test)]
mod tests;
