//! Placeholders for values that are made anew each time, numbered in the order of appearance.
//!
//! In come texts of one case, in a fixed order; they are changed in place. Everything is told by
//! its form alone: it must not know which field a text is from.

use std::sync::OnceLock;

use regex::{Captures, Regex};

/// What is replaced by one and the same text wherever it stands.
const FIXED: [(&str, &str); 9] = [
    (r"-----BEGIN ([A-Z ]+)-----[^-]*-----END [A-Z ]+-----", "<$1>"),
    (r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", "date"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", "time"),
    // A trace as W3C writes it, which frameworks put into their error pages.
    (r"\b00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]\b", "trace"),
    (r"(127\.0\.0\.1|localhost|\[::1\]):\d{1,5}\b", "$1:0"),
    (r"<base64, \d+ bytes>", "<base64>"),
    (r"\(\d+ characters\)", "(… characters)"),
    (r"from character \d+ on", "from some character on"),
    // How often and how long a target throttles depends on the clock.
    (r"429 (?:once|\d+ times)(; .* requests waited) \S+ in all", "429$1"),
];
/// Object ids, versions, thumbprints.
const ID: &str =
    r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[0-9a-f]{32,}\b";
/// Keys, certificates, digests, in base64 or base64url. The shortest is a SHA-1, and short enough
/// to look like a word by chance; so a thumbprint is known by its key as well.
const BLOB: &str = r#""x5t"\s*:\s*"([A-Za-z0-9_-]{27})"|[A-Za-z0-9+/_-]{27,}={0,2}"#;
/// Seconds since 1970, from 2017 to 2096.
const SECONDS: &str = r"\b(?:1[5-9]\d{8}|[23]\d{9})\b";

struct Patterns {
    fixed: Vec<(Regex, &'static str)>,
    id: Regex,
    blob: Regex,
    seconds: Regex,
}

fn patterns() -> &'static Patterns {
    static PATTERNS: OnceLock<Patterns> = OnceLock::new();
    let regex = |pattern: &str| Regex::new(pattern).expect("the pattern is a literal and compiles");
    PATTERNS.get_or_init(|| Patterns {
        fixed: FIXED.into_iter().map(|(pattern, with)| (regex(pattern), with)).collect(),
        id: regex(ID),
        blob: regex(BLOB),
        seconds: regex(SECONDS),
    })
}

/// The values of a case that were seen so far.
pub struct Placeholders<'r> {
    runs: &'r [String],
    ids: Vec<String>,
    blobs: Vec<String>,
}

impl<'r> Placeholders<'r> {
    /// None seen yet, in a run of that id or those ids.
    pub fn new(runs: &'r [String]) -> Self {
        Placeholders { runs, ids: Vec::new(), blobs: Vec::new() }
    }

    /// Replaces what is different each time.
    pub fn settle(&mut self, text: &mut String) {
        let patterns = patterns();
        for run in self.runs.iter().filter(|id| !id.is_empty()) {
            *text = text.replace(run.as_str(), "run");
        }
        for (pattern, with) in &patterns.fixed {
            *text = pattern.replace_all(text, *with).into_owned();
        }
        let id = |found: &Captures<'_>| numbered("id", &mut self.ids, &found[0]);
        *text = patterns.id.replace_all(text, id).into_owned();
        let blob = |found: &Captures<'_>| match found.get(1).map(|thumb| thumb.as_str()) {
            Some(thumb) => found[0].replace(thumb, &numbered("blob", &mut self.blobs, thumb)),
            None if is_random(&found[0]) => numbered("blob", &mut self.blobs, &found[0]),
            None => found[0].to_owned(),
        };
        *text = patterns.blob.replace_all(text, blob).into_owned();
        // A number, so that JSON stays JSON.
        *text = patterns.seconds.replace_all(text, "0").into_owned();
    }
}

fn numbered(kind: &str, seen: &mut Vec<String>, value: &str) -> String {
    let known = seen.iter().position(|v| v == value);
    let index = known.unwrap_or_else(|| {
        seen.push(value.to_owned());
        seen.len() - 1
    });
    format!("{kind}-{}", index + 1)
}

/// Words and paths are of the same letters, but not of all kinds of them at once.
fn is_random(text: &str) -> bool {
    let has = |of: fn(&char) -> bool| text.chars().any(|c| of(&c));
    let mixed = has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase);
    let is_path = text.contains('/') && (text.len() < 64 || !has(char::is_ascii_digit));
    mixed && !is_path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(text: &str) -> String {
        let runs = ["6b02b053964bc2".to_owned()];
        let mut text = text.to_owned();
        Placeholders::new(&runs).settle(&mut text);
        text
    }

    #[test]
    fn values_are_told_by_their_form_and_numbered_as_they_come() {
        let (one, other) = ("a1".repeat(16), "B2".repeat(16));
        let blob = format!("MIIB{}/+aZ9==", "Ab0".repeat(40));
        let text = format!(
            r#"{{"id":"https://127.0.0.1:40123/c/kvc-6b02b053964bc2-01-x/{one}","v":"{other} {one}",
            "csr":"{blob}","x5t":"IWBVFOwAHmXosjTTA-GLEAzZOLI","again":"{blob}","nbf":1795334724}}"#
        );
        assert_eq!(
            settled(&text),
            r#"{"id":"https://127.0.0.1:0/c/kvc-run-01-x/id-1","v":"id-2 id-1",
            "csr":"blob-1","x5t":"blob-2","again":"blob-1","nbf":0}"#
        );
        let wordlike = r#"{"x5t":"rsl30znig-tax2-zu2licihjhxc"}"#;
        assert_eq!(settled(wordlike), r#"{"x5t":"blob-1"}"#);
        let times = "Sun, 22 Nov 2026 09:05:24 GMT, 2026-11-22T09:05:24.123Z";
        assert_eq!(settled(times), "date, time");
        let trace = format!("00-{}-{}-00", "0a".repeat(16), "b1".repeat(8));
        assert_eq!(settled(&trace), "trace");
        let sizes = "<base64, 301 bytes>… (512 characters), different from character 17 on";
        let plain = "<base64>… (… characters), different from some character on";
        assert_eq!(settled(sizes), plain);
        let pem = "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----";
        assert_eq!(settled(pem), "<CERTIFICATE>");
    }

    #[test]
    fn what_is_the_same_each_time_stays() {
        for text in [
            "/certificates/kvc-run-070-merge-completes-the-operation/pending?api-version=7.4",
            "/policy/x509_props/subjectAlternativeNames/dns_names",
            "Recoverable+Purgeable, application/x-pkcs12, 1.3.6.1.5.5.7.3.1, P-256, 2048, 404",
            "https://vault.example:8443/certificates",
        ] {
            assert_eq!(settled(text), text);
        }
    }
}
