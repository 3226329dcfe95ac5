//! Regular expressions of scenarios: bounded in size, and linear in time by their engine. One rule
//! for those who write them and those who use them: what is taken here is never too large there.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use regex::{Error, Regex, RegexBuilder};

/// Bytes a compiled pattern may take; `\w{60}` takes more than one mebibyte.
const MAX_COMPILED: usize = 10 << 20;

/// Patterns that are kept compiled at most; with names filled in there is no end of them.
const MOST_KEPT: usize = 256;

/// Compiling takes longer than looking: the same few patterns look at every answer.
static KEPT: LazyLock<RwLock<HashMap<String, Arc<Regex>>>> = LazyLock::new(RwLock::default);

/// A pattern, compiled once; why it cannot be, in one line.
pub fn compiled(pattern: &str) -> Result<Arc<Regex>, String> {
    if let Some(known) = KEPT.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return Ok(known.clone());
    }
    let new = Arc::new(compile(pattern)?);
    let mut kept = KEPT.write().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= MOST_KEPT {
        kept.clear();
    }
    kept.insert(pattern.to_owned(), new.clone());
    Ok(new)
}

/// Compiles a pattern, its variables filled in; why not, in one line.
pub fn compile(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern).size_limit(MAX_COMPILED).build().map_err(|error| match error {
        Error::CompiledTooBig(_) => "it is too large".to_owned(),
        other => {
            let said = other.to_string();
            let last = said.lines().last().unwrap_or_default().trim();
            let known = WRONG.iter().find(|(theirs, _)| last.contains(theirs));
            let told = known.map(|(_, told)| *told);
            told.unwrap_or("it cannot be read").to_owned()
        }
    })
}

/// What is wrong with a pattern, by a part of what the engine says of it.
const WRONG: [(&str, &str); 19] = [
    ("unclosed group", "a ( is not closed"),
    ("unopened group", "a ) closes nothing"),
    ("unclosed character class", "a [ is not closed"),
    ("invalid character class range", "a range of characters ends before it begins"),
    ("missing expression", "a *, +, ? or { repeats nothing"),
    ("unclosed counted repetition", "a { is not closed"),
    ("repetition quantifier expects", "between { and } there is no number"),
    ("invalid repetition count range", "between { and } the first number is the larger one"),
    ("reached end of pattern prematurely", "it ends with a \\ that escapes nothing"),
    ("unrecognized escape", "a \\ stands before something that cannot be escaped"),
    ("backreferences", "a group cannot be referred to again"),
    ("look-around", "looking ahead or behind is not possible"),
    ("unrecognized flag", "between (? and ) there is an unknown letter"),
    ("flag", "the letters between (? and ) are not as they should be"),
    ("capture group name", "the name of a group is not as it should be"),
    ("group name", "the name of a group is not as it should be"),
    ("Unicode property", "there is no such class of characters"),
    ("hexadecimal", "a \\x or \\u is not followed by the number of a character"),
    ("nest limit", "it is nested too deep"),
];

/// Compiles a pattern as it is written, each variable taken as a letter; why not, as a sentence.
pub fn check(written: &str) -> Result<Regex, String> {
    let mut plain = written.to_owned();
    while let (Some(start), Some(end)) = (plain.find("{{"), plain.find("}}")) {
        if end < start {
            break;
        }
        plain.replace_range(start..end + 2, "x");
    }
    compile(&plain).map_err(|why| format!("`{written}` is no regular expression: {why}"))
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use serde_json::json;

    #[test]
    fn a_pattern_too_large_is_refused() {
        assert!(compile("^a{3}$").is_ok());
        assert!(compile("((a{1000}){1000}){1000}").is_err());
        assert_eq!(compile("((a{1000}){1000}){1000}").unwrap_err(), "it is too large");
    }

    #[test]
    fn what_is_wrong_with_a_pattern_is_told_in_plain_words() {
        for (pattern, told) in [
            ("(", "a ( is not closed"),
            (")", "a ) closes nothing"),
            ("[a", "a [ is not closed"),
            ("[z-a]", "a range of characters ends before it begins"),
            ("*", "a *, +, ? or { repeats nothing"),
            ("a{", "a { is not closed"),
            ("a{x}", "between { and } there is no number"),
            ("a{3,2}", "between { and } the first number is the larger one"),
            ("a\\", "it ends with a \\ that escapes nothing"),
            (r"\y", "a \\ stands before something that cannot be escaped"),
            (r"(a)\1", "a group cannot be referred to again"),
            ("(?=a)", "looking ahead or behind is not possible"),
            ("(?k)", "between (? and ) there is an unknown letter"),
            ("(?P<a.b", "the name of a group is not as it should be"),
            (r"\p{Nosuch}", "there is no such class of characters"),
            (r"\x{zz}", "a \\x or \\u is not followed by the number of a character"),
        ] {
            assert_eq!(compile(pattern).unwrap_err(), told, "{pattern}");
        }
    }

    #[test]
    fn a_pattern_may_hold_variables() {
        assert!(check("^/certificates/{{name}}/[0-9a-f]{32}$").is_ok());
    }

    #[test]
    fn what_may_be_written_is_not_too_large_when_it_is_used() {
        let words = parse(&json!({"matches": r"^\w{60}$"})).unwrap();
        assert_eq!(words.judge(Some(&json!("a".repeat(60)))), Ok(None));
        assert!(words.judge(Some(&json!("a".repeat(59)))).is_err());
        let huge = json!({"matches": "((a{1000}){1000}){1000}"});
        assert!(parse(&huge).unwrap_err().message.ends_with("it is too large"));
    }
}
