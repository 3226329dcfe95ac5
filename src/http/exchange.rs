//! One request and its answer as data.

use std::borrow::Cow;
use std::time::Duration;

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::body::Body;
use crate::keyvault::envelope::Envelope;
use crate::keyvault::object::Object;
use crate::keyvault::retry_after;
use crate::secrets::redact::Redactor;
use crate::verdict::{CaseStep, ExchangeRecord};

/// A request below the target's URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// HTTP method.
    pub method: &'static str,
    /// Path as it goes on the wire, percent-encoded where needed.
    pub path: String,
    /// Parameters in order, `api-version` among them.
    pub query: Vec<(String, String)>,
    /// The same as they stand in a URL that somebody else wrote, where one is followed.
    pub written_query: Option<String>,
    /// Extra headers.
    pub headers: Vec<(String, String)>,
    /// Body, sent as `application/json` unless a header says otherwise.
    pub body: Option<String>,
    /// Whether the target's credential goes along.
    pub authenticated: bool,
    /// Whether an answer 429 is one to look at, and not a target that throttles.
    pub takes_429: bool,
    /// What it may create, where its method and path do not tell.
    pub creates: Option<Object>,
    /// The step of a case that sends it; none where the run itself does.
    pub step: Option<CaseStep>,
}

impl Call {
    /// A call with the api-version and nothing else.
    pub fn new(method: &'static str, path: impl Into<String>, api_version: &str) -> Self {
        Call {
            method,
            path: path.into(),
            query: vec![("api-version".to_owned(), api_version.to_owned())],
            written_query: None,
            headers: Vec::new(),
            body: None,
            authenticated: true,
            takes_429: false,
            creates: None,
            step: None,
        }
    }

    /// The headers that go along, the credential excepted; with a host, where it is not the
    /// URL's.
    pub fn sent(&self, host: Option<&str>) -> Vec<(String, String)> {
        let host = host.map(|host| ("host".to_owned(), host.to_owned()));
        let mut headers: Vec<_> = host.into_iter().chain(self.headers.iter().cloned()).collect();
        let has = |name: &str| self.headers.iter().any(|(n, _)| n.eq_ignore_ascii_case(name));
        if !has("accept") {
            headers.push(("accept".to_owned(), "application/json".to_owned()));
        }
        if self.body.is_some() && !has("content-type") {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        headers
    }

    /// The same with a JSON body.
    pub fn json(mut self, body: &Value) -> Self {
        self.body = Some(body.to_string());
        self
    }
}

/// An answer, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body, at most the client's bound.
    pub body: Body,
    /// Time from sending to the last byte.
    pub took: Duration,
}

impl Answer {
    /// The first header of that name (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Whether it is a 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as JSON, if it is some.
    pub fn json(&self) -> Option<&Value> {
        self.body.json()
    }

    /// The first characters of the body, bytes that are no UTF-8 replaced.
    pub fn start(&self, characters: usize) -> String {
        String::from_utf8_lossy(&self.body).chars().take(characters).collect()
    }

    /// Whether the body is the service's error envelope, `{"error":{"code","message"}}`.
    pub fn has_error_envelope(&self) -> bool {
        self.envelope().is_whole()
    }

    /// What the body holds of the service's error envelope.
    pub fn envelope(&self) -> Envelope {
        self.json().map(Envelope::of).unwrap_or_default()
    }

    /// How long the target asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after::read(self.header(retry_after::HEADER)?, OffsetDateTime::now_utc())
    }

    /// Whether this is how a server says that it has no such route: 404, 405 or 501, and not
    /// the service's own error envelope.
    pub fn is_missing_route(&self) -> bool {
        matches!(self.status, 404 | 405 | 501) && !self.has_error_envelope()
    }
}

/// Bytes of an answer's body that a record keeps.
const KEPT_BODY: usize = 64 * 1024;
/// Bytes behind them in which a secret may end.
const MARGIN: usize = 16 * 1024;
/// Characters of one header of an answer that are kept, and bytes of all of them.
const KEPT_HEADER: usize = 4 * 1024;
const KEPT_HEADERS: usize = 16 * 1024;

