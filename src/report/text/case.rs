//! The text of one case: what was demanded, what was expected, what came, and where.
//!
//! In come a case and the run it belongs to, out goes a few lines, or a screenful if it failed.

use super::layout::{NAME, SENTENCE, VALUE, WIDTH, wrap};
use super::lines::{Line, Role, Text};
use crate::report::sanitize::{many_lines, one_line};
use crate::report::words::{self, Side};
use crate::report::{curl, group};
use crate::verdict::finding::{CheckResult, Place};
use crate::verdict::{
    Authority, CaseResult, ContractMode, ExchangeRecord, Outcome, Seen, StepResult, Tls, Verdict,
};

/// Headers of an answer that are shown.
const HEADERS: usize = 20;
/// Lines of one structural difference at most.
const DIFF_LINES: usize = 40;
/// Characters of a curl line at most; cut, it would no longer run.
const CURL: usize = 50_000;
/// Cases that are named of those that saw a rule broken.
const ASKED: usize = 3;
/// Places wider than this do not push the others aside.
const PLACE: usize = 32;

/// The verdict as it opens the text of a case.
pub fn label(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "PASS",
        Verdict::Fail => "FAIL",
        Verdict::Error { .. } => "ERROR",
        Verdict::Blocked { .. } => "BLOCKED",
        Verdict::KnownDeviation { .. } => "KNOWN DEVIATION",
        Verdict::StaleDeviation { .. } => "STALE DEVIATION",
        Verdict::NotSelected => "NOT SELECTED",
    }
}

/// Everything worth reading about the case.
pub fn case(case: &CaseResult, contract: ContractMode, tls: &Tls) -> Text {
    let mut lines = Text::default();
    let head = format!("{} {}", label(&case.verdict), one_line(&case.id, NAME));
    lines.push(Line::of(role(&case.verdict), head));
    lines.extend(wrap("  ", &one_line(&case.title, SENTENCE), 2));
    lines.extend(reason(&case.verdict));
    for step in &case.steps {
        lines.extend(failures(case, step, contract, tls));
    }
    if let (Verdict::StaleDeviation { .. }, Some(step)) = (&case.verdict, case.steps.first()) {
        let place = format!("{}:{}", one_line(&case.file, NAME), step.line);
        lines.push(format!("    \"{}\"  {place}", one_line(&step.name, SENTENCE)));
    }
    if let (Verdict::Error { .. }, Some(last)) = (&case.verdict, case.steps.last())
        && case.failures().next().is_none()
    {
        lines.push(place(case, last, last.line));
        lines.extend(repeat(last, tls));
    }
    lines
}

fn role(verdict: &Verdict) -> Role {
    match verdict {
        Verdict::Fail | Verdict::Error { .. } | Verdict::StaleDeviation { .. } => Role::Bad,
        Verdict::Pass
        | Verdict::Blocked { .. }
        | Verdict::KnownDeviation { .. }
        | Verdict::NotSelected => Role::Plain,
    }
}

fn reason(verdict: &Verdict) -> Vec<String> {
    let lead = match verdict {
        Verdict::Pass | Verdict::Fail | Verdict::NotSelected => return Vec::new(),
        Verdict::Error { .. } => "  could not tell: ",
        Verdict::Blocked { .. } => "  blocked: ",
        Verdict::KnownDeviation { .. } => "  fails as the target file says: ",
        Verdict::StaleDeviation { .. } => "  declared, and did not happen: ",
    };
    wrap(lead, &one_line(verdict.reason().unwrap_or_default(), SENTENCE), 6)
}

/// What failed in one step, requirement by requirement, and how to repeat it.
fn failures(case: &CaseResult, step: &StepResult, contract: ContractMode, tls: &Tls) -> Vec<Line> {
    let failed = step.checks.iter().filter(|c| c.outcome == Outcome::Failed);
    let groups = group::in_order(failed.map(|check| (check.clause.as_deref(), check)));
    let mut lines: Vec<Line> = Vec::new();
    for (clause, checks) in &groups {
        lines.extend(requirement(case, *clause).into_iter().map(Line::from));
        lines.push(place(case, step, checks[0].line).into());
        let widest = checks.iter().map(|c| words::place(&c.place).chars().count()).max();
        let column = widest.unwrap_or(0).min(PLACE);
        for check in checks {
            lines.extend(comparison(check, column).into_iter().map(Line::from));
            lines.extend(beside(check, contract));
        }
    }
    if !groups.is_empty() {
        lines.extend(waited(step).map(Line::from));
        lines.extend(step.seen.iter().flat_map(seen).map(Line::from));
        lines.extend(repeat(step, tls).map(Line::from));
    }
    lines
}

fn requirement(case: &CaseResult, clause: Option<&str>) -> Vec<String> {
    let Some(id) = clause else {
        return vec!["  set-up: the case did not get as far as its claim".to_owned()];
    };
    let shown = one_line(id, NAME);
    let Some(found) = case.requirements.iter().find(|r| r.id == id) else {
        return vec![format!("  {shown}")];
    };
    let level = one_line(&found.level, NAME);
    let clause = one_line(&found.clause, SENTENCE);
    let mut lines = wrap(&format!("  {shown} ({level}): "), &clause, 6);
    lines.extend(wrap("      source: ", &one_line(&found.source, SENTENCE), 14));
    lines
}

