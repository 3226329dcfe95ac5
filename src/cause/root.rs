//! What is at the root of a finding: what the target does, whichever requirement noticed it.
//!
//! In: a step as it was walked and one of its failed checks. Out: the [`Root`]. It must not know
//! how findings come about, nor make text for people of them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::keyvault::route::{self, Route};
use crate::verdict::finding::{CheckResult, Expected, Got, Place, SchemaPlace};
use crate::verdict::{ExchangeRecord, Outcome, StepResult};

/// What a target does wrong. Findings of one root are one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Root {
    /// A kind of request is answered with another status than it should be.
    Status {
        /// Method and path with placeholders: `DELETE /certificates/{name}/pending`; with
        /// `?request_id` where the request named an operation by its id and the question is
        /// whether there is one.
        request: String,
        /// The signature of the status: `status 204`, `status 400 BadParameter`.
        came: String,
        /// The statuses that were expected: `200`, `4xx`.
        wanted: String,
    },
    /// A kind of answer is no JSON.
    NotJson {
        /// The kind of answer.
        of: Shown,
        /// Signature of what it is instead: `body: not JSON text/html`.
        came: String,
    },
    /// A kind of answer lacks a part.
    Missing {
        /// The kind of answer.
        of: Shown,
        /// The part: JSON pointer, the outermost that is missing, or `header` and its name.
        part: String,
    },
    /// A place of an answer holds something else than one requirement demands.
    Differs {
        /// The requirement.
        requirement: String,
        /// The finding's signature.
        came: String,
    },
}

/// What an answer shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// An error, by its status.
    Refusal,
    /// A pending operation.
    Operation,
    /// A certificate, or a version of one.
    Certificate,
    /// A deleted certificate.
    DeletedCertificate,
    /// The policy of a certificate.
    Policy,
    /// An issuer.
    Issuer,
    /// A list.
    List,
    /// Anything else.
    Answer,
}

impl Shown {
    /// One word for it.
    pub fn word(self) -> &'static str {
        match self {
            Shown::Refusal => "refusal",
            Shown::Operation => "operation",
            Shown::Certificate => "certificate",
            Shown::DeletedCertificate => "deleted certificate",
            Shown::Policy => "policy",
            Shown::Issuer => "issuer",
            Shown::List => "list",
            Shown::Answer => "answer",
        }
    }

    /// A deleted certificate is a certificate, but for what tells how to recover it.
    fn having(self, part: &str) -> Shown {
        let of_deletion = ["/recoveryId", "/deletedDate", "/scheduledPurgeDate"];
        if self == Shown::DeletedCertificate && !of_deletion.contains(&part) {
            Shown::Certificate
        } else {
            self
        }
    }

    fn of(exchange: Option<&ExchangeRecord>) -> Shown {
        let Some(exchange) = exchange else { return Shown::Answer };
        if exchange.status.is_some_and(|status| status >= 400) {
            return Shown::Refusal;
        }
        let path = route::path_in(&exchange.url).unwrap_or_default();
        match (Route::parse(&path), exchange.method.as_str()) {
            (Some(Route::Create(_) | Route::Pending(_)), _) => Shown::Operation,
            (Some(Route::Certificate(_)), "DELETE") => Shown::DeletedCertificate,
            (Some(Route::Certificate(_) | Route::Import(_) | Route::Merge(_)), _) => {
                Shown::Certificate
            }
            (Some(Route::Part(_, "policy")), _) => Shown::Policy,
            (Some(Route::Part(_, "versions")), _) => Shown::List,
            (Some(Route::Part(..)), _) => Shown::Certificate,
            (Some(Route::DeletedCertificate(_)), _) => Shown::DeletedCertificate,
            (Some(Route::Issuer(_)), _) => Shown::Issuer,
            (Some(Route::Certificates | Route::DeletedCertificates | Route::Issuers), _) => {
                Shown::List
            }
            (None, _) => Shown::Answer,
        }
    }
}

