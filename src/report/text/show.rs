//! One thing of a run told whole: a cause, a case or rule, a requirement, or what was noted.
//!
//! In come the run and the words of the command line, out goes text, or which words there are.

use super::case::{self, exchange};
use super::layout::{NAME, SENTENCE, VALUE, WIDTH, wrap};
use super::lines::{Line, Role, Text};
use super::remedy::remedy;
use super::{advice, causes};
use crate::cause::{self, Cause};
use crate::report::coverage;
use crate::report::sanitize::{many_lines, one_line};
use crate::report::{group, script, words};
use crate::verdict::{CaseResult, Outcome, RequirementRef, RunResult, Verdict};

/// Cases that are named of one cause.
const CASES: usize = 40;
/// Requirements of one cause whose demand is told.
const DEMANDS: usize = 3;

/// What `show` was asked for: nothing lists the causes. None where there is nothing of that name.
pub fn show(run: &RunResult, what: Option<&str>) -> Option<Text> {
    let all = cause::causes(run);
    let Some(what) = what else { return Some(listed(run, &all)) };
    if what == "notes" {
        return Some(notes(run));
    }
    if let Some(found) = all.iter().find(|cause| cause.number.to_string() == what) {
        return Some(story(run, found));
    }
    if let Some(found) = run.cases.iter().find(|case| case.id == what) {
        return Some(whole(run, found, &all));
    }
    requirement(run, what, &all)
}

/// Every word that `show` knows for that run.
pub fn names(run: &RunResult) -> Vec<String> {
    let causes = cause::causes(run).into_iter().map(|cause| cause.number.to_string());
    let cases = run.cases.iter().map(|case| case.id.clone());
    let cited = run.cases.iter().flat_map(|case| &case.requirements).map(|r| r.id.clone());
    let mut names: Vec<String> = causes.chain(["notes".to_owned()]).chain(cases).collect();
    names.extend(cited);
    names.dedup();
    names
}

fn listed(run: &RunResult, all: &[Cause]) -> Text {
    let mut text = Text::default();
    let (role, verdict) = advice::verdict(run);
    let target = one_line(&run.implementation(), NAME);
    let parts = vec![(role, verdict.to_owned()), (Role::Plain, format!("  {target}"))];
    text.push(Line::parts(parts));
    for (title, declared) in [("Causes", false), ("Declared in the target file", true)] {
        let listed: Vec<&Cause> =
            all.iter().filter(|cause| cause.is_declared() == declared).collect();
        if !listed.is_empty() {
            text.push(String::new());
            text.push(Line::of(Role::Title, format!("{title}: {}", listed.len())));
            text.extend(causes::list(run, &listed, WIDTH, usize::MAX));
        }
    }
    text
}

/// A cause from what it breaks to how it is declared.
pub fn story(run: &RunResult, cause: &Cause) -> Text {
    let mut text = Text::default();
    let head = format!("CAUSE {}  ", cause.number);
    let title = one_line(&words::cause::title(cause), VALUE);
    let lines = wrap(&head, &title, 2).into_iter().map(|line| Line::of(Role::Bad, line));
    text.extend(lines);
    for broken in cause.requirements.iter().take(DEMANDS) {
        text.extend(demand(broken));
    }
    let others: Vec<String> =
        cause.requirements.iter().skip(DEMANDS).map(|r| one_line(&r.id, NAME)).collect();
    if !others.is_empty() {
        text.extend(wrap("  and ", &others.join(", "), 6));
    }
    if let Some((case, step, check)) = cause.example_in(run) {
        text.push(format!("  for example {}", one_line(&case.id, NAME)));
        text.push(case::place(case, step, check.line));
        text.extend(case::compared(check, run.contract));
        text.extend(case::waited(step).map(Line::from));
        text.extend(step.exchanges.last().iter().flat_map(|e| exchange(e)));
    }
    let seen: Vec<String> = cause.cases.iter().take(CASES).map(|id| one_line(id, NAME)).collect();
    let lead = format!("  seen in {}: ", words::cause::how_often(run, cause));
    text.extend(wrap(&lead, &(seen.join(", ") + &beyond(cause.cases.len())), 4));
    if !cause.blocks.is_empty() {
        let ids: Vec<String> =
            cause.blocks.iter().take(CASES).map(|id| one_line(id, NAME)).collect();
        text.extend(wrap("  keeps untested: ", &(ids.join(", ") + &beyond(cause.blocks.len())), 4));
    }
    match &cause.declared {
        Some(reason) => {
            text.extend(wrap("  known: ", &one_line(reason, SENTENCE), 4));
        }
        None => {
            text.push("  to declare it, under `deviations` of the target file:".to_owned());
            text.extend(declaration(cause).lines().map(|line| format!("    {line}")));
        }
    }
    text.extend(repeat(run, cause));
    text
}

/// The script that repeats a cause, at the margin so that it can be copied; or why there is none.
pub fn repeat(run: &RunResult, cause: &Cause) -> Vec<String> {
    match script::of_cause(run, cause) {
        Some(script) => {
            let lead = format!("  to repeat cause {}, paste into a shell:", cause.number);
            let script = many_lines(&script, script::MOST);
            std::iter::once(lead).chain(script.lines().map(str::to_owned)).collect()
        }
        None => wrap("  ", words::cause::not_repeatable(run), 4),
    }
}

