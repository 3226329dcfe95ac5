//! Certificate policies: what a client may ask for, checked once.
//!
//! In: the `policy` of a create or import, as JSON types. Out: a [`Policy`] with
//! every default filled in, or a complaint that names the property. It must not
//! know about operations, HTTP or how a policy is shown.

use serde_json::{Value, json};

mod request;

use request::SecretRequest;
pub use request::{AlternativeNames, KeyRequest, PolicyRequest};

use super::crypto::{self, Format, KeyKind, Leaf, Order};

/// The issuer name that means: somebody will merge a certificate.
pub const UNKNOWN: &str = "Unknown";

const MOST_ENTRIES: usize = 100;
const LONGEST_ENTRY: usize = 1024;
const MOST_MONTHS: u32 = 1200;

/// A policy with its defaults filled in.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The kind of key.
    pub key: KeyKind,
    /// Whether the key may leave the vault.
    pub exportable: bool,
    /// Whether a renewal keeps the key.
    pub reuse_key: bool,
    /// The form in which the secret would be served.
    pub content_type: String,
    /// The subject, as it was written.
    pub subject: String,
    /// Subject alternative names.
    pub names: AlternativeNames,
    /// Extended key usages, dotted.
    pub ekus: Vec<String>,
    /// Key usages by name.
    pub key_usage: Vec<String>,
    /// Validity.
    pub months: u32,
    /// What is to happen before expiry, passed through.
    pub lifetime_actions: Vec<Value>,
    /// The issuer's name.
    pub issuer: String,
    /// When the policy was set, Unix seconds.
    pub created: i64,
}

/// A property that cannot be accepted; the text names it.
#[derive(Debug, PartialEq, Eq)]
pub struct Unacceptable(pub String);

