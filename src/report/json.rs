//! The run as JSON, for machines and for rendering it again later.
//!
//! In comes a [`RunResult`], out goes its serialisation, complete and without loss, and its causes,
//! which can be made of it again. It must not leave anything out or word anything differently.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use super::sanitize::is_hidden;
use crate::cause::{self, Cause};
use crate::verdict::RunResult;

/// What is saved: the run, with its causes for whoever reads it without us.
#[derive(Serialize)]
struct Saved<'r> {
    #[serde(flatten)]
    run: &'r RunResult,
    causes: Vec<Cause>,
}

/// The run as indented JSON with a newline at its end.
pub fn render(run: &RunResult) -> String {
    text(&Saved { run, causes: cause::causes(run) })
}

/// The same, written piece by piece: nobody holds all of it.
pub fn write(run: &RunResult, mut to: impl Write) -> io::Result<()> {
    write_data(&Saved { run, causes: cause::causes(run) }, &mut to)
}

/// Data as JSON in which no hidden character stands but line breaks.
pub fn text(data: &impl Serialize) -> String {
    let mut text = Vec::new();
    write_data(data, &mut text).expect("strings, numbers and lists always serialise");
    String::from_utf8(text).expect("JSON is UTF-8")
}

fn write_data(data: &impl Serialize, mut to: impl Write) -> io::Result<()> {
    data.serialize(&mut Serializer::with_formatter(&mut to, Inert(PrettyFormatter::new())))?;
    to.write_all(b"\n")
}

/// Indents, and escapes hidden characters in strings.
struct Inert(PrettyFormatter<'static>);

impl Formatter for Inert {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        to: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, hidden)) = rest.char_indices().find(|(_, c)| is_hidden(*c)) {
            to.write_all(&rest.as_bytes()[..at])?;
            for unit in hidden.encode_utf16(&mut [0; 2]) {
                write!(to, "\\u{unit:04x}")?;
            }
            rest = &rest[at + hidden.len_utf8()..];
        }
        to.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_array(to)
    }

    fn end_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_array(to)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(to, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_array_value(to)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_object(to)
    }

    fn end_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_object(to)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(to, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_object_value(to)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_object_value(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn what_is_written_reads_back_as_the_same_run() {
        let run = sample::run();
        let read: RunResult = serde_json::from_str(&render(&run)).unwrap();
        assert_eq!(read, run);
    }

    #[test]
    fn no_hidden_character_stands_in_the_file() {
        let mut run = sample::run();
        run.target = "\u{9b}31m\u{202e}\u{e0041}\0".to_owned();
        let text = render(&run);
        assert!(text.contains(r#""target": "\u009b31m\u202e\udb40\udc41\u0000""#));
        assert_eq!(text.chars().find(|c| is_hidden(*c) && *c != '\n'), None);
        let read: RunResult = serde_json::from_str(&text).unwrap();
        assert_eq!(read.target, run.target);
    }

    #[test]
    fn it_is_indented_and_ends_with_one_newline() {
        let text = render(&sample::run());
        assert!(text.starts_with("{\n  \"tool_version\""));
        assert!(text.ends_with("}\n"));
    }
}
