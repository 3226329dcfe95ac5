//! The kinds of report that can be written to a file, by name.

use super::{github, har, html, json, junit, markdown};
use crate::verdict::RunResult;

/// A kind of report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// JUnit XML.
    Junit,
    /// One HTML file for people.
    Html,
    /// GitHub-flavoured Markdown.
    Markdown,
    /// The run result itself.
    Json,
    /// HTTP Archive 1.2.
    Har,
    /// Workflow commands of GitHub Actions.
    Github,
}

impl Kind {
    /// Every kind, in the order in which help texts name them.
    pub const ALL: [Kind; 6] =
        [Kind::Junit, Kind::Html, Kind::Markdown, Kind::Json, Kind::Har, Kind::Github];

    /// Its name on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Junit => "junit",
            Kind::Html => "html",
            Kind::Markdown => "markdown",
            Kind::Json => "json",
            Kind::Har => "har",
            Kind::Github => "github",
        }
    }

    /// The whole report.
    pub fn render(self, run: &RunResult) -> String {
        match self {
            Kind::Junit => junit::render(run),
            Kind::Html => html::render(run),
            Kind::Markdown => markdown::render(run),
            Kind::Json => json::render(run),
            Kind::Har => har::render(run),
            Kind::Github => github::render(run),
        }
    }
}
