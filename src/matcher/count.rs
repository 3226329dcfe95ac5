//! `count`: a list whose number of elements matches.

use serde_json::Value;

use crate::template::{TemplateError, Variables};
use crate::verdict::finding::Reason;

use super::argument::{mapping, there};
use super::kind::{Judged, Kind, Matcher, NoMatcher, Reader};
use super::reason::{about, because, number};

#[derive(Debug)]
struct Count(Matcher);

/// Reads the matcher of the number.
pub(super) fn read(argument: &Value, reader: &Reader) -> Result<Matcher, NoMatcher> {
    Ok(Matcher::of(Count(reader.matcher(argument)?)))
}

impl Kind for Count {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(Count(self.0.fill(variables)?)))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        let items = there(value)?.as_array().ok_or_else(|| because("not-a-list"))?;
        let elements = Value::from(items.len());
        let judged = self.0.judge(Some(&elements));
        judged.map_err(|_| about("elements", [("elements", elements)]).into())
    }

    fn describe(&self) -> String {
        format!("a list with a number of elements that is {}", self.0.describe())
    }

    fn explain(&self, reason: &Reason) -> Option<String> {
        (reason.code == "elements").then(|| match number(reason, "elements") {
            1 => "1 element".to_owned(),
            elements => format!("{elements} elements"),
        })
    }

    fn written(&self) -> Value {
        mapping("count", self.0.written())
    }
}
