//! The run as GitHub-flavoured Markdown: for a step summary, a comment, or a file in a repository.
//!
//! In comes a [`RunResult`], out goes Markdown that stays below what GitHub takes as a summary.
//! Passing cases are named in a table only; what failed is told whole.

use std::fmt::Write as _;

use super::coverage::{self, RequirementState, Section};
use super::text::{self, Role, Text, label};
use super::{group, words};
use crate::cause::{self, Cause};
use crate::verdict::{RequirementRef, RunResult, Verdict};
use escape::{block, cell, code, html, prose};

pub(super) mod escape;

const NAME: usize = 200;
const SENTENCE: usize = 1000;
/// Characters of one case's story.
const STORY: usize = 20_000;
/// Cases that are told whole, requirements and cases that are listed. GitHub takes a megabyte.
const TOLD: usize = 30;
const LISTED: usize = 500;

/// The run as Markdown.
pub fn render(run: &RunResult) -> String {
    let mut out = String::new();
    let causes = cause::causes(run);
    head(&mut out, run, &causes);
    list(&mut out, run, &causes);
    stories(&mut out, run, &causes);
    broken(&mut out, run);
    reasons(&mut out, run);
    requirements(&mut out, run);
    cases(&mut out, run);
    if !run.is_of_recorded_traffic() {
        clean_up(&mut out, run);
    }
    out
}

fn head(out: &mut String, run: &RunResult, causes: &[Cause]) {
    let (_, verdict) = text::verdict(run);
    let _ = writeln!(out, "# {verdict}: {}\n", prose(&run.implementation(), NAME));
    let by_verdict = group::in_order(run.cases.iter().map(|c| (label(&c.verdict), ())));
    let counts = by_verdict.iter().map(|(word, all)| format!("**{} {word}**", all.len()));
    let counts: Vec<String> = counts.collect();
    let _ = writeln!(out, "{} of {} cases and rules\n", counts.join(", "), run.cases.len());
    let _ = writeln!(out, "| Target | api-version | Contract | Began | Took | kvcontract |");
    let _ = writeln!(out, "| --- | --- | --- | --- | --- | --- |");
    let _ = writeln!(
        out,
        "| {} | {} | {} | {} | {}.{:03} s | {} |\n",
        cell(&run.url, NAME),
        cell(&run.api_version, NAME),
        run.contract.word(),
        prose(&run.started_at, NAME),
        run.millis / 1000,
        run.millis % 1000,
        prose(&run.tool_version, NAME),
    );
    for remark in run.remarks.iter().take(LISTED) {
        let _ = writeln!(out, "Remark: {}\n", prose(&words::run_remark(remark), SENTENCE));
    }
    if run.interrupted {
        let _ = writeln!(out, "**Interrupted**: what had not ended by then is an error.\n");
    }
    for breach in run.gate.iter().take(LISTED) {
        let _ = writeln!(out, "**Gate**: {}\n", prose(&words::breach(breach), SENTENCE));
    }
    for (word, next) in text::next(run, causes) {
        let _ = writeln!(out, "{word}: {}\n", code(&next, SENTENCE));
    }
}

/// The causes, a line each.
fn list(out: &mut String, run: &RunResult, causes: &[Cause]) {
    if causes.is_empty() {
        return;
    }
    let _ = writeln!(out, "## Causes\n\n| Cause | Seen | Breaks |\n| --- | --- | --- |");
    for cause in causes.iter().take(LISTED) {
        let title = prose(&words::cause::title(cause), SENTENCE);
        let known = if cause.is_declared() { " (known)" } else { "" };
        let ids: Vec<String> =
            cause.requirements.iter().take(5).map(|r| cell(&r.id, NAME)).collect();
        let often = words::cause::how_often(run, cause);
        let number = cause.number;
        let _ = writeln!(out, "| {number}. {title}{known} | {often} | {} |", ids.join(", "));
    }
    out.push('\n');
    more(out, causes.len(), LISTED);
}

