//! Certificates that are made at once, and the key and secret behind them.

use std::collections::HashMap;

use azure_security_keyvault_certificates::models::{
    Certificate, CertificateAttributes, CertificatePolicyAction, CreateCertificateParameters,
    CurveName, KeyType, KeyUsageType, LifetimeAction, LifetimeActionTrigger, LifetimeActionType,
    SecretProperties, SubjectAlternativeNames,
};
use azure_security_keyvault_certificates::{
    CertificateClient, ResourceExt as _, models::CertificateClientGetCertificateOptions,
};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::asked::{made, policy};
use crate::site::Site;
use crate::steps::{Steps, Wrong, hold, same, there};

/// `Self`, in every respect.
pub async fn walk(site: &Site, client: &CertificateClient, steps: &mut Steps) -> Result<(), Wrong> {
    let created = create(client).await;
    let Some(certificate) = steps.step("begin_create_certificate with Self", created) else {
        return Err("nothing can be made: the rest is not walked".into());
    };
    let parent = site.url.replace("https://kv1.", "https://");
    steps.holds(
        "the token was for the challenge's resource",
        same(site.scopes().first().cloned(), Some(format!("{parent}/.default"))),
    );
    steps.holds("ids lead to where the client came in", ids(site, &certificate));
    steps.holds("it signed itself", signed_itself(&certificate));
    steps.holds("policy, tags and attributes as asked", as_asked(&certificate));
    steps.holds("get_certificate", read(client, &certificate).await);
    steps.holds("get_certificate_operation once it has ended", operation(site, client).await);
    steps.holds("get_secret: the file behind the certificate", secret(site).await);
    steps.holds("get_key: the key behind the certificate", key(site).await);
    steps.holds("a PEM file, as its policy asks", pem(site, client).await);
    steps.holds("an RSA key", rsa(client).await);
    for (curve, name) in [(CurveName::P384, "p384"), (CurveName::P521, "p521")] {
        steps.holds(&format!("a key on {curve:?}"), curved(client, name, curve).await);
    }
    Ok(())
}

async fn create(client: &CertificateClient) -> Result<Certificate, Wrong> {
    let mut policy = policy("Self");
    if let Some(x509) = &mut policy.x509_certificate_properties {
        x509.subject_alternative_names = Some(SubjectAlternativeNames {
            dns_names: Some(vec!["a.example".into(), "b.example".into()]),
            ..Default::default()
        });
        x509.key_usage = Some(vec![KeyUsageType::DigitalSignature]);
        x509.validity_in_months = Some(6);
    }
    policy.lifetime_actions = Some(vec![LifetimeAction {
        action: Some(LifetimeActionType { action_type: Some(CertificatePolicyAction::AutoRenew) }),
        trigger: Some(LifetimeActionTrigger {
            lifetime_percentage: Some(80),
            ..Default::default()
        }),
    }]);
    let body = CreateCertificateParameters {
        certificate_policy: Some(policy),
        certificate_attributes: Some(CertificateAttributes {
            enabled: Some(true),
            ..Default::default()
        }),
        tags: Some(HashMap::from([("for".into(), "journeys".into())])),
        ..Default::default()
    };
    Ok(client.begin_create_certificate("self", body.try_into()?, None)?.await?.into_model()?)
}

fn ids(site: &Site, certificate: &Certificate) -> Result<(), Wrong> {
    let id = certificate.resource_id()?;
    same(id.name.as_str(), "self")?;
    hold(id.version.is_some(), || "no version".to_owned())?;
    let begins = |id: &Option<String>, kind: &str| {
        let (id, start) = (id.as_deref().unwrap_or_default(), format!("{}/{kind}/self/", site.url));
        hold(id.starts_with(&start), || format!("{id}, not {start}…"))
    };
    begins(&certificate.id, "certificates")?;
    begins(&certificate.sid, "secrets")?;
    begins(&certificate.kid, "keys")
}

fn signed_itself(certificate: &Certificate) -> Result<(), Wrong> {
    let der = there(certificate.cer.as_deref(), "cer")?;
    let (_, leaf) = X509Certificate::from_der(der)?;
    same(leaf.issuer().to_string(), leaf.subject().to_string())?;
    Ok(leaf.verify_signature(None)?)
}

