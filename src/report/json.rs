//! The run as JSON, for machines and for rendering it again later.
//!
//! In comes a [`RunResult`], out goes its serialisation, complete and without loss, and its causes,
//! which can be made of it again. It must not leave anything out or word anything differently.

use serde::Serialize;

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

/// Data as JSON in which no hidden character stands but line breaks.
pub fn text(data: &impl Serialize) -> String {
    let mut text =
        serde_json::to_string_pretty(data).expect("strings, numbers and lists always serialise");
    if !text.chars().any(|c| is_hidden(c) && c != '\n') {
        text.push('\n');
        return text;
    }
    let mut out = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        // Only line breaks stand outside of strings, where an escape would not mean the same.
        if is_hidden(c) && c != '\n' {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|u| format!("\\u{u:04x}")));
        } else {
            out.push(c);
        }
    }
    out.push('\n');
    out
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
