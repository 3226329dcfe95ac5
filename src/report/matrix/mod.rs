//! Several runs side by side: requirement by implementation, and where answers differ although
//! both were fine.
//!
//! In come results, out goes a [`Matrix`], or its text. Columns are runs, so two api-versions of
//! one target are two columns.

mod differences;
mod markdown;
mod table;

use super::coverage::{State, sections};
use super::group;
use crate::verdict::{Authority, RunResult};

pub use markdown::render as markdown;
pub use table::{Cell, Column, Difference, Matrix, Row, Rows};

/// Puts runs side by side.
pub fn matrix(runs: &[RunResult]) -> Matrix {
    let covered: Vec<_> = runs.iter().map(sections).collect();
    let all = covered.iter().flatten();
    let tested = all.flat_map(|s| s.requirements.iter().map(move |t| (s.id, t.requirement)));
    let rows_of = |(section, requirements): (&str, Vec<_>)| {
        let by_id = requirements.into_iter().map(|r: &crate::verdict::RequirementRef| (&r.id, r));
        let rows = group::in_order(by_id).into_iter().map(|(id, seen)| Row {
            requirement: id.clone(),
            level: seen[0].level.clone(),
            clause: seen[0].clause.clone(),
            cells: covered.iter().map(|sections| cell(sections, id)).collect(),
        });
        Rows { section: section.to_owned(), rows: rows.collect() }
    };
    let sections: Vec<Rows> = group::in_order(tested).into_iter().map(rows_of).collect();
    let columns = runs.iter().enumerate().map(|(index, run)| column(run, index, &sections));
    let mut columns: Vec<Column> = columns.collect();
    tell_apart(&mut columns);
    let (differences, more) = differences::between(runs);
    Matrix { columns, sections, differences, more }
}

/// Columns of one name are told apart by what they were held to.
fn tell_apart(columns: &mut [Column]) {
    let named = |column: &Column| (column.target.clone(), column.api_version.clone());
    let names: Vec<_> = columns.iter().map(named).collect();
    for (index, column) in columns.iter_mut().enumerate() {
        if names.iter().filter(|name| **name == names[index]).count() > 1 {
            column.target = format!("{} ({})", column.target, column.contract);
        }
    }
}

fn column(run: &RunResult, index: usize, sections: &[Rows]) -> Column {
    let rows = || sections.iter().flat_map(|s| &s.rows);
    let counted = State::ALL.iter().filter_map(|state| {
        let count = rows().filter(|row| row.cells[index].state == state.word()).count();
        (count > 0).then(|| format!("{} {count}", state.word()))
    });
    Column {
        target: run.implementation(),
        api_version: run.api_version.clone(),
        contract: run.contract.word(),
        started_at: run.started_at.clone(),
        tool_version: run.tool_version.clone(),
        sums: counted.collect::<Vec<_>>().join(", "),
    }
}

fn cell(sections: &[super::coverage::Section<'_>], id: &str) -> Cell {
    let tested = sections.iter().flat_map(|s| &s.requirements).find(|t| t.requirement.id == id);
    let Some(tested) = tested else {
        return Cell { state: State::Untested.word(), matched: None };
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
