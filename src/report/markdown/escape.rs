//! Text that means nothing to Markdown: what a target sent must not become a link, a mention,
//! HTML, or the end of a table.
//!
//! In comes any text, out goes GitHub-flavoured Markdown that shows it. It must not know what the
//! text is about.

use crate::report::sanitize::{many_lines, one_line};

/// Prose inside a line. It must not begin a block: what stands before it is the caller's.
pub fn prose(text: &str, limit: usize) -> String {
    let mut out = String::new();
    for c in one_line(text, limit).chars() {
        match c {
            // GitHub links mentions and references after rendering; a comment parts them.
            '@' | '#' => out.extend(['\\', c].into_iter().chain("<!-- -->".chars())),
            '.' if out.to_lowercase().ends_with("www") => out.push_str("\\."),
            '\\' | '`' | '*' | '_' | '~' | '[' | ']' | '(' | ')' | '<' | '>' | '|' | '&' | ':'
            | '!' | '$' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// A code span in a cell of a table, whose end a bar would be even there.
pub fn cell(text: &str, limit: usize) -> String {
    code(text, limit).replace('|', "\\|")
}

/// A code span.
pub fn code(text: &str, limit: usize) -> String {
    let text = one_line(text, limit);
    let fence = "`".repeat(longest_run(&text) + 1);
    let padded = text.starts_with('`') || text.ends_with('`') || text.trim().is_empty();
    let pad = if padded { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A fenced block.
pub fn block(language: &str, text: &str, limit: usize) -> String {
    let text = many_lines(text.trim_end(), limit);
    let fence = "`".repeat((longest_run(&text) + 1).max(3));
    format!("{fence}{language}\n{text}\n{fence}\n")
}

/// Text inside an HTML element that a Markdown file carries.
pub fn html(text: &str, limit: usize) -> String {
    let text = one_line(text, limit);
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_shown_as_it_was_written() {
        let hostile = "<b> [x](http://y) @all #1 www.z | `c` **s** &amp; $m$ :x: \\";
        assert_eq!(
            prose(hostile, 99),
            "\\<b\\> \\[x\\]\\(http\\://y\\) \\@<!-- -->all \\#<!-- -->1 www\\.z \\| \\`c\\` \
             \\*\\*s\\*\\* \\&amp; \\$m\\$ \\:x\\: \\\\"
        );
        assert_eq!(prose("api-version 7.4, in progress", 99), "api-version 7.4, in progress");
    }

    #[test]
    fn a_code_span_ends_where_it_should() {
        assert_eq!(cell("a|b", 9), "`a\\|b`");
        assert_eq!(code("a``b`c", 9), "```a``b`c```");
        assert_eq!(code("`", 9), "`` ` ``");
        assert_eq!(code("", 9), "`  `");
    }

    #[test]
    fn a_block_ends_where_it_should() {
        assert_eq!(
            block("diff", "- a\n```\n<x>\u{1b}", 99),
            "````diff\n- a\n```\n<x>\\u{1b}\n````\n"
        );
    }
}
