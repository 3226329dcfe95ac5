//! The matchers of an expectation as data, and how they are read from YAML values.
//!
//! What they mean for an answer is decided in `check`; this file only says what can be written.

use serde_json::Value;

use crate::yaml::did_you_mean;

/// What a value of an answer must be. Strings inside may hold `{{variables}}`.
#[derive(Debug, Clone, PartialEq)]
pub enum Matcher {
    Equals(Value),
    SameWord(String),
    OneOf(Vec<Matcher>),
    Not(Box<Matcher>),
    Matches(String),
    Present(bool),
    Optional(Box<Matcher>),
    Type(JsonType),
    NonEmpty,
    AtLeast(Value),
    Url(UrlMatcher),
    MediaType(String),
    Csr(CsrMatcher),
    Der(String),
    CertificateKeyOf(String),
    ThumbprintOf(String),
}

/// The JSON types a scenario can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonType {
    String,
    Integer,
    Boolean,
    Object,
    Array,
}

/// A URL by path and named parameters; the host is never compared.
#[derive(Debug, Clone, PartialEq)]
pub struct UrlMatcher {
    pub path: String,
    pub query: Vec<(String, Matcher)>,
}

/// A PKCS#10 request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsrMatcher {
    pub subject: Option<String>,
    pub key: Option<KeyKind>,
}

/// The kind of a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    Rsa,
    Ec,
}

/// The keys a matcher mapping can have.
pub const MATCHERS: [&str; 16] = [
    "equals",
    "same-word",
    "one-of",
    "not",
    "matches",
    "present",
    "optional",
    "type",
    "non-empty",
    "at-least",
    "url",
    "media-type",
    "csr",
    "der",
    "certificate",
    "thumbprint-of",
];

/// Why a value is no matcher: a message and perhaps a hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoMatcher {
    pub message: String,
    pub hint: Option<String>,
}

fn no(message: impl Into<String>) -> NoMatcher {
    NoMatcher { message: message.into(), hint: None }
}

/// Reads a matcher: a plain value, or a mapping with exactly one known key.
pub fn parse(value: &Value) -> Result<Matcher, NoMatcher> {
    let Value::Object(fields) = value else {
        return Ok(Matcher::Equals(value.clone()));
    };
    let mut entries = fields.iter();
    let (Some((key, argument)), None) = (entries.next(), entries.next()) else {
        return Err(no("a matcher is a plain value or a mapping with exactly one key \
                       (an object is compared with `equals`)"));
    };
    one(key, argument)
}

fn one(key: &str, argument: &Value) -> Result<Matcher, NoMatcher> {
    match key {
        "equals" => Ok(Matcher::Equals(argument.clone())),
        "same-word" => Ok(Matcher::SameWord(text(key, argument)?)),
        "one-of" => Ok(Matcher::OneOf(several(key, argument)?)),
        "not" => Ok(Matcher::Not(Box::new(parse(argument)?))),
        "matches" => pattern(argument),
        "present" => Ok(Matcher::Present(flag(key, argument)?)),
        "optional" => Ok(Matcher::Optional(Box::new(parse(argument)?))),
        "type" => json_type(argument),
        "non-empty" if argument == &Value::Bool(true) => Ok(Matcher::NonEmpty),
        "non-empty" => Err(no("`non-empty` takes only `true`")),
        "at-least" => Ok(Matcher::AtLeast(argument.clone())),
        "url" => url(argument),
        "media-type" => Ok(Matcher::MediaType(text(key, argument)?)),
        "csr" => csr(argument),
        "der" => Ok(Matcher::Der(text(key, argument)?)),
        "certificate" => {
            let key_of = only_fields(key, argument, &["key-of"])?.get("key-of");
            let key_of = key_of.ok_or_else(|| no("`certificate` needs `key-of`"))?;
            Ok(Matcher::CertificateKeyOf(text("key-of", key_of)?))
        }
        "thumbprint-of" => Ok(Matcher::ThumbprintOf(text(key, argument)?)),
        unknown => Err(NoMatcher {
            message: format!("unknown matcher `{unknown}`"),
            hint: did_you_mean(unknown, MATCHERS),
        }),
    }
}

fn text(key: &str, value: &Value) -> Result<String, NoMatcher> {
    let taken = value.as_str().map(str::to_owned);
    taken.ok_or_else(|| no(format!("`{key}` takes a string")))
}

fn flag(key: &str, value: &Value) -> Result<bool, NoMatcher> {
    value.as_bool().ok_or_else(|| no(format!("`{key}` takes true or false")))
}

fn several(key: &str, value: &Value) -> Result<Vec<Matcher>, NoMatcher> {
    match value.as_array() {
        Some(items) if !items.is_empty() => items.iter().map(parse).collect(),
        _ => Err(no(format!("`{key}` takes a list that is not empty"))),
    }
}

