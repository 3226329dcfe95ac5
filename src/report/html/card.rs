//! A cause as a card: what it breaks, an example with what differs marked, how to repeat and how to
//! declare it.
//!
//! In come the run and a cause of it, out goes a struct for the template.

use serde::Serialize;

use super::bounds::{CASES, NAME, SENTENCE};
use super::case::link;
use super::check::{self, Check};
use super::exchange::{self, Exchange, Wrong};
use crate::cause::Cause;
use crate::report::sanitize::{many_lines, one_line};
use crate::report::{script, text, words};
use crate::verdict::{RequirementRef, RunResult};

#[derive(Serialize)]
pub struct Card {
    number: usize,
    title: String,
    often: String,
    known: Option<String>,
    observed: bool,
    demands: Vec<Demand>,
    example: Option<String>,
    check: Option<Check>,
    exchange: Option<Exchange>,
    script: Option<String>,
    not_repeatable: &'static str,
    declaration: String,
    cases: Vec<String>,
    more_cases: usize,
    blocks: Vec<String>,
    more_blocks: usize,
}

#[derive(Serialize)]
struct Demand {
    id: String,
    level: String,
    clause: String,
    source: String,
    link: Option<String>,
}

/// The card of a cause.
pub fn card(run: &RunResult, cause: &Cause) -> Card {
    let example = cause.example_in(run);
    let exchange = example.and_then(|(_, step, found)| {
        // The other checks of the answer may be about other causes.
        Some(exchange::view(step.exchanges.last()?, &Wrong::of([found]), &run.tls))
    });
    Card {
        number: cause.number,
        title: one_line(&words::cause::title(cause), SENTENCE),
        often: words::cause::how_often(run, cause),
        known: cause.declared.as_ref().map(|reason| one_line(reason, SENTENCE)),
        observed: cause.observed,
        demands: cause.requirements.iter().map(demand).collect(),
        example: example.map(|(case, ..)| one_line(&case.id, NAME)),
        check: example.map(|(_, _, found)| check::view(found)),
        exchange,
        script: script::of_cause(run, cause).map(|text| many_lines(&text, script::MOST)),
        not_repeatable: words::cause::not_repeatable(run),
        declaration: text::declaration(cause),
        cases: shown(&cause.trials),
        more_cases: cause.trials.len().saturating_sub(CASES),
        blocks: shown(&cause.blocks),
        more_blocks: cause.blocks.len().saturating_sub(CASES),
    }
}

fn shown(ids: &[String]) -> Vec<String> {
    ids.iter().take(CASES).map(|id| one_line(id, NAME)).collect()
}

fn demand(requirement: &RequirementRef) -> Demand {
    Demand {
        id: one_line(&requirement.id, NAME),
        level: one_line(&requirement.level, NAME),
        clause: one_line(&requirement.clause, SENTENCE),
        source: one_line(&requirement.source, SENTENCE),
        link: link(requirement),
    }
}
