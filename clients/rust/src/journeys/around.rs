//! What stands around: imports, versions, lists, policy, properties, contacts, api-versions.

use std::collections::HashMap;

use azure_security_keyvault_certificates::models::{
    CertificateAttributes, CertificateClientListCertificatePropertiesOptions, Contact, Contacts,
    ImportCertificateParameters, UpdateCertificatePropertiesParameters,
};
use azure_security_keyvault_certificates::{CertificateClient, ResourceExt as _};
use futures::TryStreamExt as _;

use crate::asked::{begun, made, pem, policy};
use crate::site::{Site, refused};
use crate::steps::{Steps, Wrong, hold, same, there};

/// The api-versions that this SDK's users may set, beside its own.
const VERSIONS: [&str; 5] = ["7.3", "7.4", "7.5", "7.6", "2026-03-01-preview"];

/// All of it.
pub async fn walk(site: &Site, client: &CertificateClient, steps: &mut Steps) {
    steps.holds("import_certificate of PEM", import(client).await);
    steps.holds("import_certificate of no certificate", no_certificate(client).await);
    steps.holds("a second create is a new version", versions(client).await);
    steps.holds("list_certificate_properties", listed(client).await);
    steps.holds("include_pending", pending(client).await);
    steps.holds("get_certificate_policy", read_policy(client).await);
    steps.holds("update_certificate_policy", update_policy(client).await);
    steps.holds("update_certificate_properties", properties(client).await);
    let outcome = client.get_contacts(None).await;
    steps.holds("no contacts", refused(outcome, 404, "ContactsNotFound"));
    steps.holds("set_contacts", set_contacts(client).await);
    steps.holds("get_contacts", contacts(client).await);
    let outcome = client.delete_contacts(None).await;
    steps.holds("delete_contacts", outcome.map(drop).map_err(Wrong::from));
    let outcome = client.get_contacts(None).await;
    steps.holds("no contacts after their deletion", refused(outcome, 404, "ContactsNotFound"));
    steps.holds("twenty at once", many(client).await);
    for version in VERSIONS {
        let name = format!("of-{}", version.replace('.', "-"));
        steps.holds(&format!("a client of api-version {version}"), of(site, version, &name).await);
    }
}

async fn import(client: &CertificateClient) -> Result<(), Wrong> {
    let body = ImportCertificateParameters {
        base64_encoded_certificate: Some(pem()?),
        certificate_attributes: Some(CertificateAttributes {
            enabled: Some(false),
            ..Default::default()
        }),
        tags: Some(HashMap::from([("by".into(), "us".into())])),
        ..Default::default()
    };
    let imported =
        client.import_certificate("pem-file", body.try_into()?, None).await?.into_model()?;
    same(imported.attributes.and_then(|attributes| attributes.enabled), Some(false))?;
    same(imported.tags.map(|tags| tags.len()), Some(1))?;
    let x509 = imported.policy.and_then(|policy| policy.x509_certificate_properties);
    let names = x509.and_then(|x509| x509.subject_alternative_names);
    same(names.and_then(|names| names.dns_names), Some(vec!["imported.example".to_owned()]))
}

async fn no_certificate(client: &CertificateClient) -> Result<(), Wrong> {
    let base64_encoded_certificate = Some("bm8gZmlsZQ==".to_owned());
    let body = ImportCertificateParameters { base64_encoded_certificate, ..Default::default() };
    let outcome = client.import_certificate("x", body.try_into()?, None).await;
    refused(outcome, 400, "BadParameter")
}

async fn versions(client: &CertificateClient) -> Result<(), Wrong> {
    let first = client.get_certificate("self", None).await?.into_model()?.resource_id()?;
    let second = made(client, "self", policy("Self")).await?.resource_id()?;
    let versions: Vec<_> =
        client.list_certificate_properties_versions("self", None)?.try_collect().await?;
    let ids = versions.iter().map(|version| version.resource_id());
    let found: Vec<_> = ids.map(|id| id.map(|id| id.version)).collect::<Result<_, _>>()?;
    hold(found.len() == 2, || format!("{found:?}"))?;
    hold(found.contains(&first.version) && found.contains(&second.version), || format!("{found:?}"))
}