fn broken(out: &mut String, run: &RunResult) {
    let sections = coverage::sections(run);
    let all = sections.iter().flat_map(|s| &s.requirements);
    let broken: Vec<_> = all.filter(|t| t.state == RequirementState::Broken).collect();
    if broken.is_empty() {
        return;
    }
    let _ = writeln!(out, "## Broken requirements\n\n| Requirement | Level | Clause | Case |");
    let _ = writeln!(out, "| --- | --- | --- | --- |");
    for tested in broken.iter().take(LISTED) {
        let RequirementRef { id, level, clause, .. } = tested.requirement;
        let failed = tested.cases.iter().filter(|c| c.verdict == Verdict::Fail);
        let failed: Vec<String> = failed.take(5).map(|c| cell(&c.id, NAME)).collect();
        let (id, level) = (cell(id, NAME), prose(level, NAME));
        let _ = writeln!(
            out,
            "| {id} | {level} | {} | {} |",
            prose(clause, SENTENCE),
            failed.join(", ")
        );
    }
    out.push('\n');
    more(out, broken.len(), LISTED);
}

/// The causes, and the cases that could not be told, each as the terminal tells it.
fn stories(out: &mut String, run: &RunResult, causes: &[Cause]) {
    let open: Vec<&Cause> = causes.iter().filter(|cause| !cause.is_declared()).collect();
    let others = run.cases.iter().filter(|case| {
        matches!(case.verdict, Verdict::Error { .. } | Verdict::StaleDeviation { .. })
    });
    let others: Vec<_> = others.collect();
    if open.is_empty() && others.is_empty() {
        return;
    }
    let _ = writeln!(out, "## What went wrong\n");
    for cause in open.iter().take(TOLD) {
        let title = html(&words::cause::title(cause), SENTENCE);
        let head = format!("Cause {}: {title}", cause.number);
        folded(out, &head, &text::story(run, cause));
    }
    more(out, open.len(), TOLD);
    for case in others.iter().take(TOLD) {
        let head = format!("{} <code>{}</code>", label(&case.verdict), html(&case.id, NAME));
        folded(out, &head, &text::case(case, run.contract, &run.tls));
    }
    more(out, others.len(), TOLD);
}

fn folded(out: &mut String, head: &str, story: &Text) {
    let _ = writeln!(out, "<details><summary>{head}</summary>\n");
    let _ = writeln!(out, "{}\n</details>\n", block("diff", &as_diff(story), STORY));
}

