//! `kvcontract contract`: the requirements, each with the scenarios that test it and the faults
//! of the reference vault that break it. Sends nothing.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::args::{ContractArgs, Listing};
use super::failure::{Exit, Failure};
use super::{suite, terminal};
use crate::prove::{Coverage, coverage};
use crate::scenario::Suite;
use crate::scenario::contract::{Requirement, Section, Source};

/// A requirement where it stands, and who tests it.
pub(super) struct Entry<'s> {
    section: &'s Section,
    requirement: &'s Requirement,
    /// Who tests it, and the faults that break it.
    pub coverage: Coverage,
}

/// Lists the requirements.
pub fn contract(args: &ContractArgs) -> Result<Exit, Failure> {
    let suite = suite::load(&args.suite)?;
    let entries = entries(&suite);
    let text = match args.format {
        Listing::Text => {
            let mut text = String::new();
            for entry in &entries {
                let _ = writeln!(text, "{}\n{}", entry.head(), entry.tail());
            }
            text + &format!("\n{} requirements", entries.len())
        }
        Listing::Json => {
            let all: Vec<Value> = entries.iter().map(Entry::document).collect();
            format!("{:#}", json!({ "requirements": all }))
        }
    };
    let told = terminal::out(&text);
    Ok(Exit::of_telling(told))
}

/// Every requirement, in the contract's order.
pub(super) fn entries(suite: &Suite) -> Vec<Entry<'_>> {
    let requirements = suite.contract.requirements().zip(coverage(suite, &[]));
    requirements
        .map(|((section, requirement), coverage)| Entry { section, requirement, coverage })
        .collect()
}

impl Entry<'_> {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.requirement.id.value
    }

    fn authorities(&self) -> Vec<&'static str> {
        self.requirement.authority.value.iter().copied().map(Source::word).collect()
    }

    /// Id, level and authorities; clause; source; what real vaults do.
    pub fn head(&self) -> String {
        let Entry { section, requirement, .. } = self;
        let link = section.link.as_ref();
        let mut text = format!(
            "{} ({}; {})\n    {}\n    source: {}",
            self.id(),
            requirement.level.word(),
            self.authorities().join(", "),
            requirement.clause.trim(),
            link.map_or(section.source.clone(), |l| format!("{}, {}", section.source, l.value)),
        );
        if let Some(observed) = &requirement.observed {
            let _ = write!(text, "\n    observed: {}", observed.trim());
        }
        text
    }

    fn tail(&self) -> String {
        let faults: Vec<&str> = self.coverage.faults.iter().map(|f| f.name()).collect();
        format!(
            "    scenarios: {}\n    faults: {}",
            or_none(self.coverage.scenarios.join(", ")),
            or_none(faults.join(", ")),
        )
    }

    /// The same as JSON.
    pub fn document(&self) -> Value {
        let Entry { section, requirement, coverage } = self;
        json!({
            "id": self.id(),
            "section": section.id.value,
            "level": requirement.level.word(),
            "authority": self.authorities(),
            "clause": requirement.clause.trim(),
            "source": section.source,
            "link": section.link.as_ref().map(|link| &link.value),
            "observed": requirement.observed.as_deref().map(str::trim),
            "scenarios": coverage.scenarios,
            "faults": coverage.faults.iter().map(|f| f.name()).collect::<Vec<_>>(),
        })
    }
}

fn or_none(list: String) -> String {
    if list.is_empty() { "none".to_owned() } else { list }
}
