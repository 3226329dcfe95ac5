//! `{{variable}}` in strings of a scenario: finding the names, and filling in values.
//!
//! A string that is nothing but one variable takes its value with its JSON type; inside other
//! text a variable must be a string, number or boolean. No expressions, on purpose.

use std::collections::BTreeMap;
use std::sync::Arc;

use memchr::memmem;
use serde_json::{Map, Value};

/// Values that many look at, and none copies: rules are many, and an exchange has one answer.
pub type Layer = BTreeMap<String, Arc<Value>>;

/// Values by name; `a.b` walks into an object, `a.0` into a list.
#[derive(Debug, Clone, Default)]
pub struct Variables {
    own: Map<String, Value>,
    below: Vec<Arc<Layer>>,
}

impl Variables {
    /// None.
    pub fn new() -> Variables {
        Variables::default()
    }

    /// Those of the layers, the first one first.
    pub fn over(below: Vec<Arc<Layer>>) -> Variables {
        Variables { own: Map::new(), below }
    }

    /// The value of that name; one of its own hides those of the layers.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.own
            .get(name)
            .or_else(|| self.below.iter().find_map(|layer| layer.get(name)).map(Arc::as_ref))
    }

    /// Gives it a value of its own.
    pub fn insert(&mut self, name: String, value: Value) {
        self.own.insert(name, value);
    }

    /// Its own, without those of the layers.
    pub fn own(&mut self) -> &mut Map<String, Value> {
        &mut self.own
    }
}

impl From<Map<String, Value>> for Variables {
    fn from(own: Map<String, Value>) -> Variables {
        Variables { own, below: Vec::new() }
    }
}

/// What cannot be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// `{{` without `}}`.
    #[error("`{{{{` is not closed by `}}}}`")]
    Unclosed,
    /// A name with other characters than letters, digits, `_` and `.`.
    #[error("`{{{{{0}}}}}` is no variable name (letters, digits, `_` and `.`)")]
    BadName(String),
    /// No such variable when the step ran.
    #[error("the variable `{0}` has no value")]
    Missing(String),
    /// A list or object inside other text.
    #[error("the variable `{0}` is a list or an object and cannot stand inside other text")]
    NotText(String),
}

enum Part<'a> {
    Text(&'a str),
    Name(&'a str),
}

fn parts(text: &str) -> Result<Vec<Part<'_>>, TemplateError> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = memmem::find(rest.as_bytes(), b"{{") {
        let (before, tail) = rest.split_at(start);
        if !before.is_empty() {
            found.push(Part::Text(before));
        }
        let end = memmem::find(tail.as_bytes(), b"}}").ok_or(TemplateError::Unclosed)?;
        let name = tail[2..end].trim();
        if name.is_empty() || !name.chars().all(is_of_a_name) {
            return Err(TemplateError::BadName(name.to_owned()));
        }
        found.push(Part::Name(name));
        rest = &tail[end + 2..];
    }
    if !rest.is_empty() {
        found.push(Part::Text(rest));
    }
    Ok(found)
}

fn is_of_a_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '.'
}

/// The names a string uses, in order.
pub fn names(text: &str) -> Result<Vec<&str>, TemplateError> {
    let names = parts(text)?.into_iter().filter_map(|part| match part {
        Part::Name(name) => Some(name),
        Part::Text(_) => None,
    });
    Ok(names.collect())
}

/// The value of a variable.
pub fn lookup<'v>(name: &str, variables: &'v Variables) -> Result<&'v Value, TemplateError> {
    let mut steps = name.split('.');
    let mut value = steps.next().and_then(|first| variables.get(first));
    for step in steps {
        value = value.and_then(|v| within(v, step));
    }
    value.ok_or_else(|| TemplateError::Missing(name.to_owned()))
}

/// A field of an object, or an element of a list by its index.
fn within<'v>(value: &'v Value, step: &str) -> Option<&'v Value> {
    match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        other => other.get(step),
    }
}

/// Whether a name has a value.
pub fn is_there(name: &str, variables: &Variables) -> bool {
    lookup(name, variables).is_ok()
}

fn as_text(name: &str, value: &Value) -> Result<String, TemplateError> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            Err(TemplateError::NotText(name.to_owned()))
        }
    }
}

/// Fills a string, passing each value through `encode` (percent-encoding, regex-escaping).
pub fn fill_with(
    text: &str,
    variables: &Variables,
    encode: impl Fn(&str) -> String,
) -> Result<String, TemplateError> {
    let mut filled = String::new();
    for part in parts(text)? {
        match part {
            Part::Text(text) => filled.push_str(text),
            Part::Name(name) => {
                filled.push_str(&encode(&as_text(name, lookup(name, variables)?)?));
            }
        }
    }
    Ok(filled)
}

/// Fills a string.
pub fn fill_text(text: &str, variables: &Variables) -> Result<String, TemplateError> {
    fill_with(text, variables, str::to_owned)
}

/// Fills every string of a JSON value (not the keys).
pub fn fill(value: &Value, variables: &Variables) -> Result<Value, TemplateError> {
    Ok(match value {
        Value::String(text) => match parts(text)?.as_slice() {
            [Part::Name(name)] => lookup(name, variables)?.clone(),
            _ => Value::String(fill_text(text, variables)?),
        },
        Value::Array(items) => {
            Value::Array(items.iter().map(|i| fill(i, variables)).collect::<Result<_, _>>()?)
        }
        Value::Object(fields) => {
            let filled = fields.iter().map(|(k, v)| Ok((k.clone(), fill(v, variables)?)));
            Value::Object(filled.collect::<Result<_, TemplateError>>()?)
        }
        other => other.clone(),
    })
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn variables() -> Variables {
        let value = json!({"name": "n1", "signed": {"x5c": ["a", "b"], "exp": 7}});
        value.as_object().cloned().unwrap_or_default().into()
    }

    #[test]
    fn a_lone_variable_keeps_its_type_and_text_around_makes_it_text() {
        let filled = fill(
            &json!({"x5c": "{{signed.x5c}}", "s": "CN={{name}}", "n": "{{ signed.exp }}"}),
            &variables(),
        );
        assert_eq!(filled, Ok(json!({"x5c": ["a", "b"], "s": "CN=n1", "n": 7})));
    }

    #[test]
    fn what_cannot_be_filled_says_why() {
        let text = |t: &str| fill_text(t, &variables());
        assert_eq!(text("{{name"), Err(TemplateError::Unclosed));
        assert_eq!(text("{{a b}}"), Err(TemplateError::BadName("a b".into())));
        assert_eq!(text("x{{nope}}"), Err(TemplateError::Missing("nope".into())));
        assert_eq!(text("x{{signed.x5c}}"), Err(TemplateError::NotText("signed.x5c".into())));
    }

    #[test]
    fn encoding_touches_the_values_only() {
        let filled = fill_with("/{{name}}/", &variables(), |v| v.to_uppercase());
        assert_eq!(filled, Ok("/N1/".into()));
    }
}
