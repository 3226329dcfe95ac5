//! The forms of all known secrets, and where a text has one, whole or cut behind its beginning.
//!
//! In: forms, and texts. Out: ranges. A text is looked through once, however many forms there are:
//! a run that imports a private key learns some hundred. Must not know what is done about a range.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::grams::{GRAM, Likely};

/// A value that was cut is known by its beginning.
const HEAD: usize = 12;
/// Right before this sign a text of ours was cut, and less will do.
const CUT: char = '…';
const STUMP: usize = 4;

/// Forms, by their first bytes.
#[derive(Default)]
pub struct KnownForms {
    all: BTreeSet<String>,
    /// Forms too short to have a gram.
    short: Vec<String>,
    /// The others, by their first gram.
    long: HashMap<[u8; GRAM], Vec<String>>,
    likely: Likely,
}

impl KnownForms {
    /// From now on it is found.
    pub fn add(&mut self, form: String) {
        if form.is_empty() || !self.all.insert(form.clone()) {
            return;
        }
        match form.as_bytes().first_chunk::<GRAM>() {
            Some(gram) => {
                self.likely.add(*gram);
                self.long.entry(*gram).or_default().push(form);
            }
            None => self.short.push(form),
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(String::as_str)
    }

    /// Where one stands in a text.
    pub fn found(&self, text: &str) -> Vec<Range<usize>> {
        if self.all.is_empty() {
            return Vec::new();
        }
        let short = self.short.iter().flat_map(|form| text.match_indices(form.as_str()));
        let mut ranges: Vec<_> = short.map(|(at, found)| at..at + found.len()).collect();
        if !self.long.is_empty() {
            let grams = text.as_bytes().windows(GRAM).enumerate();
            let grams = grams.filter_map(|(at, gram)| Some((at, *gram.first_chunk::<GRAM>()?)));
            for (at, gram) in grams.filter(|(_, gram)| self.likely.has(*gram)) {
                let begun = self.long.get(&gram).into_iter().flatten();
                let lengths = begun.filter_map(|form| common(&text[at..], form));
                ranges.extend(lengths.max().map(|length| at..at + length));
            }
        }
        for (at, _) in text.match_indices(CUT) {
            let begun = self.all.iter().filter_map(|form| stump(&text[..at], form));
            ranges.extend(begun.map(|length| at - length..at));
        }
        ranges
    }
}

/// The beginning by which a long value is known even where it was cut.
pub fn head(form: &str) -> Option<&str> {
    form.get(..HEAD).filter(|_| form.len() >= HEAD + 4)
}

/// How much of a form a text begins with, where that is all of it or enough to know it by.
fn common(text: &str, form: &str) -> Option<usize> {
    let same = text.chars().zip(form.chars()).take_while(|(a, b)| a == b);
    let length = same.map(|(a, _)| a.len_utf8()).sum();
    let least = head(form).unwrap_or(form).len();
    (length >= least).then_some(length)
}

/// How much of the beginning of a form stands at the end of a text that was cut there.
fn stump(text: &str, form: &str) -> Option<usize> {
    (STUMP..HEAD + 4).rev().find(|n| form.get(..*n).is_some_and(|begun| text.ends_with(begun)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(forms: &[&str], text: &'t str) -> Vec<&'t str> {
        let mut known = KnownForms::default();
        forms.iter().for_each(|form| known.add((*form).to_owned()));
        known.found(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn forms_are_found_whole_and_cut_behind_their_beginning() {
        let long = "0123456789abcdefé-more";
        assert_eq!(found(&[long], &format!("<{long}>")), [long]);
        assert_eq!(found(&[long], "é0123456789abX"), ["0123456789ab"]);
        assert_eq!(found(&[long], "0123456789abcdefè"), ["0123456789abcdef"]);
        assert!(found(&[long], "0123456789aX").is_empty(), "eleven");
        assert_eq!(found(&["short-one-13"], "short-one-13 short-one-1"), ["short-one-13"]);
        assert_eq!(found(&["abc", "é"], "xabcé"), ["abc", "é"]);
    }

    #[test]
    fn of_forms_that_begin_alike_the_longest_is_found() {
        let forms = ["correct-horse", "correct-horse-battery"];
        assert_eq!(found(&forms, "correct-horse-battery"), ["correct-horse-battery"]);
        assert_eq!(found(&forms, "correct-horse-bat"), ["correct-horse-bat"]);
    }

    #[test]
    fn before_a_cut_less_will_do() {
        assert_eq!(found(&["0123456789abcdef"], "a 01234…"), ["01234"]);
        assert!(found(&["0123456789abcdef"], "a 01234").is_empty());
    }
}
