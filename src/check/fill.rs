//! A matcher with its `{{variables}}` filled in.

use serde_json::Value;

use crate::scenario::matcher::{CsrMatcher, Matcher, UrlMatcher};
use crate::scenario::template::{TemplateError, Variables, fill, fill_text, fill_with};

/// The matcher, every string of it filled.
pub(super) fn filled(matcher: &Matcher, variables: &Variables) -> Result<Matcher, TemplateError> {
    let text = |text: &str| fill_text(text, variables);
    let value = |value: &Value| fill(value, variables);
    let boxed = |inner: &Matcher| filled(inner, variables).map(Box::new);
    Ok(match matcher {
        Matcher::Equals(wanted) => Matcher::Equals(value(wanted)?),
        Matcher::SameWord(word) => Matcher::SameWord(text(word)?),
        Matcher::OneOf(inner) => {
            Matcher::OneOf(inner.iter().map(|m| filled(m, variables)).collect::<Result<_, _>>()?)
        }
        Matcher::Not(inner) => Matcher::Not(boxed(inner)?),
        Matcher::Optional(inner) => Matcher::Optional(boxed(inner)?),
        // A value stands for itself: a dot in a name is a dot.
        Matcher::Matches(pattern) => {
            Matcher::Matches(fill_with(pattern, variables, regex::escape)?)
        }
        Matcher::AtLeast(bound) => Matcher::AtLeast(value(bound)?),
        Matcher::Url(wanted) => Matcher::Url(url(wanted, variables)?),
        Matcher::MediaType(kind) => Matcher::MediaType(text(kind)?),
        Matcher::Csr(CsrMatcher { subject, key }) => {
            let subject = subject.as_deref().map(text).transpose()?;
            Matcher::Csr(CsrMatcher { subject, key: *key })
        }
        Matcher::Der(given) => Matcher::Der(text(given)?),
        Matcher::CertificateKeyOf(given) => Matcher::CertificateKeyOf(text(given)?),
        Matcher::ThumbprintOf(given) => Matcher::ThumbprintOf(text(given)?),
        Matcher::Present(_) | Matcher::Type(_) | Matcher::NonEmpty => matcher.clone(),
    })
}

fn url(wanted: &UrlMatcher, variables: &Variables) -> Result<UrlMatcher, TemplateError> {
    let parameter = |(name, inner): &(String, Matcher)| {
        filled(inner, variables).map(|inner| (name.clone(), inner))
    };
    Ok(UrlMatcher {
        path: fill_text(&wanted.path, variables)?,
        query: wanted.query.iter().map(parameter).collect::<Result<_, _>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::matcher::parse;
    use serde_json::json;

    fn fills(written: Value) -> Result<Matcher, TemplateError> {
        let variables = json!({"name": "a.b", "list": [1]}).as_object().cloned();
        filled(&parse(&written).unwrap(), &variables.unwrap_or_default())
    }

    #[test]
    fn values_are_filled_wherever_they_stand_and_escaped_in_patterns() {
        assert_eq!(fills(json!("{{list}}")), Ok(Matcher::Equals(json!([1]))));
        assert_eq!(
            fills(json!({"matches": "^/{{name}}$"})),
            Ok(Matcher::Matches(r"^/a\.b$".into()))
        );
        assert_eq!(
            fills(json!({"not": {"url": {"path": "/{{name}}", "query": {"q": "{{name}}"}}}})),
            fills(json!({"not": {"url": {"path": "/a.b", "query": {"q": "a.b"}}}}))
        );
        assert_eq!(fills(json!("{{nope}}")), Err(TemplateError::Missing("nope".into())));
    }
}
