//! The query of a request: what the vault understands of it, and which api-versions it knows.

use url::form_urlencoded;

use crate::vault::{
    faults::{Fault, Faults},
    wire::Refusal,
};

/// The api-versions that this vault knows, oldest first.
const API_VERSIONS: [&str; 19] = [
    "2015-06-01",
    "2016-10-01",
    "7.0-preview",
    "7.0",
    "7.1",
    "7.2",
    "7.3-preview",
    "7.3",
    "7.4-preview.1",
    "7.4",
    "7.5-preview.1",
    "7.5",
    "7.6-preview.1",
    "7.6-preview.2",
    "7.6",
    "2025-07-01",
    "2026-01-01-preview",
    // The default of the Rust SDK's beta; records 109, 115 and 145 are of previews.
    "2026-03-01-preview",
    LATEST,
];

const LATEST: &str = "2026-04-01";

/// The parameters of a query that the vault understands.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// `api-version`
    pub api_version: Option<String>,
    /// `request_id`
    pub request_id: Option<String>,
    /// `includePending`: whether lists show certificates that are still pending.
    pub include_pending: bool,
    /// `maxresults`
    pub max_results: Option<String>,
    /// `$skiptoken`
    pub skip_token: Option<String>,
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
                "maxresults" => {
                    parsed.max_results.get_or_insert_with(|| value.into_owned());
                }
                "$skiptoken" => {
                    parsed.skip_token.get_or_insert_with(|| value.into_owned());
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
                format!(
                    "The specified version ({asked}) is not recognized. \
                     Consider using the latest supported version ({LATEST})."
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
        for known in ["7.6", "2015-06-01", "2026-03-01-preview", "7.6-preview.1", LATEST] {
            assert_eq!(version(&format!("api-version={known}")), Ok(known.into()));
        }
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
