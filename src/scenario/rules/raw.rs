//! The shape of a file of rules exactly as it is written, with the place of each part. In step
//! with `schemas/suite/rules.schema.json`, which a test holds.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;
use serde_saphyr::Spanned;

use crate::scenario::raw::{RawExpect, RawVersions};

/// A whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRuleFile {
    pub title: Spanned<String>,
    pub names: Option<Spanned<Value>>,
    #[serde(default)]
    pub remember: Vec<Spanned<RawRemember>>,
    pub rules: Spanned<Vec<Spanned<RawRule>>>,
}

/// Facts to keep or to forget.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRemember {
    pub from: Spanned<RawWhen>,
    #[serde(rename = "as")]
    pub fact: Option<Spanned<String>>,
    #[serde(default)]
    pub keep: IndexMap<String, Spanned<Value>>,
    #[serde(default)]
    pub forget: Vec<Spanned<String>>,
}

/// Which exchanges are meant.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawWhen {
    #[serde(default)]
    pub method: Vec<Spanned<String>>,
    pub path: Option<Spanned<String>>,
    pub status: Option<Spanned<Value>>,
    pub api_version: Option<Spanned<RawVersions>>,
    #[serde(default)]
    pub query: IndexMap<String, Spanned<Value>>,
    #[serde(default)]
    pub request: IndexMap<String, Spanned<Value>>,
    #[serde(default)]
    pub headers: IndexMap<String, Spanned<Value>>,
    #[serde(default)]
    pub body: IndexMap<String, Spanned<Value>>,
    #[serde(default)]
    pub values: IndexMap<String, Spanned<Value>>,
    #[serde(default)]
    pub known: Vec<Spanned<String>>,
    #[serde(default)]
    pub unknown: Vec<Spanned<String>>,
}

/// One rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRule {
    pub name: Spanned<String>,
    pub clause: Spanned<String>,
    pub when: Spanned<RawWhen>,
    #[serde(default)]
    pub whole: bool,
    #[serde(default)]
    pub parts: IndexMap<String, Spanned<RawPart>>,
    pub expect: Spanned<RawExpect>,
}

/// A part of a text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPart {
    pub of: Spanned<String>,
    pub matches: Spanned<String>,
}
