//! Backup, delete, recover, purge, restore.

use std::time::Duration;

use azure_security_keyvault_certificates::models::RestoreCertificateParameters;
use azure_security_keyvault_certificates::{CertificateClient, ResourceExt as _};
use futures::TryStreamExt as _;

use crate::asked::{begun, made, policy};
use crate::site::{Site, refused};
use crate::steps::{Steps, Wrong, hold, same, there};

/// Longest wait for a deletion or its end, which real vaults take some seconds for.
const LOOKS: u32 = 200;
const BETWEEN: Duration = Duration::from_millis(50);

/// The end of a certificate, and what is before and after.
pub async fn walk(site: &Site, client: &CertificateClient, steps: &mut Steps) {
    let backup = steps.step("backup_certificate", backup(client).await).unwrap_or_default();
    let outcome = restore(client, &backup).await;
    steps.holds(
        "restore_certificate of one that is there",
        outcome.and_then(|outcome| refused(outcome, 409, "Conflict")),
    );
    steps.holds("delete_certificate", delete(site, client).await);
    steps.holds("get_deleted_certificate", deleted(client).await);
    steps.holds("list_deleted_certificate_properties", listed(client).await);
    let outcome = client.get_certificate("gone", None).await;
    steps.holds("a deleted certificate is not there", refused(outcome, 404, "CertificateNotFound"));
    let outcome = begun(client, "gone", "Self").await;
    steps.holds("create under a deleted name", refused(outcome, 409, "Conflict"));
    steps.holds("recover_deleted_certificate", recover(client).await);
    steps.holds("purge_deleted_certificate", purge(client).await);
    steps.holds("restore_certificate", restored(client, &backup).await);
    let outcome = client.get_certificate("never", None).await;
    steps.holds("one that was never there", refused(outcome, 404, "CertificateNotFound"));
    let outcome = client.delete_certificate("never", None).await;
    steps.holds("nothing to delete", refused(outcome, 404, "CertificateNotFound"));
}

async fn backup(client: &CertificateClient) -> Result<Vec<u8>, Wrong> {
    made(client, "gone", policy("Self")).await?;
    let backup = client.backup_certificate("gone", None).await?.into_model()?;
    there(backup.value, "value")
}

/// The outcome of a restore.
async fn restore(
    client: &CertificateClient,
    backup: &[u8],
) -> Result<azure_core::Result<()>, Wrong> {
    let body = RestoreCertificateParameters { certificate_backup: Some(backup.to_vec()) };
    Ok(client.restore_certificate(body.try_into()?, None).await.map(drop))
}

async fn delete(site: &Site, client: &CertificateClient) -> Result<(), Wrong> {
    let deleted = client.delete_certificate("gone", None).await?.into_model()?;
    same(deleted.recovery_id, Some(format!("{}/deletedcertificates/gone", site.url)))?;
    hold(deleted.deleted_date.is_some(), || "no deletedDate".to_owned())?;
    until(client, true).await
}

/// Waits until the name is among the deleted ones, or is not.
async fn until(client: &CertificateClient, is_deleted: bool) -> Result<(), Wrong> {
    for _ in 0..LOOKS {
        let outcome = client.get_deleted_certificate("gone", None).await;
        if outcome.is_ok() == is_deleted {
            return Ok(());
        }
        tokio::time::sleep(BETWEEN).await;
    }
    Err("it does not come true".into())
}

async fn deleted(client: &CertificateClient) -> Result<(), Wrong> {
    let deleted = client.get_deleted_certificate("gone", None).await?.into_model()?;
    hold(deleted.cer.is_some(), || "no cer".to_owned())
}

async fn listed(client: &CertificateClient) -> Result<(), Wrong> {
    let items: Vec<_> = client.list_deleted_certificate_properties(None)?.try_collect().await?;
    let ids = items.iter().map(|item| item.resource_id().map(|id| id.name));
    let names: Vec<String> = ids.collect::<Result<_, _>>()?;
    same(names, vec!["gone".to_owned()])
}

async fn recover(client: &CertificateClient) -> Result<(), Wrong> {
    client.recover_deleted_certificate("gone", None).await?;
    until(client, false).await?;
    client.get_certificate("gone", None).await?;
    Ok(())
}

async fn purge(client: &CertificateClient) -> Result<(), Wrong> {
    client.delete_certificate("gone", None).await?;
    until(client, true).await?;
    client.purge_deleted_certificate("gone", None).await?;
    until(client, false).await
}

async fn restored(client: &CertificateClient, backup: &[u8]) -> Result<(), Wrong> {
    restore(client, backup).await??;
    client.get_certificate("gone", None).await?;
    Ok(())
}
