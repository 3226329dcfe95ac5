//! `has`: an object or list with values at these places, each of which matches: for elements of a
//! list, which no pointer of an expectation reaches.

use serde_json::{Map, Value};

use crate::template::{TemplateError, Variables};
use crate::verdict::finding::{Difference, Got, Reason};

use super::argument::{mapping, there};
use super::kind::{Judged, Kind, Matcher, Miss, NoMatcher, Reader};
use super::reason::{about, inner, nested, text};
use super::shorten;

/// JSON pointers, and what stands there.
#[derive(Debug)]
struct Has(Vec<(String, Matcher)>);

/// Reads a mapping of pointers to matchers.
pub(super) fn read(argument: &Value, reader: &Reader) -> Result<Matcher, NoMatcher> {
    let fields = argument.as_object().filter(|fields| !fields.is_empty());
    let fields = fields.ok_or_else(|| {
        NoMatcher::because("`has` takes a mapping of JSON pointers that is not empty")
    })?;
    let mut parts = Vec::new();
    for (pointer, written) in fields {
        if !pointer.starts_with('/') {
            let message = format!("`{pointer}` is no JSON pointer: it begins with `/`");
            return Err(NoMatcher::because(message));
        }
        parts.push((pointer.clone(), reader.matcher(written)?));
    }
    Ok(Matcher::of(Has(parts)))
}

impl Kind for Has {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        let parts =
            self.0.iter().map(|(pointer, part)| Ok((pointer.clone(), part.fill(variables)?)));
        Ok(Matcher::of(Has(parts.collect::<Result<_, TemplateError>>()?)))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        let value = there(value)?;
        let mut remark = None;
        for (pointer, part) in &self.0 {
            let found = value.pointer(pointer);
            let told = part.judge(found).map_err(|miss| missed(pointer, found, miss))?;
            remark = remark.or(told);
        }
        Ok(remark)
    }

    fn describe(&self) -> String {
        let parts = self.0.iter().map(|(pointer, part)| format!("{pointer} {}", part.describe()));
        format!("something with {}", parts.collect::<Vec<_>>().join(" and "))
    }

    fn explain(&self, reason: &Reason) -> Option<String> {
        if reason.code != "field" {
            return None;
        }
        let pointer = text(reason, "pointer");
        let (_, part) = self.0.iter().find(|(known, _)| known == pointer)?;
        let got = shorten::told(reason, "got");
        let why = match inner(reason) {
            Some(why) => part.explain(&why),
            None => format!("not {}", part.describe()),
        };
        Some(format!("{pointer} is {got}: {why}"))
    }

    fn written(&self) -> Value {
        let parts = self.0.iter().map(|(pointer, part)| (pointer.clone(), part.written()));
        mapping("has", Value::Object(Map::from_iter(parts)))
    }
}

fn missed(pointer: &str, found: Option<&Value>, miss: Miss) -> Miss {
    let got = match found {
        Some(found) => shorten::kept(found),
        None => serde_json::to_value(Got::Nothing).unwrap_or_default(),
    };
    let facts = [("pointer", pointer.into()), ("got", got), ("reason", nested(miss.reason))];
    let differences = miss.differences.into_iter().map(|difference| Difference {
        pointer: format!("{pointer}{}", difference.pointer),
        ..difference
    });
    Miss { reason: Some(about("field", facts)), differences: differences.collect() }
}
