//! Certificate policies: what a client may ask for, checked once.
//!
//! In: the `policy` of a create, import or PATCH, as JSON types. Out: a [`Policy`] with
//! every default filled in, or a complaint that names the property. It must not
//! know about operations, HTTP or how a policy is shown.

use serde_json::{Value, json};

mod key;
mod request;
mod unacceptable;

#[cfg(test)]
mod tests;

pub use key::Key;
pub use request::PolicyRequest;
pub use unacceptable::Unacceptable;

use request::{IssuerRequest, SecretRequest, X509Request};
use unacceptable::invalid;

use super::crypto::{self, AlternativeNames, Extensions, Format, Imported, Order, Subject};

/// The issuer name that means: somebody will merge a certificate.
pub const UNKNOWN: &str = "Unknown";

const MOST_ENTRIES: usize = 100;
const LONGEST_ENTRY: usize = 1024;
const MOST_MONTHS: u32 = 1200;
/// Bytes of all texts of one policy: ten thousand of them must not fill a machine.
const LARGEST: usize = 16 * 1024;

/// A policy with its defaults filled in.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The key.
    pub key: Key,
    /// The format in which the secret is served.
    pub format: Format,
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
    /// The kind of certificate that the issuer is to make (`cty`), passed through.
    pub certificate_type: Option<String>,
    /// Whether it is to be logged for all to see, passed through.
    pub transparency: Option<bool>,
    /// When the policy was set, Unix seconds.
    pub created: i64,
    /// When it was last changed, Unix seconds.
    pub updated: i64,
}

