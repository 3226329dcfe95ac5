//! `run --update-deviations`: the target file rewritten to what the run found.

use std::path::Path;

use super::failure::Failure;
use super::terminal;
use crate::cause::causes;
use crate::deviation::{self, Declared, UNREASONED, Update};
use crate::report;
use crate::target::named::{self, Found, TargetFile};
use crate::target::rewrite::{Change, Entry, by_hand, rewrite};
use crate::verdict::RunResult;
use crate::yaml::place;

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

/// Rewrites the file: a deviation a cause, and what goes untested.
pub fn write(target: &Found, declared: &[Declared], result: &RunResult) -> Result<(), Failure> {
    let written = &target.profile.deviations;
    let Update { drop, add } = deviation::update(declared, &result.cases, &causes(result));
    let (added, dropped) = (add.len(), drop.len());
    let entry = |(requirement, signature): (String, String)| -> Entry {
        let reason = format!("{UNREASONED}: why does this target differ here?");
        vec![("requirement", requirement), ("signature", signature), ("reason", reason)]
    };
    let lines = written.iter().map(|entry| place(entry).0).collect();
    let add = add.into_iter().map(entry).collect();
    let change = Change { key: "deviations", lines, drop, add };
    let path = file(target)?;
    let file = named::read(&path)?;
    let failed = |why: String| Failure::Usage(format!("{}: {why}", target.shown));
    let text = rewrite(&file.text, &change).map_err(|why| {
        let by_hand = by_hand(change.key, &change.add);
        failed(format!("left as it is, for {why}; write these into it by hand:\n{by_hand}"))
    })?;
    let again = TargetFile { text: text.clone(), ..file };
    named::parse(&again).map_err(|mistake| failed(format!("left as it is: {mistake}")))?;
    report::place(Path::new(&path), &text)?;
    terminal::note(&format!("{}: {added} deviations added, {dropped} dropped", target.shown));
    Ok(())
}
