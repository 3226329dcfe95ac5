//! The end of a run on one screen: the verdict, what causes it, what goes untested, what next.
//!
//! In comes the whole run and the window it is for, out go lines that fit it.

use super::layout::{NAME, SENTENCE, cases, wrap_to};
use super::lines::{Line, Role, Text};
use super::{advice, causes};
use crate::cause::{self, Cause};
use crate::report::coverage::{self, RequirementState};
use crate::report::group;
use crate::report::sanitize::one_line;
use crate::report::words;
use crate::verdict::{CaseResult, Outcome, RunResult, VerdictKind};

/// Groups of one paragraph at most.
const GROUPS: usize = 12;
/// Cases named in one group at most.
const NAMED: usize = 3;

/// The window that a summary is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Columns.
    pub width: usize,
    /// Lines; none where it is read in a file or log.
    pub height: Option<usize>,
}

impl Default for Window {
    fn default() -> Window {
        Window { width: super::layout::WIDTH, height: None }
    }
}

impl Window {
    fn wrap(self, lead: &str, text: &str) -> Vec<Line> {
        let lines = wrap_to(self.width, lead, text, MARGIN);
        lines.into_iter().map(Line::from).collect()
    }
}

/// Columns before what stands beside a word at the margin.
const MARGIN: usize = 11;

/// The summary.
pub fn summary(run: &RunResult, window: Window) -> Text {
    let all = cause::causes(run);
    let open: Vec<&Cause> = all.iter().filter(|cause| !cause.is_declared()).collect();
    let above = [
        head(run, window),
        reasons(run, VerdictKind::Error, "Could not tell", window),
        reasons(run, VerdictKind::StaleDeviation, "Declared, and did not happen", window),
    ];
    let below = ending(run, &all, window);
    let gate = gate(run, window);
    let others: usize = above.iter().map(Vec::len).sum::<usize>() + gate.len() + below.len();
    // What stands between the paragraphs, the heading of the causes, and the prompt.
    let room = window.height.map_or(usize::MAX, |h| h.saturating_sub(others + 6).max(3));
    let [head, errors, stale] = above;
    let mut text = Text::default();
    for lines in [head, errors, causes_of(run, &open, window, room), stale, gate, below] {
        if lines.is_empty() {
            continue;
        }
        if !text.lines().is_empty() {
            text.push(String::new());
        }
        text.extend(lines);
    }
    text
}

fn head(run: &RunResult, window: Window) -> Vec<Line> {
    let (role, verdict) = advice::verdict(run);
    let target = format!(
        "{} ({}), api-version {}, {}",
        one_line(&run.implementation(), NAME),
        one_line(&run.url, NAME),
        one_line(&run.api_version, NAME),
        run.contract.word(),
    );
    let lead = format!("{verdict}  ");
    let mut first = wrap_to(window.width, &lead, &target, 2).into_iter();
    let mut lines: Vec<Line> = Vec::new();
    if let Some(line) = first.next() {
        let rest = line[verdict.len()..].to_owned();
        lines.push(Line::parts(vec![(role, verdict.to_owned()), (Role::Plain, rest)]));
    }
    lines.extend(first.map(Line::from));
    lines.extend(window.wrap("", &requirements(run)));
    lines.extend(counts(run, window));
    lines
}

/// `81 requirements, 64 tested: 50 kept, 14 broken; 17 untested`.
pub fn requirements(run: &RunResult) -> String {
    let sections = coverage::sections(run);
    let count = |state| sections.iter().map(|section| section.count(state)).sum::<usize>();
    let all: usize = RequirementState::ALL.into_iter().map(count).sum();
    let tested = sections.iter().flat_map(|s| &s.requirements).filter(|r| r.is_tested).count();
    let untested = all - tested;
    let told = count(RequirementState::Kept)
        + count(RequirementState::Broken)
        + count(RequirementState::Deviates);
    let kinds = [
        (count(RequirementState::Kept), "kept"),
        (count(RequirementState::Broken), "broken"),
        (count(RequirementState::Deviates), "deviate as declared"),
        (tested.saturating_sub(told), "not told in every case"),
    ];
    let told = kinds.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
    let told = told.collect::<Vec<_>>().join(", ");
    let told = if told.is_empty() { String::new() } else { format!(": {told}") };
    let untested = if untested > 0 { format!("; {untested} untested") } else { String::new() };
    format!("{tested} of {all} requirements tested{told}{untested}")
}

/// `cases and rules: 77 Pass, 3 Fail`; none where there was nothing to count.
fn counts(run: &RunResult, window: Window) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut parts: Vec<(Role, String)> = Vec::new();
    for kind in VerdictKind::ALL.into_iter().filter(|kind| run.count(*kind) > 0) {
        let role = match kind {
            VerdictKind::Pass => Role::Good,
            VerdictKind::Fail | VerdictKind::Error | VerdictKind::StaleDeviation => Role::Bad,
            VerdictKind::Blocked | VerdictKind::KnownDeviation | VerdictKind::NotSelected => {
                Role::Plain
            }
        };
        let told = format!("{} {}", run.count(kind), kind.word());
        let used: usize = parts.iter().map(|(_, part)| part.chars().count()).sum();
        if parts.is_empty() {
            parts.push((Role::Plain, "cases and rules: ".to_owned()));
        } else if used + told.chars().count() + 3 > window.width {
            parts.push((Role::Plain, ",".to_owned()));
            lines.push(Line::parts(std::mem::take(&mut parts)));
            parts.push((Role::Plain, "  ".to_owned()));
        } else {
            parts.push((Role::Plain, ", ".to_owned()));
        }
        parts.push((role, told));
    }
    if !parts.is_empty() {
        lines.push(Line::parts(parts));
    }
    lines
}