impl Policy {
    /// Checks what was asked for and fills in the defaults.
    pub fn accept(request: PolicyRequest, now: i64) -> Result<Self, Unacceptable> {
        let issuer = request.issuer.as_ref().and_then(|issuer| issuer.name.clone());
        let issuer = issuer.unwrap_or_else(|| UNKNOWN.to_owned());
        let blank = Self {
            key: Key::default(),
            format: Format::Pkcs12,
            subject: String::new(),
            names: AlternativeNames::default(),
            ekus: strings(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]),
            key_usage: strings(["digitalSignature", "keyEncipherment"]),
            months: 12,
            lifetime_actions: default_actions(issuer == UNKNOWN),
            issuer,
            certificate_type: None,
            transparency: None,
            created: now,
            updated: now,
        };
        blank.changed(request, now)
    }

    /// This policy with the given parts changed, checked as a whole.
    pub fn changed(&self, request: PolicyRequest, now: i64) -> Result<Self, Unacceptable> {
        let mut policy = self.clone();
        policy.updated = now;
        policy.key = policy.key.changed(request.key_props.unwrap_or_default())?;
        policy.format = format_of(request.secret_props)?.unwrap_or(policy.format);
        policy.change_x509(request.x509_props.unwrap_or_default());
        policy.lifetime_actions = request.lifetime_actions.unwrap_or(policy.lifetime_actions);
        policy.change_issuer(request.issuer.unwrap_or_default());
        policy.check_bounds()?;
        policy.order()?;
        Ok(policy)
    }

    /// The policy that an imported certificate gets: what can be read in it is read there, and
    /// the request says the rest. Whatever it says of an issuer, nobody is asked now.
    pub fn of_import(
        imported: &Imported,
        request: PolicyRequest,
        now: i64,
    ) -> Result<Self, Unacceptable> {
        let leaf = &imported.leaf;
        let extensions = Extensions::of(&leaf.der);
        let mut policy = Self {
            key: Key::of(&leaf.key),
            format: imported.format,
            subject: leaf.subject.clone(),
            names: AlternativeNames::of(&leaf.der),
            ekus: extensions.ekus,
            key_usage: extensions.key_usage,
            months: extensions.months,
            lifetime_actions: request.lifetime_actions.unwrap_or_default(),
            issuer: UNKNOWN.to_owned(),
            certificate_type: None,
            transparency: None,
            created: now,
            updated: now,
        };
        policy.key.permit(&request.key_props.unwrap_or_default());
        policy.change_issuer(request.issuer.unwrap_or_default());
        policy.check_size()?;
        Ok(policy)
    }

    fn change_x509(&mut self, request: X509Request) {
        let X509Request { subject, sans, ekus, key_usage, validity_months } = request;
        self.subject = subject.unwrap_or(std::mem::take(&mut self.subject));
        self.names = sans.unwrap_or(std::mem::take(&mut self.names));
        self.ekus = ekus.unwrap_or(std::mem::take(&mut self.ekus));
        self.key_usage = key_usage.unwrap_or(std::mem::take(&mut self.key_usage));
        self.months = validity_months.unwrap_or(self.months);
    }

    fn change_issuer(&mut self, request: IssuerRequest) {
        let IssuerRequest { name, cty, cert_transparency } = request;
        self.issuer = name.unwrap_or(std::mem::take(&mut self.issuer));
        self.certificate_type = cty.or(self.certificate_type.take());
        self.transparency = cert_transparency.or(self.transparency);
    }

    /// A policy for a create that brings none: a manual one, named after the certificate.
    pub fn for_name(name: &str, now: i64) -> Result<Self, Unacceptable> {
        Self::accept(PolicyRequest::subject(format!("CN={name}")), now)
    }

    /// The certificate that the policy orders.
    pub fn order(&self) -> Result<Order, Unacceptable> {
        let subject = if self.subject.is_empty() {
            Subject::default()
        } else {
            Subject::parse(&self.subject).map_err(|error| x509(&error.to_string()))?
        };
        let unencodable = "a subject alternative name is not ASCII, or an address is none";
        Ok(Order {
            key: self.key.kind,
            subject,
            names: self.names.encode().ok_or_else(|| x509(unencodable))?,
            usages: crypto::key_usages(&self.key_usage)
                .ok_or_else(|| x509("key_usage has an unknown value"))?,
            purposes: crypto::extended_usages(&self.ekus)
                .ok_or_else(|| x509("ekus holds what is no OID"))?,
            months: self.months,
        })
    }

    /// Bytes of all its texts.
    pub fn weight(&self) -> usize {
        let lists = self.names.lists().into_iter().chain([&self.ekus, &self.key_usage]);
        let actions = self.lifetime_actions.iter().map(|action| action.to_string().len());
        let texts = [&self.subject, &self.issuer].map(String::len);
        lists.flatten().map(String::len).sum::<usize>()
            + actions.sum::<usize>()
            + texts.iter().sum::<usize>()
            + self.certificate_type.as_ref().map_or(0, String::len)
    }

    fn check_bounds(&self) -> Result<(), Unacceptable> {
        let lists = || self.names.lists().into_iter().chain([&self.ekus, &self.key_usage]);
        if lists().any(|list| list.len() > MOST_ENTRIES)
            || self.lifetime_actions.len() > MOST_ENTRIES
        {
            return Err(x509(&format!("a list has more than {MOST_ENTRIES} entries")));
        }
        if lists().flatten().any(|entry| entry.len() > LONGEST_ENTRY) {
            return Err(x509(&format!("an entry is longer than {LONGEST_ENTRY} bytes")));
        }
        if !(1..=MOST_MONTHS).contains(&self.months) {
            return Err(x509(&format!("validity_months is not within 1 and {MOST_MONTHS}")));
        }
        if self.subject.is_empty() && self.names.is_empty() {
            return Err(Unacceptable("Either subjectName or san must be present".into()));
        }
        self.check_size()
    }

    fn check_size(&self) -> Result<(), Unacceptable> {
        if self.weight() > LARGEST {
            let message = format!("Property policy has more than {LARGEST} bytes of text");
            return Err(Unacceptable(message));
        }
        Ok(())
    }
}

const PEM: &str = "application/x-pem-file";
const PKCS12: &str = "application/x-pkcs12";

/// The media type by which a policy names a format.
pub fn content_type(format: Format) -> &'static str {
    match format {
        Format::Pem => PEM,
        Format::Pkcs12 => PKCS12,
    }
}

fn format_of(request: Option<SecretRequest>) -> Result<Option<Format>, Unacceptable> {
    let request = request.and_then(|secret| secret.content_type);
    match request.as_deref() {
        None => Ok(None),
        Some(PKCS12) => Ok(Some(Format::Pkcs12)),
        Some(PEM) => Ok(Some(Format::Pem)),
        Some(_) => {
            Err(invalid("secret_props", &format!("contentType is neither {PKCS12} nor {PEM}")))
        }
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
