//! What differs from run to run though the target behaves the same: names, ids, times, keys and
//! ports, each known by its form. The one place that knows these forms; the signature of a
//! finding and the reports without volatile values are both made with it.
//!
//! In come a text and what to put in the place of each such part, out goes the new text. It must
//! not know where the text is from, nor read a text that our own code wrote.

use std::sync::OnceLock;

use regex::{Captures, Regex};

/// Characters of a SHA-1 in base64url.
const THUMBPRINT: usize = 27;
/// Characters from which a word of every kind of letters may be base64 without a digit.
const LONG: usize = 40;

/// A kind of volatile part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A PEM block, its label included.
    Pem,
    /// A time as HTTP headers write it.
    HttpDate,
    /// A time as RFC 3339 writes it, or nearly so.
    Time,
    /// A trace as W3C writes it, which frameworks put into their error pages.
    Trace,
    /// The port of a server on the loopback.
    Port,
    /// The beginning of a name that a run gave.
    RunName,
    /// A UUID, or hexadecimal of some length.
    Id,
    /// A key, a certificate, a digest, in base64 or base64url.
    Blob,
    /// Seconds since 1970, or thousandths of seconds.
    Seconds,
}

/// Each form with its pattern, in the order in which they are looked for; what is volatile is
/// the group `v`, or all of it.
const FORMS: [(Form, &str); 10] = [
    (Form::Pem, r"-----BEGIN [A-Z ]+-----[^-]*-----END [A-Z ]+-----"),
    (Form::HttpDate, r"\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"),
    (Form::Time, r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?(?:Z|[+-]\d\d:?\d\d))?"),
    (Form::Trace, r"\b00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]\b"),
    (Form::Port, r"(?:127\.0\.0\.1|localhost|\[::1\]):(?<v>\d{1,5})\b"),
    (Form::RunName, r"\bkvc-[0-9a-f]+"),
    (Form::Id, r"(?i)\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
    (Form::Id, r"(?i)\b[0-9a-f]{16,}\b"),
    // A thumbprint may look like a word by chance, so it is known by its key as well.
    (Form::Blob, r#""x5t"\s*:\s*"(?<v>[A-Za-z0-9_-]{27})"|[A-Za-z0-9+/_-]{27,}={0,2}"#),
    // From 2017 to 2096; in the error pages of lowkey-vault's framework thousandths of them.
    (Form::Seconds, r"\b(?:1[5-9]\d{8}|[23]\d{9})(?:\d{3})?\b"),
];

fn forms() -> &'static [(Form, Regex)] {
    static PATTERNS: OnceLock<Vec<(Form, Regex)>> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        FORMS.into_iter().map(|(form, pattern)| (form, compiled(pattern))).collect()
    })
}

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is ours and compiles")
}

/// The text, each volatile part replaced by what `with` makes of it.
pub fn replace(text: &str, mut with: impl FnMut(Form, &str) -> String) -> String {
    let mut text = text.to_owned();
    for (form, pattern) in forms() {
        let replaced = pattern.replace_all(&text, |found: &Captures<'_>| {
            let whole = &found[0];
            match found.name("v") {
                Some(part) => {
                    let start = found.get(0).map_or(0, |whole| whole.start());
                    let (before, after) = (&whole[..part.start() - start], part.end() - start);
                    format!("{before}{}{}", with(*form, part.as_str()), &whole[after..])
                }
                None if *form == Form::Blob && !is_random(whole) => whole.to_owned(),
                None => with(*form, whole),
            }
        });
        text = replaced.into_owned();
    }
    text
}

/// Whether the text is nothing but one volatile part.
pub fn is_volatile(text: &str) -> bool {
    replace(text, |_, _| "*".to_owned()) == "*"
}

/// Whether a value under that key is volatile whatever it looks like.
pub fn is_volatile_under(key: &str, text: &str) -> bool {
    key == "x5t" && text.len() == THUMBPRINT
}

/// Words, codes and paths are of the same letters as base64, but not of all kinds of them at
/// once.
fn is_random(text: &str) -> bool {
    let text = text.trim_end_matches('=');
    let has = |of: fn(&char) -> bool| text.chars().any(|c| of(&c));
    let digit = has(char::is_ascii_digit);
    let mixed = has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase);
    let is_path = text.contains('/') && (text.len() < 64 || !digit);
    let sign = !text.chars().all(|c| c.is_ascii_alphanumeric());
    // One thumbprint in a hundred has no digit, but then it has another sign.
    mixed && !is_path && (digit || (sign && (text.len() == THUMBPRINT || text.len() >= LONG)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starred(text: &str) -> String {
        replace(text, |_, _| "*".to_owned())
    }

    #[test]
    fn what_is_made_anew_each_time_is_known_whatever_its_form() {
        for made in [
            "1f4193a7-2dad-77c6-7103-7a9d26157402",
            "2026-11-22T09:05:24.123Z",
            "2026-11-22 09:05:24.758292833+00:00",
            "Sun, 22 Nov 2026 09:05:24 GMT",
            "1795334724",
            "1795671837575",
            "IWBVFOwAHmXosjTTA-GLEAzZOLI",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
            "kvc-6b02d83e0676d1",
        ] {
            assert_eq!(starred(&format!("got {made}, no")), "got *, no", "{made}");
            assert!(is_volatile(made), "{made}");
        }
        assert_eq!(starred("https://127.0.0.1:8443/kvc-6b0…"), "https://127.0.0.1:*/*…");
        let blob = format!("MIIB{}/+aZ9==", "Ab0".repeat(40));
        assert_eq!(starred(&format!("{blob} x")), "* x");
        assert!(is_volatile_under("x5t", "rsl30znig-tax2-zu2licihjhxc"));
        assert_eq!(starred(r#"{"x5t":"rsl30znig-tax2-zu2licihjhxc"}"#), r#"{"x5t":"*"}"#);
    }

    #[test]
    fn what_is_the_same_each_time_stays() {
        for same in [
            r#"{"key_size":2048}"#,
            "\"ConflictingOperation_InProgress\"",
            "Certificate-Operation-In-Progress",
            "TheOperationOfThisNameIsStillInProgress",
            "404 (ConstraintViolationException: 2 errors, 2048, 7.4, 2025-07-01)",
            "/certificates/kvr-070-merge-completes-the-operation/pending?api-version=7.4",
            "/policy/x509_props/subjectAlternativeNames/dns_names",
            "Recoverable+Purgeable, application/x-pkcs12, 1.3.6.1.5.5.7.3.1, P-256, 2048, 404",
            "https://vault.example:8443/certificates",
        ] {
            assert_eq!(starred(same), same);
            assert!(!is_volatile(same));
        }
    }
}
