//! A target file: how to reach a target and what it can do. In step with
//! `schemas/suite/target.schema.json`, which a test holds.

use std::time::Duration;

use indexmap::IndexMap;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use serde_saphyr::Spanned;

use super::api_version::api_version;
use super::auth::Auth;
use super::duration::duration;
use super::rate::RateLimit;

/// A whole target file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// For people.
    #[serde(default, deserialize_with = "or_nothing")]
    pub description: String,
    /// Version of the implementation, for the reports.
    pub version: Option<String>,
    /// Base URL, or `embedded` for the vault in the binary.
    pub url: Spanned<String>,
    /// What requests name as their host instead of the URL's.
    pub host: Option<Spanned<String>>,
    /// The api-version to send.
    #[serde(default = "default_api_version", deserialize_with = "api_version")]
    pub api_version: String,
    /// Which authority to hold it to: documented, observed or either.
    #[serde(default)]
    pub contract: Contract,
    /// The credential.
    #[serde(default, deserialize_with = "or_nothing")]
    pub auth: Auth,
    /// TLS.
    #[serde(default, deserialize_with = "or_nothing")]
    pub tls: Tls,
    /// How long to wait.
    #[serde(default, deserialize_with = "or_nothing")]
    pub timeouts: Timeouts,
    /// Cases walked at once; by default all of them, for they mostly wait, or as many as suit
    /// the rate limit.
    #[serde(default, deserialize_with = "some")]
    pub concurrency: Option<usize>,
    /// How many requests it may be sent in which time, whatever they are for.
    pub rate_limit: Option<RateLimit>,
    /// Issuers by role; where the file says nothing of them, what every vault has.
    #[serde(default, deserialize_with = "or_nothing")]
    pub issuers: Issuers,
    /// Operations it certainly has; an answer of "no such route" is then its failure.
    #[serde(default, deserialize_with = "or_nothing")]
    pub has: Vec<Spanned<String>>,
    /// Operations it has not, each with the reason.
    #[serde(default, deserialize_with = "or_nothing")]
    pub lacks: IndexMap<String, Spanned<String>>,
    /// Where it is known to differ from the contract.
    #[serde(default, deserialize_with = "or_nothing")]
    pub deviations: Vec<Spanned<Deviation>>,
    /// What is not tested. Where the key stands, whatever else goes untested breaks the gate.
    pub untested: Option<Vec<Spanned<Untested>>>,
    /// Put under the `policy` of every create that does not say otherwise.
    #[serde(default, deserialize_with = "or_nothing")]
    pub policy: Map<String, Value>,
}

/// A section of which every line is commented out is as if it were not there.
fn or_nothing<'de, T, D>(from: D) -> Result<T, D::Error>
where
    T: Deserialize<'de> + Default,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(from).map(Option::unwrap_or_default)
}

fn some<'de, D: Deserializer<'de>>(from: D) -> Result<Option<usize>, D::Error> {
    match Option::deserialize(from)? {
        Some(0) => Err(D::Error::custom("`concurrency` is 0: nothing would ever run")),
        cases => Ok(cases),
    }
}

impl Profile {
    /// How many cases to walk at once, if the file tells.
    pub fn at_once(&self) -> Option<usize> {
        self.concurrency.or_else(|| self.rate_limit.map(RateLimit::cases_at_once))
    }

    /// Whether the vault in the binary is meant.
    pub fn is_embedded(&self) -> bool {
        self.url.value == "embedded"
    }
}

fn default_api_version() -> String {
    "7.4".to_owned()
}

/// A known deviation: what the target does wrong, and why that is known.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    /// The requirement that it breaks first.
    pub requirement: Spanned<String>,
    /// What the target does, as a cause has it; `*` for any part of it.
    pub signature: Spanned<String>,
    /// Why this is known.
    pub reason: Spanned<String>,
    /// Where more can be read.
    pub link: Option<String>,
    /// Excuses nothing from that day on (`2027-01-31`).
    pub expires: Option<Spanned<String>>,
}

/// A requirement that no run tests, and why.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Untested {
    /// The requirement.
    pub requirement: Spanned<String>,
    /// Why it is not tested.
    pub reason: Spanned<String>,
}

/// The authority a target is held to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contract {
    #[default]
    Documented,
    Observed,
    Either,
}

/// TLS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// File with further roots, PEM.
    pub ca: Option<String>,
    /// Believe any certificate.
    #[serde(default)]
    pub insecure: bool,
}

/// How long to wait; each written like `500ms`, `20s` or `3m`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Timeouts {
    /// For a connection.
    #[serde(deserialize_with = "duration")]
    pub connect: Duration,
    /// For a whole answer.
    #[serde(deserialize_with = "duration")]
    pub request: Duration,
    /// For an operation to end.
    #[serde(deserialize_with = "duration")]
    pub poll: Duration,
    /// Between two looks, unless the target asks for more with Retry-After; up to four times that, or
    /// 250 ms, where it takes long.
    #[serde(deserialize_with = "duration")]
    pub interval: Duration,
    /// For a whole case.
    #[serde(deserialize_with = "duration")]
    pub case: Duration,
    /// For clean-up, as long as it removes nothing.
    #[serde(deserialize_with = "duration")]
    pub clean_up: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Timeouts {
            connect: Duration::from_secs(5),
            request: Duration::from_secs(30),
            poll: Duration::from_secs(60),
            interval: Duration::from_millis(500),
            case: Duration::from_secs(180),
            clean_up: Duration::from_secs(60),
        }
    }
}

/// Issuers by role.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuers {
    /// Operations end completed.
    pub issuing: Option<Issuer>,
    /// Operations end failed.
    pub failing: Option<Issuer>,
    /// Operations stay in progress.
    pub stalled: Option<Issuer>,
    /// Operations stay in progress until canceled.
    pub canceling: Option<Issuer>,
}

impl Default for Issuers {
    /// Nothing is known but that a vault has the issuer "Self".
    fn default() -> Issuers {
        let issuing = Some(Issuer::Name("Self".to_owned()));
        Issuers { issuing, failing: None, stalled: None, canceling: None }
    }
}

impl Issuers {
    /// The issuer of a role by its word.
    pub fn of(&self, role: &str) -> Option<&Issuer> {
        match role {
            "issuing" => self.issuing.as_ref(),
            "failing" => self.failing.as_ref(),
            "stalled" => self.stalled.as_ref(),
            "canceling" => self.canceling.as_ref(),
            _ => None,
        }
    }
}

/// One issuer: there already, or made for the run and removed after it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Issuer {
    /// The name of one that is there.
    Name(String),
    /// The body to put under a name of the run's own.
    Create(Map<String, Value>),
}