async fn names(
    client: &CertificateClient,
    include_pending: Option<bool>,
) -> Result<Vec<String>, Wrong> {
    let options =
        CertificateClientListCertificatePropertiesOptions { include_pending, ..Default::default() };
    let items: Vec<_> = client.list_certificate_properties(Some(options))?.try_collect().await?;
    let names = items.iter().map(|item| item.resource_id().map(|id| id.name));
    Ok(names.collect::<Result<_, _>>()?)
}

async fn listed(client: &CertificateClient) -> Result<(), Wrong> {
    let names = names(client, None).await?;
    let all = ["self", "merged", "named", "pem-file"];
    hold(all.iter().all(|name| names.iter().any(|n| n == name)), || format!("{names:?}"))
}

async fn pending(client: &CertificateClient) -> Result<(), Wrong> {
    begun(client, "pending", "Unknown").await?;
    let is_listed = |names: &[String]| names.iter().any(|name| name == "pending");
    hold(!is_listed(&names(client, None).await?), || "listed, not asked for".to_owned())?;
    hold(is_listed(&names(client, Some(true)).await?), || "not listed".to_owned())?;
    client.delete_certificate_operation("pending", None).await?;
    Ok(())
}

async fn read_policy(client: &CertificateClient) -> Result<(), Wrong> {
    let policy = client.get_certificate_policy("self", None).await?.into_model()?;
    same(policy.issuer_parameters.and_then(|issuer| issuer.name), Some("Self".to_owned()))
}

async fn update_policy(client: &CertificateClient) -> Result<(), Wrong> {
    let mut asked = policy("Self");
    if let Some(x509) = &mut asked.x509_certificate_properties {
        x509.validity_in_months = Some(24);
    }
    client.update_certificate_policy("self", asked.try_into()?, None).await?;
    let policy = client.get_certificate_policy("self", None).await?.into_model()?;
    let x509 = there(policy.x509_certificate_properties, "x509_props")?;
    same(x509.validity_in_months, Some(24))
}

async fn properties(client: &CertificateClient) -> Result<(), Wrong> {
    let body = UpdateCertificatePropertiesParameters {
        certificate_attributes: Some(CertificateAttributes {
            enabled: Some(false),
            ..Default::default()
        }),
        tags: Some(HashMap::from([("a".into(), "b".into())])),
        ..Default::default()
    };
    let updated = client.update_certificate_properties("self", body.try_into()?, None).await?;
    let updated = updated.into_model()?;
    same(updated.attributes.and_then(|attributes| attributes.enabled), Some(false))?;
    same(updated.tags, Some(HashMap::from([("a".to_owned(), "b".to_owned())])))
}

async fn set_contacts(client: &CertificateClient) -> Result<(), Wrong> {
    let contact = Contact { email: Some("a@a.example".into()), ..Default::default() };
    let body = Contacts { contact_list: Some(vec![contact]), ..Default::default() };
    let set = client.set_contacts(body.try_into()?, None).await?.into_model()?;
    same(set.contact_list.map(|list| list.len()), Some(1))
}

async fn contacts(client: &CertificateClient) -> Result<(), Wrong> {
    let list = client.get_contacts(None).await?.into_model()?.contact_list.unwrap_or_default();
    let email = list.first().and_then(|contact| contact.email.as_deref());
    same(email, Some("a@a.example"))
}

async fn many(client: &CertificateClient) -> Result<(), Wrong> {
    let names: Vec<String> = (0..20).map(|number| format!("many-{number}")).collect();
    let all = names.iter().map(|name| made(client, name, policy("Self")));
    let made = futures::future::try_join_all(all).await?;
    same(made.iter().filter(|certificate| certificate.cer.is_some()).count(), 20)
}

async fn of(site: &Site, version: &str, name: &str) -> Result<(), Wrong> {
    let client = site.certificates(Some(version))?;
    made(&client, name, policy("Self")).await?;
    let operation = client.get_certificate_operation(name, None).await?.into_model()?;
    same(operation.status.as_deref(), Some("completed"))
}
