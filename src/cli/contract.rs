//! `kvcontract contract`: the requirements, each with the scenarios that test it and the faults
//! of the reference vault that break it. Sends nothing.

use std::fmt::Write as _;

use super::args::ContractArgs;
use super::failure::{Exit, Failure};
use super::{setup, terminal};
use crate::prove::coverage;
use crate::scenario::contract::Source;

/// Lists the requirements.
pub fn contract(args: &ContractArgs) -> Result<Exit, Failure> {
    let suite = setup::suite(args.scenarios.as_deref())?;
    let covered = coverage(&suite, &[]);
    let mut text = String::new();
    for ((section, requirement), coverage) in suite.contract.requirements().zip(&covered) {
        let authority = |source: &Source| match source {
            Source::Document => "document",
            Source::Observed => "observed",
        };
        let authorities: Vec<&str> = requirement.authority.iter().map(authority).collect();
        let faults: Vec<&str> = coverage.faults.iter().map(|f| f.name()).collect();
        let or_none = |list: String| if list.is_empty() { "none".to_owned() } else { list };
        let _ = writeln!(
            text,
            "{} ({}; {})\n    {}\n    source: {}\n    scenarios: {}\n    faults: {}",
            coverage.requirement,
            requirement.level.word(),
            or_none(authorities.join(", ")),
            requirement.clause.trim(),
            section.source,
            or_none(coverage.scenarios.join(", ")),
            or_none(faults.join(", ")),
        );
        if let Some(observed) = &requirement.observed {
            let _ = writeln!(text, "    observed: {}", observed.trim());
        }
    }
    let _ = write!(text, "\n{} requirements", covered.len());
    let told = terminal::out(&text);
    Ok(if told { Exit::Held } else { Exit::Unknown })
}
