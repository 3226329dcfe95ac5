//! A vault without TLS, and how to talk to it.

use std::{future::Future, sync::Arc};

use axum::{body::Body, extract::Request};
use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::{CertificateParams, CertificateSigningRequestParams, Issuer, KeyPair};
use serde_json::{Value, json};

use crate::vault::{
    Dialect, Fault,
    clock::Clock,
    context::Context,
    crypto::Authority,
    faults::Faults,
    routes,
    settings::Settings,
    wire::{Answer, Content},
};

pub const BASE: &str = "https://127.0.0.1:1";
pub const V: &str = "api-version=7.6";

/// Runs a test's future.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(future)
}

pub struct Rig {
    pub context: Arc<Context>,
    token: Option<String>,
}

impl Rig {
    pub fn new(dialect: Dialect, faults: &[Fault], token: Option<&str>) -> Self {
        let clock = Clock::start();
        let authority = Authority::create(clock.now().unix).unwrap();
        let faults = Faults::new(faults.to_vec());
        let token = token.map(str::to_owned);
        let asked = token.clone().map(Into::into);
        let settings = Settings { dialect, faults, token: asked, ..Settings::default() };
        Self::of(clock, authority, settings, token)
    }

    /// A vault that behaves so.
    pub fn settled(settings: Settings) -> Self {
        let clock = Clock::start();
        let authority = Authority::create(clock.now().unix).unwrap();
        Self::of(clock, authority, settings, None)
    }

    fn of(clock: Clock, authority: Authority, settings: Settings, token: Option<String>) -> Self {
        let context = Context::new(BASE.into(), clock, authority, settings);
        Self { context: Arc::new(context), token }
    }

    pub fn documented() -> Self {
        Self::new(Dialect::Documented, &[], None)
    }

    pub fn observed() -> Self {
        Self::new(Dialect::Observed, &[], None)
    }

    pub fn with(fault: Fault) -> Self {
        Self::new(Dialect::Documented, &[fault], None)
    }

    /// Sends a request as it is.
    pub async fn raw(&self, request: Request) -> Answer {
        routes::reply(&self.context, request).await
    }

    /// Sends a request, with the token; `path` may bring its own query.
    pub async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let joint = if path.contains('?') { '&' } else { '?' };
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let mut request = Request::builder().method(method).uri(format!("{path}{joint}{V}"));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.raw(request.body(body).unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    /// Lets time pass.
    pub fn skip(&self, millis: u64) {
        self.context.clock.advance(millis);
    }

    /// Puts an issuer that plays a script.
    pub async fn issuer(&self, name: &str, script: &str) {
        let body = json!({ "provider": "Script", "credentials": { "account_id": script } });
        let answer = self.send("PUT", &format!("/certificates/issuers/{name}"), Some(body)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Creates a certificate with an elliptic key; `issuer` empty: none is named.
    pub async fn create(&self, name: &str, issuer: &str) -> Answer {
        let mut policy = json!({
            "key_props": { "kty": "EC", "crv": "P-256" },
            "secret_props": { "contentType": "application/x-pem-file" },
            "x509_props": { "subject": format!("CN={name}.example") },
        });
        if !issuer.is_empty() {
            policy["issuer"] = json!({ "name": issuer });
        }
        let body = json!({ "policy": policy });
        self.send("POST", &format!("/certificates/{name}/create"), Some(body)).await
    }

    /// Creates with an issuer that plays `script`.
    pub async fn scripted(&self, name: &str, script: &str) -> Answer {
        self.issuer("ca", script).await;
        self.create(name, "ca").await
    }

    pub async fn pending(&self, name: &str) -> Answer {
        self.get(&format!("/certificates/{name}/pending")).await
    }

    pub async fn cancel(&self, name: &str) -> Answer {
        let body = json!({ "cancellation_requested": true });
        self.send("PATCH", &format!("/certificates/{name}/pending"), Some(body)).await
    }

    pub async fn delete(&self, name: &str) -> Answer {
        self.send("DELETE", &format!("/certificates/{name}/pending"), None).await
    }

    pub async fn merge(&self, name: &str, x5c: Value) -> Answer {
        let path = format!("/certificates/{name}/pending/merge");
        self.send("POST", &path, Some(json!({ "x5c": x5c }))).await
    }

    pub async fn import(&self, name: &str) -> Answer {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["import.example".to_owned()]).unwrap();
        let pem = params.self_signed(&key).unwrap().pem() + &key.serialize_pem();
        let path = format!("/certificates/{name}/import");
        self.send("POST", &path, Some(json!({ "value": pem }))).await
    }
}

/// The JSON body of an answer.
pub fn json_of(answer: &Answer) -> Value {
    match &answer.content {
        Content::Json(body) => body.clone(),
        _ => Value::Null,
    }
}

/// Status and error code of a refusal.
pub fn refusal(answer: &Answer) -> (u16, String) {
    let code = json_of(answer)["error"]["code"].as_str().map(str::to_owned);
    (answer.status, code.unwrap_or_default())
}

pub fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let found = answer.headers.iter().find(|(held, _)| *held == name);
    found.map(|(_, value)| value.as_str())
}

/// Whatever string stands there, or nothing.
pub fn text(body: &Value, key: &str) -> String {
    body[key].as_str().unwrap_or_default().to_owned()
}

/// Leaf and root for the CSR in an operation, by a foreign authority.
pub fn sign(operation: &Value) -> Value {
    let csr = STANDARD.decode(text(operation, "csr")).unwrap_or_default();
    let Ok(csr) = CertificateSigningRequestParams::from_der(&csr.into()) else {
        return json!(["no CSR to sign"]);
    };
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["authority.example".to_owned()]).unwrap();
    let root = params.self_signed(&key).unwrap();
    let leaf = csr.signed_by(&Issuer::new(params, key)).unwrap();
    json!([STANDARD.encode(leaf.der()), STANDARD.encode(root.der())])
}

/// A key with a certificate that says something of its use, PEM.
pub fn pair() -> (String, String) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(["site.example".to_owned()]).unwrap();
    params.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
    (key.serialize_pem(), params.self_signed(&key).unwrap().pem())
}
