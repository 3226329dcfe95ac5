//! Issuers: the records that clients put, and the two that every vault has.
//!
//! In: JSON types of an issuer request. Out: [`Issuer`] records, and for a name
//! the [`Script`] by which its operations go. It must not know about operations,
//! HTTP, or how an issuer is shown. The grammar of scripts is in `script`.
//!
//! An issuer of provider `Script` plays the script in its `credentials.account_id`,
//! so any client can direct the vault through the API itself. Any other provider
//! is accepted as it is written and rejects every request after 25 ms, as a real
//! vault does with false credentials. `Self` issues after 25 ms.

use serde::Deserialize;
use serde_json::Value;

use super::script::{DEFAULT_DELAY, Script, ScriptError};

/// The issuer that signs by itself.
pub const SELF: &str = "Self";

const SCRIPTED: &str = "Script";
/// Bytes of all texts of one issuer.
const LARGEST: usize = 4 * 1024;

/// An issuer as a client writes it, whole (PUT) or in part (PATCH).
#[derive(Debug, Deserialize)]
pub struct IssuerRequest {
    provider: Option<String>,
    credentials: Option<CredentialsRequest>,
    org_details: Option<OrganisationRequest>,
    attributes: Option<AttributesRequest>,
}

#[derive(Debug, Deserialize)]
struct CredentialsRequest {
    account_id: Option<String>,
    // The password is never read: what is not kept cannot leak.
}

#[derive(Debug, Deserialize)]
struct OrganisationRequest {
    id: Option<String>,
    admin_details: Option<Vec<Value>>,
}

#[derive(Debug, Deserialize)]
struct AttributesRequest {
    enabled: Option<bool>,
}

/// An issuer that was put.
#[derive(Debug, Clone)]
pub struct Issuer {
    /// The provider, as it was written.
    pub provider: String,
    /// Who the vault would be at the provider; for `Script`, the script.
    pub account_id: Option<String>,
    /// The organisation's id and administrators, if any were given.
    pub organisation: Option<(Option<String>, Vec<Value>)>,
    /// Shown, not enforced.
    pub enabled: bool,
    /// When it was first put, Unix seconds.
    pub created: i64,
    /// When it was last changed, Unix seconds.
    pub updated: i64,
    script: Script,
}

/// Why an issuer cannot be accepted.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unacceptable {
    /// PUT without a provider.
    #[error("Property provider is required")]
    NoProvider,
    /// Provider `Script` with no script.
    #[error(
        "Property credentials.account_id is required: an issuer of provider Script plays the script in it"
    )]
    NoScript,
    /// More text than an issuer may have.
    #[error("The issuer has more than {LARGEST} bytes of text")]
    TooLarge,
    /// A script with a mistake in it.
    #[error("Property credentials.account_id has invalid value: {0}")]
    Script(#[from] ScriptError),
}

impl Issuer {
    /// A new issuer, or one that replaces `before`.
    pub fn put(
        request: IssuerRequest,
        before: Option<&Self>,
        now: i64,
    ) -> Result<Self, Unacceptable> {
        let provider = request.provider.as_deref().filter(|provider| !provider.is_empty());
        let blank = Self {
            provider: provider.ok_or(Unacceptable::NoProvider)?.to_owned(),
            account_id: None,
            organisation: None,
            enabled: true,
            created: before.map_or(now, |before| before.created),
            updated: now,
            script: Script::reject(),
        };
        blank.patched(request, now)
    }

    /// This issuer with the given parts changed.
    pub fn patched(&self, request: IssuerRequest, now: i64) -> Result<Self, Unacceptable> {
        let mut changed = self.clone();
        changed.updated = now;
        if let Some(provider) = request.provider.filter(|provider| !provider.is_empty()) {
            changed.provider = provider;
        }
        if let Some(credentials) = request.credentials {
            changed.account_id = credentials.account_id;
        }
        if let Some(organisation) = request.org_details {
            let admins = organisation.admin_details.unwrap_or_default();
            changed.organisation = Some((organisation.id, admins));
        }
        if let Some(enabled) = request.attributes.and_then(|attributes| attributes.enabled) {
            changed.enabled = enabled;
        }
        if changed.weight() > LARGEST {
            return Err(Unacceptable::TooLarge);
        }
        changed.script = script(&changed.provider, changed.account_id.as_deref())?;
        Ok(changed)
    }

    fn weight(&self) -> usize {
        let organisation = self.organisation.as_ref().map_or(0, |(id, admins)| {
            let admins = admins.iter().map(|admin| admin.to_string().len());
            id.as_ref().map_or(0, String::len) + admins.sum::<usize>()
        });
        self.provider.len() + self.account_id.as_ref().map_or(0, String::len) + organisation
    }

    /// The script by which its operations go.
    pub fn script(&self) -> Script {
        self.script
    }
}

/// The script of `Self`.
pub fn self_signed() -> Script {
    Script::issue(DEFAULT_DELAY)
}

fn script(provider: &str, account_id: Option<&str>) -> Result<Script, Unacceptable> {
    match (provider, account_id) {
        (SCRIPTED, Some(text)) => Ok(text.parse()?),
        (SCRIPTED, None) => Err(Unacceptable::NoScript),
        _ => Ok(Script::reject()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn put(body: Value, now: i64) -> Result<Issuer, Unacceptable> {
        Issuer::put(serde_json::from_value(body).unwrap(), None, now)
    }

    #[test]
    fn a_scripted_issuer_plays_its_account_id() {
        let body = json!({ "provider": "Script", "credentials": { "account_id": "stall" } });
        assert_eq!(put(body, 0).unwrap().script(), "stall".parse().unwrap());
    }

    #[test]
    fn any_other_provider_rejects_requests() {
        let body = json!({ "provider": "DigiCert", "credentials": { "account_id": "stall" } });
        assert_eq!(put(body, 0).unwrap().script(), Script::reject());
    }

    #[test]
    fn a_script_that_does_not_parse_is_refused_with_its_place() {
        let body = json!({ "provider": "Script", "credentials": { "account_id": "isue" } });
        let text = put(body, 0).unwrap_err().to_string();
        assert!(text.contains("credentials.account_id") && text.contains("column 1"), "{text}");
        assert_eq!(put(json!({ "provider": "Script" }), 0).unwrap_err(), Unacceptable::NoScript);
        assert_eq!(put(json!({}), 0).unwrap_err(), Unacceptable::NoProvider);
        let large =
            json!({ "provider": "Test", "org_details": { "admin_details": ["a".repeat(5000)] } });
        assert_eq!(put(large, 0).unwrap_err(), Unacceptable::TooLarge);
    }

    #[test]
    fn a_patch_changes_only_what_it_names_and_keeps_the_creation_time() {
        let body = json!({ "provider": "Test", "credentials": { "account_id": "me" } });
        let issuer = put(body, 1).unwrap();
        let patch = serde_json::from_value(json!({ "attributes": { "enabled": false } })).unwrap();
        let changed = issuer.patched(patch, 5).unwrap();
        assert_eq!(changed.account_id.as_deref(), Some("me"));
        assert!(!changed.enabled);
        assert_eq!((changed.created, changed.updated), (1, 5));
    }
}
