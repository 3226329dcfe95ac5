//! Operations that wait for somebody: merged, in the way of others, deleted.

use azure_security_keyvault_certificates::CertificateClient;
use azure_security_keyvault_certificates::models::{
    CertificateAttributes, ImportCertificateParameters, MergeCertificateParameters,
};

use crate::asked::{begun, made, pem, policy, signed};
use crate::site::refused;
use crate::steps::{Steps, Wrong, hold, same, there};

const GONE: &str = "PendingCertificateNotFound";

/// `Unknown`, whose certificate comes from elsewhere.
pub async fn walk(client: &CertificateClient, steps: &mut Steps) {
    let csr = steps.step("begin_create_certificate with Unknown", pending(client).await);
    let csr = csr.unwrap_or_default();
    steps.holds("the CSR stays the same", again(client, &csr).await);
    steps.holds("merge_certificate with a key of another", of_another(client).await);
    steps.holds("merge_certificate", merge(client, &csr).await);
    steps.holds("the operation is completed", completed(client).await);
    let never = merged(client, "never", &csr).await;
    steps.holds(
        "merge_certificate where nothing is pending",
        never.and_then(|outcome| refused(outcome, 404, GONE)),
    );
    steps.holds("create while an operation is in progress", conflict(client).await);
    steps.holds("import while an operation is in progress", import_conflict(client).await);
    steps.holds("the first operation goes on", goes_on(client).await);
    steps.holds("delete_certificate_operation", delete(client).await);
    let outcome = client.get_certificate_operation("busy", None).await;
    steps.holds("no operation after its deletion", refused(outcome, 404, GONE));
    let outcome = client.delete_certificate_operation("busy", None).await;
    steps.holds("nothing to delete after its deletion", refused(outcome, 404, GONE));
    let outcome = made(client, "busy", policy("Self")).await;
    steps.holds("create after the deletion", outcome.map(drop).map_err(Wrong::from));
}

async fn pending(client: &CertificateClient) -> Result<Vec<u8>, Wrong> {
    let operation = begun(client, "merged", "Unknown").await?;
    same(operation.status.as_deref(), Some("inProgress"))?;
    there(operation.csr, "csr")
}

async fn again(client: &CertificateClient, csr: &[u8]) -> Result<(), Wrong> {
    let operation = client.get_certificate_operation("merged", None).await?.into_model()?;
    hold(operation.csr.as_deref() == Some(csr), || "another CSR".to_owned())
}

/// The outcome of a merge; an `Err` is one of the journey itself.
async fn merged(
    client: &CertificateClient,
    name: &str,
    csr: &[u8],
) -> Result<azure_core::Result<()>, Wrong> {
    let body = MergeCertificateParameters {
        x509_certificates: Some(vec![signed(csr)?]),
        certificate_attributes: Some(CertificateAttributes {
            enabled: Some(false),
            ..Default::default()
        }),
        ..Default::default()
    };
    Ok(client.merge_certificate(name, body.try_into()?, None).await.map(drop))
}

async fn of_another(client: &CertificateClient) -> Result<(), Wrong> {
    let other = there(begun(client, "other", "Unknown").await?.csr, "csr")?;
    client.delete_certificate_operation("other", None).await?;
    refused(merged(client, "merged", &other).await?, 400, "BadParameter")
}

async fn merge(client: &CertificateClient, csr: &[u8]) -> Result<(), Wrong> {
    merged(client, "merged", csr).await??;
    let certificate = client.get_certificate("merged", None).await?.into_model()?;
    hold(certificate.cer.is_some(), || "no cer".to_owned())?;
    same(certificate.attributes.and_then(|attributes| attributes.enabled), Some(false))
}

async fn completed(client: &CertificateClient) -> Result<(), Wrong> {
    let operation = client.get_certificate_operation("merged", None).await?.into_model()?;
    same(operation.status.as_deref(), Some("completed"))
}

async fn conflict(client: &CertificateClient) -> Result<(), Wrong> {
    begun(client, "busy", "Unknown").await?;
    refused(begun(client, "busy", "Self").await, 409, "Conflict")
}

async fn import_conflict(client: &CertificateClient) -> Result<(), Wrong> {
    let body = ImportCertificateParameters {
        base64_encoded_certificate: Some(pem()?),
        ..Default::default()
    };
    let outcome = client.import_certificate("busy", body.try_into()?, None).await;
    refused(outcome, 409, "Conflict")
}

async fn goes_on(client: &CertificateClient) -> Result<(), Wrong> {
    let operation = client.get_certificate_operation("busy", None).await?.into_model()?;
    same(operation.status.as_deref(), Some("inProgress"))
}

async fn delete(client: &CertificateClient) -> Result<(), Wrong> {
    let deleted = client.delete_certificate_operation("busy", None).await?.into_model()?;
    hold(deleted.csr.is_some(), || "no csr".to_owned())
}
