//! The shape of a scenario file exactly as it is written, with the place of each part.
//!
//! Serde does the shape (unknown keys, types); `compile` does the meaning. In step with
//! `schemas/suite/scenario.schema.json`, which a test holds.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;
use serde_saphyr::Spanned;

/// A whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawScenario {
    pub title: Spanned<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub needs: Vec<Spanned<String>>,
    /// The api-version from which on the service has what it is about.
    pub since: Option<Spanned<String>>,
    pub over: Option<Spanned<RawOver>>,
    pub steps: Spanned<Vec<Spanned<RawStep>>>,
    #[serde(default)]
    pub finally: Vec<Spanned<RawStep>>,
}

/// What the conversation runs over.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawOver {
    pub issuer: Spanned<Vec<Spanned<String>>>,
}

/// A whole file of shared steps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawShared {
    pub title: Spanned<String>,
    /// Parameters and what they are where `with` does not say; null: it must.
    #[serde(default)]
    pub takes: IndexMap<String, Spanned<Value>>,
    pub steps: Spanned<Vec<Spanned<RawStep>>>,
}

/// One step: exactly one of `request`, `sign`, `issue` with a `name` or a `given`; or a `use`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawStep {
    pub name: Option<String>,
    pub given: Option<Spanned<String>>,
    #[serde(rename = "use")]
    pub shared: Option<Spanned<String>>,
    #[serde(default)]
    pub with: IndexMap<String, Spanned<Value>>,
    #[serde(rename = "as")]
    pub into: Option<Spanned<String>>,
    pub request: Option<Spanned<RawRequest>>,
    pub sign: Option<Spanned<RawSign>>,
    pub issue: Option<Spanned<RawIssue>>,
    pub creates: Option<Spanned<RawCreates>>,
    pub poll: Option<Spanned<RawPoll>>,
    #[serde(default)]
    pub capture: IndexMap<String, Spanned<Value>>,
    #[serde(default)]
    pub expect: Vec<Spanned<RawExpect>>,
}

/// A request: exactly one method.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRequest {
    pub get: Option<Spanned<String>>,
    pub post: Option<Spanned<String>>,
    pub put: Option<Spanned<String>>,
    pub patch: Option<Spanned<String>>,
    pub delete: Option<Spanned<String>>,
    #[serde(default)]
    pub query: IndexMap<String, Spanned<Option<String>>>,
    #[serde(default)]
    pub headers: IndexMap<String, Spanned<String>>,
    pub body: Option<Spanned<Value>>,
    pub text: Option<Spanned<String>>,
    pub auth: Option<RawAuth>,
}

/// `auth: none`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RawAuth {
    None,
}

/// Sign a captured CSR.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSign {
    pub csr: Spanned<String>,
    #[serde(rename = "as")]
    pub name: Spanned<String>,
    pub key: Option<RawKey>,
}

/// `key: other`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RawKey {
    Other,
}

/// Make a certificate with its key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawIssue {
    pub subject: Spanned<String>,
    #[serde(rename = "as")]
    pub name: Spanned<String>,
}

/// What a request creates that its path does not tell.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawCreates {
    pub kind: Spanned<String>,
    pub name: Option<Spanned<String>>,
    pub remove: Spanned<Vec<Spanned<RawRemoval>>>,
    pub look: Option<Spanned<String>>,
    #[serde(default)]
    pub list: Vec<Spanned<RawList>>,
}

/// A request that removes it: exactly one method.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRemoval {
    pub delete: Option<Spanned<String>>,
    pub post: Option<Spanned<String>>,
    #[serde(default)]
    pub status: Vec<Spanned<u16>>,
}

/// A list that it stands on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawList {
    pub get: Spanned<String>,
    #[serde(default)]
    pub query: IndexMap<String, String>,
    pub items: Option<Spanned<String>>,
    pub name: Option<Spanned<String>>,
}

/// Repeat the request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPoll {
    pub until: RawDemands,
    pub fail_if: Option<RawDemands>,
    pub deadline: Option<Spanned<String>>,
}

/// What an answer must look like.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawDemands {
    pub status: Option<Spanned<Value>>,
    pub schema: Option<Spanned<String>>,
    #[serde(default)]
    pub headers: IndexMap<String, Spanned<Value>>,
    #[serde(default)]
    pub body: IndexMap<String, Spanned<Value>>,
}

/// One expectation. The four demands are written out again because `flatten` would lose places.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawExpect {
    pub clause: Option<Spanned<String>>,
    #[serde(default)]
    pub advisory: bool,
    pub status: Option<Spanned<Value>>,
    pub schema: Option<Spanned<String>>,
    #[serde(default)]
    pub headers: IndexMap<String, Spanned<Value>>,
    #[serde(default)]
    pub body: IndexMap<String, Spanned<Value>>,
    pub observed: Option<RawObserved>,
}

/// The observed variant of an expectation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawObserved {
    pub evidence: Spanned<String>,
    pub status: Option<Spanned<Value>>,
    pub schema: Option<Spanned<String>>,
    #[serde(default)]
    pub headers: IndexMap<String, Spanned<Value>>,
    #[serde(default)]
    pub body: IndexMap<String, Spanned<Value>>,
}
