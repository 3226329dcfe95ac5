//! `run --update-deviations`: the target file rewritten to what the run found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::failure::Failure;
use super::terminal;
use crate::cause::{causes, unreasoned};
use crate::deviation::{self, Declared, Update};
use crate::report::{self, gate};
use crate::target::named::{self, NamedTarget, TargetFile};
use crate::target::profile::Profile;
use crate::target::rewrite::{Change, Entry, by_hand, rewrite};
use crate::verdict::RunResult;
use crate::volatile;
use crate::yaml::place;

/// The file to write to; refused before the run where there is none.
pub fn file(target: &NamedTarget) -> Result<String, Failure> {
    let path = target.path.as_ref().filter(|path| is_writable(path));
    path.cloned().ok_or_else(|| {
        let advice = "give --target the path of a target file that can be written";
        let what = format!("{}: deviations cannot be updated here; {advice}", target.shown);
        Failure::Usage(what)
    })
}

fn is_writable(path: &str) -> bool {
    std::fs::metadata(path).is_ok_and(|found| found.is_file() && !found.permissions().readonly())
}

/// Rewrites the file: a deviation a cause, and what goes untested.
pub fn write(
    target: &NamedTarget,
    declared: &[Declared],
    whole: bool,
    result: &RunResult,
) -> Result<(), Failure> {
    let written = &target.profile.deviations;
    let Update { drop, add } = deviation::update(declared, &result.cases, &causes(result));
    let (added, dropped) = (add.len(), drop.len());
    let lines = written.iter().map(|entry| place(entry).0).collect();
    let add = add.into_iter().map(|(requirement, signature)| -> Entry {
        vec![("requirement", requirement), ("signature", signature), ("reason", unreasoned())]
    });
    let change = Change { key: "deviations", lines, drop, add: add.collect() };
    let path = file(target)?;
    let file = named::read(&path)?;
    let failed = |why: String| Failure::Usage(format!("{}: {why}", target.shown));
    let changes = [change, untested(target, result, whole)];
    let rewritten = changes.iter().try_fold(file.text.clone(), |text, change| {
        // Lines move with what is written above them.
        let again = named::parse(&TargetFile { text: text.clone(), ..file.clone() });
        let change =
            again.map(|profile| moved(change, &profile)).unwrap_or_else(|_| change.clone());
        rewrite(&text, &change)
    });
    let text = rewritten.map_err(|why| {
        let by_hand: String = changes.iter().map(|c| by_hand(c.key, &c.add)).collect();
        failed(format!("left as it is, for {why}; write these into it by hand:\n{by_hand}"))
    })?;
    let again = TargetFile { text: text.clone(), ..file };
    named::parse(&again).map_err(|mistake| failed(format!("left as it is: {mistake}")))?;
    report::place(Path::new(&path), &text)?;
    let untested = changes[1].add.len();
    let untested = match untested {
        0 => String::new(),
        n => format!(", {n} untested requirements named"),
    };
    terminal::note(&format!(
        "{}: {added} deviations added, {dropped} dropped{untested}",
        target.shown
    ));
    Ok(())
}

/// What goes untested, named: what is not yet, and no more what is tested by now. Only a run of
/// the whole suite knows.
fn untested(target: &NamedTarget, result: &RunResult, whole: bool) -> Change {
    let written = target.profile.untested.as_deref().unwrap_or_default();
    let found = if whole { gate::untested(result) } else { BTreeMap::new() };
    let drop = written
        .iter()
        .enumerate()
        .filter(|(_, entry)| whole && !found.contains_key(&entry.value.requirement.value));
    let named: BTreeSet<&str> =
        written.iter().map(|entry| entry.value.requirement.value.as_str()).collect();
    let unnamed = found.iter().filter(|(id, _)| !named.contains(id.as_str()));
    let add = unnamed.map(|(id, why)| -> Entry {
        // Names and ids of this run say nothing in the next one.
        let why = volatile::replace(why, |_, _| "*".to_owned());
        vec![("requirement", id.clone()), ("reason", why)]
    });
    Change {
        key: "untested",
        lines: written.iter().map(|entry| place(entry).0).collect(),
        drop: drop.map(|(index, _)| index).collect(),
        add: add.collect(),
    }
}

/// The change, at the lines where its entries stand now.
fn moved(change: &Change, profile: &Profile) -> Change {
    let lines = match change.key {
        "untested" => profile.untested.iter().flatten().map(|entry| place(entry).0).collect(),
        _ => profile.deviations.iter().map(|entry| place(entry).0).collect(),
    };
    Change { lines, ..change.clone() }
}
