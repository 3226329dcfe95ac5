//! Passwords that a person gave: short ones too, and in capitals or without, as an echo may have
//! them.
//!
//! In: passwords, and texts. Out: where one stands. A short one counts as a word of its own only, or
//! it would cripple the prose.

use std::collections::BTreeSet;
use std::ops::Range;

use regex::Regex;

/// Shorter ones would be found everywhere.
const SHORTEST: usize = 3;
/// From here on one counts inside of words, too.
const LONG: usize = 8;

/// The passwords.
#[derive(Default)]
pub struct Passwords {
    known: BTreeSet<String>,
    /// Those of ASCII, in lower case: they are looked for by hand, for every run
    /// has some, and every text of it is looked through.
    ascii: Vec<String>,
    /// The others, of which there is hardly ever one.
    others: Vec<Regex>,
}

impl Passwords {
    /// From now on it is found.
    pub fn add(&mut self, password: &str) {
        if password.len() < SHORTEST || !self.known.insert(password.to_owned()) {
            return;
        }
        if password.is_ascii() {
            self.ascii.push(password.to_ascii_lowercase());
        } else {
            self.others.extend(pattern(password));
        }
    }

    /// Where one stands.
    pub fn found(&self, text: &str) -> Vec<Range<usize>> {
        let mut ranges: Vec<_> = self.ascii.iter().flat_map(|one| places(text, one)).collect();
        let others = self.others.iter().flat_map(|other| other.find_iter(text));
        ranges.extend(others.map(|found| found.range()));
        ranges
    }
}

/// Where a password in lower case stands, whatever the capitals.
fn places(text: &str, password: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = password.as_bytes();
    let ends = [bytes[0], bytes[bytes.len() - 1]];
    let [before, behind] = ends.map(|end| password.len() < LONG && is_word(char::from(end)));
    let windows = text.as_bytes().windows(bytes.len()).enumerate();
    let same = windows.filter(move |(_, window)| window.eq_ignore_ascii_case(bytes));
    let ranges = same.map(|(at, window)| at..at + window.len());
    ranges.filter(move |range| {
        (!before || is_edge(text[..range.start].chars().next_back()))
            && (!behind || is_edge(text[range.end..].chars().next()))
    })
}

fn is_edge(beside: Option<char>) -> bool {
    !beside.is_some_and(is_word)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What finds a password of other letters, whatever the capitals.
fn pattern(password: &str) -> Option<Regex> {
    let edge = |c: Option<char>| {
        if password.len() < LONG && c.is_some_and(is_word) { r"\b" } else { "" }
    };
    let (first, last) = (edge(password.chars().next()), edge(password.chars().last()));
    Regex::new(&format!("(?i){first}{}{last}", regex::escape(password))).ok()
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
        assert_eq!(found("\u{e9}pw1 \u{20ac}pw1"), ["pw1"], "what is a letter in front");
        passwords.add("P\u{e4}ss");
        let text = "of p\u{c4}SS, p\u{e4}ssx";
        let ranges = passwords.found(text).into_iter();
        assert_eq!(ranges.map(|range| &text[range]).collect::<Vec<_>>(), ["p\u{c4}SS"]);
    }
}