impl Policy {
    /// Checks what was asked for and fills in the defaults.
    pub fn accept(asked: PolicyRequest, now: i64) -> Result<Self, Unacceptable> {
        let x509 = asked.x509_props.unwrap_or_default();
        let key = asked.key_props.unwrap_or_default();
        let issuer = asked.issuer.unwrap_or_default().name;
        let issuer = issuer.unwrap_or_else(|| UNKNOWN.to_owned());
        let manual = issuer == UNKNOWN;
        let policy = Self {
            key: kind(&key)?,
            exportable: key.exportable.unwrap_or(true),
            reuse_key: key.reuse_key.unwrap_or(false),
            content_type: content_type(asked.secret_props)?,
            subject: x509.subject.unwrap_or_default(),
            names: x509.sans.unwrap_or_default(),
            ekus: x509.ekus.unwrap_or_else(|| strings(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"])),
            key_usage: x509
                .key_usage
                .unwrap_or_else(|| strings(["digitalSignature", "keyEncipherment"])),
            months: x509.validity_months.unwrap_or(12),
            lifetime_actions: asked.lifetime_actions.unwrap_or_else(|| default_actions(manual)),
            issuer,
            created: now,
        };
        policy.check_bounds()?;
        policy.order()?;
        Ok(policy)
    }

    /// The policy that an imported certificate gets.
    pub fn of_import(leaf: &Leaf, format: Format, asked: Option<KeyRequest>, now: i64) -> Self {
        let asked = asked.unwrap_or_default();
        let key = match (leaf.key.is_rsa(), leaf.key.size()) {
            (true, 3072) => KeyKind::Rsa3072,
            (true, 4096) => KeyKind::Rsa4096,
            (true, _) => KeyKind::Rsa2048,
            (false, 256) => KeyKind::P256,
            (false, 384) => KeyKind::P384,
            (false, _) => KeyKind::P521,
        };
        let months = (leaf.not_after - leaf.not_before) / (30 * 86_400);
        Self {
            key,
            exportable: asked.exportable.unwrap_or(true),
            reuse_key: asked.reuse_key.unwrap_or(false),
            content_type: match format {
                Format::Pem => PEM.to_owned(),
                Format::Pkcs12 => PKCS12.to_owned(),
            },
            subject: leaf.subject.clone(),
            names: AlternativeNames::default(),
            ekus: Vec::new(),
            key_usage: Vec::new(),
            months: u32::try_from(months).unwrap_or_default(),
            lifetime_actions: Vec::new(),
            issuer: UNKNOWN.to_owned(),
            created: now,
        }
    }

    /// A policy for a create that brings none: a manual one, named after the certificate.
    pub fn for_name(name: &str, now: i64) -> Result<Self, Unacceptable> {
        Self::accept(PolicyRequest::subject(format!("CN={name}")), now)
    }

    /// The certificate that the policy orders.
    pub fn order(&self) -> Result<Order, Unacceptable> {
        let subject = if self.subject.is_empty() {
            rcgen::DistinguishedName::new()
        } else {
            crypto::parse_subject(&self.subject).map_err(|error| x509(&error.to_string()))?
        };
        let names = &self.names;
        Ok(Order {
            key: self.key,
            subject,
            names: crypto::alternative_names(&names.dns_names, &names.emails, &names.upns)
                .ok_or_else(|| x509("a subject alternative name is not ASCII"))?,
            usages: crypto::key_usages(&self.key_usage)
                .ok_or_else(|| x509("key_usage has an unknown value"))?,
            purposes: crypto::extended_usages(&self.ekus)
                .ok_or_else(|| x509("ekus holds what is no OID"))?,
            months: self.months,
        })
    }

    fn check_bounds(&self) -> Result<(), Unacceptable> {
        let names = &self.names;
        let lists = [&names.dns_names, &names.emails, &names.upns, &self.ekus, &self.key_usage];
        if lists.iter().any(|list| list.len() > MOST_ENTRIES)
            || self.lifetime_actions.len() > MOST_ENTRIES
        {
            return Err(x509(&format!("a list has more than {MOST_ENTRIES} entries")));
        }
        if lists.iter().copied().flatten().any(|entry| entry.len() > LONGEST_ENTRY) {
            return Err(x509(&format!("an entry is longer than {LONGEST_ENTRY} bytes")));
        }
        if !(1..=MOST_MONTHS).contains(&self.months) {
            return Err(x509(&format!("validity_months is not within 1 and {MOST_MONTHS}")));
        }
        let no_names = lists[..3].iter().all(|list| list.is_empty());
        if self.subject.is_empty() && no_names {
            return Err(Unacceptable("Either subjectName or san must be present".into()));
        }
        Ok(())
    }
}

const PEM: &str = "application/x-pem-file";
const PKCS12: &str = "application/x-pkcs12";

fn content_type(asked: Option<SecretRequest>) -> Result<String, Unacceptable> {
    let asked = asked.and_then(|secret| secret.content_type);
    match asked.as_deref() {
        None | Some(PKCS12) => Ok(PKCS12.to_owned()),
        Some(PEM) => Ok(PEM.to_owned()),
        Some(_) => {
            Err(invalid("secret_props", &format!("contentType is neither {PKCS12} nor {PEM}")))
        }
    }
}

fn kind(asked: &KeyRequest) -> Result<KeyKind, Unacceptable> {
    let kty = asked.kty.as_deref().unwrap_or("RSA");
    match (kty.strip_suffix("-HSM").unwrap_or(kty), asked.key_size, asked.crv.as_deref()) {
        ("RSA", None | Some(2048), _) => Ok(KeyKind::Rsa2048),
        ("RSA", Some(3072), _) => Ok(KeyKind::Rsa3072),
        ("RSA", Some(4096), _) => Ok(KeyKind::Rsa4096),
        ("RSA", Some(_), _) => Err(invalid("key_props", "key_size is none of 2048, 3072, 4096")),
        ("EC", _, None | Some("P-256")) => Ok(KeyKind::P256),
        ("EC", _, Some("P-384")) => Ok(KeyKind::P384),
        ("EC", _, Some("P-521")) => Ok(KeyKind::P521),
        ("EC", _, Some(_)) => Err(invalid("key_props", "crv is none of P-256, P-384, P-521")),
        _ => Err(invalid("key_props", "kty is neither RSA nor EC")),
    }
}

fn default_actions(manual: bool) -> Vec<Value> {
    let action = if manual { "EmailContacts" } else { "AutoRenew" };
    vec![json!({ "trigger": { "lifetime_percentage": 80 }, "action": { "action_type": action } })]
}

fn strings<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

fn x509(what: &str) -> Unacceptable {
    invalid("x509_props", what)
}

fn invalid(property: &str, what: &str) -> Unacceptable {
    Unacceptable(format!("Property policy.{property} has invalid value. {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(policy: Value) -> Result<Policy, Unacceptable> {
        Policy::accept(serde_json::from_value(policy).unwrap(), 7)
    }

    fn complaint(policy: Value) -> String {
        accept(policy).unwrap_err().0
    }

    #[test]
    fn what_is_left_out_takes_its_default() {
        let policy = accept(json!({ "x509_props": { "subject": "CN=a" } })).unwrap();
        assert_eq!(policy.issuer, "Unknown");
        assert_eq!(policy.key, KeyKind::Rsa2048);
        assert_eq!(policy.months, 12);
        assert_eq!(policy.lifetime_actions[0]["action"]["action_type"], "EmailContacts");
    }

    #[test]
    fn the_key_is_as_asked() {
        let key = |key_props: Value| {
            accept(json!({ "key_props": key_props, "x509_props": { "subject": "CN=a" } }))
                .map(|policy| policy.key)
                .map_err(|error| error.0)
        };
        assert_eq!(key(json!({ "kty": "EC" })), Ok(KeyKind::P256));
        assert_eq!(key(json!({ "kty": "EC-HSM", "crv": "P-384" })), Ok(KeyKind::P384));
        assert_eq!(key(json!({ "kty": "RSA", "key_size": 4096 })), Ok(KeyKind::Rsa4096));
        assert!(key(json!({ "key_size": 1024 })).unwrap_err().contains("key_size"));
        assert!(key(json!({ "kty": "EC", "crv": "P-256K" })).unwrap_err().contains("crv"));
        assert!(key(json!({ "kty": "oct" })).unwrap_err().contains("kty"));
    }

    #[test]
    fn a_subject_that_is_no_name_is_refused_by_property() {
        let text = complaint(json!({ "x509_props": { "subject": "Self" } }));
        assert_eq!(
            text,
            "Property policy.x509_props has invalid value. Invalid X.500 distinguished name"
        );
        assert_eq!(complaint(json!({})), "Either subjectName or san must be present");
        let names = json!({ "x509_props": { "sans": { "dns_names": ["site.example"] } } });
        accept(names).unwrap();
    }

    #[test]
    fn sizes_are_bounded() {
        let many = vec!["a.example"; 101];
        assert!(
            complaint(json!({ "x509_props": { "sans": { "dns_names": many } } }))
                .contains("100 entries")
        );
        let long = "a".repeat(1025);
        assert!(
            complaint(json!({ "x509_props": { "sans": { "upns": [long] } } }))
                .contains("1024 bytes")
        );
        assert!(
            complaint(json!({ "x509_props": { "subject": "CN=a", "validity_months": 0 } }))
                .contains("validity_months")
        );
    }
}
