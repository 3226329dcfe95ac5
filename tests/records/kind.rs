//! What kind of answer a record holds, and which schema speaks of it.
//!
//! In: method, path, status and body of a record. Out: its [`Kind`]; an answer that is of none
//! is an error, so that no record passes unread. It must not know what the schemas say.

use serde_json::Value;

use crate::record::Record;

/// Answers of one kind share a schema and, but for their year, a shape.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kind {
    /// HTTP method.
    pub method: String,
    /// What was asked.
    pub route: Route,
    /// HTTP status.
    pub status: u16,
    /// What the body is.
    pub content: Content,
}

/// A path of the API without its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    Certificates,
    Certificate,
    Version,
    Create,
    Import,
    Pending,
    Merge,
    Issuers,
    Issuer,
    Deleted,
}

/// What a body is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// A pending object.
    Operation(State),
    /// A certificate request by itself.
    Csr,
    /// A certificate with its policy.
    Certificate(Stage),
    /// One version of a finished certificate.
    Version,
    /// A certificate in the bin.
    Deleted(Stage),
    /// A page of certificates.
    Certificates,
    /// An issuer.
    Issuer,
    /// A page of issuers.
    Issuers,
    /// The error envelope.
    Error { code: String, inner: Option<String> },
    /// No body.
    Nothing,
}

/// How an operation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    InProgress,
    Completed,
    Failed,
    Canceled,
}

/// Whether the certificate is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Pending,
    Finished,
}

impl Kind {
    /// The kind of a record.
    pub fn of(record: &Record) -> Result<Kind, String> {
        let (path, _) = record.path_and_query();
        let route = Route::of(path).ok_or_else(|| format!("{path} is no path of the API"))?;
        let content = match (record.method.as_str(), route, record.status) {
            (_, _, 400..) => error(&record.body)?,
            ("DELETE", Route::Deleted, 204) if record.body == "" => Content::Nothing,
            ("GET", Route::Pending, 200) if record.body.is_string() => Content::Csr,
            ("POST", Route::Create, 202) | ("GET" | "PATCH" | "DELETE", Route::Pending, 200) => {
                Content::Operation(State::of(&record.body)?)
            }
            ("POST", Route::Merge, 201) | ("POST", Route::Import, 200) => {
                Content::Certificate(Stage::Finished)
            }
            ("GET", Route::Certificate, 200) => Content::Certificate(Stage::of(&record.body)),
            // Without soft delete a vault answers with the certificate itself.
            ("DELETE", Route::Certificate, 200) if record.body.get("recoveryId").is_none() => {
                Content::Certificate(Stage::of(&record.body))
            }
            ("DELETE", Route::Certificate, 200) | ("GET", Route::Deleted, 200) => {
                Content::Deleted(Stage::of(&record.body))
            }
            ("GET", Route::Version, 200) => Content::Version,
            ("GET", Route::Certificates, 200) => Content::Certificates,
            ("GET", Route::Issuers, 200) => Content::Issuers,
            ("GET" | "PUT" | "PATCH" | "DELETE", Route::Issuer, 200) => Content::Issuer,
            (method, route, status) => {
                return Err(format!("{method} {route:?} {status} has no schema"));
            }
        };
        Ok(Kind { method: record.method.clone(), route, status: record.status, content })
    }
}

impl Content {
    /// The schema of it; a body that is not there has none.
    pub fn schema(&self) -> Option<&'static str> {
        Some(match self {
            Content::Operation(State::InProgress) => "operation.in-progress",
            Content::Operation(State::Completed) => "operation.completed",
            Content::Operation(State::Failed) => "operation.failed",
            Content::Operation(State::Canceled) => "operation.canceled",
            Content::Csr => "csr",
            Content::Certificate(Stage::Finished) => "certificate",
            Content::Certificate(Stage::Pending) => "certificate.pending",
            Content::Version => "certificate.version",
            Content::Deleted(_) => "certificate.deleted",
            Content::Certificates => "certificate-list",
            Content::Issuer => "issuer",
            Content::Issuers => "issuer-list",
            Content::Error { .. } => "error",
            Content::Nothing => return None,
        })
    }
}

impl Route {
    /// The route of a path; a slash at its end does not matter.
    pub fn of(path: &str) -> Option<Route> {
        let path = path.strip_prefix('/')?;
        let segments: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
        Some(match *segments.as_slice() {
            ["certificates"] => Route::Certificates,
            ["certificates", "issuers"] => Route::Issuers,
            ["certificates", "issuers", _] => Route::Issuer,
            ["certificates", _] => Route::Certificate,
            ["certificates", _, "create"] => Route::Create,
            ["certificates", _, "import"] => Route::Import,
            ["certificates", _, "pending"] => Route::Pending,
            ["certificates", _, _] => Route::Version,
            ["certificates", _, "pending", "merge"] => Route::Merge,
            ["deletedcertificates", _] => Route::Deleted,
            _ => return None,
        })
    }
}

impl State {
    fn of(body: &Value) -> Result<State, String> {
        match body["status"].as_str() {
            Some(word) if word.eq_ignore_ascii_case("inprogress") => Ok(State::InProgress),
            Some("completed") => Ok(State::Completed),
            Some("failed") => Ok(State::Failed),
            Some("canceled" | "cancelled") => Ok(State::Canceled),
            other => Err(format!("no operation has the status {other:?}")),
        }
    }
}

impl Stage {
    fn of(body: &Value) -> Stage {
        if body.get("cer").is_some() { Stage::Finished } else { Stage::Pending }
    }
}

fn error(body: &Value) -> Result<Content, String> {
    let text = |pointer| body.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let code = text("/error/code").ok_or("an error without a code")?;
    Ok(Content::Error { code, inner: text("/error/innererror/code") })
}
