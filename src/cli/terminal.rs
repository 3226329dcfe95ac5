//! Printing that survives a closed or full stdout: the verdicts and reports matter more.
//!
//! Colours are taken out where nobody would see them or NO_COLOR asks for it; and whatever is
//! printed, no line of it is a command to the pipeline that reads it, but for those that are meant
//! as such.

use std::io::{IsTerminal as _, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::{AutoStream, ColorChoice};

use super::args::Color;
use crate::report::sanitize::{Spelling, inert, many_lines};
use crate::report::text::Window;

/// Columns that text is wrapped to at least and at most.
const NARROWEST: usize = 40;
const WIDEST: usize = 140;
/// Characters of an error at most; it may quote a target.
const MOST: usize = 20_000;
/// Back to the beginning of the line, and nothing in it.
const WIPED: &str = "\r\u{1b}[2K";

/// Whether a line stands on stderr that is to be wiped.
static STATUS: AtomicBool = AtomicBool::new(false);

/// Colours from here on.
pub fn color(when: Color) {
    match when {
        Color::Auto => {}
        Color::Always => ColorChoice::Always.write_global(),
        Color::Never => ColorChoice::Never.write_global(),
    }
}

/// The window that stdout is shown in; what is read elsewhere has no height.
pub fn window() -> Window {
    let size = std::io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    match size {
        Some((width, height)) => {
            let width = usize::from(width.0).clamp(NARROWEST, WIDEST);
            Window { width, height: Some(usize::from(height.0)) }
        }
        None => Window::default(),
    }
}

/// The columns of that window, where stdout is shown in one.
pub fn columns() -> Option<usize> {
    let window = window();
    window.height.map(|_| window.width)
}

/// Text on stdout; false if it could not be written.
pub fn out(text: &str) -> bool {
    let choice = AutoStream::choice(&std::io::stdout());
    write(anstream::stdout().lock(), &harmless(text, choice))
}

/// Text on stderr.
pub fn note(text: &str) {
    let choice = AutoStream::choice(&std::io::stderr());
    write(anstream::stderr().lock(), &harmless(text, choice));
}

/// Lines on stdout that the pipeline is to obey.
pub fn obeyed(lines: &str) -> bool {
    commands(lines, false)
}

/// Lines that the pipeline is to obey, on stderr where stdout is for machines.
pub fn commands(lines: &str, machine: bool) -> bool {
    if machine {
        write(std::io::stderr().lock(), lines)
    } else {
        write(std::io::stdout().lock(), lines)
    }
}

/// The text as it goes out. Styles first: where they go, what they kept apart comes together.
fn harmless(text: &str, choice: ColorChoice) -> String {
    if choice == ColorChoice::Never {
        let plain = anstream::adapter::strip_str(text).to_string();
        inert(&plain, Spelling::Plain).into_owned()
    } else {
        inert(text, Spelling::Plain).into_owned()
    }
}

fn write(mut stream: impl Write, text: &str) -> bool {
    wipe();
    writeln!(stream, "{text}").and_then(|()| stream.flush()).is_ok()
}

/// An error on stderr; control characters made visible, for it may quote a target.
pub fn error(text: &str) {
    note(&format!("error: {}", many_lines(text, MOST)));
}

/// Whether a line on stderr may come and go, beside lines on stdout or instead of them.
pub fn is_patient(beside: bool) -> bool {
    let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    std::io::stderr().is_terminal() && !dumb && (beside || !std::io::stdout().is_terminal())
}

/// A line on stderr that the next one replaces.
pub fn status(line: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = write!(stderr, "{WIPED}{line}").and_then(|()| stderr.flush());
    STATUS.store(true, Ordering::SeqCst);
}

/// Takes the line away.
pub fn wipe() {
    if STATUS.swap(false, Ordering::SeqCst) {
        let mut stderr = std::io::stderr().lock();
        let _ = write!(stderr, "{WIPED}").and_then(|()| stderr.flush());
    }
}
