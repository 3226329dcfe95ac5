//! Several runs side by side: requirement by implementation, and where answers differ although
//! both were fine.
//!
//! In come results, out goes a [`Matrix`], or its text. Columns are runs, so two api-versions of
//! one target are two columns.

mod differences;
mod markdown;
mod table;

use super::coverage::{RequirementState, Section, sections};
use super::group;
use crate::verdict::{Authority, RequirementRef, RunResult};

pub use markdown::render as markdown;
pub use table::{Cell, Column, Difference, Matrix, Row, Rows};

/// What each state means.
const LEGEND: [(RequirementState, &str); 6] = [
    (RequirementState::Kept, "whoever tested it found it kept"),
    (RequirementState::Broken, "a check of it failed"),
    (RequirementState::Unknown, "a case of it ended before it could be told"),
    (RequirementState::Deviates, "broken, as the target file declares"),
    (RequirementState::Blocked, "the target lacks what its cases need"),
    (RequirementState::Untested, "no case of it was selected, or no answer came that it is about"),
];

/// Puts runs side by side.
pub fn matrix(runs: &[RunResult]) -> Matrix {
    labelled(runs, &[])
}

/// The same; a run that has a label is called so.
pub fn labelled(runs: &[RunResult], labels: &[Option<String>]) -> Matrix {
    let covered: Vec<_> = runs.iter().map(sections).collect();
    let all = covered.iter().flatten();
    let tested = all.flat_map(|s| s.requirements.iter().map(move |t| (s.id, t.requirement)));
    let sections = group::in_order(tested).into_iter();
    let sections: Vec<Rows> =
        sections.map(|(id, requirements)| rows(id, requirements, &covered)).collect();
    let count = |index: usize, state: RequirementState| {
        let rows = sections.iter().flat_map(|s| &s.rows);
        rows.filter(|row| row.cells[index].state == state.word()).count()
    };
    let states = LEGEND.into_iter();
    let states: Vec<(RequirementState, &str)> =
        states.filter(|(s, _)| (0..runs.len()).any(|index| count(index, *s) > 0)).collect();
    let columns = runs.iter().enumerate().map(|(index, run)| Column {
        target: run.implementation(),
        api_version: run.api_version.clone(),
        contract: run.contract.word(),
        started_at: run.started_at.clone(),
        tool_version: run.tool_version.clone(),
        sums: states.iter().map(|(state, _)| count(index, *state)).collect(),
    });
    let mut columns: Vec<Column> = columns.collect();
    tell_apart(&mut columns);
    for (column, label) in columns.iter_mut().zip(labels) {
        if let Some(label) = label {
            column.target.clone_from(label);
        }
    }
    let (differences, more) = differences::between(runs);
    let states = states.into_iter().map(|(state, means)| (state.word(), means)).collect();
    Matrix { states, columns, sections, differences, more, alike: 0 }
}

