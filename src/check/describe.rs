//! What a matcher wants, in words.

use crate::scenario::matcher::{CsrMatcher, JsonType, KeyKind, Matcher, UrlMatcher};

use super::{shorten, x509};

/// In words, in one line.
pub(super) fn describe(matcher: &Matcher) -> String {
    match matcher {
        Matcher::Equals(wanted) => shorten::value(wanted),
        Matcher::SameWord(word) => format!("{} in any capitals", quoted(word)),
        Matcher::OneOf(inner) => inner.iter().map(describe).collect::<Vec<_>>().join(" or "),
        Matcher::Not(inner) => format!("not {}", describe(inner)),
        Matcher::Matches(pattern) => format!("a string that matches {}", shorten::text(pattern)),
        Matcher::Present(true) => "present".to_owned(),
        Matcher::Present(false) => "nothing".to_owned(),
        Matcher::Optional(inner) => format!("nothing or {}", describe(inner)),
        Matcher::Type(kind) => json_type(*kind).to_owned(),
        Matcher::NonEmpty => "not empty".to_owned(),
        Matcher::AtLeast(bound) => format!("at least {}", shorten::value(bound)),
        Matcher::Url(wanted) => url(wanted),
        Matcher::MediaType(kind) => format!("media type {}", shorten::text(kind)),
        Matcher::Csr(wanted) => csr(wanted),
        Matcher::Der(given) => format!("the bytes of {}", quoted(given)),
        Matcher::CertificateKeyOf(given) => {
            format!("a certificate for the public key of {}", quoted(given))
        }
        Matcher::ThumbprintOf(given) => match x509::thumbprint(given) {
            Ok(thumbprint) => format!("the thumbprint {}", quoted(&thumbprint)),
            Err(_) => format!("the thumbprint of {}", quoted(given)),
        },
    }
}

fn quoted(text: &str) -> String {
    shorten::value(&text.into())
}

fn json_type(kind: JsonType) -> &'static str {
    match kind {
        JsonType::String => "a string",
        JsonType::Integer => "an integer",
        JsonType::Boolean => "a boolean",
        JsonType::Object => "an object",
        JsonType::Array => "an array",
    }
}

fn url(wanted: &UrlMatcher) -> String {
    let mut words = format!("a URL with path {}", shorten::text(&wanted.path));
    for (name, inner) in &wanted.query {
        words.push_str(&format!(", parameter {name}: {}", describe(inner)));
    }
    words
}

fn csr(wanted: &CsrMatcher) -> String {
    let mut words = "a signed PKCS#10 request".to_owned();
    if let Some(subject) = &wanted.subject {
        words.push_str(&format!(", subject {}", shorten::text(subject)));
    }
    if let Some(key) = wanted.key {
        words.push_str(&format!(", {} key", key_kind(key)));
    }
    words
}

/// The name of a kind of key.
pub(super) fn key_kind(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Rsa => "RSA",
        KeyKind::Ec => "EC",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::matcher::parse;
    use serde_json::{Value, json};

    #[test]
    fn wishes_read_as_a_sentence() {
        let said = |written: Value| describe(&parse(&written).unwrap());
        assert_eq!(said(json!("x")), r#""x""#);
        assert_eq!(
            said(json!({"one-of": [{"same-word": "inProgress"}, {"not": {"at-least": 3}}]})),
            r#""inProgress" in any capitals or not at least 3"#
        );
        assert_eq!(
            said(json!({"optional": {"url": {"path": "/a", "query": {"k": {"present": true}}}}})),
            "nothing or a URL with path /a, parameter k: present"
        );
        assert_eq!(
            said(json!({"csr": {"subject": "CN=x", "key": "rsa"}})),
            "a signed PKCS#10 request, subject CN=x, RSA key"
        );
        assert_eq!(
            said(json!({"thumbprint-of": "YWJj"})),
            r#"the thumbprint "qZk-NkcGgWq6PiVxeFDCbJzQ2J0""#
        );
    }
}
