//! The run as GitHub's workflow commands: an annotation where each failed expectation stands.
//!
//! In comes a [`RunResult`], out go lines that GitHub Actions reads from a log. A line that a
//! target sent must not become a command of its own.

use std::fmt::Write as _;

use super::sanitize::one_line;
use super::words;
use crate::verdict::finding::CheckResult;
use crate::verdict::{CaseResult, RunResult, StepResult, Verdict};

/// GitHub shows ten errors a step; a few more cost nothing.
const ANNOTATIONS: usize = 50;
const TITLE: usize = 200;
const MESSAGE: usize = 1000;

/// The run as workflow commands.
pub fn render(run: &RunResult) -> String {
    let mut out = String::new();
    let all: Vec<String> = run.cases.iter().flat_map(annotations).collect();
    for line in all.iter().take(ANNOTATIONS) {
        let _ = writeln!(out, "{line}");
    }
    if all.len() > ANNOTATIONS {
        let _ = writeln!(out, "::notice::{} more in the reports", all.len() - ANNOTATIONS);
    }
    for left in run.clean_up.left.iter().take(ANNOTATIONS) {
        let _ = writeln!(out, "::warning title=Left in the target::{}", message(left));
    }
    out
}

fn annotations(case: &CaseResult) -> Vec<String> {
    match &case.verdict {
        Verdict::Fail => case.failures().map(|(step, check)| failure(case, step, check)).collect(),
        Verdict::Error { reason } => vec![whole(case, &format!("could not tell: {reason}"))],
        Verdict::Undeclared { reason } => {
            vec![whole(case, &format!("passed, although the target file says it fails: {reason}"))]
        }
        _ => Vec::new(),
    }
}

fn failure(case: &CaseResult, step: &StepResult, check: &CheckResult) -> String {
    let clause = check.clause.as_deref().unwrap_or("set-up");
    let found = case.requirements.iter().find(|r| Some(&r.id) == check.clause.as_ref());
    // %0A is a line break of the command's own.
    let demand = found.map(|r| format!("{}%0A", message(&r.clause))).unwrap_or_default();
    let (place, expected) = (words::place(&check.place), words::expected(check));
    let seen = step.seen.as_ref().map(|seen| format!(" ({})", words::seen(seen)));
    let seen = seen.unwrap_or_default();
    let text = format!("{place}: expected {expected}, got {}{seen}", words::got(check));
    let title = format!("{clause} in {}", case.id);
    let place = format!("file={},line={}", property(&case.file), check.line.max(1));
    format!("::error {place},title={}::{demand}{}", property(&title), message(&text))
}

fn whole(case: &CaseResult, text: &str) -> String {
    let (file, title) = (property(&case.file), property(&case.id));
    format!("::error file={file},line=1,title={title}::{}", message(text))
}

/// Visible and escaped as the part of a command after the second `::`.
fn message(text: &str) -> String {
    one_line(text, MESSAGE).replace('%', "%25")
}

/// The same as a property, where `:` and `,` mean something too.
fn property(text: &str) -> String {
    one_line(text, TITLE).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::verdict::finding::Got;

    #[test]
    fn the_commands_read_well() {
        insta::assert_snapshot!("github", render(&sample::run()));
    }

    #[test]
    fn no_line_of_a_target_becomes_a_command() {
        let mut run = sample::run();
        run.cases.truncate(2);
        let value = "x\r\n::set-output name=a::b%0A::error::c".into();
        run.cases[1].steps[1].checks[1].got =
            Got::NotJson { content_type: None, bytes: 0, start: value };
        run.cases[1].file = "a,line=9::b:c.yaml".into();
        run.clean_up.left.clear();
        let text = render(&run);
        assert!(text.lines().all(|l| l.starts_with("::error file=a%2Cline=9%3A%3Ab%3Ac.yaml,")));
        assert!(text.contains("x\\r\\n::set-output name=a::b%250A::error::c"), "{text}");
    }

    #[test]
    fn many_failures_are_cut_and_say_so() {
        let mut run = sample::run();
        run.cases = vec![run.cases[1].clone(); 60];
        let text = render(&run);
        assert_eq!(text.matches("::error ").count(), ANNOTATIONS);
        assert!(text.contains("::notice::70 more in the reports"));
    }
}
