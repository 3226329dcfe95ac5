//! The kinds of report that can be written to a file, by name.

use super::sanitize::{Spelling, inert};
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

    /// The whole report. A pipeline may print it: no line of it is a command, other than those that
    /// are meant as such.
    pub fn render(self, run: &RunResult) -> String {
        let (page, spelling) = match self {
            Kind::Junit => (junit::render(run), Spelling::Entity),
            Kind::Html => (html::render(run), Spelling::Entity),
            Kind::Markdown => (markdown::render(run), Spelling::Plain),
            Kind::Json => (json::render(run), Spelling::Json),
            Kind::Har => (har::render(run), Spelling::Json),
            Kind::Github => return github::render(run),
        };
        inert(&page, spelling).into_owned()
    }
}
