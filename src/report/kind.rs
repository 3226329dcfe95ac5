//! The kinds of report that can be written to a file, by name.

use super::{json, junit};
use crate::verdict::RunResult;

/// A kind of report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// JUnit XML.
    Junit,
    /// The run result itself.
    Json,
}

impl Kind {
    /// Every kind, in the order in which help texts name them.
    pub const ALL: [Kind; 2] = [Kind::Junit, Kind::Json];

    /// Its name on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Junit => "junit",
            Kind::Json => "json",
        }
    }

    /// The whole report.
    pub fn render(self, run: &RunResult) -> String {
        match self {
            Kind::Junit => junit::render(run),
            Kind::Json => json::render(run),
        }
    }
}
