//! Regular expressions of scenarios: bounded in size, and linear in time by their engine.

use regex::{Regex, RegexBuilder};

/// Bytes a compiled pattern may take.
const MAX_COMPILED: usize = 1024 * 1024;

/// Compiles a pattern; why not, in one line.
pub(super) fn compile(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern).size_limit(MAX_COMPILED).build().map_err(|error| {
        let said = error.to_string();
        format!("no regular expression: {}", said.lines().last().unwrap_or_default().trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_too_large_is_refused() {
        assert!(compile("^a{3}$").is_ok());
        assert!(compile("((a{1000}){1000}){1000}").is_err());
        assert!(compile("(").unwrap_err().starts_with("no regular expression: "));
    }
}
