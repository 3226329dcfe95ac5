//! What the page shows, ready for its template: counts, requirements, cases, checks.
//!
//! In comes a [`RunResult`], out go plain structs whose texts are bounded and free of hidden
//! characters. It must not escape for HTML: the template does.

use serde::Serialize;

use super::exchange::{self, Exchange};
use crate::cause::{self, Cause};
use crate::report::coverage::{self, State};
use crate::report::group;
use crate::report::sanitize::{many_lines, one_line};
use crate::report::script;
use crate::report::text::{self, label};
use crate::report::words::{self, Side};
use crate::verdict::finding::CheckResult;
use crate::verdict::{
    Authority, CaseResult, Outcome, RequirementRef, RunResult, StepResult, Verdict,
};

/// Characters of a name, a sentence and a value.
const NAME: usize = 300;
const SENTENCE: usize = 2000;
const VALUE: usize = 20_000;
/// Cases that a cause names.
const CASES: usize = 60;
/// Lines of one difference.
const DIFF: usize = 200;
/// Exchanges of one step that are shown: this many first and last ones.
const ENDS: usize = 3;

#[derive(Serialize)]
pub struct Page {
    target: String,
    verdict: &'static str,
    causes: Vec<CauseCard>,
    facts: Vec<(&'static str, String)>,
    cases: usize,
    counts: Vec<Count>,
    next: Vec<(&'static str, String)>,
    failed: Vec<Requirement>,
    states: Vec<&'static str>,
    coverage: Vec<Coverage>,
    sections: Vec<Section>,
    left: Vec<String>,
    clean_up: String,
    remarks: Vec<String>,
    interrupted: bool,
}

#[derive(Serialize)]
struct CauseCard {
    number: usize,
    title: String,
    often: String,
    known: Option<String>,
    observed: bool,
    demands: Vec<(String, String, String, String)>,
    example: Option<String>,
    check: Option<Check>,
    exchange: Option<Exchange>,
    script: String,
    declaration: String,
    cases: Vec<String>,
    blocks: Vec<String>,
}

#[derive(Serialize)]
struct Count {
    kind: String,
    word: &'static str,
    n: usize,
}

#[derive(Serialize)]
struct Coverage {
    section: String,
    source: String,
    total: usize,
    counts: Vec<usize>,
    requirements: Vec<Requirement>,
}

#[derive(Serialize)]
struct Requirement {
    id: String,
    level: String,
    clause: String,
    state: &'static str,
    cases: Vec<String>,
}

#[derive(Serialize)]
struct Section {
    id: String,
    cases: Vec<Case>,
}

#[derive(Serialize)]
struct Case {
    id: String,
    title: String,
    kind: String,
    label: &'static str,
    reason: Option<String>,
    file: String,
    took: String,
    requirements: Vec<(String, String, String)>,
    steps: Vec<Step>,
}

#[derive(Serialize)]
struct Step {
    name: String,
    place: String,
    seen: Option<String>,
    failed: bool,
    first: Vec<Exchange>,
    omitted: usize,
    last: Vec<Exchange>,
    checks: Vec<Check>,
}

#[derive(Serialize)]
struct Check {
    outcome: &'static str,
    clause: Option<String>,
    looked_at: String,
    expected: String,
    got: String,
    place: String,
    matched: Option<&'static str>,
    diff: Vec<(&'static str, String)>,
    remark: Option<String>,
}

/// The whole page.
pub fn page(run: &RunResult) -> Page {
    let sections = group::in_order(run.cases.iter().map(|c| (c.section.as_str(), c)));
    let covered = coverage::sections(run);
    let all = covered.iter().flat_map(|s| &s.requirements);
    let failed = all.filter(|t| t.state == State::Broken).map(requirement).collect();
    let (created, removed) = (run.clean_up.created, run.clean_up.removed);
    let causes = cause::causes(run);
    Page {
        target: one_line(&run.implementation(), NAME),
        verdict: text::verdict(run).1,
        causes: causes.iter().map(|cause| card(run, cause)).collect(),
        facts: facts(run),
        cases: run.cases.len(),
        counts: counts(run),
        next: text::next(run, &causes),
        failed,
        states: State::ALL.map(State::word).into(),
        coverage: covered.iter().map(section_coverage).collect(),
        sections: sections.into_iter().map(|(id, cases)| section(id, &cases)).collect(),
        left: run.clean_up.left.iter().map(|l| one_line(l, SENTENCE)).collect(),
        clean_up: format!("created {created}, removed {removed}, left {}", run.clean_up.left.len()),
        remarks: run.remarks.iter().map(|r| one_line(&words::run_remark(r), SENTENCE)).collect(),
        interrupted: run.interrupted,
    }
}

fn card(run: &RunResult, cause: &Cause) -> CauseCard {
    let demand = |r: &RequirementRef| {
        let (id, level) = (one_line(&r.id, NAME), one_line(&r.level, NAME));
        (id, level, one_line(&r.clause, SENTENCE), one_line(&r.source, SENTENCE))
    };
    let ids = |ids: &mut dyn Iterator<Item = &String>| -> Vec<String> {
        ids.take(CASES).map(|id| one_line(id, NAME)).collect()
    };
    let example = cause.example_in(run);
    let exchange = example.and_then(|(_, step, _)| step.exchanges.last());
    CauseCard {
        number: cause.number,
        title: one_line(&words::cause::title(cause), SENTENCE),
        often: words::cause::how_often(cause),
        known: cause.declared.as_ref().map(|reason| one_line(reason, SENTENCE)),
        observed: cause.observed,
        demands: cause.requirements.iter().map(demand).collect(),
        example: example.map(|(case, ..)| one_line(&case.id, NAME)),
        check: example.map(|(_, _, found)| check(found)),
        exchange: exchange.map(exchange::view),
        script: many_lines(&script::of_cause(run, cause), VALUE),
        declaration: text::declaration(cause),
        cases: ids(&mut cause.trials.iter()),
        blocks: ids(&mut cause.blocks.iter()),
    }
}

fn facts(run: &RunResult) -> Vec<(&'static str, String)> {
    vec![
        ("Target", one_line(&run.implementation(), NAME)),
        ("URL", one_line(&run.url, NAME)),
        ("api-version", one_line(&run.api_version, NAME)),
        ("Contract", run.contract.word().to_owned()),
        ("Began", one_line(&run.started_at, NAME)),
        ("Took", exchange::took(run.millis)),
        ("Run", one_line(&run.run_id, NAME)),
        ("kvcontract", one_line(&run.tool_version, NAME)),
    ]
}

fn counts(run: &RunResult) -> Vec<Count> {
    let by_verdict = group::in_order(run.cases.iter().map(|c| (kind(&c.verdict), &c.verdict)));
    let mut counts: Vec<Count> = by_verdict
        .into_iter()
        .map(|(kind, all)| Count { kind, word: label(all[0]), n: all.len() })
        .collect();
    let order = ["fail", "error", "stale-deviation", "pass", "known-deviation", "blocked"];
    counts.sort_by_key(|c| order.iter().position(|k| *k == c.kind).unwrap_or(order.len()));
    counts
}

/// The verdict as the page's classes and filters name it.
fn kind(verdict: &Verdict) -> String {
    label(verdict).to_lowercase().replace(' ', "-")
}

fn section_coverage(section: &coverage::Section<'_>) -> Coverage {
    let source = section.requirements.first().map(|t| t.requirement.source.as_str());
    Coverage {
        section: one_line(section.id, NAME),
        source: one_line(source.unwrap_or_default(), SENTENCE),
        total: section.requirements.len(),
        counts: State::ALL.map(|state| section.count(state)).into(),
        requirements: section.requirements.iter().map(requirement).collect(),
    }
}

fn requirement(tested: &coverage::Tested<'_>) -> Requirement {
    let RequirementRef { id, level, clause, .. } = tested.requirement;
    Requirement {
        id: one_line(id, NAME),
        level: one_line(level, NAME),
        clause: one_line(clause, SENTENCE),
        state: tested.state.word(),
        cases: tested.cases.iter().map(|c| one_line(&c.id, NAME)).collect(),
    }
}

fn section(id: &str, cases: &[&CaseResult]) -> Section {
    Section { id: one_line(id, NAME), cases: cases.iter().map(|c| case(c)).collect() }
}

fn case(case: &CaseResult) -> Case {
    let cited = |r: &RequirementRef| {
        (one_line(&r.id, NAME), one_line(&r.level, NAME), one_line(&r.clause, SENTENCE))
    };
    Case {
        id: one_line(&case.id, NAME),
        title: one_line(&case.title, SENTENCE),
        kind: kind(&case.verdict),
        label: label(&case.verdict),
        reason: case.verdict.reason().map(|r| many_lines(r, SENTENCE)),
        file: one_line(&case.file, NAME),
        took: exchange::took(case.millis),
        requirements: case.requirements.iter().map(cited).collect(),
        steps: case.steps.iter().map(step).collect(),
    }
}

fn step(step: &StepResult) -> Step {
    let shown = |exchanges: &[_]| exchanges.iter().map(exchange::view).collect();
    let n = step.exchanges.len();
    let (first, last) = if n > 2 * ENDS { (ENDS, n - ENDS) } else { (n, n) };
    Step {
        name: one_line(&step.name, NAME),
        place: format!("line {}", step.line),
        seen: step.seen.as_ref().map(words::seen),
        failed: step.checks.iter().any(|c| c.outcome == Outcome::Failed),
        first: shown(&step.exchanges[..first]),
        omitted: last - first,
        last: shown(&step.exchanges[last..]),
        checks: step.checks.iter().map(check).collect(),
    }
}

fn check(check: &CheckResult) -> Check {
    let all = words::differences(check);
    let line = |(side, line): &(Side, String)| {
        let class = match side {
            Side::Expected => "gone",
            Side::Got => "new",
            Side::Neither => "same",
        };
        (class, one_line(line, SENTENCE))
    };
    let mut diff: Vec<(&'static str, String)> = all.iter().take(DIFF).map(line).collect();
    if all.len() > DIFF {
        diff.push(("same", format!("… and {} more lines", all.len() - DIFF)));
    }
    Check {
        outcome: match check.outcome {
            Outcome::Passed => "passed",
            Outcome::Failed => "failed",
            Outcome::Noted => "noted",
        },
        clause: check.clause.as_ref().map(|c| one_line(c, NAME)),
        looked_at: one_line(&words::place(&check.place), NAME),
        expected: many_lines(&words::expected(check), VALUE),
        got: many_lines(&words::got(check), VALUE),
        place: format!("line {}", check.line),
        matched: check.matched.map(|m| match m {
            Authority::Documented => "the document says so",
            Authority::Observed => "real vaults answer so",
        }),
        diff,
        remark: check.remark.as_ref().map(|r| one_line(&words::remark(r), SENTENCE)),
    }
}