impl Root {
    /// The root of a failed check of the step. What is wrong with an answer as a whole, its
    /// status or that it is no JSON, is at the root of all that is wrong inside of it.
    pub fn of(step: &StepResult, check: &CheckResult) -> Root {
        let exchange = step.exchanges.last();
        let leading = leading(step, check);
        let came = leading.signature.clone().unwrap_or_default();
        if leading.place == Place::Status {
            let wanted = statuses(&leading.expected);
            let request = exchange.map(|exchange| request(exchange, &wanted)).unwrap_or_default();
            return Root::Status { request, came, wanted };
        }
        let of = Shown::of(exchange);
        if matches!(leading.got, Got::NotJson { .. }) {
            return Root::NotJson { of, came };
        }
        // An HTML page that says so is one cause, not two.
        if let (Place::Header { name }, Some(exchange)) = (&leading.place, exchange)
            && name == "content-type"
            && !exchange.response_body.is_empty()
            && serde_json::from_str::<Value>(&exchange.response_body).is_err()
        {
            let media = media_type(exchange);
            return Root::NotJson { of, came: format!("body: not JSON {media}").trim_end().into() };
        }
        match missing(leading, exchange) {
            Some(part) => Root::Missing { of: of.having(&part), part },
            None => {
                let requirement = leading.clause.clone().unwrap_or_default();
                Root::Differs { requirement, came }
            }
        }
    }

    /// One line that is the same in every run in which the target does the same: what a target
    /// file declares.
    pub fn signature(&self) -> String {
        match self {
            Root::Status { request, came, wanted } => format!("{request}: {came}, not {wanted}"),
            Root::NotJson { of, came } => format!("{}: {came}", of.word()),
            Root::Missing { of, part } => format!("{}: {part} missing", of.word()),
            Root::Differs { came, .. } => came.clone(),
        }
    }

    /// The requirement that alone may declare it; none where it is the same whoever noticed it.
    pub fn requirement(&self) -> Option<&str> {
        match self {
            Root::Differs { requirement, .. } => Some(requirement),
            Root::Status { .. } | Root::NotJson { .. } | Root::Missing { .. } => None,
        }
    }
}

/// The failed check that the other one follows from: what is wrong with the answer as a whole.
pub(super) fn leading<'s>(step: &'s StepResult, check: &'s CheckResult) -> &'s CheckResult {
    let failed = || step.checks.iter().filter(|check| check.outcome == Outcome::Failed);
    failed()
        .find(|check| check.place == Place::Status)
        .or_else(|| failed().find(|check| matches!(check.got, Got::NotJson { .. })))
        .unwrap_or(check)
}

/// The kind of request. That it named the operation by its id matters where the question is
/// whether there is one.
fn request(exchange: &ExchangeRecord, wanted: &str) -> String {
    let path = route::path_in(&exchange.url).unwrap_or_default();
    let whether = exchange.status == Some(404) || wanted == "404";
    let by_id = whether && exchange.url.contains("request_id=");
    let filter = if by_id { "?request_id" } else { "" };
    format!("{} {}{filter}", exchange.method, route::template(&path))
}

fn statuses(expected: &Expected) -> String {
    match expected {
        Expected::Status { any_of } => {
            any_of.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ")
        }
        Expected::StatusClass { hundreds } => format!("{hundreds}xx"),
        _ => String::new(),
    }
}

fn media_type(exchange: &ExchangeRecord) -> &str {
    let mut headers = exchange.response_headers.iter();
    let found = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let media = found.and_then(|(_, value)| value.split(';').next());
    media.map(str::trim).unwrap_or_default()
}

/// The outermost part that is missing where the check looked.
fn missing(check: &CheckResult, exchange: Option<&ExchangeRecord>) -> Option<String> {
    let pointer = match (&check.place, &check.got) {
        (Place::Header { name }, Got::Nothing) => return Some(format!("header {name}")),
        (Place::Body { pointer }, Got::Nothing) if !pointer.is_empty() => pointer.clone(),
        (Place::Schema { error: Some(SchemaPlace { pointer, keyword, property, .. }), .. }, _)
            if keyword == "required" =>
        {
            format!("{pointer}/{}", property.as_ref()?)
        }
        _ => return None,
    };
    let body: Option<Value> = serde_json::from_str(&exchange?.response_body).ok();
    let Some(body) = body else { return Some(pointer) };
    let ends = pointer.match_indices('/').skip(1).map(|(at, _)| at);
    let outermost = ends.map(|at| &pointer[..at]).find(|part| body.pointer(part).is_none());
    // Which element of a list it is depends on what else is in the list.
    let parts = outermost.unwrap_or(&pointer).split('/').map(any_index);
    Some(parts.collect::<Vec<_>>().join("/"))
}

fn any_index(part: &str) -> &str {
    if !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()) { "*" } else { part }
}
