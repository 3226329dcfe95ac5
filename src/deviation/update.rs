//! What a run says that a target file should declare: entries to drop, entries to add. Only of
//! the cases that this run tested; entries with `*` or a requirement are a person's to change.

use std::collections::BTreeSet;

use serde_saphyr::Spanned;

use super::declared::{Declared, Failure, is_named};
use super::judge::failures;
use crate::target::profile::Deviation;
use crate::verdict::CaseResult;
use crate::wildcard::matches;

/// What the reason of a written deviation says until somebody fills it in.
pub const UNREASONED: &str = "FILL IN";

/// The change of a target file's deviations.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Update {
    /// Entries to drop, by their index in the file.
    pub drop: BTreeSet<usize>,
    /// Entries to add, in the order of the cases.
    pub add: Vec<Added>,
}

/// An entry to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The case's id.
    pub case: String,
    /// Its failures.
    pub failures: Vec<String>,
    /// The reason that was there before, or one to fill in.
    pub reason: String,
    /// The link that was there before.
    pub link: Option<String>,
}

/// Compares what a target file declares with what a run found.
pub fn update(
    written: &[Spanned<Deviation>],
    declared: &[Declared],
    cases: &[CaseResult],
) -> Update {
    let mut update = Update::default();
    for case in cases.iter().filter(|case| case.verdict.kind().is_judged()) {
        one(&mut update, written, declared, &case.id, &failures(&case.steps));
    }
    update
}

fn one(
    update: &mut Update,
    written: &[Spanned<Deviation>],
    declared: &[Declared],
    id: &str,
    seen: &[Failure<'_>],
) {
    let exact = |d: &Declared| d.case.as_deref() == Some(id);
    let holds = |d: &Declared| d.failures.iter().all(|f| seen.iter().any(|s| matches(f, &s.text)));
    let stale: Vec<usize> = (0..declared.len())
        .filter(|index| exact(&declared[*index]) && !holds(&declared[*index]))
        .collect();
    let excused = |failure: &Failure<'_>| {
        declared.iter().enumerate().any(|(index, d)| {
            let named = d.case.as_ref().is_none_or(|pattern| is_named(pattern, id));
            named && !stale.contains(&index) && d.excuses(failure)
        })
    };
    let mut unexcused: Vec<String> = Vec::new();
    for failure in seen.iter().filter(|failure| !excused(failure)) {
        if !unexcused.contains(&failure.text) {
            unexcused.push(failure.text.clone());
        }
    }
    if !unexcused.is_empty() {
        let before = stale.first().map(|index| &written[*index].value);
        let fill_in = || format!("{UNREASONED}: why does this target differ here?");
        update.add.push(Added {
            case: id.to_owned(),
            failures: unexcused,
            reason: before.map_or_else(fill_in, |d| d.reason.value.clone()),
            link: before.and_then(|d| d.link.clone()),
        });
    }
    update.drop.extend(stale);
}
