//! `contains`: a list with an element that matches, or a string with a text in it.

use serde_json::Value;

use crate::template::{TemplateError, Variables};
use crate::verdict::finding::Reason;

use super::argument::{mapping, there, when};
use super::kind::{Judged, Kind, Matcher, NoMatcher, Reader};
use super::reason::{about, because, number};

#[derive(Debug)]
struct Contains(Matcher);

/// Reads the matcher of the element; a plain string is looked for in strings, too.
pub(super) fn read(argument: &Value, reader: &Reader) -> Result<Matcher, NoMatcher> {
    Ok(Matcher::of(Contains(reader.matcher(argument)?)))
}

impl Kind for Contains {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(Contains(self.0.fill(variables)?)))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        match (there(value)?, self.0.plain()) {
            (Value::Array(items), _) => {
                let found = items.iter().find_map(|item| self.0.judge(Some(item)).ok());
                found.ok_or_else(|| about("no-element", [("elements", items.len().into())]).into())
            }
            (Value::String(text), Some(Value::String(part))) => when(text.contains(part.as_str())),
            (_, Some(Value::String(_))) => Err(because("no-list-or-string").into()),
            _ => Err(because("not-a-list").into()),
        }
    }

    fn describe(&self) -> String {
        format!("something that contains {}", self.0.describe())
    }

    fn explain(&self, reason: &Reason) -> Option<String> {
        match reason.code.as_str() {
            "no-element" => Some(match number(reason, "elements") {
                0 => "the list is empty".to_owned(),
                1 => "the one element does not match".to_owned(),
                elements => format!("none of {elements} elements matches"),
            }),
            "no-list-or-string" => Some("neither a list nor a string".to_owned()),
            _ => None,
        }
    }

    fn written(&self) -> Value {
        mapping("contains", self.0.written())
    }
}
