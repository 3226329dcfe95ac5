//! `same-word`: the same string but for capitals.

use serde_json::Value;

use crate::template::{self, TemplateError, Variables};
use crate::verdict::finding::Remark;

use super::argument::{mapping, quoted, string, text};
use super::kind::{Judged, Kind, Matcher, Miss, NoMatcher, Reader};
use super::shorten;

#[derive(Debug)]
struct SameWord(String);

/// Reads the word.
pub(super) fn read(argument: &Value, _: &Reader) -> Result<Matcher, NoMatcher> {
    Ok(Matcher::of(SameWord(text("same-word", argument)?)))
}

impl Kind for SameWord {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(SameWord(template::fill_text(&self.0, variables)?)))
    }

    /// Other capitals are allowed, but worth telling.
    fn judge(&self, value: Option<&Value>) -> Judged {
        let text = string(value)?;
        if !text.eq_ignore_ascii_case(&self.0) {
            return Err(Miss::default());
        }
        Ok((text != self.0).then(|| Remark::Capitals { written: shorten::text(text) }))
    }

    fn describe(&self) -> String {
        format!("{} in any capitals", quoted(&self.0))
    }

    fn written(&self) -> Value {
        mapping("same-word", self.0.clone())
    }
}
