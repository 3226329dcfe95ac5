//! The little of Markdown that the tests of the documents need: fenced blocks, code spans,
//! links, tables.

/// The fenced blocks of that language: what a comment before each says of it, and its text.
fn marked(text: &str, language: &str) -> Vec<(Option<String>, String)> {
    let parts: Vec<&str> = text.split("```").collect();
    let mark = |before: &str| {
        let line = before.trim_end().lines().last()?;
        Some(line.strip_prefix("<!-- ")?.strip_suffix(" -->")?.to_owned())
    };
    let block = |pair: &[&str]| {
        let rest = pair[1].strip_prefix(language)?.strip_prefix('\n')?;
        Some((mark(pair[0]), rest.to_owned()))
    };
    parts.chunks_exact(2).filter_map(block).collect()
}

/// The text of the fenced blocks of that language.
pub fn blocks(text: &str, language: &str) -> Vec<String> {
    marked(text, language).into_iter().map(|(_, block)| block).collect()
}

/// The document without its fenced blocks.
pub fn prose(text: &str) -> String {
    text.split("```").step_by(2).collect()
}

/// What stands between single backticks in the prose.
pub fn spans(text: &str) -> Vec<String> {
    prose(text).split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The local targets of links.
pub fn links(text: &str) -> Vec<String> {
    let targets = prose(text);
    let targets = targets.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://")).map(str::to_owned).collect()
}

/// The rows of the table whose first heading is this, cell by cell, without the heading.
pub fn table(text: &str, heading: &str) -> Vec<Vec<String>> {
    let begins = format!("| {heading} |");
    let rows = text.lines().skip_while(|line| !line.starts_with(&begins)).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    let cells =
        |row: &str| row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
    rows.map(cells).collect()
}

/// A command line of a console block.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    pub command: String,
    /// What is shown under it.
    pub output: Vec<String>,
    /// What the comment before its block says: that it `ends with 1`, `stays`, `takes minutes`.
    pub mark: Option<String>,
}

/// The command lines of the console blocks.
pub fn commands(text: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    for (mark, block) in marked(text, "console") {
        let mut goes_on = false;
        for line in block.lines() {
            let begins = line.strip_prefix("$ ");
            let part = begins.unwrap_or(line);
            match found.last_mut() {
                Some(Shown { command, .. }) if goes_on => {
                    *command =
                        format!("{} {}", command.trim_end_matches('\\').trim_end(), part.trim());
                }
                Some(Shown { output, .. }) if begins.is_none() => output.push(line.to_owned()),
                _ => {
                    let (command, output) = (part.to_owned(), Vec::new());
                    found.push(Shown { command, output, mark: mark.clone() });
                }
            }
            goes_on = part.ends_with('\\');
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "See `a b` and [x](x.md), [y](https://y/).\n\n<!-- m -->\n```console\n$ one \\\n    two\n\
        out\n$ three\n```\n\n| word | means |\n|---|---|\n| `a` | b |\n| c | d |\n\nend `z`\n";

    #[test]
    fn commands_come_with_their_output() {
        let shown = |command: &str, output: &[&str]| Shown {
            command: command.to_owned(),
            output: output.iter().map(|line| (*line).to_owned()).collect(),
            mark: Some("m".to_owned()),
        };
        assert_eq!(commands(TEXT), [shown("one two", &["out"]), shown("three", &[])]);
        assert_eq!(commands("```console\n$ one\n```\n")[0].mark, None);
    }

    #[test]
    fn spans_and_links_are_those_of_the_prose() {
        assert_eq!(spans(TEXT), ["a b", "a", "z"]);
        assert_eq!(links(TEXT), ["x.md"]);
        assert_eq!(links("```\n[x](y)\n```\n"), [""; 0]);
    }

    #[test]
    fn tables_are_found_by_their_heading() {
        assert_eq!(table(TEXT, "word"), [["`a`", "b"], ["c", "d"]]);
        assert!(table(TEXT, "other").is_empty());
    }
}
