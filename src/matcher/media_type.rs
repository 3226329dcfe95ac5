//! `media-type`: a media type, whatever its parameters.

use serde_json::Value;

use crate::template::{self, TemplateError, Variables};

use super::argument::{mapping, string, text, when};
use super::kind::{Judged, Kind, Matcher, NoMatcher, Reader};
use super::shorten;

#[derive(Debug)]
struct MediaType(String);

/// Reads the media type.
pub(super) fn read(argument: &Value, _: &Reader) -> Result<Matcher, NoMatcher> {
    Ok(Matcher::of(MediaType(text("media-type", argument)?)))
}

impl Kind for MediaType {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(MediaType(template::fill_text(&self.0, variables)?)))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        let kind = string(value)?.split(';').next().unwrap_or_default().trim();
        when(kind.eq_ignore_ascii_case(&self.0))
    }

    fn describe(&self) -> String {
        format!("media type {}", shorten::text(&self.0))
    }

    fn written(&self) -> Value {
        mapping("media-type", self.0.clone())
    }
}
