//! The signature of a failure: one line that is the same in every run, and the patterns that
//! a target file describes it with.

use std::sync::OnceLock;

use regex::Regex;

use crate::verdict::{CheckResult, Outcome, StepResult};

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
    let mut line = volatile().replace_all(&line, "*").into_owned();
    if let Some((end, _)) = line.char_indices().nth(LONGEST) {
        line.truncate(end);
        line.push('*');
    }
    line
}

/// Hex and base64 of some length, and ports.
fn volatile() -> &'static Regex {
    static VOLATILE: OnceLock<Regex> = OnceLock::new();
    VOLATILE.get_or_init(|| {
        Regex::new(r"[0-9a-fA-F]{16,}|[A-Za-z0-9+/_-]{40,}={0,2}|:\d{4,5}\b")
            .expect("the pattern is a literal and compiles")
    })
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

    #[test]
    fn signatures_have_no_run_in_them() {
        let check = CheckResult {
            clause: None,
            subject: "body /id".into(),
            outcome: Outcome::Failed,
            matched: None,
            line: 1,
            expected: String::new(),
            actual: format!("https://v:8443/kvc-1-a {}\nx", "0f".repeat(16)),
            diff: Vec::new(),
            remark: None,
        };
        let (exchanges, checks) = (Vec::new(), vec![check.clone()]);
        let step = StepResult { name: "again".into(), line: 1, exchanges, checks };
        assert_eq!(signature(&step, &check, "kvc-1-a"), "again: body /id: https://v*/* * x");
    }
}
