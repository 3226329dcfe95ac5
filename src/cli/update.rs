//! `run --update-deviations`: the target file rewritten to what the run found.

use super::failure::Failure;
use super::terminal;
use crate::run::deviation::{self, Declared, Update};
use crate::run::names::RunId;
use crate::target::deviations::{entry, rewrite};
use crate::target::named::{self, Found};
use crate::verdict::RunResult;

/// Refused before the run where there is no file to write to.
pub fn check(target: &Found) -> Result<(), Failure> {
    match std::fs::metadata(&target.shown) {
        Ok(found) if found.is_file() && !found.permissions().readonly() => Ok(()),
        _ => {
            let advice = "give --target the path of a target file that can be written";
            let what = format!("{}: deviations cannot be updated here; {advice}", target.shown);
            Err(Failure::Usage(what))
        }
    }
}

/// Rewrites the file.
pub fn write(
    target: &Found,
    declared: &[Declared],
    run_id: &RunId,
    result: &RunResult,
) -> Result<(), Failure> {
    let written = &target.profile.deviations;
    let name = |index: usize, id: &str| run_id.case(index, id);
    let Update { drop, add } = deviation::update(written, declared, &result.cases, name);
    let file = named::read(&target.shown)?;
    let blocks: Vec<String> = add
        .iter()
        .map(|a| entry(&a.case, &a.failures, &a.reason, a.link.as_deref()))
        .collect();
    let failed = |why: String| Failure::Usage(format!("{}: {why}", target.shown));
    let text = rewrite(&file.text, written, &drop, &blocks).map_err(failed)?;
    std::fs::write(&target.shown, text).map_err(|e| failed(e.to_string()))?;
    let (added, dropped) = (add.len(), drop.len());
    terminal::note(&format!("{}: {added} deviations added, {dropped} dropped", target.shown));
    Ok(())
}
