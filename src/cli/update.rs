//! `run --update-deviations`: the target file rewritten to what the run found.

use super::failure::Failure;
use super::terminal;
use crate::deviation::{self, Declared, Update};
use crate::target::deviations::{entry, rewrite};
use crate::target::named::{self, Found, TargetFile};
use crate::verdict::RunResult;

/// The file to write to; refused before the run where there is none.
pub fn file(target: &Found) -> Result<String, Failure> {
    let writable = |path: &&String| {
        std::fs::metadata(path)
            .is_ok_and(|found| found.is_file() && !found.permissions().readonly())
    };
    let path = target.path.as_ref().filter(writable);
    path.cloned().ok_or_else(|| {
        let advice = "give --target the path of a target file that can be written";
        let what = format!("{}: deviations cannot be updated here; {advice}", target.shown);
        Failure::Usage(what)
    })
}

/// Rewrites the file.
pub fn write(target: &Found, declared: &[Declared], result: &RunResult) -> Result<(), Failure> {
    let written = &target.profile.deviations;
    let Update { drop, add } = deviation::update(written, declared, &result.cases);
    let path = file(target)?;
    let file = named::read(&path)?;
    let blocks: Vec<String> =
        add.iter().map(|a| entry(&a.case, &a.failures, &a.reason, a.link.as_deref())).collect();
    let failed = |why: String| Failure::Usage(format!("{}: {why}", target.shown));
    let text = rewrite(&file.text, written, &drop, &blocks).map_err(failed)?;
    // JSON, or a file with an end: what cannot be read again is not written.
    let wanted = written.len() - drop.len() + add.len();
    let again = named::parse(&TargetFile { text: text.clone(), ..file });
    if !again.is_ok_and(|profile| profile.deviations.len() == wanted) {
        let by_hand = "the file is left as it is; write these under `deviations` by hand";
        let blocks = blocks.concat();
        return Err(failed(format!("cannot be rewritten in its style; {by_hand}:\n{blocks}")));
    }
    std::fs::write(&path, text).map_err(|e| failed(e.to_string()))?;
    let (added, dropped) = (add.len(), drop.len());
    terminal::note(&format!("{}: {added} deviations added, {dropped} dropped", target.shown));
    Ok(())
}
