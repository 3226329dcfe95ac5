//! One request, as handlers see it.

use std::sync::Arc;

use axum::body::Bytes;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use crate::vault::{
    action::Action,
    clock::Moment,
    context::Context,
    faults::{Fault, Faults},
    wire::Refusal,
};

/// The api-versions that this vault knows, oldest first.
const API_VERSIONS: [&str; 11] = [
    "2015-06-01",
    "2016-10-01",
    "7.0",
    "7.1",
    "7.2",
    "7.3",
    "7.4",
    "7.5",
    "7.6",
    "2025-07-01",
    "2026-04-01",
];

/// What a handler knows of a request.
pub struct Call {
    /// The vault.
    pub context: Arc<Context>,
    /// What is asked.
    pub action: Action,
    /// Of which certificate or issuer.
    pub name: String,
    /// Of which version.
    pub version: String,
    /// In which version of the API.
    pub api_version: String,
    /// Of which operation only.
    pub request_id: Option<String>,
    /// Whether lists are to show certificates that are still pending.
    pub include_pending: bool,
    /// Whether the CSR is wanted by itself.
    pub wants_csr: bool,
    /// The body.
    pub body: Bytes,
    /// When it came.
    pub now: Moment,
}

impl Call {
    /// Whether the vault makes this mistake.
    pub fn has(&self, fault: Fault) -> bool {
        self.context.faults.has(fault)
    }

    /// The certificate's URL without a version.
    pub fn url(&self) -> String {
        format!("{}/certificates/{}", self.context.base, self.name)
    }

    /// The body as JSON of the expected shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let message = format!("The request body could not be read: {error}");
            if self.has(Fault::MalformedBodyAnswers500) {
                return Refusal::new(500, "InternalServerError", message);
            }
            Refusal::bad_parameter(message)
        })
    }

    /// Runs CPU work where it holds up no other request.
    pub async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Context) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let context = Arc::clone(&self.context);
        let done = tokio::task::spawn_blocking(move || work(&context)).await;
        done.unwrap_or_else(|_| {
            Err(Refusal::new(500, "InternalServerError", "The work was abandoned"))
        })
    }
}

/// The parameters of a query that the vault understands.
#[derive(Debug, Default)]
pub struct Query {
    /// `api-version`
    pub api_version: Option<String>,
    /// `request_id`
    pub request_id: Option<String>,
    /// `includePending`
    pub include_pending: bool,
}

impl Query {
    /// Reads a query; the first of a repeated parameter counts.
    pub fn parse(query: &str) -> Self {
        let mut parsed = Self::default();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "api-version" => {
                    parsed.api_version.get_or_insert_with(|| value.into_owned());
                }
                "request_id" => {
                    parsed.request_id.get_or_insert_with(|| value.into_owned());
                }
                "includePending" => parsed.include_pending = value.eq_ignore_ascii_case("true"),
                _ => {}
            }
        }
        parsed
    }

    /// The api-version, if the vault knows it.
    pub fn known_version(&self, faults: &Faults) -> Result<String, Refusal> {
        let asked = self.api_version.as_deref();
        let known = asked.is_some_and(|asked| API_VERSIONS.contains(&asked));
        if known || faults.has(Fault::ApiVersionIgnored) {
            let escaped = form_urlencoded::byte_serialize(asked.unwrap_or_default().as_bytes());
            return Ok(escaped.collect());
        }
        let message = match asked {
            Some(asked) => {
                let [.., latest] = API_VERSIONS;
                format!(
                    "The specified version ({asked}) is not recognized. \
                     Consider using the latest supported version ({latest})."
                )
            }
            None => "The request has no api-version".to_owned(),
        };
        if faults.has(Fault::ApiVersionCode) {
            return Err(Refusal::new(400, "UnsupportedApiVersion", message));
        }
        Err(Refusal::bad_parameter(message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(query: &str) -> Result<String, String> {
        Query::parse(query).known_version(&Faults::default()).map_err(|refusal| refusal.message)
    }

    #[test]
    fn a_known_api_version_passes_and_any_other_is_named() {
        assert_eq!(version("api-version=7.6"), Ok("7.6".into()));
        assert!(version("api-version=1.0").unwrap_err().contains("(1.0)"));
        assert!(version("").unwrap_err().contains("no api-version"));
    }

    #[test]
    fn a_query_is_decoded_and_its_first_value_counts() {
        let query = Query::parse("request_id=a%2Fb&request_id=c&includePending=True");
        assert_eq!(query.request_id.as_deref(), Some("a/b"));
        assert!(query.include_pending);
    }
}
