//! Colours for the text of a case and for a summary, by the form of their lines.
//!
//! In comes text without control characters, out goes the same with ANSI styles. Whoever prints
//! it takes them out where they do not belong.

use anstyle::{AnsiColor, Style};

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const TITLE: Style = Style::new().bold();

/// The words that open the text of a case that went wrong.
const LABELS: [&str; 3] = ["FAIL ", "ERROR ", "UNDECLARED "];
/// The titles of a summary.
const TITLES: [&str; 3] = ["Failed requirements", "Could not tell", "Blocked"];

/// The text with styles.
pub fn painted(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(line).collect();
    lines.join("\n")
}

fn line(line: &str) -> String {
    let changed = line.strip_prefix("        ").unwrap_or_default();
    match () {
        () if LABELS.iter().any(|label| line.starts_with(label)) => styled(line, BAD.bold()),
        () if TITLES.contains(&line) => styled(line, TITLE),
        () if changed.starts_with("+ ") => styled(line, GOOD),
        () if changed.starts_with("- ") => styled(line, BAD),
        () if is_counts(line) => counts(line),
        () => line.to_owned(),
    }
}

/// `77 Pass, 3 Fail in 0.627 s`.
fn is_counts(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_digit()) && line.ends_with(" s") && line.contains(" in ")
}

fn counts(line: &str) -> String {
    let (all, took) = line.rsplit_once(" in ").unwrap_or((line, ""));
    let paint = |count: &str| match count.split_once(' ') {
        Some((_, "Pass")) => styled(count, GOOD.bold()),
        Some((_, "Fail" | "Error" | "Undeclared")) => styled(count, BAD.bold()),
        _ => count.to_owned(),
    };
    let all: Vec<String> = all.split(", ").map(paint).collect();
    format!("{} in {took}", all.join(", "))
}

fn styled(text: &str, style: Style) -> String {
    format!("{style}{text}{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{sample, text};

    #[test]
    fn colours_change_no_character() {
        let run = sample::run();
        let plain = text::case(&run.cases[1], run.contract) + &text::summary(&run);
        let painted = painted(&plain);
        assert_ne!(painted, plain);
        assert_eq!(anstream::adapter::strip_str(&painted).to_string(), plain);
    }

    #[test]
    fn what_went_wrong_is_red_and_what_came_instead_is_green() {
        assert_eq!(painted("FAIL a/b"), "\u{1b}[1m\u{1b}[31mFAIL a/b\u{1b}[0m");
        assert_eq!(painted("        + /a 1"), "\u{1b}[32m        + /a 1\u{1b}[0m");
        let counts = "1 Pass, 2 Blocked in 0.5 s";
        assert_eq!(painted(counts), "\u{1b}[1m\u{1b}[32m1 Pass\u{1b}[0m, 2 Blocked in 0.5 s");
        assert_eq!(painted("  just text"), "  just text");
    }
}
