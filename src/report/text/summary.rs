//! The summary at the end of a run: how many, what failed, what could not be tested, what next.
//!
//! In comes the whole run, out go a few short paragraphs, bounded however large the run was.

use super::advice;
use super::layout::{NAME, SENTENCE, VALUE, cases, wrap};
use super::lines::{Line, Role, Text};
use crate::report::group;
use crate::report::sanitize::one_line;
use crate::report::words;
use crate::verdict::{CaseResult, Outcome, RunResult, Verdict, VerdictKind};

/// Groups of one paragraph at most.
const GROUPS: usize = 12;
/// Cases named in one group at most.
const NAMED: usize = 3;

/// The summary.
pub fn summary(run: &RunResult) -> Text {
    let paragraphs: [Vec<Line>; 8] = [
        head(run),
        failed_requirements(run),
        reasons(run, VerdictKind::Error, "Could not tell"),
        reasons(run, VerdictKind::Undeclared, "Declared as deviations, but passed"),
        reasons(run, VerdictKind::Blocked, "Blocked"),
        reasons(run, VerdictKind::KnownDeviation, "Known deviations"),
        notes(run),
        ending(run),
    ];
    let mut text = Text::default();
    for lines in paragraphs.into_iter().filter(|lines| !lines.is_empty()) {
        if !text.lines().is_empty() {
            text.push(String::new());
        }
        text.extend(lines);
    }
    text
}

fn head(run: &RunResult) -> Vec<Line> {
    let against = format!(
        "{} against {} ({}), api-version {}, contract {}",
        cases(run.cases.len()),
        one_line(&run.implementation(), NAME),
        one_line(&run.url, NAME),
        one_line(&run.api_version, NAME),
        run.contract.word(),
    );
    let mut lines: Vec<Line> = wrap("", &against, 2).into_iter().map(Line::from).collect();
    lines.extend(counts(run));
    lines
}

/// `77 Pass, 3 Fail in 0.627 s`; none where there was nothing to count.
fn counts(run: &RunResult) -> Option<Line> {
    let mut parts: Vec<(Role, String)> = Vec::new();
    for kind in VerdictKind::ALL.into_iter().filter(|kind| run.count(*kind) > 0) {
        let role = match kind {
            VerdictKind::Pass => Role::Good,
            VerdictKind::Fail | VerdictKind::Error | VerdictKind::Undeclared => Role::Bad,
            VerdictKind::Blocked | VerdictKind::KnownDeviation | VerdictKind::NotSelected => {
                Role::Plain
            }
        };
        if !parts.is_empty() {
            parts.push((Role::Plain, ", ".to_owned()));
        }
        parts.push((role, format!("{} {}", run.count(kind), kind.word())));
    }
    let (seconds, millis) = (run.millis / 1000, run.millis % 1000);
    let any = !parts.is_empty();
    parts.push((Role::Plain, format!(" in {seconds}.{millis:03} s")));
    any.then(|| Line::parts(parts))
}

fn failed_requirements(run: &RunResult) -> Vec<Line> {
    let failed = run.cases.iter().filter(|c| c.verdict == Verdict::Fail);
    let pairs = failed
        .flat_map(|case| case.failures().map(move |(_, check)| (check.clause.as_deref(), case)));
    let mut lines = Vec::new();
    for (clause, cases) in group::in_order(pairs) {
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

/// The cases of one kind of verdict under the reason they share.
fn reasons(run: &RunResult, kind: VerdictKind, title: &str) -> Vec<Line> {
    let of_kind = run.cases.iter().filter(|c| c.verdict.kind() == kind);
    let groups = group::in_order(of_kind.map(|c| (c.verdict.reason().unwrap_or_default(), c)));
    let lines = bounded(groups, |(reason, members)| {
        let reason = one_line(reason, SENTENCE);
        let mut lines = wrap(&format!("  {}: ", cases(members.len())), &reason, 6);
        lines.extend(named("    in ", members));
        lines
    });
    titled(title, lines)
}

/// What was seen where the contract leaves it open.
fn notes(run: &RunResult) -> Vec<Line> {
    let noted = run.cases.iter().flat_map(|case| {
        case.checks().filter(|(_, check)| check.outcome == Outcome::Noted).map(move |(_, check)| {
            let looked_at = (words::place(&check.place), words::expected(check));
            ((check.clause.as_deref(), looked_at), (case, check))
        })
    });
    let lines = bounded(group::in_order(noted), |((clause, (place, expected)), seen)| {
        let note = format!(
            "{} expected {}, got {}",
            one_line(place, NAME),
            one_line(expected, VALUE),
            one_line(&words::got(seen[0].1), VALUE),
        );
        let members: Vec<&CaseResult> = seen.iter().map(|(case, _)| *case).collect();
        let lead = format!("  {}: ", one_line(clause.unwrap_or("set-up"), NAME));
        let mut lines = wrap(&lead, &note, 6);
        lines.extend(named("    in ", &members));
        lines
    });
    titled("Notes, where the contract leaves it open", lines)
}

fn ending(run: &RunResult) -> Vec<Line> {
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
        wrap("Remark: ", &one_line(&words::run_remark(remark), SENTENCE), 8)
    }));
    if run.interrupted {
        let note = "a signal ended the run early; what had not ended by then is an Error";
        lines.push(format!("Interrupted: {note}"));
    }
    if let Some(next) = advice::next(run) {
        lines.extend(wrap("Next: ", &next, 6));
    }
    lines.into_iter().map(Line::from).collect()
}

/// The lines under their title; nothing where there are none.
fn titled(title: &str, lines: Vec<String>) -> Vec<Line> {
    if lines.is_empty() {
        return Vec::new();
    }
    let title = Line::of(Role::Title, title);
    std::iter::once(title).chain(lines.into_iter().map(Line::from)).collect()
}

/// The lines of each group, and how many groups were left out.
fn bounded<T>(groups: Vec<T>, lines_of: impl Fn(&T) -> Vec<String>) -> Vec<String> {
    let mut lines: Vec<String> = groups.iter().take(GROUPS).flat_map(lines_of).collect();
    if groups.len() > GROUPS {
        lines.push(format!("  … and {} more", groups.len() - GROUPS));
    }
    lines
}

/// The case by its id; a rule with how often it was not kept.
fn label(case: &CaseResult) -> String {
    let seen = case.seen().map(|seen| format!(" ({})", words::seen(&seen)));
    format!("{}{}", one_line(&case.id, NAME), seen.unwrap_or_default())
}

/// The first cases by id, and how many there are beyond them.
fn named(lead: &str, members: &[&CaseResult]) -> Vec<String> {
    let mut ids: Vec<String> = members.iter().map(|c| label(c)).collect();
    ids.dedup();
    let more = ids.len().saturating_sub(NAMED);
    ids.truncate(NAMED);
    let mut list = ids.join(", ");
    if more > 0 {
        list.push_str(&format!(" and {more} more"));
    }
    wrap(lead, &list, lead.len())
}