/// The lines of a difference where a diff has them, so that they are coloured.
fn as_diff(story: &Text) -> String {
    let lines = story.lines().iter().map(|line| match line.role() {
        Role::Expected | Role::Got => line.to_string().trim_start().to_owned(),
        // A command line may be of several lines.
        Role::Plain | Role::Title | Role::Good | Role::Bad => {
            format!(" {}", line.to_string().replace('\n', "\n "))
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Why cases did not count, each reason once.
fn reasons(out: &mut String, run: &RunResult) {
    let excused = run.cases.iter().filter_map(|case| match &case.verdict {
        Verdict::Blocked { reason, .. } | Verdict::KnownDeviation { reason } => {
            Some(((label(&case.verdict), reason), case))
        }
        _ => None,
    });
    let groups = group::in_order(excused);
    if groups.is_empty() {
        return;
    }
    let _ = writeln!(out, "## Not held against the target\n\n| Verdict | Reason | Cases |");
    let _ = writeln!(out, "| --- | --- | --- |");
    for ((word, reason), cases) in groups.iter().take(LISTED) {
        let ids: Vec<String> = cases.iter().take(10).map(|c| cell(&c.id, NAME)).collect();
        let rest = match cases.len().saturating_sub(10) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let _ =
            writeln!(out, "| {word} | {} | {}{rest} |", prose(reason, SENTENCE), ids.join(", "));
    }
    out.push('\n');
    more(out, groups.len(), LISTED);
}

fn requirements(out: &mut String, run: &RunResult) {
    let sections = coverage::sections(run);
    let states: Vec<RequirementState> =
        RequirementState::ALL.into_iter().filter(|s| total(&sections, *s) > 0).collect();
    let words: Vec<&str> = states.iter().map(|s| s.word()).collect();
    let _ = writeln!(out, "## Requirements by section\n\n| Section | {} |", words.join(" | "));
    let _ = writeln!(out, "| --- |{}", " ---: |".repeat(states.len()));
    for section in sections.iter().take(LISTED) {
        let counts: Vec<String> = states.iter().map(|s| section.count(*s).to_string()).collect();
        let _ = writeln!(out, "| {} | {} |", cell(section.id, NAME), counts.join(" | "));
    }
    let totals: Vec<String> = states.iter().map(|s| total(&sections, *s).to_string()).collect();
    let _ = writeln!(out, "| all | {} |\n", totals.join(" | "));
}

fn total(sections: &[Section<'_>], state: RequirementState) -> usize {
    sections.iter().map(|s| s.count(state)).sum()
}

fn cases(out: &mut String, run: &RunResult) {
    let selected: Vec<_> = run.cases.iter().filter(|c| c.verdict != Verdict::NotSelected).collect();
    let _ = writeln!(out, "<details><summary>{} cases</summary>\n", selected.len());
    let _ = writeln!(out, "| Verdict | Case | Claim |\n| --- | --- | --- |");
    for case in selected.iter().take(LISTED) {
        let (id, title) = (cell(&case.id, NAME), prose(&case.title, SENTENCE));
        let _ = writeln!(out, "| {} | {id} | {title} |", label(&case.verdict));
    }
    out.push('\n');
    more(out, selected.len(), LISTED);
    let _ = writeln!(out, "</details>\n");
}

fn clean_up(out: &mut String, run: &RunResult) {
    let done = &run.clean_up;
    let left = done.left.len();
    let _ =
        writeln!(out, "Clean-up: created {}, removed {}, left {left}", done.created, done.removed);
    for line in done.left.iter().take(TOLD) {
        let _ = writeln!(out, "- {}", code(line, SENTENCE));
    }
}

fn more(out: &mut String, all: usize, shown: usize) {
    if all > shown {
        let _ = writeln!(out, "… and {} more\n", all - shown);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{sample, sanitize};
    use crate::verdict::finding::{Difference, Got};

    #[test]
    fn the_report_reads_well() {
        insta::assert_snapshot!("markdown", render(&sample::run()));
    }

    #[test]
    fn nothing_a_target_sends_becomes_markup() {
        let mut run = sample::run();
        run.target = "<img src=x> @all ![x](https://evil) www.evil | cell".to_owned();
        run.cases[0].title = "a | b <script> @team".to_owned();
        run.cases[1].id = "x`|</code><script>".to_owned();
        let text = render(&run);
        assert!(text.starts_with(
            "# NOT KEPT: \\<img src=x\\> \\@<!-- -->all \\!\\[x\\]\\(https\\://evil\\)"
        ));
        let outside = without_code(&text);
        for markup in ["<script", "<img", "@all", "@team", "](", "://", "www."] {
            assert!(!outside.replace("\\<", "").contains(markup), "{markup} in\n{outside}");
        }
        let hidden = text.chars().find(|c| sanitize::is_hidden(*c) && !matches!(c, '\n' | '\t'));
        assert_eq!(hidden, None);
    }

    /// The Markdown without its fenced blocks and code spans, escapes undone nowhere.
    fn without_code(text: &str) -> String {
        let blocks = regex::Regex::new("(?ms)^(`{3,})diff$.*?^`{3,}$").unwrap();
        let spans = regex::Regex::new("`[^`\n]*`|``[^\n]*?``").unwrap();
        let escapes = regex::Regex::new(r"\\[\\`*_~\[\]()<>|&:!$@#.]").unwrap();
        let text = blocks.replace_all(text, "");
        let text = escapes.replace_all(&text, "");
        spans.replace_all(&text, "").into_owned()
    }

    #[test]
    fn every_row_of_a_table_has_its_cells() {
        let mut run = sample::run();
        run.cases[0].title = "a | b".to_owned();
        let text = render(&run);
        let rows = text.lines().filter(|l| l.starts_with("| PASS"));
        for row in rows {
            assert_eq!(row.replace("\\|", "").matches('|').count(), 4, "{row}");
        }
    }

    #[test]
    fn a_flood_stays_below_what_a_summary_takes() {
        let mut run = sample::run();
        let mut case = run.cases[1].clone();
        let got = Some(Got::Value { value: "x".repeat(900).into() });
        let pointer = "/a".to_owned();
        let difference = Difference { pointer, expected: None, got };
        case.steps[1].checks[1].differences = vec![difference; 400];
        run.cases = vec![case; 2000];
        let text = render(&run);
        assert!(text.len() < 1_000_000, "{} bytes", text.len());
        assert!(text.contains("… and 1500 more"));
    }
}