/// Where the file of a case or rule has it.
pub(super) fn place(case: &CaseResult, step: &StepResult, line: u64) -> String {
    let (name, file) = (one_line(&step.name, NAME), one_line(&case.file, NAME));
    let kind = if step.seen.is_some() { "rule" } else { "step" };
    format!("    {kind} \"{name}\"  {file}:{line}")
}

/// What was expected and what came, on one line if they fit.
fn comparison(check: &CheckResult, column: usize) -> Vec<String> {
    let place = one_line(&words::place(&check.place), NAME);
    let expected = one_line(&words::expected(check), VALUE);
    let got = one_line(&words::got(check), VALUE);
    let line = format!("      {place:column$}  expected {expected}, got {got}");
    if line.chars().count() <= WIDTH {
        return vec![line];
    }
    let mut lines = vec![format!("      {place}")];
    lines.extend(wrap("        expected  ", &expected, 18));
    lines.extend(wrap("        got       ", &got, 18));
    lines
}

fn differences(check: &CheckResult) -> Vec<Line> {
    let all = words::differences(check);
    let shown = all
        .iter()
        .take(DIFF_LINES)
        .map(|(side, text)| Line::of(role_of(*side), format!("        {}", one_line(text, VALUE))));
    let mut lines: Vec<Line> = shown.collect();
    if all.len() > DIFF_LINES {
        lines.push(format!("        … and {} more lines", all.len() - DIFF_LINES).into());
    }
    lines
}

fn role_of(side: Side) -> Role {
    match side {
        Side::Expected => Role::Expected,
        Side::Got => Role::Got,
        Side::Neither => Role::Plain,
    }
}

/// That the step waited for something that did not come, where its last answer breaks a claim.
pub(super) fn waited(step: &StepResult) -> Option<String> {
    let is_told_so =
        |check: &&CheckResult| check.place == Place::Poll && check.outcome == Outcome::Noted;
    let why = words::why(step.checks.iter().find(is_told_so)?)?;
    Some(format!("      waited  {}", one_line(&why, VALUE)))
}

/// A finding with all that is known of it.
pub(super) fn compared(check: &CheckResult, contract: ContractMode) -> Vec<Line> {
    let mut lines: Vec<Line> = comparison(check, 0).into_iter().map(Line::from).collect();
    lines.extend(beside(check, contract));
    lines
}

fn beside(check: &CheckResult, contract: ContractMode) -> Vec<Line> {
    let mut lines = differences(check);
    lines.extend(remark(check, contract).into_iter().map(Line::from));
    lines
}

/// What was sent and what came, for people; long bodies are cut.
pub(super) fn exchange(exchange: &ExchangeRecord) -> Vec<Line> {
    let mut lines = vec![format!(
        "      {} {}",
        one_line(&exchange.method, NAME),
        one_line(&exchange.url, SENTENCE)
    )];
    if let Some(body) = &exchange.request_body {
        lines.push(format!("      > {}", one_line(body, SENTENCE)));
    }
    let status = exchange.status.map_or_else(|| "no answer".to_owned(), |s| s.to_string());
    lines.push(format!("      < {status}"));
    for (name, value) in exchange.response_headers.iter().take(HEADERS) {
        lines.push(format!("      < {}: {}", one_line(name, NAME), one_line(value, VALUE)));
    }
    if !exchange.response_body.is_empty() {
        lines.push(format!("      < {}", one_line(&exchange.response_body, SENTENCE)));
    }
    lines.into_iter().map(Line::from).collect()
}

/// Says so when the answer matches the authority that the run does not go by.
fn remark(check: &CheckResult, contract: ContractMode) -> Vec<String> {
    let lead = match (check.matched, contract) {
        (Some(Authority::Observed), ContractMode::Documented) => "real vaults answer so",
        (Some(Authority::Documented), ContractMode::Observed) => {
            "the document says so, real vaults do not"
        }
        _ if check.remark.is_none() => return Vec::new(),
        _ => "remark",
    };
    match &check.remark {
        Some(remark) => {
            let remark = one_line(&words::remark(remark), SENTENCE);
            wrap(&format!("        {lead}: "), &remark, 10)
        }
        None => vec![format!("        {lead}")],
    }
}

/// How often, and who asked first in the order of their ids.
fn seen(seen: &Seen) -> Vec<String> {
    let mut ids: Vec<String> = seen.cases.iter().map(|id| one_line(id, NAME)).collect();
    let more = ids.len().saturating_sub(ASKED);
    ids.truncate(ASKED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    wrap("      ", &format!("{}: {}{more}", words::seen(seen), ids.join(", ")), 8)
}

/// The last request of the step as a command line, unwrapped so that it can be copied.
fn repeat(step: &StepResult, tls: &Tls) -> Option<String> {
    let exchange = step.exchanges.last()?;
    let curl = many_lines(&curl::line(exchange, tls), CURL);
    Some(format!("      repeat with: {curl}"))
}
