//! The summary at the end of a run: how many, what failed, what could not be tested, what next.
//!
//! In comes the whole run, out go a few short paragraphs, bounded however large the run was.

use super::advice;
use super::layout::{NAME, SENTENCE, VALUE, cases, wrap};
use crate::report::grouped;
use crate::report::visible::one_line;
use crate::verdict::{CaseResult, Outcome, RunResult, Verdict};

/// Every verdict in the order in which it is counted.
const WORDS: [&str; 7] =
    ["Pass", "Fail", "Error", "Blocked", "KnownDeviation", "Undeclared", "NotSelected"];
/// Groups of one paragraph at most.
const GROUPS: usize = 12;
/// Cases named in one group at most.
const NAMED: usize = 3;

/// The summary, ending with a newline.
pub fn summary(run: &RunResult) -> String {
    let mut paragraphs = vec![
        head(run),
        failed_requirements(run),
        reasons(run, "Error", "Could not tell"),
        reasons(run, "Undeclared", "Declared as deviations, but passed"),
        reasons(run, "Blocked", "Blocked"),
        reasons(run, "KnownDeviation", "Known deviations"),
        notes(run),
        ending(run),
    ];
    paragraphs.retain(|lines| !lines.is_empty());
    let paragraphs: Vec<String> = paragraphs.iter().map(|lines| lines.join("\n")).collect();
    paragraphs.join("\n\n") + "\n"
}

fn head(run: &RunResult) -> Vec<String> {
    let counts: Vec<String> = WORDS
        .iter()
        .map(|word| (run.count(word), word))
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
    let against = format!(
        "{} against {} ({}), api-version {}, contract {}",
        cases(run.cases.len()),
        one_line(&run.implementation(), NAME),
        one_line(&run.url, NAME),
        one_line(&run.api_version, NAME),
        run.contract.word(),
    );
    let mut lines = wrap("", &against, 2);
    if !counts.is_empty() {
        let (seconds, millis) = (run.millis / 1000, run.millis % 1000);
        let counts = counts.join(", ");
        lines.push(format!("{counts} in {seconds}.{millis:03} s"));
    }
    lines
}

fn failed_requirements(run: &RunResult) -> Vec<String> {
    let failed = run.cases.iter().filter(|c| c.verdict == Verdict::Fail);
    let pairs = failed
        .flat_map(|case| case.failures().map(move |(_, check)| (check.clause.as_deref(), case)));
    let mut lines = Vec::new();
    for (clause, cases) in grouped::in_order(pairs) {
        lines.extend(requirement(clause, cases[0]));
        lines.extend(named("    in ", &cases));
    }
    titled("Failed requirements", lines)
}

fn requirement(clause: Option<&str>, case: &CaseResult) -> Vec<String> {
    let Some(id) = clause else {
        return vec!["  set-up, before the claim of the case was reached".to_owned()];
    };
    let shown = one_line(id, NAME);
    match case.requirements.iter().find(|r| r.id == id) {
        Some(found) => wrap(
            &format!("  {shown} ({}): ", one_line(&found.level, NAME)),
            &one_line(&found.clause, SENTENCE),
            6,
        ),
        None => vec![format!("  {shown}")],
    }
}

/// The cases of one verdict under the reason they share.
fn reasons(run: &RunResult, word: &str, title: &str) -> Vec<String> {
    let of_word = run.cases.iter().filter(|c| c.verdict.word() == word);
    let groups = grouped::in_order(of_word.map(|c| (c.verdict.reason().unwrap_or_default(), c)));
    let lines = bounded(groups, |(reason, members)| {
        let reason = one_line(reason, SENTENCE);
        let mut lines = wrap(&format!("  {}: ", cases(members.len())), &reason, 6);
        lines.extend(named("    in ", members));
        lines
    });
    titled(title, lines)
}

/// What was seen where the contract leaves it open.
fn notes(run: &RunResult) -> Vec<String> {
    let noted = run.cases.iter().flat_map(|case| {
        case.checks().filter(|(_, check)| check.outcome == Outcome::Noted).map(move |(_, check)| {
            let key = (check.clause.as_deref(), &check.subject, &check.expected);
            (key, (case, check))
        })
    });
    let lines = bounded(grouped::in_order(noted), |((clause, subject, expected), seen)| {
        let note = format!(
            "{} expected {}, got {}",
            one_line(subject, NAME),
            one_line(expected, VALUE),
            one_line(&seen[0].1.actual, VALUE),
        );
        let members: Vec<&CaseResult> = seen.iter().map(|(case, _)| *case).collect();
        let lead = format!("  {}: ", one_line(clause.unwrap_or("set-up"), NAME));
        let mut lines = wrap(&lead, &note, 6);
        lines.extend(named("    in ", &members));
        lines
    });
    titled("Notes, where the contract leaves it open", lines)
}

fn ending(run: &RunResult) -> Vec<String> {
    let clean_up = &run.clean_up;
    let mut lines = vec![format!(
        "Clean-up: created {}, removed {}, left {}",
        clean_up.created,
        clean_up.removed,
        clean_up.left.len()
    )];
    lines.extend(bounded(clean_up.left.iter().collect(), |left| {
        wrap("  left: ", &one_line(left, SENTENCE), 6)
    }));
    lines.extend(bounded(run.remarks.iter().collect(), |remark| {
        wrap("Remark: ", &one_line(remark, SENTENCE), 8)
    }));
    if run.interrupted {
        let note = "a signal ended the run early; what had not ended by then is an Error";
        lines.push(format!("Interrupted: {note}"));
    }
    if let Some(next) = advice::next(run) {
        lines.extend(wrap("Next: ", &next, 6));
    }
    lines
}

/// The lines under their title; nothing where there are none.
fn titled(title: &str, lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() {
        return lines;
    }
    [vec![title.to_owned()], lines].concat()
}

/// The lines of each group, and how many groups were left out.
fn bounded<T>(groups: Vec<T>, lines_of: impl Fn(&T) -> Vec<String>) -> Vec<String> {
    let mut lines: Vec<String> = groups.iter().take(GROUPS).flat_map(lines_of).collect();
    if groups.len() > GROUPS {
        lines.push(format!("  … and {} more", groups.len() - GROUPS));
    }
    lines
}

/// The first cases by id, and how many there are beyond them.
fn named(lead: &str, members: &[&CaseResult]) -> Vec<String> {
    let mut ids: Vec<String> = members.iter().map(|c| one_line(&c.id, NAME)).collect();
    ids.dedup();
    let more = ids.len().saturating_sub(NAMED);
    ids.truncate(NAMED);
    let mut list = ids.join(", ");
    if more > 0 {
        list.push_str(&format!(" and {more} more"));
    }
    wrap(lead, &list, lead.len())
}
