//! Every text of a finding in one walk: for whoever masks secrets, or replaces what differs from
//! run to run. What is added to a finding and may come from a target is added here.
//!
//! In come a [`CheckResult`] and a visitor that changes what it is shown; nothing goes out. It
//! must not know what the texts are.

use serde::Deserialize as _;
use serde_json::{Map, Number, Value};

use super::finding::{
    CheckResult, Difference, Expected, Got, Place, Reason, Remark, SchemaPlace, StatusLine,
};
use super::step::{Answers, Seen, StepResult};

/// Whoever is shown the parts of a finding and may change them.
pub trait Visitor {
    /// A text that may come from the target or from a scenario.
    fn text(&mut self, text: &mut String);
    /// A number in a JSON value.
    fn number(&mut self, _number: &mut Number) {}
    /// The size of a value that is not kept whole.
    fn size(&mut self, _size: &mut usize) {}
    /// How many answers there were of a kind.
    fn count(&mut self, _count: &mut u64) {}
}

impl<F: FnMut(&mut String)> Visitor for F {
    fn text(&mut self, text: &mut String) {
        self(text);
    }
}

impl CheckResult {
    /// Shows the visitor every part that may come from a target.
    pub fn visit<V: Visitor + ?Sized>(&mut self, visitor: &mut V) {
        self.place.visit(visitor);
        self.expected.visit(visitor);
        self.got.visit(visitor);
        self.reason.iter_mut().for_each(|reason| reason.visit(visitor));
        self.differences.iter_mut().for_each(|difference| difference.visit(visitor));
        self.signature.iter_mut().for_each(|signature| visitor.text(signature));
        match &mut self.remark {
            Some(Remark::Evidence { text } | Remark::Capitals { written: text }) => {
                visitor.text(text);
            }
            None => {}
        }
    }
}

impl StepResult {
    /// Shows the visitor every part of its findings that may come from a target, and how often
    /// they were seen.
    pub fn visit<V: Visitor + ?Sized>(&mut self, visitor: &mut V) {
        self.checks.iter_mut().for_each(|check| check.visit(visitor));
        if let Some(Seen { answers, cases, example }) = &mut self.seen {
            visitor.count(answers);
            let taken = std::mem::take(cases).into_iter();
            *cases = taken.map(|mut id| (visitor.text(&mut id), id).1).collect();
            example.iter_mut().for_each(|asked| visitor.text(&mut asked.case));
        }
    }
}

impl Answers {
    /// Shows the visitor how many answers a rule was about.
    pub fn visit<V: Visitor + ?Sized>(&mut self, visitor: &mut V) {
        let Answers { held, unknown, broken } = self;
        [held, unknown, broken].into_iter().for_each(|count| visitor.count(count));
    }
}

impl Place {
    fn visit<V: Visitor + ?Sized>(&mut self, visitor: &mut V) {
        match self {
            Place::Body { pointer } => visitor.text(pointer),
            Place::Schema { error: Some(SchemaPlace { pointer, property, .. }), .. } => {
                visitor.text(pointer);
                property.iter_mut().for_each(|property| visitor.text(property));
            }
            // These hold the scenario's and the schemas' own words.
            Place::Status
            | Place::Header { .. }
            | Place::Schema { error: None, .. }
            | Place::Text
            | Place::Csr
            | Place::Poll => {}
        }
    }
}

impl Expected {
    fn visit<V: Visitor + ?Sized>(&mut self, visitor: &mut V) {
        match self {
            Expected::Match { matcher } => value(matcher, visitor),
            Expected::Captured { pattern, .. } => {
                pattern.iter_mut().for_each(|pattern| visitor.text(pattern));
            }
            Expected::Status { .. }
            | Expected::StatusClass { .. }
            | Expected::Valid { .. }
            | Expected::Signable
            | Expected::Condition => {}
        }
    }
}

impl Got {
    fn visit<V: Visitor + ?Sized>(&mut self, visitor: &mut V) {
        match self {
            Got::Value { value: shown } => value(shown, visitor),
            Got::Long { start, characters } => {
                visitor.text(start);
                visitor.size(characters);
            }
            Got::Base64 { bytes } => visitor.size(bytes),
            Got::NothingIn { answer } | Got::Status { answer } => answer.visit(visitor),
            Got::Answer { answer, start } => {
                answer.visit(visitor);
                visitor.text(start);
            }
            Got::NotJson { content_type, start, .. } => {
                content_type.iter_mut().for_each(|kind| visitor.text(kind));
                visitor.text(start);
            }
            Got::Nothing | Got::Valid | Got::More { .. } => {}
        }
    }
}

