//! The text of one case: what was demanded, what was expected, what came, and where.
//!
//! In come a case and the run it belongs to, out goes a few lines, or a screenful if it failed.

use super::layout::{NAME, SENTENCE, VALUE, WIDTH, wrap};
use crate::report::grouped;
use crate::report::visible::{many_lines, one_line};
use crate::verdict::{
    Authority, CaseResult, CheckResult, ContractMode, Outcome, StepResult, Verdict,
};

/// Lines of one structural difference at most.
const DIFF_LINES: usize = 40;
/// Characters of a curl line at most; cut, it would no longer run.
const CURL: usize = 50_000;
/// Subjects wider than this do not push the others aside.
const SUBJECT: usize = 32;

/// The verdict as it opens the text of a case.
pub fn label(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "PASS",
        Verdict::Fail => "FAIL",
        Verdict::Error { .. } => "ERROR",
        Verdict::Blocked { .. } => "BLOCKED",
        Verdict::KnownDeviation { .. } => "KNOWN DEVIATION",
        Verdict::Undeclared { .. } => "UNDECLARED",
        Verdict::NotSelected => "NOT SELECTED",
    }
}

/// Everything worth reading about the case, ending with a newline.
pub fn case(case: &CaseResult, contract: ContractMode) -> String {
    let mut lines = vec![format!("{} {}", label(&case.verdict), one_line(&case.id, NAME))];
    lines.extend(wrap("  ", &one_line(&case.title, SENTENCE), 2));
    lines.extend(reason(&case.verdict));
    for step in &case.steps {
        lines.extend(failures(case, step, contract));
    }
    if let (Verdict::Error { .. }, Some(last)) = (&case.verdict, case.steps.last())
        && case.failures().next().is_none()
    {
        lines.push(place(case, last, last.line));
        lines.extend(repeat(last));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn reason(verdict: &Verdict) -> Vec<String> {
    let lead = match verdict {
        Verdict::Pass | Verdict::Fail | Verdict::NotSelected => return Vec::new(),
        Verdict::Error { .. } => "  could not tell: ",
        Verdict::Blocked { .. } => "  blocked: ",
        Verdict::KnownDeviation { .. } => "  fails as the target file says: ",
        Verdict::Undeclared { .. } => "  passed, although the target file says it fails: ",
    };
    wrap(lead, &one_line(verdict.reason().unwrap_or_default(), SENTENCE), 6)
}

/// What failed in one step, requirement by requirement, and how to repeat it.
fn failures(case: &CaseResult, step: &StepResult, contract: ContractMode) -> Vec<String> {
    let failed = step.checks.iter().filter(|c| c.outcome == Outcome::Failed);
    let groups = grouped::in_order(failed.map(|check| (check.clause.as_deref(), check)));
    let mut lines = Vec::new();
    for (clause, checks) in &groups {
        lines.extend(requirement(case, *clause));
        lines.push(place(case, step, checks[0].line));
        let widest = checks.iter().map(|c| c.subject.chars().count()).max();
        let column = widest.unwrap_or(0).min(SUBJECT);
        for check in checks {
            lines.extend(comparison(check, column));
            lines.extend(diff(check));
            lines.extend(remark(check, contract));
        }
    }
    if !groups.is_empty() {
        lines.extend(repeat(step));
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

fn place(case: &CaseResult, step: &StepResult, line: u64) -> String {
    let (name, file) = (one_line(&step.name, NAME), one_line(&case.file, NAME));
    format!("    step \"{name}\"  {file}:{line}")
}

/// Expected and actual, on one line if they fit.
fn comparison(check: &CheckResult, column: usize) -> Vec<String> {
    let subject = one_line(&check.subject, NAME);
    let expected = one_line(&check.expected, VALUE);
    let actual = one_line(&check.actual, VALUE);
    let line = format!("      {subject:column$}  expected {expected}, got {actual}");
    if line.chars().count() <= WIDTH {
        return vec![line];
    }
    let mut lines = vec![format!("      {subject}")];
    lines.extend(wrap("        expected  ", &expected, 18));
    lines.extend(wrap("        got       ", &actual, 18));
    lines
}

fn diff(check: &CheckResult) -> Vec<String> {
    let mut lines: Vec<String> = check
        .diff
        .iter()
        .take(DIFF_LINES)
        .map(|line| format!("        {}", one_line(line, VALUE)))
        .collect();
    if check.diff.len() > DIFF_LINES {
        lines.push(format!("        … and {} more lines", check.diff.len() - DIFF_LINES));
    }
    lines
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
        Some(remark) => wrap(&format!("        {lead}: "), &one_line(remark, SENTENCE), 10),
        None => vec![format!("        {lead}")],
    }
}

/// The last request of the step as a command line, unwrapped so that it can be copied.
fn repeat(step: &StepResult) -> Option<String> {
    let exchange = step.exchanges.last()?;
    let curl = many_lines(&exchange.curl, CURL);
    Some(format!("      repeat with: {curl}"))
}
