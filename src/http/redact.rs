//! Masks secrets in everything that is kept of an exchange: by header, by JSON key, by known
//! value, and private keys by their armour.

use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use regex::Regex;

/// What stands in the place of a secret.
pub const MASK: &str = "[masked]";

/// Headers whose value is never kept.
const HEADERS: [&str; 5] =
    ["authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"];

/// Masks secrets. Made once a run; learns a token when it is got.
pub struct Redactor {
    values: RwLock<Vec<String>>,
    patterns: Vec<(Regex, &'static str)>,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redactor").finish_non_exhaustive()
    }
}

impl Redactor {
    /// A redactor that knows these secret values.
    pub fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let pattern = |p: &str| Regex::new(p).expect("the pattern is a literal and compiles");
        let patterns = vec![
            (
                pattern(
                    r"-----BEGIN ([A-Z ]*)PRIVATE KEY-----[^-]*(-----END [A-Z ]*PRIVATE KEY-----)?",
                ),
                "[masked private key]",
            ),
            (
                pattern(
                    r#"("(?:pwd|password|client_secret|access_token|refresh_token)"\s*:\s*)"(?:[^"\\]|\\.)*""#,
                ),
                r#"$1"[masked]""#,
            ),
        ];
        let redactor = Redactor { values: RwLock::default(), patterns };
        secrets.into_iter().for_each(|secret| redactor.learn(&secret));
        redactor
    }

    /// From now on this value is masked, plain and in its usual encodings.
    pub fn learn(&self, secret: &str) {
        if secret.is_empty() || self.known().iter().any(|v| v == secret) {
            return;
        }
        let encoded = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let mut values = self.values.write().unwrap_or_else(PoisonError::into_inner);
        values.extend([
            STANDARD.encode(secret),
            URL_SAFE_NO_PAD.encode(secret),
            encoded,
            secret.to_owned(),
        ]);
        // The longest first: one secret may hold another.
        values.sort_by_key(|v: &String| std::cmp::Reverse(v.len()));
        values.dedup();
    }

    fn known(&self) -> RwLockReadGuard<'_, Vec<String>> {
        self.values.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the run has a credential.
    pub fn has_credential(&self) -> bool {
        !self.known().is_empty()
    }

    /// A header's value as it may be kept.
    pub fn header(&self, name: &str, value: &str) -> String {
        match HEADERS.iter().any(|h| h.eq_ignore_ascii_case(name)) {
            true => MASK.to_owned(),
            false => self.text(value),
        }
    }

    /// Free text with known values masked.
    pub fn text(&self, text: &str) -> String {
        let masked = |text: String, value: &String| text.replace(value.as_str(), MASK);
        self.known().iter().fold(text.to_owned(), masked)
    }

    /// Whether a known value or a private key stands in the text.
    pub fn leaks(&self, text: &str) -> bool {
        let known = self.known().iter().any(|value| text.contains(value.as_str()));
        known || self.patterns[0].0.is_match(text)
    }

    /// A body with known values, secret keys and private keys masked.
    pub fn body(&self, text: &str) -> String {
        let mask = |text: String, (pattern, with): &(Regex, &str)| {
            pattern.replace_all(&text, *with).into_owned()
        };
        self.patterns.iter().fold(self.text(text), mask)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_in_every_coat() {
        let redactor = Redactor::new(["tok/en+1".to_owned()]);
        let seen = format!("tok/en+1 {} tok%2Fen%2B1", STANDARD.encode("tok/en+1"));
        assert_eq!(redactor.text(&seen), "[masked] [masked] [masked]");
        assert_eq!(redactor.header("Authorization", "Bearer x"), MASK);
        assert_eq!(redactor.header("accept", "text/plain"), "text/plain");
    }

    #[test]
    fn a_secret_learnt_later_is_masked_as_well() {
        let redactor = Redactor::new([]);
        assert_eq!(redactor.text("tok/en+1"), "tok/en+1");
        redactor.learn("tok/en+1");
        redactor.learn("tok/en+1");
        let seen = format!("tok/en+1 {} tok%2Fen%2B1", STANDARD.encode("tok/en+1"));
        assert_eq!(redactor.text(&seen), "[masked] [masked] [masked]");
        assert!(!format!("{redactor:?}").contains("tok"));
    }

    #[test]
    fn passwords_and_private_keys_are_masked_by_their_shape() {
        let redactor = Redactor::new([]);
        let body = r#"{"pwd": "a\"b", "value":"-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"}"#;
        let masked = redactor.body(body);
        assert_eq!(masked, r#"{"pwd": "[masked]", "value":"[masked private key]\n"}"#);
    }
}
