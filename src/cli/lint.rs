//! `kvcontract lint`: every mistake in scenario, contract and target files, each with its place.

use super::args::LintArgs;
use super::failure::{Exit, Failure};
use super::terminal;
use crate::check::schema::Schemas;
use crate::plan::Capabilities;
use crate::run::deviation;
use crate::scenario::model::Scenario;
use crate::scenario::{audit, load, source};
use crate::target::named::{self, TargetFile};
use crate::yaml::{Mistake, Mistakes, place};

/// Checks the files.
pub fn lint(args: &LintArgs) -> Result<Exit, Failure> {
    let files = match &args.scenarios {
        Some(folder) => source::folder(folder)?,
        None => source::embedded(),
    };
    let mut mistakes = Vec::new();
    let mut counted = (0, 0);
    let mut scenarios = Vec::new();
    match load::suite(&files, &Schemas::embedded().names()) {
        Ok(suite) => {
            counted = (suite.scenarios.len(), suite.contract.requirements().count());
            mistakes.extend(audit::scenarios(&suite));
            mistakes.extend(audit::coverage(&suite));
            scenarios = suite.scenarios;
        }
        Err(Mistakes(found)) => mistakes.extend(found),
    }
    let mut targets = named::embedded();
    for path in &args.target {
        match named::read(&path.display().to_string()) {
            Ok(file) => targets.push(file),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    targets.iter().for_each(|file| mistakes.extend(target(file, &scenarios)));
    if !mistakes.is_empty() {
        return Err(Mistakes(mistakes).into());
    }
    let (cases, requirements) = counted;
    terminal::out(&format!(
        "{cases} scenarios cover {requirements} requirements; {} target files; no mistake",
        targets.len()
    ));
    Ok(Exit::Held)
}

fn target(file: &TargetFile, scenarios: &[Scenario]) -> Vec<Mistake> {
    let profile = match named::parse(file) {
        Ok(profile) => profile,
        Err(mistake) => return vec![mistake],
    };
    let mut found = Capabilities::of(&profile, &file.shown, true).err().unwrap_or_default();
    let today = time::OffsetDateTime::now_utc().date();
    // Where the scenarios are wrong, nothing can be said of what a deviation names.
    if !scenarios.is_empty() {
        let read = deviation::read(&profile.deviations, &file.shown, scenarios, today);
        found.extend(read.err().unwrap_or_default());
    }
    for entry in &profile.deviations {
        let reason = &entry.value.reason;
        if reason.value.starts_with(deviation::UNREASONED) {
            let message = "the reason of this deviation is still to be filled in";
            found.push(Mistake::at(&file.shown, place(reason), message));
        }
    }
    found
}
