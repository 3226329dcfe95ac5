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
        let authorities = requirement.authority.value.iter().copied().map(Source::word);
        let authorities: Vec<&str> = authorities.collect();
        let faults: Vec<&str> = coverage.faults.iter().map(|f| f.name()).collect();
        let or_none = |list: String| if list.is_empty() { "none".to_owned() } else { list };
        let _ = writeln!(
            text,
            "{} ({}; {})\n    {}\n    source: {}\n    scenarios: {}\n    faults: {}",
            coverage.requirement,
            requirement.level.word(),
            authorities.join(", "),
            requirement.clause.trim(),
            section.link.as_ref().map_or(section.source.clone(), |link| {
                format!("{}, {}", section.source, link.value)
            }),
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