fn causes_of(run: &RunResult, open: &[&Cause], window: Window, room: usize) -> Vec<Line> {
    if open.is_empty() {
        return Vec::new();
    }
    let word = if open.len() == 1 { "cause" } else { "causes" };
    let title = Line::of(Role::Title, format!("{} {word}", open.len()));
    let listed = causes::list(run, open, window.width, room);
    std::iter::once(title).chain(listed).collect()
}

/// The cases of one kind of verdict under the reason they share.
fn reasons(run: &RunResult, kind: VerdictKind, title: &str, window: Window) -> Vec<Line> {
    let of_kind = run.cases.iter().filter(|c| c.verdict.kind() == kind);
    let groups = group::in_order(of_kind.map(|c| (c.verdict.reason().unwrap_or_default(), c)));
    let lines = bounded(groups, |(reason, members)| {
        let lead = format!("  {}: ", cases(members.len()));
        let mut lines = wrap_to(window.width, &lead, &one_line(reason, SENTENCE), 6);
        lines.extend(named("    in ", members, window));
        lines
    });
    if lines.is_empty() {
        return Vec::new();
    }
    let title = Line::of(Role::Title, title);
    std::iter::once(title).chain(lines.into_iter().map(Line::from)).collect()
}

/// What the gate does not let pass beside broken requirements.
fn gate(run: &RunResult, window: Window) -> Vec<Line> {
    if run.gate.is_empty() {
        return Vec::new();
    }
    let lines = bounded(run.gate.iter().collect(), |breach| {
        wrap_to(window.width, "  ", &one_line(&words::breach(breach), SENTENCE), 6)
    });
    let title = Line::of(Role::Title, "The gate does not let this pass");
    std::iter::once(title).chain(lines.into_iter().map(Line::from)).collect()
}

fn ending(run: &RunResult, all: &[Cause], window: Window) -> Vec<Line> {
    let mut lines = untested(run, window);
    lines.extend(known(all, window));
    lines.extend(noted(run, window));
    let clean_up = &run.clean_up;
    let (created, removed) = (clean_up.created, clean_up.removed);
    let left = clean_up.left.len();
    // Who judges what others recorded has nothing to clean up.
    if !run.is_of_recorded_traffic() {
        lines.push(format!("Clean-up: created {created}, removed {removed}, left {left}").into());
    }
    let left = bounded(clean_up.left.iter().collect(), |left| {
        wrap_to(window.width, "  left: ", &one_line(left, SENTENCE), 6)
    });
    let remarks = bounded(run.remarks.iter().collect(), |remark| {
        let words = one_line(&words::run_remark(remark), SENTENCE);
        wrap_to(window.width, "Remark: ", &words, 8)
    });
    lines.extend(left.into_iter().chain(remarks).map(Line::from));
    if run.interrupted {
        let note = "a signal ended the run early; what had not ended by then is an Error";
        lines.extend(window.wrap("Interrupted: ", note));
    }
    // A command stays on one line, so that it can be pasted.
    for (word, next) in advice::next(run, all) {
        lines.push(format!("{word:<MARGIN$}{next}").into());
    }
    lines
}

/// Why what was not tested was not: the reasons with their cases.
fn untested(run: &RunResult, window: Window) -> Vec<Line> {
    let blocked = run.cases.iter().filter(|c| c.verdict.kind() == VerdictKind::Blocked);
    let mut groups = group::in_order(blocked.map(|c| (c.verdict.reason().unwrap_or_default(), c)));
    groups.sort_by_key(|(_, members)| usize::MAX - members.len());
    let lines = bounded(groups, |(reason, members)| {
        let reason = format!("{} ({})", one_line(reason, SENTENCE), cases(members.len()));
        wrap_to(window.width, &" ".repeat(MARGIN), &reason, MARGIN + 2)
    });
    let mut lines: Vec<Line> = lines.into_iter().map(Line::from).collect();
    if let Some(first) = lines.first_mut() {
        let rest = first.to_string().split_off(MARGIN);
        let word = format!("{:<MARGIN$}", "Untested");
        *first = Line::parts(vec![(Role::Title, word), (Role::Plain, rest)]);
    }
    lines
}

fn known(all: &[Cause], window: Window) -> Vec<Line> {
    let declared = all.iter().filter(|cause| cause.is_declared()).count();
    match declared {
        0 => Vec::new(),
        1 => window.wrap("Known      ", "1 cause is declared in the target file"),
        n => window.wrap("Known      ", &format!("{n} causes are declared in the target file")),
    }
}

/// How much was seen where the contract leaves it open; `show notes` tells it.
fn noted(run: &RunResult, window: Window) -> Vec<Line> {
    let noted = run.cases.iter().flat_map(CaseResult::checks);
    let noted = noted.filter(|(_, check)| check.outcome == Outcome::Noted);
    let kinds = group::in_order(noted.map(|(_, check)| ((&check.clause, &check.place), ())));
    match kinds.len() {
        0 => Vec::new(),
        n => {
            let words = format!("{n} where the contract leaves it open: kvcontract show notes");
            window.wrap("Noted      ", &words)
        }
    }
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
fn named(lead: &str, members: &[&CaseResult], window: Window) -> Vec<String> {
    let mut ids: Vec<String> = members.iter().map(|c| one_line(&c.id, NAME)).collect();
    let more = ids.len().saturating_sub(NAMED);
    ids.truncate(NAMED);
    let mut list = ids.join(", ");
    if more > 0 {
        list.push_str(&format!(" and {more} more"));
    }
    wrap_to(window.width, lead, &list, lead.len())
}
