//! `matches`: a string in which a regular expression finds something.

use serde_json::Value;

use crate::template::{self, TemplateError, Variables};
use crate::verdict::finding::Reason;

use super::argument::{mapping, string, text, when};
use super::kind::{Judged, Kind, Matcher, Miss, NoMatcher, Reader};
use super::reason::{self, about};
use super::{pattern, shorten};

#[derive(Debug)]
struct Matches(String);

/// Reads the pattern, which may hold variables.
pub(super) fn read(argument: &Value, _: &Reader) -> Result<Matcher, NoMatcher> {
    let written = text("matches", argument)?;
    match pattern::check(&written) {
        Ok(_) => Ok(Matcher::of(Matches(written))),
        Err(why) => Err(NoMatcher::because(why)),
    }
}

impl Kind for Matches {
    /// A value stands for itself: a dot in a name is a dot.
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(Matches(template::fill_with(&self.0, variables, regex::escape)?)))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        let pattern = pattern::compiled(&self.0)
            .map_err(|why| Miss::from(about("no-pattern", [("why", why.into())])))?;
        when(pattern.is_match(string(value)?))
    }

    fn describe(&self) -> String {
        format!("a string that matches {}", shorten::text(&self.0))
    }

    fn explain(&self, reason: &Reason) -> Option<String> {
        (reason.code == "no-pattern")
            .then(|| format!("no regular expression: {}", reason::text(reason, "why")))
    }

    fn written(&self) -> Value {
        mapping("matches", self.0.clone())
    }
}
