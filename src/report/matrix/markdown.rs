//! The matrix as GitHub-flavoured Markdown.

use std::fmt::Write as _;

use super::table::{Cell, Column, Matrix};
use crate::report::markdown::escape::{cell, prose};

/// Characters of anything that came from elsewhere.
const SAID: usize = 200;

/// The table, what was measured, and the differences.
pub fn render(matrix: &Matrix) -> String {
    let mut out = String::from("# Requirement by implementation\n\n");
    out.push_str("| column | api-version | contract | measured | kvcontract | requirements |\n");
    out.push_str("|---|---|---|---|---|---|\n");
    for column in &matrix.columns {
        let Column { target, api_version, contract, started_at, tool_version, sums } = column;
        let day = started_at.split('T').next().unwrap_or_default();
        let (target, version) = (prose(target, SAID), prose(api_version, SAID));
        let _ = writeln!(
            out,
            "| {target} | {version} | {contract} | {} | {} | {sums} |",
            prose(day, SAID),
            prose(tool_version, SAID)
        );
    }
    for section in &matrix.sections {
        let _ = write!(out, "\n## {}\n\n| requirement |", prose(&section.section, SAID));
        for column in &matrix.columns {
            let _ = write!(out, " {} |", heading(column));
        }
        let _ = writeln!(out, "\n|---|{}", "---|".repeat(matrix.columns.len()));
        for row in &section.rows {
            let may = if row.level == "may" { " (may)" } else { "" };
            let _ = write!(out, "| {}{may} |", cell(&row.requirement, SAID));
            for cell in &row.cells {
                let _ = write!(out, " {} |", word(cell));
            }
            out.push('\n');
        }
    }
    differences(&mut out, matrix);
    out
}

fn heading(column: &Column) -> String {
    format!("{} {}", prose(&column.target, SAID), prose(&column.api_version, SAID))
}

fn word(cell: &Cell) -> String {
    let state = match cell.state {
        "broken" => "**broken**",
        other => other,
    };
    match cell.matched {
        Some(authority) => format!("{state} (as {authority})"),
        None => state.to_owned(),
    }
}

fn differences(out: &mut String, matrix: &Matrix) {
    if matrix.differences.is_empty() {
        return;
    }
    let first = matrix.columns.first().map(heading).unwrap_or_default();
    let _ = write!(
        out,
        "\n## Answers that differ though both passed\n\nAgainst {first}: keys, types, statuses \
         and headers; values are not compared.\n\n| case | step | only in {first} | column | \
         only there |\n|---|---|---|---|---|\n"
    );
    let list =
        |lines: &[String]| lines.iter().map(|line| cell(line, SAID)).collect::<Vec<_>>().join(", ");
    for d in &matrix.differences {
        let column = matrix.columns.get(d.column).map(heading).unwrap_or_default();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {column} | {} |",
            cell(&d.case, SAID),
            prose(&d.step, SAID),
            list(&d.only_first),
            list(&d.only_there)
        );
    }
    if matrix.more > 0 {
        let _ = writeln!(out, "\n{} more differences are not listed.", matrix.more);
    }
}

#[cfg(test)]
mod tests {
    use crate::report::{matrix::matrix, sample};

    #[test]
    fn it_reads_well_and_hostile_text_stays_in_its_cell() {
        let (one, mut other) = (sample::run(), sample::run());
        other.target = "other | <b> target".into();
        insta::assert_snapshot!(super::render(&matrix(&[one, other])));
    }
}