/// What is kept of an exchange, secrets masked.
pub fn record(
    url: &str,
    sent: &[(String, String)],
    call: &Call,
    answer: Option<&Answer>,
    began: OffsetDateTime,
    redactor: &Redactor,
) -> ExchangeRecord {
    let headers = |pairs: &[(String, String)]| {
        pairs.iter().map(|(n, v)| (n.clone(), redactor.header(n, v))).collect::<Vec<_>>()
    };
    // Masked before it is cut, or what is left of a secret at the end would not be known.
    let read = answer.map(|a| &a.body[..a.body.len().min(KEPT_BODY + MARGIN)]).unwrap_or_default();
    // Whether bytes are UTF-8 is told faster than they are copied where they are not.
    let read = std::str::from_utf8(read).map_or_else(|_| String::from_utf8_lossy(read), Cow::from);
    let mut kept = redactor.text(&read);
    kept.truncate(kept.floor_char_boundary(KEPT_BODY));
    ExchangeRecord {
        method: call.method.to_owned(),
        url: redactor.text(url),
        request_headers: headers(sent),
        authenticated: call.authenticated && redactor.has_credential(),
        request_body: call.body.as_deref().map(|b| redactor.text(b)),
        status: answer.map(|a| a.status),
        response_headers: answer.map(|a| kept_headers(&a.headers, redactor)).unwrap_or_default(),
        response_body: kept,
        response_bytes: answer.map_or(0, |a| a.body.len() as u64),
        started_at: began.truncate_to_millisecond().format(&Rfc3339).unwrap_or_default(),
        queued_millis: 0,
        millis: answer.map_or(0, |a| a.took.as_millis() as u64),
    }
}

/// The headers of an answer, secrets masked, as far as there is room for them.
fn kept_headers(pairs: &[(String, String)], redactor: &Redactor) -> Vec<(String, String)> {
    let mut room = KEPT_HEADERS;
    let mut kept = Vec::new();
    for (name, value) in pairs {
        let mut value = redactor.header(name, value);
        if value.len() > KEPT_HEADER {
            value.truncate(value.floor_char_boundary(KEPT_HEADER));
            value.push('…');
        }
        let Some(left) = room.checked_sub(name.len() + value.len()) else { break };
        room = left;
        kept.push((name.clone(), value));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_holds_no_secret_and_says_whether_the_credential_went_along() {
        let mut call = Call::new("POST", "/certificates/a/create", "7.4");
        call.body = Some(r#"{"it's":"s3cret-value"}"#.to_owned());
        let redactor = Redactor::new(["s3cret-value".to_owned()]);
        let url = "https://v/certificates/a/create?api-version=7.4&q=s3cret-value";
        let kept = |call: &Call| {
            let sent = call.sent(Some("kv1:8443"));
            record(url, &sent, call, None, OffsetDateTime::UNIX_EPOCH, &redactor)
        };
        let record = kept(&call);
        assert!(!serde_json::to_string(&record).unwrap().contains("s3cret"), "{record:?}");
        assert_eq!(record.request_body.as_deref(), Some(r#"{"it's":"[masked]"}"#));
        assert_eq!(record.request_headers[0], ("host".to_owned(), "kv1:8443".to_owned()));
        assert!(record.authenticated);
        call.authenticated = false;
        assert!(!kept(&call).authenticated);
    }

    #[test]
    fn of_a_flood_of_headers_as_much_is_kept_as_there_is_room_for() {
        let redactor = Redactor::new([]);
        let header = |n: usize| (format!("x-{n}"), "é".repeat(n));
        let kept = kept_headers(&[header(3), header(100_000), header(4)], &redactor);
        assert_eq!(kept.iter().map(|(_, v)| v.len()).collect::<Vec<_>>(), [6, KEPT_HEADER + 3, 8]);
        let flood: Vec<_> = (0..100).map(|n| header(1000 + n)).collect();
        let bytes = |pairs: &[(String, String)]| pairs.iter().map(|(n, v)| n.len() + v.len()).sum();
        let sum: usize = bytes(&kept_headers(&flood, &redactor));
        assert!(sum <= KEPT_HEADERS && sum > KEPT_HEADERS - 3000, "{sum}");
    }

    #[test]
    fn a_missing_route_is_told_from_a_missing_object() {
        let answer = |status, body: &str| Answer {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec().into(),
            took: Duration::ZERO,
        };
        assert!(answer(404, "<html>").is_missing_route());
        assert!(answer(405, "").is_missing_route());
        assert!(!answer(404, r#"{"error":{"code":"X","message":"m"}}"#).is_missing_route());
        assert!(!answer(400, "").is_missing_route());
    }
}