fn pattern(value: &Value) -> Result<Matcher, NoMatcher> {
    let written = text("matches", value)?;
    check_pattern(&written)?;
    Ok(Matcher::Matches(written))
}

/// Whether a pattern, its variables taken as a letter, is a regular expression.
pub fn check_pattern(written: &str) -> Result<regex::Regex, NoMatcher> {
    let mut plain = written.to_owned();
    while let (Some(start), Some(end)) = (plain.find("{{"), plain.find("}}")) {
        if end < start {
            break;
        }
        plain.replace_range(start..end + 2, "x");
    }
    regex::Regex::new(&plain).map_err(|error| {
        let last = error.to_string();
        let last = last.lines().last().unwrap_or_default().trim();
        let last = last.trim_start_matches("error: ");
        no(format!("`{written}` is no regular expression: {last}"))
    })
}

fn json_type(value: &Value) -> Result<Matcher, NoMatcher> {
    let kind = match value.as_str() {
        Some("string") => JsonType::String,
        Some("integer") => JsonType::Integer,
        Some("boolean") => JsonType::Boolean,
        Some("object") => JsonType::Object,
        Some("array") => JsonType::Array,
        _ => return Err(no("`type` takes string, integer, boolean, object or array")),
    };
    Ok(Matcher::Type(kind))
}

fn only_fields<'v>(
    key: &str,
    value: &'v Value,
    known: &[&str],
) -> Result<&'v serde_json::Map<String, Value>, NoMatcher> {
    let fields = value.as_object().ok_or_else(|| no(format!("`{key}` takes a mapping")))?;
    match fields.keys().find(|f| !known.contains(&f.as_str())) {
        Some(unknown) => Err(NoMatcher {
            message: format!("`{key}` knows no `{unknown}`"),
            hint: did_you_mean(unknown, known.iter().copied()),
        }),
        None => Ok(fields),
    }
}

fn url(value: &Value) -> Result<Matcher, NoMatcher> {
    let fields = only_fields("url", value, &["path", "query"])?;
    let path = fields.get("path").ok_or_else(|| no("`url` needs `path`"))?;
    let mut query = Vec::new();
    if let Some(given) = fields.get("query") {
        let given = given.as_object().ok_or_else(|| no("`query` takes a mapping"))?;
        for (name, matcher) in given {
            query.push((name.clone(), parse(matcher)?));
        }
    }
    Ok(Matcher::Url(UrlMatcher { path: text("path", path)?, query }))
}

fn csr(value: &Value) -> Result<Matcher, NoMatcher> {
    let fields = only_fields("csr", value, &["subject", "key"])?;
    let subject = fields.get("subject").map(|s| text("subject", s)).transpose()?;
    let key = match fields.get("key").map(|k| k.as_str()) {
        None => None,
        Some(Some("rsa")) => Some(KeyKind::Rsa),
        Some(Some("ec")) => Some(KeyKind::Ec),
        Some(_) => return Err(no("`key` takes rsa or ec")),
    };
    Ok(Matcher::Csr(CsrMatcher { subject, key }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn plain_values_mean_equality_and_mappings_name_a_matcher() {
        assert_eq!(parse(&json!("a")), Ok(Matcher::Equals(json!("a"))));
        assert_eq!(parse(&json!([1])), Ok(Matcher::Equals(json!([1]))));
        assert_eq!(
            parse(&json!({"not": {"same-word": "x"}})),
            Ok(Matcher::Not(Box::new(Matcher::SameWord("x".into()))))
        );
    }

    #[test]
    fn every_listed_matcher_is_known() {
        for name in MATCHERS {
            let answer = parse(&json!({ name: null }));
            let unknown = answer.is_err_and(|e| e.message.starts_with("unknown"));
            assert!(!unknown, "{name} is listed but unknown");
        }
    }

    #[test]
    fn mistakes_are_named() {
        let message = |v: Value| parse(&v).map_err(|e| (e.message, e.hint));
        let (said, hint) = message(json!({"mathces": "x"})).unwrap_err();
        assert_eq!(said, "unknown matcher `mathces`");
        assert_eq!(hint.as_deref(), Some("did you mean \"matches\"?"));
        let (said, _) = message(json!({"matches": "(x"})).unwrap_err();
        assert!(said.contains("unclosed group"), "{said}");
        assert!(message(json!({"present": true, "type": "string"})).is_err());
        assert!(message(json!({"url": {"host": "x"}})).is_err());
        assert!(message(json!({"one-of": []})).is_err());
    }

    #[test]
    fn a_pattern_may_hold_variables() {
        assert!(check_pattern("^/certificates/{{name}}/[0-9a-f]{32}$").is_ok());
    }
}
