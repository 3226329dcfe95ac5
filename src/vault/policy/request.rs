//! A policy in the words of a client: JSON, every part of it optional.

use serde::Deserialize;
use serde_json::Value;

use crate::vault::crypto::AlternativeNames;

/// A policy as a client writes it; keys the vault does not know are ignored.
#[derive(Debug, Default, Deserialize)]
pub struct PolicyRequest {
    /// The kind of key.
    pub key_props: Option<KeyRequest>,
    pub secret_props: Option<SecretRequest>,
    pub x509_props: Option<X509Request>,
    pub lifetime_actions: Option<Vec<Value>>,
    pub issuer: Option<IssuerRequest>,
}

/// `key_props` as a client writes it.
#[derive(Debug, Default, Deserialize)]
pub struct KeyRequest {
    pub kty: Option<String>,
    pub key_size: Option<u32>,
    pub crv: Option<String>,
    pub exportable: Option<bool>,
    pub reuse_key: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
pub struct SecretRequest {
    #[serde(rename = "contentType")]
    pub content_type: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub struct X509Request {
    pub subject: Option<String>,
    pub sans: Option<AlternativeNames>,
    pub ekus: Option<Vec<String>>,
    pub key_usage: Option<Vec<String>>,
    pub validity_months: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
pub struct IssuerRequest {
    pub name: Option<String>,
    pub cty: Option<String>,
    pub cert_transparency: Option<bool>,
}

impl PolicyRequest {
    /// Whether key and secret are spelt out, as some implementations demand.
    pub fn is_full(&self) -> bool {
        self.key_props.is_some() && self.secret_props.is_some()
    }

    /// Whether it names an issuer.
    pub fn names_issuer(&self) -> bool {
        self.issuer.as_ref().is_some_and(|issuer| issuer.name.is_some())
    }

    /// Nothing but a subject.
    pub fn subject(subject: String) -> Self {
        let x509 = X509Request { subject: Some(subject), ..X509Request::default() };
        Self { x509_props: Some(x509), ..Self::default() }
    }
}
