//! Matchers made of others: `one-of`, `all-of`, `not`, `optional`.

use serde_json::Value;

use crate::template::{TemplateError, Variables};
use crate::verdict::finding::Reason;

use super::argument::{mapping, when};
use super::kind::{Judged, Kind, Matcher, Miss, NoMatcher, Reader};
use super::reason::{about, inner, nested, number};

#[derive(Debug)]
struct OneOf(Vec<Matcher>);

#[derive(Debug)]
struct AllOf(Vec<Matcher>);

#[derive(Debug)]
struct Not(Matcher);

#[derive(Debug)]
struct Optional(Matcher);

/// Reads a list of matchers.
pub(super) fn read_one_of(argument: &Value, reader: &Reader) -> Result<Matcher, NoMatcher> {
    Ok(Matcher::of(OneOf(reader.several("one-of", argument)?)))
}

/// Reads a list of matchers.
pub(super) fn read_all_of(argument: &Value, reader: &Reader) -> Result<Matcher, NoMatcher> {
    Ok(Matcher::of(AllOf(reader.several("all-of", argument)?)))
}

/// Reads the matcher that is denied.
pub(super) fn read_not(argument: &Value, reader: &Reader) -> Result<Matcher, NoMatcher> {
    Ok(Matcher::of(Not(reader.matcher(argument)?)))
}

/// Reads the matcher for a value that is there.
pub(super) fn read_optional(argument: &Value, reader: &Reader) -> Result<Matcher, NoMatcher> {
    Ok(Matcher::of(Optional(reader.matcher(argument)?)))
}

fn filled(parts: &[Matcher], variables: &Variables) -> Result<Vec<Matcher>, TemplateError> {
    parts.iter().map(|part| part.fill(variables)).collect()
}

fn described(parts: &[Matcher], between: &str) -> String {
    parts.iter().map(Matcher::describe).collect::<Vec<_>>().join(between)
}

fn written(parts: &[Matcher]) -> Value {
    parts.iter().map(Matcher::written).collect()
}

impl Kind for OneOf {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(OneOf(filled(&self.0, variables)?)))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        let part = self.0.iter().find(|part| part.takes(value));
        part.and_then(|part| part.judge(value).ok()).ok_or_else(Miss::default)
    }

    fn takes(&self, value: Option<&Value>) -> bool {
        self.0.iter().any(|part| part.takes(value))
    }

    fn describe(&self) -> String {
        described(&self.0, " or ")
    }

    fn written(&self) -> Value {
        mapping("one-of", written(&self.0))
    }

    fn asks_for_number(&self) -> bool {
        self.0.iter().any(Matcher::asks_for_number)
    }
}

impl Kind for AllOf {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(AllOf(filled(&self.0, variables)?)))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        let mut remark = None;
        for (index, part) in self.0.iter().enumerate() {
            let told = part.judge(value).map_err(|miss| Miss {
                reason: Some(about(
                    "part",
                    [("index", index.into()), ("reason", nested(miss.reason))],
                )),
                differences: miss.differences,
            })?;
            remark = remark.or(told);
        }
        Ok(remark)
    }

    fn takes(&self, value: Option<&Value>) -> bool {
        self.0.iter().all(|part| part.takes(value))
    }

    fn describe(&self) -> String {
        described(&self.0, " and ")
    }

    fn explain(&self, reason: &Reason) -> Option<String> {
        if reason.code != "part" {
            return None;
        }
        let part = self.0.get(usize::try_from(number(reason, "index")).ok()?)?;
        Some(match inner(reason) {
            Some(why) => part.explain(&why),
            None => format!("not {}", part.describe()),
        })
    }

    fn written(&self) -> Value {
        mapping("all-of", written(&self.0))
    }

    fn asks_for_number(&self) -> bool {
        self.0.iter().any(Matcher::asks_for_number)
    }
}

impl Kind for Not {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(Not(self.0.fill(variables)?)))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        when(self.takes(value))
    }

    fn takes(&self, value: Option<&Value>) -> bool {
        value.is_some() && !self.0.takes(value)
    }

    fn describe(&self) -> String {
        format!("not {}", self.0.describe())
    }

    fn written(&self) -> Value {
        mapping("not", self.0.written())
    }

    fn asks_for_number(&self) -> bool {
        self.0.asks_for_number()
    }
}

impl Kind for Optional {
    fn fill(&self, variables: &Variables) -> Result<Matcher, TemplateError> {
        Ok(Matcher::of(Optional(self.0.fill(variables)?)))
    }

    fn judge(&self, value: Option<&Value>) -> Judged {
        if value.is_some() { self.0.judge(value) } else { Ok(None) }
    }

    fn takes(&self, value: Option<&Value>) -> bool {
        value.is_none() || self.0.takes(value)
    }

    fn describe(&self) -> String {
        format!("nothing or {}", self.0.describe())
    }

    fn explain(&self, reason: &Reason) -> Option<String> {
        Some(self.0.explain(reason))
    }

    fn written(&self) -> Value {
        mapping("optional", self.0.written())
    }

    fn asks_for_number(&self) -> bool {
        self.0.asks_for_number()
    }
}