fn as_asked(certificate: &Certificate) -> Result<(), Wrong> {
    let tags = there(certificate.tags.as_ref(), "tags")?;
    same(tags.get("for").map(String::as_str), Some("journeys"))?;
    let attributes = there(certificate.attributes.as_ref(), "attributes")?;
    same(attributes.enabled, Some(true))?;
    hold(attributes.created.is_some() && attributes.updated.is_some(), || "no times".to_owned())?;
    let policy = there(certificate.policy.as_ref(), "policy")?;
    let x509 = there(policy.x509_certificate_properties.as_ref(), "x509_props")?;
    same(x509.validity_in_months, Some(6))?;
    let names = there(x509.subject_alternative_names.as_ref(), "sans")?;
    same(names.dns_names.clone(), Some(vec!["a.example".into(), "b.example".into()]))?;
    let actions = there(policy.lifetime_actions.as_ref(), "lifetime_actions")?;
    let trigger = actions.first().and_then(|action| action.trigger.as_ref());
    same(trigger.and_then(|trigger| trigger.lifetime_percentage), Some(80))
}

async fn read(client: &CertificateClient, made: &Certificate) -> Result<(), Wrong> {
    let latest = client.get_certificate("self", None).await?.into_model()?;
    same(latest.cer, made.cer.clone())?;
    let certificate_version = made.resource_id()?.version;
    let options =
        CertificateClientGetCertificateOptions { certificate_version, ..Default::default() };
    let version = client.get_certificate("self", Some(options)).await?.into_model()?;
    same(version.id, made.id.clone())
}

async fn operation(site: &Site, client: &CertificateClient) -> Result<(), Wrong> {
    let ended = client.get_certificate_operation("self", None).await?.into_model()?;
    same(ended.status.as_deref(), Some("completed"))?;
    let (target, is) =
        (ended.target.unwrap_or_default(), format!("{}/certificates/self", site.url));
    hold(target.starts_with(&is), || target)
}

async fn secret(site: &Site) -> Result<(), Wrong> {
    let secret = site.secrets()?.get_secret("self", None).await?.into_model()?;
    same(secret.content_type.as_deref(), Some("application/x-pkcs12"))?;
    hold(secret.value.is_some_and(|value| value.len() > 500), || "no file".to_owned())
}

async fn key(site: &Site) -> Result<(), Wrong> {
    let key = site.keys()?.get_key("self", None).await?.into_model()?;
    same(key.managed, Some(true))?;
    hold(key.key.is_some_and(|key| key.x.is_some() && key.y.is_some()), || "no point".to_owned())
}

async fn pem(site: &Site, client: &CertificateClient) -> Result<(), Wrong> {
    let mut asked = policy("Self");
    let content_type = Some("application/x-pem-file".to_owned());
    asked.secret_properties = Some(SecretProperties { content_type });
    made(client, "pem", asked).await?;
    let secret = site.secrets()?.get_secret("pem", None).await?.into_model()?;
    let file = secret.value.unwrap_or_default();
    hold(file.contains("BEGIN PRIVATE KEY") && file.contains("BEGIN CERTIFICATE"), || {
        "it is no PEM".to_owned()
    })
}

async fn rsa(client: &CertificateClient) -> Result<(), Wrong> {
    let mut asked = policy("Self");
    if let Some(key) = &mut asked.key_properties {
        (key.key_type, key.curve, key.key_size) = (Some(KeyType::Rsa), None, Some(2048));
    }
    let certificate = made(client, "rsa", asked).await?;
    let key = certificate.policy.and_then(|policy| policy.key_properties);
    same(key.and_then(|key| key.key_size), Some(2048))
}

async fn curved(client: &CertificateClient, name: &str, curve: CurveName) -> Result<(), Wrong> {
    let mut asked = policy("Self");
    if let Some(key) = &mut asked.key_properties {
        key.curve = Some(curve.clone());
    }
    let key = made(client, name, asked).await?.policy.and_then(|policy| policy.key_properties);
    same(key.and_then(|key| key.curve), Some(curve))
}
