//! The matrix as GitHub-flavoured Markdown.

use std::fmt::Write as _;

use super::table::{Cell, Column, Matrix, Rows};
use crate::report::markdown::escape::{cell, prose};

/// Characters of anything that came from elsewhere.
const SAID: usize = 200;

/// Characters of a clause.
const CLAUSE: usize = 1000;

/// What was measured with its totals, what the words mean, the table, and the differences.
pub fn render(matrix: &Matrix) -> String {
    let mut out = String::from("# Requirement by implementation\n\n");
    measured(&mut out, matrix);
    legend(&mut out, matrix);
    for section in &matrix.sections {
        table(&mut out, section, matrix);
    }
    differences(&mut out, matrix);
    out
}

fn measured(out: &mut String, matrix: &Matrix) {
    let words: String = matrix.states.iter().map(|(word, _)| format!(" {word} |")).collect();
    let _ = writeln!(out, "| column | api-version | contract | measured | kvcontract |{words}");
    let _ = writeln!(out, "|---|---|---|---|---|{}", "--:|".repeat(matrix.states.len()));
    for column in &matrix.columns {
        let Column { target, api_version, contract, started_at, tool_version, sums } = column;
        let day = started_at.split('T').next().unwrap_or_default();
        let (target, version) = (prose(target, SAID), prose(api_version, SAID));
        let sums: String = sums.iter().map(|n| format!(" {n} |")).collect();
        let _ = writeln!(
            out,
            "| {target} | {version} | {contract} | {} | {} |{sums}",
            prose(day, SAID),
            prose(tool_version, SAID)
        );
    }
}

fn legend(out: &mut String, matrix: &Matrix) {
    out.push('\n');
    for (word, means) in &matrix.states {
        let _ = writeln!(out, "- {word}: {means}");
    }
    out.push_str(
        "- as documented, as observed: where the document and the records of real vaults differ, \
         which of them the answers match\n- may: the contract leaves it open; told, never broken\n",
    );
    if matrix.alike > 0 {
        let _ = writeln!(
            out,
            "\nOnly what differs is listed; of {} requirements all columns say the same.",
            matrix.alike
        );
    }
}

fn table(out: &mut String, section: &Rows, matrix: &Matrix) {
    let _ = write!(out, "\n## {}\n\n| requirement |", prose(&section.section, SAID));
    for column in &matrix.columns {
        let _ = write!(out, " {} |", heading(column));
    }
    let _ = writeln!(out, "\n|---|{}", "---|".repeat(matrix.columns.len()));
    for row in &section.rows {
        let may = if row.level == "may" { " (may)" } else { "" };
        let id = match row.link.as_deref().filter(|link| is_plain(link)) {
            Some(link) => format!("[{}]({link})", cell(&row.requirement, SAID)),
            None => cell(&row.requirement, SAID),
        };
        let _ = write!(out, "| {id}{may}<br>{} |", prose(&row.clause, CLAUSE));
        for cell in &row.cells {
            let _ = write!(out, " {} |", word(cell));
        }
        out.push('\n');
    }
    let kept = section.kept.iter().map(|kept| format!(" {kept} of {} kept |", section.total));
    let _ = writeln!(out, "| *all* |{}", kept.collect::<String>());
}

/// Whether a link means nothing to Markdown beside being one.
fn is_plain(link: &str) -> bool {
    link.chars().all(|c| c.is_ascii_alphanumeric() || "/:.-_?=&%#".contains(c))
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
         and headers; values are not compared. What differs in the same answers is one \
         line.\n\n| column | answers | only in {first} | only there | for example |\n\
         |---|--:|---|---|---|\n"
    );
    for d in &matrix.differences {
        let column = matrix.columns.get(d.column).map(heading).unwrap_or_default();
        let example = d.examples.first().map(|place| cell(place, SAID)).unwrap_or_default();
        let _ = writeln!(
            out,
            "| {column} | {} | {} | {} | {example} |",
            d.answers,
            listed(&d.only_first),
            listed(&d.only_there)
        );
    }
    if matrix.more > 0 {
        let _ = writeln!(out, "\n{} more differences are not listed.", matrix.more);
    }
}

fn listed(lines: &[String]) -> String {
    lines.iter().map(|line| cell(line, SAID)).collect::<Vec<_>>().join(", ")
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
