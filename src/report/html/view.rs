//! What the page shows, ready for its template: verdict, facts, causes, requirements, cases.
//!
//! In comes a [`RunResult`], out go plain structs whose texts are bounded and free of hidden
//! characters. It must not escape for HTML: the template does.

use serde::Serialize;

use super::bounds::{NAME, SENTENCE};
use super::card::{self, Card};
use super::case::{self, Section, kind, link};
use super::exchange;
use super::timeline::{self, Timeline};
use super::untested::{self, Untested};
use crate::cause;
use crate::report::coverage::{self, RequirementState};
use crate::report::group;
use crate::report::sanitize::one_line;
use crate::report::text::{self, label};
use crate::report::words;
use crate::verdict::{RequirementRef, RunResult};

#[derive(Serialize)]
pub struct Page {
    target: String,
    verdict: &'static str,
    tested: String,
    causes: Vec<Card>,
    facts: Vec<(&'static str, String)>,
    gate: Vec<String>,
    cases: usize,
    counts: Vec<Count>,
    next: Vec<(&'static str, String)>,
    untested: Vec<Untested>,
    states: Vec<&'static str>,
    coverage: Vec<Coverage>,
    timeline: Option<Timeline>,
    sections: Vec<Section>,
    left: Vec<String>,
    clean_up: Option<String>,
    remarks: Vec<String>,
    interrupted: bool,
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
    link: Option<String>,
    state: &'static str,
    cases: Vec<String>,
}

/// The whole page.
pub fn page(run: &RunResult) -> Page {
    let sections = group::in_order(run.cases.iter().map(|c| (c.section.as_str(), c)));
    let covered = coverage::sections(run);
    let (created, removed) = (run.clean_up.created, run.clean_up.removed);
    let causes = cause::causes(run);
    Page {
        target: one_line(&run.implementation(), NAME),
        verdict: text::verdict(run).1,
        tested: text::requirements(run),
        causes: causes.iter().map(|cause| card::card(run, cause)).collect(),
        facts: facts(run),
        gate: run.gate.iter().map(|b| one_line(&words::breach(b), SENTENCE)).collect(),
        cases: run.cases.len(),
        counts: counts(run),
        next: text::next(run, &causes),
        untested: untested::groups(run, &causes, &covered),
        states: RequirementState::ALL.map(RequirementState::word).into(),
        coverage: covered.iter().map(section_coverage).collect(),
        timeline: timeline::of(run),
        sections: sections
            .into_iter()
            .map(|(id, cases)| case::section(id, &cases, &run.tls))
            .collect(),
        left: run.clean_up.left.iter().map(|l| one_line(l, SENTENCE)).collect(),
        clean_up: (!run.is_of_recorded_traffic()).then(|| {
            format!("created {created}, removed {removed}, left {}", run.clean_up.left.len())
        }),
        remarks: run.remarks.iter().map(|r| one_line(&words::run_remark(r), SENTENCE)).collect(),
        interrupted: run.interrupted,
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

fn section_coverage(section: &coverage::Section<'_>) -> Coverage {
    let source = section.requirements.first().map(|t| t.requirement.source.as_str());
    Coverage {
        section: one_line(section.id, NAME),
        source: one_line(source.unwrap_or_default(), SENTENCE),
        total: section.requirements.len(),
        counts: RequirementState::ALL.map(|state| section.count(state)).into(),
        requirements: section.requirements.iter().map(requirement).collect(),
    }
}

fn requirement(tested: &coverage::Tested<'_>) -> Requirement {
    let RequirementRef { id, level, clause, .. } = tested.requirement;
    Requirement {
        id: one_line(id, NAME),
        level: one_line(level, NAME),
        clause: one_line(clause, SENTENCE),
        link: link(tested.requirement),
        state: tested.state.word(),
        cases: tested.cases.iter().map(|c| one_line(&c.id, NAME)).collect(),
    }
}