fn rows(id: &str, requirements: Vec<&RequirementRef>, covered: &[Vec<Section<'_>>]) -> Rows {
    let by_id = requirements.into_iter().map(|r| (&r.id, r));
    let by_id = group::in_order(by_id).into_iter();
    let rows: Vec<Row> = by_id.map(|(id, seen)| row(id, &seen, covered)).collect();
    let kept = (0..covered.len()).map(|column| {
        rows.iter().filter(|row| row.cells[column].state == RequirementState::Kept.word()).count()
    });
    Rows { section: id.to_owned(), kept: kept.collect(), total: rows.len(), rows }
}

fn row(id: &str, seen: &[&RequirementRef], covered: &[Vec<Section<'_>>]) -> Row {
    let cells: Vec<Cell> = covered.iter().map(|sections| cell(sections, id)).collect();
    let link = seen.iter().find_map(|r| r.link.as_deref());
    Row {
        requirement: id.to_owned(),
        level: seen[0].level.clone(),
        clause: seen[0].clause.clone(),
        link: link.filter(|link| link.starts_with("https://")).map(str::to_owned),
        differs: cells.iter().any(|cell| cell.state != cells[0].state),
        cells,
    }
}

/// Columns of one name are told apart by what they were held to, and else by their number.
fn tell_apart(columns: &mut [Column]) {
    let names: Vec<_> = columns.iter().map(named).collect();
    for (index, column) in columns.iter_mut().enumerate() {
        if names.iter().filter(|name| **name == names[index]).count() > 1 {
            column.target = format!("{} ({})", column.target, column.contract);
        }
    }
    let names: Vec<_> = columns.iter().map(named).collect();
    for (index, column) in columns.iter_mut().enumerate() {
        let before = names[..index].iter().filter(|name| **name == names[index]).count();
        if before > 0 {
            column.target = format!("{} #{}", column.target, before + 1);
        }
    }
}

fn named(column: &Column) -> (String, String) {
    (column.target.clone(), column.api_version.clone())
}

fn cell(sections: &[Section<'_>], id: &str) -> Cell {
    let tested = sections.iter().flat_map(|s| &s.requirements).find(|t| t.requirement.id == id);
    let Some(tested) = tested else {
        return Cell { state: RequirementState::Untested.word(), matched: None };
    };
    let checks = tested.cases.iter().flat_map(|case| case.checks());
    let mut matched = checks.filter(|(_, c)| c.clause.as_deref() == Some(id));
    let matched = matched.find_map(|(_, c)| c.matched).map(|authority| match authority {
        Authority::Documented => "documented",
        Authority::Observed => "observed",
    });
    Cell { state: tested.state.word(), matched }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn columns_of_one_name_say_what_they_were_held_to() {
        let (one, mut other) = (sample::run(), sample::run());
        other.contract = crate::verdict::ContractMode::Observed;
        let matrix = matrix(&[one, other]);
        let names: Vec<&str> = matrix.columns.iter().map(|c| c.target.as_str()).collect();
        assert_eq!(names, ["lowkey-vault 3.4.33 (documented)", "lowkey-vault 3.4.33 (observed)"]);
        let twice = labelled(&[sample::run(), sample::run()], &[None, Some("pr 7".to_owned())]);
        assert_eq!(twice.columns[1].target, "pr 7");
        let twice = super::matrix(&[sample::run(), sample::run()]);
        assert!(twice.columns[1].target.ends_with("(documented) #2"));
    }

    #[test]
    fn only_what_differs_is_left_and_the_rest_is_counted() {
        let (one, mut other) = (sample::run(), sample::run());
        other.cases.retain(|c| c.section != "conflict");
        let whole = matrix(&[one, other]);
        let rows = |m: &Matrix| m.sections.iter().map(|s| s.rows.len()).sum::<usize>();
        let all = rows(&whole);
        let differing = whole.only_what_differs();
        assert!(rows(&differing) > 0 && differing.alike > 0);
        assert_eq!(rows(&differing) + differing.alike, all);
        let mut left = differing.sections.iter().flat_map(|s| &s.rows);
        assert!(left.all(|row| row.requirement.starts_with("conflict.")));
    }

    #[test]
    fn the_sums_of_a_column_are_all_its_requirements() {
        let matrix = matrix(&[sample::run()]);
        let all: usize = matrix.sections.iter().map(|s| s.total).sum();
        assert_eq!(matrix.columns[0].sums.iter().sum::<usize>(), all);
        assert!(matrix.states.iter().zip(&matrix.columns[0].sums).all(|(_, n)| *n > 0));
    }

    #[test]
    fn a_column_is_a_run_and_a_row_a_requirement() {
        let (one, mut other) = (sample::run(), sample::run());
        other.target = "other".into();
        other.cases.retain(|c| c.section == "create");
        let matrix = matrix(&[one, other]);
        assert_eq!(matrix.columns.len(), 2);
        let rows: Vec<&Row> = matrix.sections.iter().flat_map(|s| &s.rows).collect();
        assert!(rows.iter().all(|row| row.cells.len() == 2));
        let conflict = rows.iter().find(|r| r.requirement == "conflict.create").unwrap();
        assert_eq!((conflict.cells[0].state, conflict.cells[1].state), ("broken", "untested"));
        let ids: Vec<&str> = rows.iter().map(|r| r.requirement.as_str()).collect();
        let mut unique = ids.clone();
        unique.dedup();
        assert_eq!(ids, unique);
    }
}
