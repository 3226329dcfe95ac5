//! What a vault answered, with everything that differs from run to run replaced.
//!
//! Ids become numbers in the order of their appearance, requests and certificates
//! are replaced by what they say, times by how they relate to the certificate. So
//! two right vaults give the same text, and a wrong one does not.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x509_parser::prelude::{FromDer, X509CertificationRequest};

use super::rig::text;
use crate::vault::{
    crypto::Leaf,
    wire::{Answer, Content},
};

#[derive(Default)]
pub struct Transcript {
    lines: Vec<String>,
    seen: Vec<String>,
}

impl Transcript {
    pub fn note(&mut self, step: &str, answer: &Answer) {
        let mut headers = answer.headers.clone();
        headers.sort();
        let content = match &answer.content {
            Content::Nothing => "nothing".to_owned(),
            Content::Text { media, text } if media.starts_with("application/pkcs10") => {
                format!("{media}: {}", self.request(text))
            }
            Content::Text { media, text } => format!("{media}: {}", self.steady(text)),
            Content::Json(body) => {
                let mut body = body.clone();
                self.describe(&mut body);
                body.to_string()
            }
        };
        let headers: Vec<_> =
            headers.iter().map(|(name, value)| format!("{name}: {}", self.steady(value))).collect();
        let step = self.steady(step);
        self.lines.push(format!("{step}: {} {headers:?} {content}", answer.status));
    }

    pub fn text(&self) -> String {
        self.lines.join("\n")
    }

    fn describe(&mut self, body: &mut Value) {
        let Value::Object(map) = body else {
            if let Value::Array(list) = body {
                list.iter_mut().for_each(|item| self.describe(item));
            }
            return;
        };
        if let Some(csr) = map.get("csr").cloned() {
            map["csr"] = json!(self.request(csr.as_str().unwrap_or_default()));
        }
        if map.contains_key("cer") {
            self.certificate(body);
        }
        let Value::Object(map) = body else { return };
        for (key, value) in map.iter_mut() {
            match value {
                // Lists show a thumbprint without the certificate it is of.
                Value::String(text) if key == "x5t" => *text = format!("<{}>", self.number(text)),
                Value::String(text) => *text = self.steady(text),
                Value::Number(_) if TIMES.contains(&key.as_str()) => *value = json!("time"),
                other => self.describe(other),
            }
        }
    }

    /// Replaces what stands around a certificate by how it fits that certificate.
    fn certificate(&mut self, body: &mut Value) {
        let der = STANDARD.decode(text(body, "cer")).unwrap_or_default();
        let Some(leaf) = Leaf::parse(&der) else {
            return;
        };
        let key = self.number(&format!("{:?}", leaf.key));
        body["cer"] = json!(format!("{} for key {key}", leaf.subject));
        body["x5t"] = json!(text(body, "x5t").len());
        let attributes = &mut body["attributes"];
        attributes["nbf"] = json!(attributes["nbf"] == leaf.not_before);
        attributes["exp"] = json!(attributes["exp"] == leaf.not_after);
    }

    fn request(&mut self, csr: &str) -> String {
        let der = STANDARD.decode(csr).unwrap_or_default();
        let Ok((_, request)) = X509CertificationRequest::from_der(&der) else {
            return "no request".to_owned();
        };
        let info = &request.certification_request_info;
        let key = crate::vault::crypto::PublicKey::from_spki(&info.subject_pki);
        let number = self.number(&format!("{key:?}"));
        let sound = request.verify_signature().is_ok();
        format!("{} for key {number}, sound: {sound}", info.subject)
    }

    /// Ids of 32 hex digits, with or without dashes, become numbers; long base64 too.
    fn steady(&mut self, text: &str) -> String {
        let id = |word: &str| {
            word.len() >= 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        };
        let mut steady = String::new();
        for word in text.split_inclusive(['/', '?', '&', '=', ' ', '"', ':', ',']) {
            let bare = word.trim_end_matches(['/', '?', '&', '=', ' ', '"', ':', ',']);
            if id(bare) {
                let dashes = if bare.contains('-') { "dashed " } else { "" };
                let number = self.number(&bare.replace('-', ""));
                steady += &format!("<{dashes}{number}>{}", &word[bare.len()..]);
            } else {
                steady += word;
            }
        }
        steady
    }

    fn number(&mut self, thing: &str) -> usize {
        let place = self.seen.iter().position(|seen| seen == thing);
        place.unwrap_or_else(|| {
            self.seen.push(thing.to_owned());
            self.seen.len() - 1
        })
    }
}

const TIMES: [&str; 6] = ["nbf", "exp", "created", "updated", "deletedDate", "scheduledPurgeDate"];
