//! The signature of a failure: one line that is the same in every run, and the patterns that
//! a target file describes it with.

use std::sync::OnceLock;

use regex::{Captures, Regex};

use crate::verdict::{CheckResult, Outcome, StepResult};

/// Characters of a SHA-1 in base64url; error codes of words are not told from longer ones.
const THUMBPRINT: usize = 27;
/// Characters of a signature at most.
const LONGEST: usize = 160;

/// The failed checks of a walk under that name: clause and signature.
pub fn failures<'s>(steps: &'s [StepResult], name: &str) -> Vec<(Option<&'s str>, String)> {
    let checks = steps.iter().flat_map(|step| step.checks.iter().map(move |check| (step, check)));
    checks
        .filter(|(_, check)| check.outcome == Outcome::Failed)
        .map(|(step, check)| (check.clause.as_deref(), signature(step, check, name)))
        .collect()
}

/// How a failed check is written in a target file; what differs from run to run is `*`.
fn signature(step: &StepResult, check: &CheckResult, name: &str) -> String {
    let line = format!("{}: {}: {}", step.name, check.subject, check.actual);
    let line = line.replace(name, "*").replace(['\n', '\r', '\t'], " ");
    let line = volatile().replace_all(&line, "*");
    let line = ports().replace_all(&line, "$1*");
    let blob = |found: &Captures<'_>| match is_random(&found[0]) {
        true => "*".to_owned(),
        false => found[0].to_owned(),
    };
    let mut line = words().replace_all(&line, blob).into_owned();
    if let Some((end, _)) = line.char_indices().nth(LONGEST) {
        line.truncate(end);
        line.push('*');
    }
    line
}

/// What is made anew each time, by its form: a run's id in names, ids with dashes, times, sizes,
/// hex and base64 of some length.
fn volatile() -> &'static Regex {
    static VOLATILE: OnceLock<Regex> = OnceLock::new();
    VOLATILE.get_or_init(|| {
        let forms = [
            r"kvc-[0-9a-f]+",
            r"(?i:\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)",
            r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?(?:Z|[+-]\d\d:?\d\d))?",
            r"\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT",
            // Seconds since 1970, from 2017 to 2096.
            r"\b(?:1[5-9]\d{8}|[23]\d{9})\b",
            r"\b\d+ (?:bytes|characters)",
            r"[0-9a-fA-F]{16,}",
            r"[A-Za-z0-9+/_-]{40,}={0,2}",
        ];
        Regex::new(&forms.join("|")).expect("the patterns are literals and compile")
    })
}

/// Ports, behind a host; a key's size in JSON stands behind a quotation mark.
fn ports() -> &'static Regex {
    static PORTS: OnceLock<Regex> = OnceLock::new();
    PORTS.get_or_init(|| {
        Regex::new(r"([A-Za-z0-9\]]):\d{4,5}\b").expect("the pattern is a literal and compiles")
    })
}

/// What may be a thumbprint in base64url, or else a long word.
fn words() -> &'static Regex {
    static WORDS: OnceLock<Regex> = OnceLock::new();
    WORDS.get_or_init(|| {
        Regex::new(r"[A-Za-z0-9_-]{27,}").expect("the pattern is a literal and compiles")
    })
}

/// Codes and class names are long as well, but of letters alone.
fn is_random(text: &str) -> bool {
    let has = |of: fn(&char) -> bool| text.chars().any(|c| of(&c));
    let mixed = has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase);
    text.len() == THUMBPRINT && mixed && !text.chars().all(|c| c.is_ascii_alphabetic())
}

/// Whether the text is what the pattern says; `*` stands for anything.
pub fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(before) = last.replace(part) {
            match rest.find(before) {
                Some(at) => rest = &rest[at + before.len()..],
                None => return false,
            }
        }
    }
    last.map_or(rest.is_empty(), |part| rest.ends_with(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_take_a_star_for_anything() {
        assert!(matches("a*c", "abc") && matches("*", "") && matches("a*b*c", "a1b2c"));
        assert!(matches("abc", "abc") && matches("*c", "abcc") && matches("a**", "a"));
        assert!(!matches("a*c", "ab") && !matches("abc", "abcd") && !matches("a*b", "ba"));
    }

    fn signed(actual: &str) -> String {
        let check = CheckResult {
            clause: None,
            subject: "body /id".into(),
            outcome: Outcome::Failed,
            matched: None,
            line: 1,
            expected: String::new(),
            actual: actual.into(),
            diff: Vec::new(),
            remark: None,
        };
        let (exchanges, checks) = (Vec::new(), vec![check.clone()]);
        let step = StepResult { name: "again".into(), line: 1, exchanges, checks, seen: None };
        signature(&step, &check, "kvc-1-a")
    }

    #[test]
    fn signatures_have_no_run_in_them() {
        let actual = format!("https://v:8443/kvc-1-a {}\nx", "0f".repeat(16));
        assert_eq!(signed(&actual), "again: body /id: https://v*/* * x");
        assert_eq!(signed("\"kvc-6b02d83e0676d1-stalled\""), "again: body /id: \"*-stalled\"");
        assert_eq!(signed("/certificates/kvc-6b0…"), "again: body /id: /certificates/*…");
    }

    #[test]
    fn what_is_made_anew_each_time_is_a_star_whatever_its_form() {
        for made in [
            "1f4193a7-2dad-77c6-7103-7a9d26157402",
            "2026-11-22T09:05:24.123Z",
            "2026-11-22 09:05:24.758292833+00:00",
            "Sun, 22 Nov 2026 09:05:24 GMT",
            "1795334724",
            "312 bytes",
            "IWBVFOwAHmXosjTTA-GLEAzZOLI",
        ] {
            assert_eq!(signed(&format!("got {made}, no")), "again: body /id: got *, no", "{made}");
        }
        for same in [
            r#"{"key_size":2048}"#,
            "\"ConflictingOperation_InProgress\"",
            "Certificate-Operation-In-Progress",
        ] {
            assert_eq!(signed(same), format!("again: body /id: {same}"));
        }
        let same = "404 (ConstraintViolationException: 2 errors, 2048, 7.4, 2025-07-01)";
        assert_eq!(signed(same), format!("again: body /id: {same}"));
    }
}