impl StatusLine {
    fn visit<V: Visitor + ?Sized>(&mut self, visitor: &mut V) {
        self.code.iter_mut().chain(&mut self.message).for_each(|text| visitor.text(text));
    }
}

impl Reason {
    fn visit<V: Visitor + ?Sized>(&mut self, visitor: &mut V) {
        for fact in self.about.values_mut() {
            // A reason may keep a value, or hold the reason of a part; a list is neither.
            if let Some(mut got) = fact.as_object().and_then(|o| Got::deserialize(o).ok()) {
                got.visit(visitor);
                *fact = serde_json::to_value(got).unwrap_or_default();
            } else if let Some(mut inner) =
                fact.as_object().and_then(|o| Reason::deserialize(o).ok())
            {
                inner.visit(visitor);
                *fact = serde_json::to_value(inner).unwrap_or_default();
            } else {
                value(fact, visitor);
            }
        }
    }
}

impl Difference {
    fn visit<V: Visitor + ?Sized>(&mut self, visitor: &mut V) {
        visitor.text(&mut self.pointer);
        self.expected.iter_mut().chain(&mut self.got).for_each(|got| got.visit(visitor));
    }
}

/// The texts of a JSON value, keys too: a target chooses both.
fn value<V: Visitor + ?Sized>(whole: &mut Value, visitor: &mut V) {
    match whole {
        Value::String(text) => visitor.text(text),
        Value::Number(number) => visitor.number(number),
        Value::Array(items) => items.iter_mut().for_each(|item| value(item, visitor)),
        Value::Object(fields) => {
            let taken = std::mem::take(fields);
            let visited = taken.into_iter().map(|(mut key, mut inner)| {
                visitor.text(&mut key);
                value(&mut inner, visitor);
                (key, inner)
            });
            *fields = visited.collect::<Map<_, _>>();
        }
        Value::Null | Value::Bool(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Outcome;
    use serde_json::json;

    /// A finding with the secret wherever a target could have put it.
    fn told(secret: &str) -> CheckResult {
        let text = || secret.to_owned();
        let answer = || StatusLine { status: 400, code: Some(text()), message: Some(text()) };
        let inner = json!({ "code": "inner", "about": { "text": secret } });
        let got = json!({ "kind": "long", "start": secret, "characters": 300 });
        let about = json!({ "with": [secret], "got": got, "reason": inner });
        let about = about.as_object().cloned().unwrap_or_default();
        CheckResult {
            clause: Some("a.b".into()),
            place: Place::Body { pointer: text() },
            outcome: Outcome::Failed,
            matched: None,
            line: 1,
            expected: Expected::Match { matcher: json!({ "equals": { secret: secret } }) },
            got: Got::Answer { answer: answer(), start: text() },
            reason: Some(Reason { code: "other".into(), about }),
            differences: vec![Difference {
                pointer: text(),
                expected: Some(Got::Long { start: text(), characters: 9 }),
                got: Some(Got::Value { value: json!([{ secret: secret }]) }),
            }],
            signature: Some(text()),
            declared: None,
            remark: Some(Remark::Capitals { written: text() }),
        }
    }

    #[test]
    fn no_text_of_a_finding_is_left_out() {
        let mut masked = told("s3cret");
        masked.visit(&mut |text: &mut String| *text = text.replace("s3cret", "[masked]"));
        assert_eq!(masked, told("[masked]"));
        for got in [
            Got::NotJson { content_type: Some("s3cret".into()), bytes: 6, start: "s3cret".into() },
            Got::Status {
                answer: StatusLine { status: 400, code: Some("s3cret".into()), message: None },
            },
        ] {
            let mut masked = CheckResult { got, ..told("") };
            masked.visit(&mut |text: &mut String| *text = text.replace("s3cret", "x"));
            assert!(!serde_json::to_string(&masked).unwrap().contains("s3cret"));
        }
    }
}
