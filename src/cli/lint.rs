//! `kvcontract lint`: every mistake in scenario, contract and target files, each with its place.

use super::args::LintArgs;
use super::failure::{Exit, Failure};
use super::terminal;
use crate::check::schema::Schemas;
use crate::plan::Capabilities;
use crate::scenario::{audit, load, source};
use crate::target::named::{self, TargetFile};
use crate::yaml::{Mistake, Mistakes};

/// Checks the files.
pub fn lint(args: &LintArgs) -> Result<Exit, Failure> {
    let files = match &args.scenarios {
        Some(folder) => source::folder(folder)?,
        None => source::embedded(),
    };
    let mut mistakes = Vec::new();
    let mut counted = (0, 0);
    match load::suite(&files, &Schemas::embedded().names()) {
        Ok(suite) => {
            counted = (suite.scenarios.len(), suite.contract.requirements().count());
            mistakes.extend(audit::scenarios(&suite));
            mistakes.extend(audit::coverage(&suite));
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
    targets.iter().for_each(|file| mistakes.extend(target(file)));
    if !mistakes.is_empty() {
        return Err(Mistakes(mistakes).into());
    }
    let (scenarios, requirements) = counted;
    terminal::out(&format!(
        "{scenarios} scenarios cover {requirements} requirements; {} target files; no mistake",
        targets.len()
    ));
    Ok(Exit::Held)
}

fn target(file: &TargetFile) -> Vec<Mistake> {
    match named::parse(file) {
        Ok(profile) => Capabilities::of(&profile, &file.shown, true).err().unwrap_or_default(),
        Err(mistake) => vec![mistake],
    }
}
