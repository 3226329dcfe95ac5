//! What journeys ask for: policies, creates, issuers; and somebody else's CA.
//!
//! In: names. Out: the SDK's models. Must not know what comes of them.

use azure_core::http::RequestContent;
use azure_security_keyvault_certificates::CertificateClient;
use azure_security_keyvault_certificates::models::{
    Certificate, CertificateOperation, CertificatePolicy, CreateCertificateParameters, CurveName,
    IssuerCredentials, IssuerParameters, KeyProperties, KeyType, SetIssuerParameters,
    X509CertificateProperties,
};
use futures::TryStreamExt as _;
use rcgen::{CertificateParams, CertificateSigningRequestParams, DnType, Issuer, KeyPair};

use crate::steps::{Wrong, there};

/// A small key: RSA keys take long to make.
pub fn policy(issuer: &str) -> CertificatePolicy {
    CertificatePolicy {
        issuer_parameters: Some(IssuerParameters {
            name: Some(issuer.into()),
            ..Default::default()
        }),
        key_properties: Some(KeyProperties {
            key_type: Some(KeyType::Ec),
            curve: Some(CurveName::P256),
            ..Default::default()
        }),
        x509_certificate_properties: Some(X509CertificateProperties {
            subject: Some("CN=a.example".into()),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// A create of that policy.
pub fn create(policy: CertificatePolicy) -> azure_core::Result<Create> {
    CreateCertificateParameters { certificate_policy: Some(policy), ..Default::default() }
        .try_into()
}

/// The body of a create.
pub type Create = RequestContent<CreateCertificateParameters>;

/// Creates, and waits for the certificate.
pub async fn made(
    client: &CertificateClient,
    name: &str,
    policy: CertificatePolicy,
) -> azure_core::Result<Certificate> {
    client.begin_create_certificate(name, create(policy)?, None)?.await?.into_model()
}

/// Creates, and takes what the create itself answers.
pub async fn begun(
    client: &CertificateClient,
    name: &str,
    issuer: &str,
) -> azure_core::Result<CertificateOperation> {
    let mut poller = client.begin_create_certificate(name, create(policy(issuer))?, None)?;
    let first = poller.try_next().await?.ok_or_else(|| {
        azure_core::Error::with_message(azure_core::error::ErrorKind::Other, "no answer")
    })?;
    first.into_model()
}

/// Creates, and takes the operation as it ended.
pub async fn ended(
    client: &CertificateClient,
    name: &str,
    issuer: &str,
) -> Result<CertificateOperation, Wrong> {
    let mut poller = client.begin_create_certificate(name, create(policy(issuer))?, None)?;
    let mut last = None;
    while let Some(status) = poller.try_next().await? {
        last = Some(status.into_model()?);
    }
    there(last, "answer")
}

/// An issuer that plays a script.
pub async fn script(client: &CertificateClient, name: &str, script: &str) -> Result<(), Wrong> {
    let issuer = SetIssuerParameters {
        provider: Some("Script".into()),
        credentials: Some(IssuerCredentials {
            account_id: Some(script.into()),
            ..Default::default()
        }),
        ..Default::default()
    };
    client.set_issuer(name, issuer.try_into()?, None).await?;
    Ok(())
}

/// A certificate of somebody else's CA for the key of a signing request.
pub fn signed(csr: &[u8]) -> Result<Vec<u8>, Wrong> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "somebody else's CA");
    let authority = Issuer::new(params, KeyPair::generate()?);
    let request = CertificateSigningRequestParams::from_der(&csr.to_vec().into())?;
    Ok(request.signed_by(&authority)?.der().to_vec())
}

/// A key with its certificate, PEM, as files to import are.
pub fn pem() -> Result<String, Wrong> {
    let mut params = CertificateParams::new(vec!["imported.example".to_owned()])?;
    params.distinguished_name.push(DnType::CommonName, "imported");
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    Ok(format!("{}{}", key.serialize_pem(), certificate.pem()))
}
