//! The little of Markdown that the tests of the documents need: fenced blocks, code spans,
//! links, tables.

/// The text of the fenced blocks of that language.
pub fn blocks(text: &str, language: &str) -> Vec<String> {
    let fenced = text.split("```").skip(1).step_by(2);
    let wanted = fenced.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n'));
    wanted.map(str::to_owned).collect()
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

/// The command lines of the console blocks, each with the output shown under it.
pub fn commands(text: &str) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for block in blocks(text, "console") {
        let mut goes_on = false;
        for line in block.lines() {
            let begins = line.strip_prefix("$ ");
            let part = begins.unwrap_or(line);
            match found.last_mut() {
                Some((command, _)) if goes_on => {
                    *command = format!("{} {}", command.trim_end_matches('\\'), part.trim());
                }
                Some((_, output)) if begins.is_none() => output.push(line.to_owned()),
                _ => found.push((part.to_owned(), Vec::new())),
            }
            goes_on = part.ends_with('\\');
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "See `a b` and [x](x.md), [y](https://y/).\n\n```console\n$ one \\\n    two\n\
        out\n$ three\n```\n\n| word | means |\n|---|---|\n| `a` | b |\n| c | d |\n\nend `z`\n";

    #[test]
    fn commands_come_with_their_output() {
        let shown = [("one  two".to_owned(), vec!["out".to_owned()]), ("three".into(), vec![])];
        assert_eq!(commands(TEXT), shown);
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
