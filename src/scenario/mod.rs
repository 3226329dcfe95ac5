//! Scenario files and the contract they test: from YAML text to checked, typed data.
//!
//! In: text of `contract.yaml`, `cases/**.yaml` and `steps/*.yaml`. Out: a [`Suite`], or every error in it with
//! file, line and column. Knows nothing of targets, HTTP or how a scenario is walked.

pub mod audit;
pub mod compile;
pub mod contract;
pub mod load;
pub mod matcher;
pub mod model;
pub mod needs;
pub mod over;
pub mod raw;
pub mod source;
pub mod steps;
pub mod template;

use contract::Contract;
use model::Scenario;

/// A contract and the scenarios that test it.
#[derive(Debug, Clone)]
pub struct Suite {
    /// The requirements, in the document's order.
    pub contract: Contract,
    /// The scenarios, in the order of the contract's sections, then by id.
    pub scenarios: Vec<Scenario>,
    /// Files of shared steps that no scenario uses.
    pub unused_steps: Vec<String>,
}
