//! Whether a value is what a matcher wants: the dispatch, and the matchers of a few lines.

use serde_json::Value;

use crate::scenario::matcher::{JsonType, Matcher};
use crate::scenario::model::Demand;
use crate::scenario::template::Variables;

use super::describe::describe;
use super::fill::filled;
use super::finding::Finding;
use super::{diff, encoded, pattern, shorten, url, x509};

/// Matched, perhaps with a remark; or not, perhaps with a reason.
pub(super) type Judged = Result<Option<String>, Miss>;

/// Why a value does not match, where there is more to say than the value itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Miss {
    pub reason: Option<String>,
    pub diff: Vec<String>,
}

impl From<String> for Miss {
    fn from(reason: String) -> Self {
        Miss { reason: Some(reason), diff: Vec::new() }
    }
}

/// Checks the value of a demand.
pub(super) fn check(
    subject: String,
    demand: &Demand,
    value: Option<&Value>,
    variables: &Variables,
) -> Finding {
    let matcher = match filled(&demand.matcher, variables) {
        Ok(matcher) => matcher,
        Err(error) => {
            let expected = describe(&demand.matcher);
            return Finding::failed(demand.line, subject, expected, error.to_string());
        }
    };
    let actual = value.map_or_else(|| "nothing".to_owned(), shorten::value);
    let found = Finding::held(demand.line, subject, describe(&matcher), actual);
    match judge(&matcher, value) {
        Ok(remark) => Finding { remark, ..found },
        Err(Miss { reason, diff }) => {
            let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
            let actual = format!("{}{reason}", found.actual);
            Finding { holds: false, actual, diff, ..found }
        }
    }
}

/// Whether a value, or its absence, is what a filled matcher wants.
pub(super) fn judge(matcher: &Matcher, value: Option<&Value>) -> Judged {
    match matcher {
        Matcher::Present(wanted) => when(value.is_some() == *wanted),
        Matcher::Optional(inner) => match value {
            None => Ok(None),
            value => judge(inner, value),
        },
        Matcher::OneOf(inner) => one_of(inner, value),
        Matcher::Not(inner) => when(value.is_some() && judge(inner, value).is_err()),
        Matcher::Equals(wanted) => equals(wanted, there(value)?),
        Matcher::SameWord(word) => same_word(word, text(value)?),
        Matcher::Matches(written) => when(pattern::compile(written)?.is_match(text(value)?)),
        Matcher::Type(kind) => when(has_type(*kind, there(value)?)),
        Matcher::NonEmpty => when(is_filled(there(value)?)),
        Matcher::AtLeast(bound) => at_least(bound, there(value)?),
        Matcher::Url(wanted) => url::judge(wanted, text(value)?),
        Matcher::MediaType(kind) => when(media_type(text(value)?).eq_ignore_ascii_case(kind)),
        Matcher::Csr(wanted) => said(x509::csr(wanted, text(value)?)),
        Matcher::Der(given) => said(same_bytes(given, text(value)?)),
        Matcher::CertificateKeyOf(given) => said(x509::certificate_key_of(given, text(value)?)),
        Matcher::ThumbprintOf(given) => when(x509::thumbprint(given)? == text(value)?),
    }
}

fn when(matched: bool) -> Judged {
    if matched { Ok(None) } else { Err(Miss::default()) }
}

fn said(judged: Result<(), String>) -> Judged {
    judged.map(|()| None).map_err(Miss::from)
}

fn there(value: Option<&Value>) -> Result<&Value, Miss> {
    value.ok_or_else(Miss::default)
}

fn text(value: Option<&Value>) -> Result<&str, Miss> {
    there(value)?.as_str().ok_or_else(|| Miss::from("not a string".to_owned()))
}

fn one_of(inner: &[Matcher], value: Option<&Value>) -> Judged {
    inner.iter().find_map(|m| judge(m, value).ok()).ok_or_else(Miss::default)
}

fn equals(wanted: &Value, value: &Value) -> Judged {
    match wanted == value {
        true => Ok(None),
        false => Err(Miss { reason: None, diff: diff::lines(wanted, value) }),
    }
}

/// Other capitals are allowed, but worth telling.
fn same_word(word: &str, text: &str) -> Judged {
    match text.eq_ignore_ascii_case(word) {
        true => Ok((text != word).then(|| format!("written {}", shorten::value(&text.into())))),
        false => Err(Miss::default()),
    }
}

fn has_type(kind: JsonType, value: &Value) -> bool {
    match kind {
        JsonType::String => value.is_string(),
        JsonType::Integer => value.is_i64() || value.is_u64(),
        JsonType::Boolean => value.is_boolean(),
        JsonType::Object => value.is_object(),
        JsonType::Array => value.is_array(),
    }
}

fn is_filled(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn at_least(bound: &Value, value: &Value) -> Judged {
    match (bound.as_f64(), value.as_f64()) {
        (Some(bound), Some(value)) => when(value >= bound),
        (None, _) => Err(Miss::from("the bound is no number".to_owned())),
        (_, None) => Err(Miss::from("not a number".to_owned())),
    }
}

/// A media type without its parameters.
fn media_type(text: &str) -> &str {
    text.split(';').next().unwrap_or_default().trim()
}

fn same_bytes(given: &str, text: &str) -> Result<(), String> {
    let wanted = encoded::lenient(given).map_err(|why| format!("what it is held to is {why}"))?;
    let bytes = encoded::lenient(text)?;
    let same = bytes.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
    match bytes == wanted {
        true => Ok(()),
        false => Err(format!("other bytes from byte {} on", same + 1)),
    }
}

#[cfg(test)]
mod tests;
