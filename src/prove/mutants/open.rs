//! What the contract leaves open: ways to spoil an answer that no judge need notice, with reasons.

use serde::Deserialize;

use super::mutant::Mutant;
use crate::wildcard::matches;
use crate::yaml::{self, Mistake};

const FILE: &str = "scenarios/open.yaml";
const TEXT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/open.yaml"));

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    open: Vec<Excuse>,
}

/// Mutants that may survive; `*` in a pattern stands for anything.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excuse {
    /// Which kinds of exchanges; all where it is left out.
    #[serde(default = "any")]
    pub kind: Vec<String>,
    /// Which places.
    #[serde(default = "any")]
    pub place: Vec<String>,
    /// Which changes.
    #[serde(default = "any")]
    pub change: Vec<String>,
    /// Why.
    pub reason: String,
}

fn any() -> Vec<String> {
    vec!["*".to_owned()]
}

impl Excuse {
    /// Whether it speaks of that mutant.
    pub fn covers(&self, mutant: &Mutant) -> bool {
        fits(&self.kind, &mutant.kind)
            && fits(&self.place, &mutant.place)
            && fits(&self.change, &mutant.change)
    }
}

fn fits(patterns: &[String], text: &str) -> bool {
    patterns.iter().any(|pattern| matches(pattern, text))
}

/// The excuses of the project.
pub fn read() -> Result<Vec<Excuse>, Mistake> {
    let open: Open = yaml::parse(FILE, TEXT)?;
    Ok(open.open)
}
