//! The measures of the text: line width, limits, wrapping.
//!
//! In come strings that are already safe to show, out go lines. It must not know what they say.

use crate::report::words::counted::counted;

/// Columns a line of prose may have.
pub const WIDTH: usize = 96;
/// Characters shown of a value.
pub const VALUE: usize = 300;
/// Characters shown of a name, a path or an id.
pub const NAME: usize = 200;
/// Characters shown of a sentence.
pub const SENTENCE: usize = 1000;

/// The words of `text` after `lead`; further lines are indented by `indent` columns.
///
/// Only spaces at a line's end are lost; a word longer than a line stays whole.
pub fn wrap(lead: &str, text: &str, indent: usize) -> Vec<String> {
    wrap_to(WIDTH, lead, text, indent)
}

/// The same for lines of that many columns.
pub fn wrap_to(width: usize, lead: &str, text: &str, indent: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = lead.to_owned();
    let mut fresh = true;
    for word in text.split(' ') {
        let wider = line.chars().count() + 1 + word.chars().count();
        if !fresh && wider > width {
            let next = " ".repeat(indent);
            lines.push(std::mem::replace(&mut line, next));
            fresh = true;
        }
        if !fresh {
            line.push(' ');
        }
        line.push_str(word);
        fresh = false;
    }
    lines.push(line);
    lines
}

/// `1 case`, `2 cases`.
pub fn cases(n: usize) -> String {
    counted(n as u64, "case")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_the_width_and_lose_no_word() {
        let text = "word ".repeat(60);
        let lines = wrap("  lead: ", text.trim(), 4);
        assert!(lines.iter().all(|l| l.chars().count() <= WIDTH));
        assert!(lines[1].starts_with("    word"));
        assert_eq!(lines.join(" ").matches("word").count(), 60);
    }

    #[test]
    fn spaces_inside_a_line_are_kept() {
        assert_eq!(wrap("", "\"a  b\"", 2), ["\"a  b\""]);
    }

    #[test]
    fn a_word_longer_than_a_line_stays_whole() {
        let url = format!("https://{}", "x".repeat(200));
        let lines = wrap("at ", &format!("{url} and on"), 2);
        assert_eq!(lines, [format!("at {url}"), "  and on".to_owned()]);
    }
}
