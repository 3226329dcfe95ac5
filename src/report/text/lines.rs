//! Lines of text, each part with its role: what is printed plain or in colours, and what a diff
//! in Markdown shows. Roles are given where a line is written; nobody reads them out of it.
//!
//! In come strings that are already safe to show, out goes text, with ANSI styles on request.
//! Whoever prints it takes them out where they do not belong.

use std::fmt;

use anstyle::{AnsiColor, Style};

/// What a part of a line is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing special.
    Plain,
    /// The head of a paragraph.
    Title,
    /// Good news.
    Good,
    /// Bad news.
    Bad,
    /// A value that was expected and did not come.
    Expected,
    /// A value that came instead.
    Got,
}

impl Role {
    fn style(self) -> Style {
        match self {
            Role::Plain => Style::new(),
            Role::Title => Style::new().bold(),
            Role::Good => AnsiColor::Green.on_default().bold(),
            Role::Bad => AnsiColor::Red.on_default().bold(),
            Role::Expected => AnsiColor::Red.on_default(),
            Role::Got => AnsiColor::Green.on_default(),
        }
    }
}

/// One line: its parts in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line(Vec<(Role, String)>);

impl Line {
    /// A line of one role.
    pub fn of(role: Role, text: impl Into<String>) -> Line {
        Line(vec![(role, text.into())])
    }

    /// A line of several parts.
    pub fn parts(parts: Vec<(Role, String)>) -> Line {
        Line(parts)
    }

    /// The role of its first part.
    pub fn role(&self) -> Role {
        self.0.first().map_or(Role::Plain, |(role, _)| *role)
    }

    fn painted(&self) -> String {
        let parts = self.0.iter().map(|(role, text)| match role {
            Role::Plain => text.clone(),
            role => format!("{style}{text}{style:#}", style = role.style()),
        });
        parts.collect()
    }
}

impl From<String> for Line {
    fn from(text: String) -> Line {
        Line::of(Role::Plain, text)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(_, text)| f.write_str(text))
    }
}

/// Lines, each with its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(Vec<Line>);

impl Text {
    /// Adds a line.
    pub fn push(&mut self, line: impl Into<Line>) {
        self.0.push(line.into());
    }

    /// Adds lines.
    pub fn extend<L: Into<Line>>(&mut self, lines: impl IntoIterator<Item = L>) {
        self.0.extend(lines.into_iter().map(Into::into));
    }

    /// The lines.
    pub fn lines(&self) -> &[Line] {
        &self.0
    }

    /// The text with styles.
    pub fn painted(&self) -> String {
        self.0.iter().map(|line| line.painted() + "\n").collect()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{sample, text};

    #[test]
    fn colours_change_no_character() {
        let run = sample::run();
        for text in [
            text::case(&run.cases[1], run.contract, &run.tls),
            text::summary(&run, text::Window::default()),
        ] {
            let plain = text.to_string();
            assert_ne!(text.painted(), plain);
            assert_eq!(anstream::adapter::strip_str(&text.painted()).to_string(), plain);
        }
    }

    #[test]
    fn what_went_wrong_is_red_and_what_came_instead_is_green() {
        let painted = |line: Line| line.painted();
        assert_eq!(
            painted(Line::of(Role::Bad, "FAIL a/b")),
            "\u{1b}[1m\u{1b}[31mFAIL a/b\u{1b}[0m"
        );
        assert_eq!(painted(Line::of(Role::Got, "  + /a 1")), "\u{1b}[32m  + /a 1\u{1b}[0m");
        assert_eq!(painted(Line::from("  just text".to_owned())), "  just text");
    }

    #[test]
    fn every_heading_and_every_count_of_a_summary_has_its_role() {
        let mut run = sample::run();
        run.cases.iter_mut().for_each(|case| case.millis = 0);
        let summary = text::summary(&run, text::Window::default());
        let titles = summary.lines().iter().filter(|line| line.role() == Role::Title);
        let titles: Vec<String> = titles.map(Line::to_string).collect();
        assert_eq!(
            titles,
            [
                "Could not tell",
                "3 causes",
                "Declared, and did not happen",
                "Untested   the target has no issuer for the role `stalled` (2 cases)",
            ]
        );
        let counts = summary
            .lines()
            .iter()
            .find(|line| line.0.iter().any(|(role, _)| *role == Role::Good))
            .unwrap();
        let bad: Vec<&str> = counts
            .0
            .iter()
            .filter(|(role, _)| *role == Role::Bad)
            .map(|(_, text)| text.as_str())
            .collect();
        assert_eq!(bad, ["3 Fail", "1 Error", "1 StaleDeviation"]);
    }
}
