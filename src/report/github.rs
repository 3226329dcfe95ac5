//! The run as GitHub's workflow commands: one annotation a cause.
//!
//! In comes a [`RunResult`], out go lines that GitHub Actions reads from a log. A line that a
//! target sent must not become a command of its own.

use std::fmt::Write as _;

use super::sanitize::{Spelling, inert, one_line};
use super::words;
use crate::cause::{self, Cause};
use crate::verdict::{CaseResult, RunResult, Verdict};

/// GitHub shows ten errors a step; a few more cost nothing.
const ANNOTATIONS: usize = 50;
const TITLE: usize = 200;
const MESSAGE: usize = 1000;

/// The run as workflow commands.
pub fn render(run: &RunResult) -> String {
    let mut out = String::new();
    let causes = cause::causes(run);
    let open = causes.iter().filter(|cause| !cause.is_declared());
    let mut all: Vec<String> = open.map(|cause| of_cause(run, cause)).collect();
    all.extend(run.cases.iter().filter_map(|case| whole(run, case)));
    all.extend(
        run.gate
            .iter()
            .map(|breach| format!("::error title=gate::{}", message(&words::breach(breach)))),
    );
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

fn of_cause(run: &RunResult, cause: &Cause) -> String {
    let title = format!("cause {}: {}", cause.number, words::cause::title(cause));
    let demand = cause.requirements.first();
    // %0A is a line break of the command's own.
    let demand = demand.map(|r| format!("{} ({}): {}", r.id, r.level, r.clause));
    let demand = demand.map(|demand| format!("{}%0A", message(&demand))).unwrap_or_default();
    let example = cause.example_in(run).map(|(case, _, check)| {
        let (place, expected) = (words::place(&check.place), words::expected(check));
        let text = format!("{}: {place} expected {expected}, got {}", case.id, words::got(check));
        (place_of(run, case, check.line), message(&text))
    });
    let (place, example) = example.unwrap_or_default();
    let often = words::cause::how_often(cause);
    format!("::error {place}title={}::{demand}{example}%0A{often}", property(&title))
}

/// What could not be told, and what was declared and did not happen.
fn whole(run: &RunResult, case: &CaseResult) -> Option<String> {
    let (text, place) = match &case.verdict {
        Verdict::Error { reason } => (format!("could not tell: {reason}"), place_of(run, case, 1)),
        Verdict::StaleDeviation { reason } => {
            let line = case.steps.first().map_or(1, |step| step.line);
            let why = format!("declared in the target file, and did not happen: {reason}");
            (why, at(&case.file, line))
        }
        _ => return None,
    };
    Some(format!("::error {place}title={}::{}", property(&case.id), message(&text)))
}

/// The properties of a place that the reader's repository has, with a comma behind them: in the
/// scenario where it is their own, else in the target file. None of ours is there.
fn place_of(run: &RunResult, case: &CaseResult, line: u64) -> String {
    // A suite may have built-in cases as well.
    let of_suite = run.argument("--suite").is_some_and(|suite| case.file.starts_with(suite));
    if of_suite || run.argument("--scenarios").is_some() {
        return at(&case.file, line);
    }
    run.target_file().map_or_else(String::new, |target| at(target, 1))
}

fn at(file: &str, line: u64) -> String {
    format!("file={},line={},", property(file), line.max(1))
}

/// Visible and escaped as the part of a command after the second `::`.
fn message(text: &str) -> String {
    let text = one_line(text, MESSAGE);
    inert(&text, Spelling::Plain).replace('%', "%25")
}

/// The same as a property, where `:` and `,` mean something too.
fn property(text: &str) -> String {
    let text = one_line(text, TITLE);
    let text = inert(&text, Spelling::Plain).replace('%', "%25");
    text.replace(':', "%3A").replace(',', "%2C")
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
        run.cases[1].steps[1].checks.remove(1);
        run.cases[1].steps[1].checks[1].got =
            Got::NotJson { content_type: None, bytes: 0, start: value };
        run.arguments = vec!["--scenarios".to_owned(), "s".to_owned()];
        run.cases[1].file = "a,line=9::b:c.yaml".into();
        run.clean_up.left.clear();
        let text = render(&run);
        assert!(text.lines().all(|l| l.starts_with("::error file=a%2Cline=9%3A%3Ab%3Ac.yaml,")));
        assert!(text.contains("x\\r\\n::set-output name=a::b%250A::error::c"), "{text}");
    }

    #[test]
    fn a_cause_is_one_annotation_however_many_cases_show_it() {
        let mut run = sample::run();
        run.clean_up.left.clear();
        run.cases = vec![run.cases[1].clone(); 60];
        let text = render(&run);
        assert_eq!(text.matches("::error ").count(), 1, "{text}");
        assert!(text.starts_with("::error file=my lowkey.yaml,line=1,title=cause 1%3A "), "{text}");
    }

    #[test]
    fn many_causes_are_cut_and_say_so() {
        let mut run = sample::run();
        let mut case = run.cases[9].clone();
        let step = case.steps[0].clone();
        for n in 0..119 {
            let mut step = step.clone();
            step.checks[0].signature = Some(format!("body /id: {n}"));
            case.steps.push(step);
        }
        run.cases = vec![case];
        let text = render(&run);
        assert_eq!(text.matches("::error ").count(), ANNOTATIONS);
        assert!(text.contains("::notice::70 more in the reports"), "{text}");
    }
}
