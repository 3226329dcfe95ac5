//! What a suite reads of the environment: named by its contract, with nothing else in reach.
//!
//! In: the `environment` of `contract.yaml`. Out: the names that scenarios may use, and under which
//! name each stands in the environment. Must not know how a value is read, or whether there is one.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::yaml::{Mistake, place};

/// What the names begin with in the environment. A suite reads nothing else, whatever it asks for:
/// nobody's password has such a name unless somebody gave it that name for this suite.
pub const PREFIX: &str = "KVCONTRACT_VAR_";

/// Characters of a name at most.
const LONGEST: usize = 64;

/// One variable.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// Whether reports may show it; else it is masked as a password is.
    #[serde(default)]
    pub public: bool,
    /// What it is where the environment has none.
    pub default: Option<Spanned<String>>,
    /// What it is for.
    pub about: Option<String>,
}

/// The variables that a suite reads.
pub type Environment = IndexMap<String, Spanned<Declared>>;

/// Under which name a variable stands in the environment.
pub fn full_name(name: &str) -> String {
    format!("{PREFIX}{name}")
}

/// Names that can be none, secrets that stand in the file.
pub(super) fn mistakes(environment: &Environment, file: &str) -> Vec<Mistake> {
    let mut found = Vec::new();
    for (name, declared) in environment {
        if !is_name(name) {
            let hint = format!(
                "with REGION here, scenarios have {{{{env.REGION}}}}, and it is read of {PREFIX}REGION"
            );
            let message = format!("`{name}` is no name of a variable (capitals, digits and `_`)");
            found.push(Mistake::at(file, place(declared), message).hint(Some(hint)));
        }
        if let Some(default) = declared.value.default.as_ref().filter(|_| !declared.value.public) {
            let message = format!("`{name}` is a secret, and its default would stand in this file");
            let hint = "a secret has no default; what is none is `public: true`".to_owned();
            found.push(Mistake::at(file, place(default), message).hint(Some(hint)));
        }
    }
    found
}

fn is_name(name: &str) -> bool {
    name.len() <= LONGEST
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}
