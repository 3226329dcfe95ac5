//! Printing that survives a closed or full stdout: the verdicts and reports matter more.

use std::io::Write as _;

/// Characters of an error at most; it may quote a target.
const MOST: usize = 20_000;

/// Text on stdout; false if it could not be written.
pub fn out(text: &str) -> bool {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{text}").and_then(|()| stdout.flush()).is_ok()
}

/// Text on stderr.
pub fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// An error on stderr; control characters made visible, for it may quote a target.
pub fn error(text: &str) {
    note(&format!("error: {}", crate::report::visible::many_lines(text, MOST)));
}
