//! Rules: what holds of every answer of a kind, whoever asked. Checked, typed, with places.
//!
//! `remember` keeps facts for each name from what the target said; a rule whose `when` picks an
//! exchange holds its answer to `expect`. How that is judged is decided in `check`.

pub(in crate::scenario) mod compile;
pub(in crate::scenario) mod path;
pub(in crate::scenario) mod raw;

use serde_json::Value;

use crate::keyvault::api_version::Versions;
use crate::matcher::Matcher;

use super::method::Method;
use super::model::{Demand, Expectation, StatusDemand};
pub use path::PathTemplate;

/// Keys below which names are given.
pub(in crate::scenario) const DEFINING: [&str; 4] = ["remember", "as", "keep", "parts"];

/// One file of rules.
#[derive(Debug, Clone)]
pub struct RuleFile {
    /// Its name without folder and ending: `pending`.
    pub id: String,
    /// The file as the user knows it.
    pub file: String,
    /// What its rules are about, as a sentence.
    pub title: String,
    /// Which names `{name}` stands for; any where none is given.
    pub names: Option<Matcher>,
    /// What is kept and forgotten, in order.
    pub remember: Vec<Remember>,
    /// What holds.
    pub rules: Vec<Rule>,
}

impl RuleFile {
    /// The id of the trial of those of its rules that are a part of that requirement.
    pub fn trial(&self, clause: &str) -> String {
        format!("rules/{}/{clause}", self.id)
    }
}

/// Facts that an answer gives, or ends.
#[derive(Debug, Clone)]
pub struct Remember {
    /// Which answers.
    pub from: When,
    /// The fact that is kept.
    pub fact: Option<String>,
    /// Its fields, as templates; one that cannot be filled is left out.
    pub keep: Vec<(String, Value)>,
    /// Facts that hold no more.
    pub forget: Vec<String>,
}

/// What holds of the answers that `when` picks.
#[derive(Debug, Clone)]
pub struct Rule {
    /// What it says, unique in its file.
    pub name: String,
    /// Its line.
    pub line: u64,
    /// The requirement it is a part of.
    pub clause: String,
    /// Which answers it is about.
    pub when: When,
    /// Whether it holds only where nothing happened to the name out of sight.
    pub whole: bool,
    /// Parts of texts that the expectation uses.
    pub parts: Vec<Part>,
    /// What they must be like.
    pub expect: Expectation,
}

/// A part of a text: the first group of a pattern.
#[derive(Debug, Clone)]
pub struct Part {
    /// The variable it becomes.
    pub name: String,
    /// The text, a template.
    pub of: String,
    /// The pattern.
    pub pattern: String,
}

/// Which exchanges are meant; all parts must hold.
#[derive(Debug, Clone, Default)]
pub struct When {
    /// Methods; any where none is named.
    pub methods: Vec<Method>,
    /// The path below the target.
    pub path: Option<PathTemplate>,
    /// The status of the answer.
    pub status: Option<StatusDemand>,
    /// The api-versions of the request.
    pub versions: Versions,
    /// Parameters of the request.
    pub query: Vec<Demand>,
    /// Values of the request's body.
    pub request: Vec<Demand>,
    /// Headers of the answer.
    pub headers: Vec<Demand>,
    /// Values of the answer's body.
    pub body: Vec<Demand>,
    /// Variables: facts, the name, what was sent.
    pub values: Vec<Demand>,
    /// Facts that must be known.
    pub known: Vec<String>,
    /// Facts that must not be.
    pub unknown: Vec<String>,
}
