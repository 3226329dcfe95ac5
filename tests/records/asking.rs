//! The requests of the conversation, and the certificates that they carry.
//!
//! Out: [`Ask`]s and base64. Keys are made for one run. It must not know the answers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    CertificateParams, CertificateSigningRequestParams, Issuer, KeyPair, PKCS_RSA_SHA256,
    RsaKeySize,
};
use serde_json::{Value, json};

use crate::talk::Ask;

/// A certificate with its key.
pub struct SelfSigned {
    /// The certificate in PEM.
    pub pem: String,
    /// The certificate in base64.
    pub der: String,
    /// The key in PEM.
    pub key: String,
}

/// Reads.
pub fn get(path: &str) -> Ask {
    Ask { method: "GET", path: path.to_owned(), body: Value::Null, accept: None }
}

/// Deletes.
pub fn delete(path: &str) -> Ask {
    Ask { method: "DELETE", ..get(path) }
}

/// Puts.
pub fn put(path: &str, body: Value) -> Ask {
    Ask { method: "PUT", body, ..get(path) }
}

/// Posts.
pub fn post(path: &str, body: Value) -> Ask {
    Ask { method: "POST", body, ..get(path) }
}

/// Asks for a cancellation.
pub fn cancel(path: &str) -> Ask {
    Ask { method: "PATCH", ..put(path, json!({ "cancellation_requested": true })) }
}

/// Creates a certificate. The records are all of RSA keys, so are these.
pub fn create(name: &str, issuer: &str) -> Ask {
    let policy = json!({
        "key_props": { "kty": "RSA", "key_size": 2048 },
        "x509_props": { "subject": format!("CN={name}") },
        "issuer": { "name": issuer },
    });
    post(&format!("/certificates/{name}/create"), json!({ "policy": policy }))
}

/// Imports a certificate with its key.
pub fn import(name: &str) -> Ask {
    let SelfSigned { pem, key, .. } = self_signed();
    post(&format!("/certificates/{name}/import"), json!({ "value": pem + &key }))
}

/// An issuer that plays a script and says all that an issuer can say.
pub fn scripted(script: &str) -> Value {
    let admin = json!({
        "first_name": "Ada", "last_name": "Example", "email": "ada@example.test", "phone": "5550100",
    });
    json!({
        "provider": "Script",
        "credentials": { "account_id": script, "pwd": "never shown" },
        "org_details": { "admin_details": [admin] },
    })
}

/// A certificate that nobody else signed.
pub fn self_signed() -> SelfSigned {
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let params = CertificateParams::new(["import.example".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let der = STANDARD.encode(certificate.der());
    SelfSigned { pem: certificate.pem(), der, key: key.serialize_pem() }
}

/// A chain for a certificate request, by an authority of nobody's.
pub fn signed(csr: &str) -> Value {
    let der = STANDARD.decode(csr).unwrap();
    let request = CertificateSigningRequestParams::from_der(&der.into()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["authority.example".to_owned()]).unwrap();
    let root = params.self_signed(&key).unwrap();
    let leaf = request.signed_by(&Issuer::new(params, key)).unwrap();
    json!([STANDARD.encode(leaf.der()), STANDARD.encode(root.der())])
}
