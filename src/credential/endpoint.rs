//! An emulator's own managed-identity endpoint, spoken to as the Instance Metadata Service is.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use url::Url;

use crate::http::bearer::{Source, Token, TokenError};
use crate::http::exchange::Answer;
use crate::http::wire::{TokenRequest, ask};
use crate::target::auth::IdentityEndpoint;
use crate::target::profile::Timeouts;

/// The api-version of the metadata service that emulators copy.
const API_VERSION: &str = "2018-02-01";

/// The endpoint.
#[derive(Debug)]
pub struct Endpoint {
    asked: IdentityEndpoint,
    timeouts: Timeouts,
}

impl Endpoint {
    /// The endpoint a target file names.
    pub fn new(asked: IdentityEndpoint, timeouts: Timeouts) -> Endpoint {
        Endpoint { asked, timeouts }
    }
}

#[async_trait::async_trait]
impl Source for Endpoint {
    async fn fetch(&self) -> Result<Token, TokenError> {
        let shown = &self.asked.url.value;
        let failed = |why: String| TokenError(format!("the token endpoint {shown} {why}"));
        let mut url = Url::parse(shown).map_err(|e| failed(format!("is no URL: {e}")))?;
        url.query_pairs_mut()
            .append_pair("api-version", API_VERSION)
            .append_pair("resource", &self.asked.resource);
        let headers = vec![("Metadata".to_owned(), "true".to_owned())];
        let request = TokenRequest { method: "GET", url, headers, body: Vec::new() };
        let answer = ask(&request, &self.timeouts).await;
        let answer = answer.map_err(|why| failed(format!("gives no answer: {why}")))?;
        token(&answer, SystemTime::now()).map_err(failed)
    }
}

/// The token in an answer. Of a wrong answer only the status is told.
fn token(answer: &Answer, now: SystemTime) -> Result<Token, String> {
    if answer.status != 200 {
        return Err(format!("answers {}", answer.status));
    }
    let body = answer.json().ok_or("answers 200, but no JSON")?;
    let text = body.get("access_token").and_then(Value::as_str);
    let text = text.ok_or("answers 200, but without access_token")?;
    let lifetime =
        lifetime(body, now).ok_or("answers without a usable expires_in or expires_on")?;
    Token::new(text, lifetime).map_err(|e| format!("answers 200, but {e}"))
}

/// How long it lives, from `expires_in` or else `expires_on`; both are numbers or strings of
/// digits.
fn lifetime(body: &Value, now: SystemTime) -> Option<Duration> {
    let seconds = |key: &str| match body.get(key)? {
        Value::String(digits) => digits.parse().ok(),
        number => number.as_u64(),
    };
    if let Some(seconds) = seconds("expires_in") {
        return Some(Duration::from_secs(seconds));
    }
    let ends = Duration::from_secs(seconds("expires_on")?);
    Some(ends.saturating_sub(now.duration_since(UNIX_EPOCH).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(status: u16, body: &str) -> Result<Token, String> {
        let now = UNIX_EPOCH + Duration::from_secs(1_000);
        let (body, took) = (body.as_bytes().to_vec(), Duration::ZERO);
        token(&Answer { status, headers: Vec::new(), body: body.into(), took }, now)
    }

    #[test]
    fn both_ways_of_telling_the_end_are_understood_as_number_and_as_text() {
        for end in [
            r#""expires_in":60"#,
            r#""expires_in":"60""#,
            r#""expires_on":1060"#,
            r#""expires_on":"1060""#,
            r#""expires_in":60,"expires_on":"x""#,
        ] {
            let token = said(200, &format!(r#"{{"access_token":"t",{end}}}"#)).unwrap();
            let wanted = Token::new("t", Duration::from_secs(60)).unwrap();
            assert_eq!(format!("{token:?}"), format!("{wanted:?}"), "{end}");
        }
    }

    #[test]
    fn a_wrong_answer_is_never_repeated() {
        for (status, body) in [
            (500, r#"{"error":"hostile"}"#),
            (200, "hostile"),
            (200, r#"{"hostile":1}"#),
            (200, r#"{"access_token":"hostile"}"#),
            (200, r#"{"access_token":"hostile","expires_in":-1}"#),
            (200, r#"{"access_token":"hostile","expires_on":"999"}"#),
            (200, r#"{"access_token":"hostile \n","expires_in":60}"#),
            (302, ""),
        ] {
            let why = said(status, body).unwrap_err();
            assert!(!why.contains("hostile"), "{why}");
        }
    }
}