fn beyond(all: usize) -> String {
    if all > CASES { format!(" and {} more", all - CASES) } else { String::new() }
}

/// The entry that declares a cause, as a target file has it.
pub fn declaration(cause: &Cause) -> String {
    let charged = cause.requirements.first().map_or("", |r| r.id.as_str());
    format!(
        "- requirement: {}\n  signature: {}\n  reason: {}\n",
        one_line(charged, NAME),
        quoted(&cause.signature),
        quoted(&cause::unreasoned())
    )
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(one_line(text, SENTENCE)).to_string()
}

fn demand(requirement: &RequirementRef) -> Vec<String> {
    let RequirementRef { id, level, clause, source, .. } = requirement;
    let lead = format!("  {} ({}): ", one_line(id, NAME), one_line(level, NAME));
    let mut lines = wrap(&lead, &one_line(clause, SENTENCE), 6);
    lines.extend(wrap("      source: ", &one_line(source, SENTENCE), 14));
    lines
}

/// A case with everything that was sent and came.
fn whole(run: &RunResult, case: &CaseResult, all: &[Cause]) -> Text {
    let mut text = super::case(case, run.contract, &run.tls);
    let numbers = cause::by_trial(all);
    let numbers = numbers.get(case.id.as_str()).into_iter().flatten();
    let numbers: Vec<String> = numbers.map(|n| format!("cause {n}")).collect();
    if !numbers.is_empty() {
        text.push(format!("  because of {}", numbers.join(", ")));
    }
    for step in &case.steps {
        text.push(Line::of(Role::Title, format!("  {}", one_line(&step.name, NAME))));
        text.extend(step.exchanges.iter().flat_map(exchange));
    }
    if let (Verdict::Fail, Some(script)) = (&case.verdict, script::of_case(run, case)) {
        text.push("  to repeat the case, paste into a shell:".to_owned());
        text.extend(many_lines(&script, script::MOST).lines().map(str::to_owned));
    }
    text
}

/// A requirement, what is known of it, and who tested it.
fn requirement(run: &RunResult, id: &str, all: &[Cause]) -> Option<Text> {
    let sections = coverage::sections(run);
    let mut requirements = sections.iter().flat_map(|section| &section.requirements);
    let tested = requirements.find(|tested| tested.requirement.id == id)?;
    let mut text = Text::default();
    text.push(Line::of(Role::Title, format!("{}: {}", one_line(id, NAME), tested.state.word())));
    text.extend(demand(tested.requirement));
    for case in &tested.cases {
        let label = case::label(&case.verdict);
        let reason = case.verdict.reason().map(|r| format!(": {}", one_line(r, VALUE)));
        let line = format!("{} {}{}", label, one_line(&case.id, NAME), reason.unwrap_or_default());
        text.extend(wrap("  ", &line, 6));
        if let (false, Some((todo, command))) = (tested.is_tested, remedy(run, case)) {
            let command = command.map(|command| format!(" {command}")).unwrap_or_default();
            text.extend(wrap("      ", &(todo + &command), 6));
        }
    }
    for cause in all.iter().filter(|cause| cause.requirements.iter().any(|r| r.id == id)) {
        let title = one_line(&words::cause::title(cause), VALUE);
        text.extend(wrap("  ", &format!("cause {}: {title}", cause.number), 6));
    }
    Some(text)
}

/// The cases that took longest, waiting included.
pub fn slowest(run: &RunResult, most: usize) -> Text {
    let mut cases: Vec<&CaseResult> = run.cases.iter().filter(|c| c.answers.is_none()).collect();
    cases.sort_by_key(|case| u64::MAX - case.millis);
    let mut text = Text::default();
    text.push(Line::of(Role::Title, "Slowest"));
    for case in cases.into_iter().take(most).filter(|case| case.millis > 0) {
        let (seconds, millis) = (case.millis / 1000, case.millis % 1000);
        text.push(format!("  {seconds}.{millis:03} s  {}", one_line(&case.id, NAME)));
    }
    text
}

/// What was seen where the contract leaves it open.
fn notes(run: &RunResult) -> Text {
    let noted = run.cases.iter().flat_map(|case| {
        case.checks().filter(|(_, check)| check.outcome == Outcome::Noted).map(move |(_, check)| {
            let looked_at = (words::place(&check.place), words::expected(check));
            ((check.clause.as_deref(), looked_at), (case, check))
        })
    });
    let mut text = Text::default();
    for ((clause, (place, expected)), seen) in group::in_order(noted) {
        let note = format!(
            "{} expected {}, got {}",
            one_line(&place, NAME),
            one_line(&expected, VALUE),
            one_line(&words::got(seen[0].1), VALUE),
        );
        let lead = format!("{}: ", one_line(clause.unwrap_or("set-up"), NAME));
        text.extend(wrap(&lead, &note, 4));
        let mut ids: Vec<String> = seen.iter().map(|(case, _)| one_line(&case.id, NAME)).collect();
        ids.dedup();
        let more = beyond(ids.len());
        ids.truncate(CASES);
        text.extend(wrap("    in ", &(ids.join(", ") + &more), 7));
    }
    if text.lines().is_empty() {
        text.push("nothing was noted".to_owned());
    }
    text
}
