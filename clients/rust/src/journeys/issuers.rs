//! Named issuers: those that issue, fail, and are asked to cancel.

use azure_security_keyvault_certificates::CertificateClient;
use azure_security_keyvault_certificates::models::{
    AdministratorContact, IssuerCredentials, OrganizationDetails,
    UpdateCertificateOperationParameter, UpdateIssuerParameters,
};
use futures::TryStreamExt as _;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::asked::{begun, create, ended, made, policy, script};
use crate::site::{Site, refused};
use crate::steps::{Steps, Wrong, hold, same, there};

/// What issuers do.
pub async fn walk(site: &Site, client: &CertificateClient, steps: &mut Steps) {
    steps.holds("set_issuer", script(client, "issuing", "issue after 300ms").await);
    steps.holds("get_issuer", read(site, client).await);
    steps.holds("list_issuer_properties", listed(client).await);
    steps.holds("create with a named issuer", named(client).await);
    steps.holds("update_issuer", update(client).await);
    steps.holds("time that the test lets pass", slow(site, client).await);
    steps.holds("the poller ends with the failed operation", failed(client).await);
    let made = made(client, "failed", policy("Self")).await;
    steps.holds("create after a failure", made.map(drop).map_err(Wrong::from));
    let outcome = begun(client, "nowhere", "no-such-issuer").await;
    steps.holds("an issuer that is not there", refused(outcome, 400, "BadParameter"));
    steps.holds("the poller ends with the cancelled operation", cancelled(client).await);
    steps.holds("a cancellation that is ignored", stubborn(client).await);
    let outcome = cancel(client, "never").await;
    steps.holds(
        "cancel where nothing is pending",
        outcome.and_then(|outcome| refused(outcome, 404, "PendingCertificateNotFound")),
    );
    steps.holds("delete_issuer", deleted(client).await);
    let outcome = client.get_issuer("issuing", None).await;
    steps.holds("an issuer that was deleted", refused(outcome, 404, "CertificateIssuerNotFound"));
}

async fn read(site: &Site, client: &CertificateClient) -> Result<(), Wrong> {
    let issuer = client.get_issuer("issuing", None).await?.into_model()?;
    same(issuer.id, Some(format!("{}/certificates/issuers/issuing", site.url)))?;
    same(issuer.credentials.and_then(|c| c.account_id), Some("issue after 300ms".to_owned()))
}

async fn listed(client: &CertificateClient) -> Result<(), Wrong> {
    let issuers: Vec<_> = client.list_issuer_properties(None)?.try_collect().await?;
    let ids: Vec<_> = issuers.into_iter().filter_map(|issuer| issuer.id).collect();
    hold(ids.iter().any(|id| id.ends_with("/issuing")), || format!("{ids:?}"))
}

async fn named(client: &CertificateClient) -> Result<(), Wrong> {
    let certificate = made(client, "named", policy("issuing")).await?;
    let der = there(certificate.cer, "cer")?;
    let (_, leaf) = X509Certificate::from_der(&der)?;
    hold(leaf.issuer() != leaf.subject(), || "it signed itself".to_owned())
}

async fn update(client: &CertificateClient) -> Result<(), Wrong> {
    let contact = AdministratorContact { email: Some("a@a.example".into()), ..Default::default() };
    let body = UpdateIssuerParameters {
        credentials: Some(IssuerCredentials {
            account_id: Some("issue".into()),
            password: Some("Pa55-word".into()),
        }),
        organization_details: Some(OrganizationDetails {
            id: Some("org".into()),
            admin_contacts: Some(vec![contact]),
        }),
        ..Default::default()
    };
    let issuer = client.update_issuer("issuing", body.try_into()?, None).await?.into_model()?;
    let details = there(issuer.organization_details, "org_details")?;
    same(details.id.as_deref(), Some("org"))
}

async fn slow(site: &Site, client: &CertificateClient) -> Result<(), Wrong> {
    script(client, "slow", "issue after 600000ms").await?;
    begun(client, "slow", "slow").await?;
    site.advance(601).await?;
    let operation = client.get_certificate_operation("slow", None).await?.into_model()?;
    same(operation.status.as_deref(), Some("completed"))
}

async fn failed(client: &CertificateClient) -> Result<(), Wrong> {
    script(client, "failing", "fail after 100ms; error request").await?;
    let poller = client.begin_create_certificate("failed", create(policy("failing"))?, None)?;
    hold(poller.await.is_err(), || "the poller says that it succeeded".to_owned())?;
    let operation = ended(client, "failed", "failing").await?;
    same(operation.status.as_deref(), Some("failed"))?;
    let error = there(operation.error, "error")?;
    hold(error.code.is_some() && error.message.is_some(), || "an empty error".to_owned())
}

/// The outcome of asking for a cancellation.
async fn cancel(client: &CertificateClient, name: &str) -> Result<azure_core::Result<bool>, Wrong> {
    let body = UpdateCertificateOperationParameter { cancellation_requested: Some(true) };
    let asked = client.update_certificate_operation(name, body.try_into()?, None).await;
    Ok(asked.and_then(|asked| asked.into_model()).map(|o| o.cancellation_requested == Some(true)))
}

async fn cancelled(client: &CertificateClient) -> Result<(), Wrong> {
    script(client, "canceling", "stall; cancel granted after 300ms").await?;
    let mut poller =
        client.begin_create_certificate("cancelled", create(policy("canceling"))?, None)?;
    poller.try_next().await?;
    hold(cancel(client, "cancelled").await??, || "it is not asked for".to_owned())?;
    let mut last = None;
    while let Some(status) = poller.try_next().await? {
        last = Some(status.into_model()?);
    }
    let last = there(last, "answer")?;
    same(last.status.as_deref(), Some("cancelled"))
}

async fn stubborn(client: &CertificateClient) -> Result<(), Wrong> {
    script(client, "stubborn", "stall; cancel ignored").await?;
    begun(client, "stubborn", "stubborn").await?;
    cancel(client, "stubborn").await??;
    let operation = client.get_certificate_operation("stubborn", None).await?.into_model()?;
    same(operation.status.as_deref(), Some("inProgress"))?;
    client.delete_certificate_operation("stubborn", None).await?;
    Ok(())
}

async fn deleted(client: &CertificateClient) -> Result<(), Wrong> {
    let issuer = client.delete_issuer("issuing", None).await?.into_model()?;
    same(issuer.provider.as_deref(), Some("Script"))
}
