//! Passwords that a person gave: short ones too, and in capitals or without, as an echo may have
//! them.
//!
//! In: passwords, and texts. Out: where one stands. A short one counts as a word of its own only, or
//! it would cripple the prose.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;

/// Shorter ones would be found everywhere.
const SHORTEST: usize = 3;
/// From here on one counts inside of words, too.
const LONG: usize = 8;

/// The passwords.
#[derive(Default)]
pub struct Passwords {
    known: BTreeSet<String>,
    /// Made when the first text is looked through after one was added.
    any: OnceLock<Option<Regex>>,
}

impl Passwords {
    /// From now on it is found.
    pub fn add(&mut self, password: &str) {
        if password.len() >= SHORTEST && self.known.insert(password.to_owned()) {
            self.any = OnceLock::new();
        }
    }

    /// Where one stands.
    pub fn found(&self, text: &str) -> Vec<Range<usize>> {
        let any = self.any.get_or_init(|| any(&self.known)).iter();
        any.flat_map(|any| any.find_iter(text)).map(|found| found.range()).collect()
    }
}

/// Finds any of them; nothing where there is none.
fn any(known: &BTreeSet<String>) -> Option<Regex> {
    if known.is_empty() {
        return None;
    }
    let one = |password: &String| {
        let edge = |c: Option<char>| {
            let is_word = c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
            if password.len() < LONG && is_word { r"\b" } else { "" }
        };
        let (first, last) = (edge(password.chars().next()), edge(password.chars().last()));
        format!("{first}{}{last}", regex::escape(password))
    };
    // The longest first: one may begin as another.
    let mut all: Vec<&String> = known.iter().collect();
    all.sort_by_key(|password| std::cmp::Reverse(password.len()));
    let any = all.into_iter().map(one).collect::<Vec<_>>().join("|");
    Regex::new(&format!("(?i){any}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ones_are_words_and_capitals_make_no_difference() {
        let mut passwords = Passwords::default();
        ["Pw1", "Long-Password", "ab", "+x!"].iter().for_each(|one| passwords.add(one));
        let found = |text: &str| {
            let found = passwords.found(text).into_iter();
            found.map(|range| text[range].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("is pw1, PW1 and opw1 pw12 ab"), ["pw1", "PW1"]);
        assert_eq!(found("xLONG-passwordx a+x!b"), ["LONG-password", "+x!"]);
    }
}
