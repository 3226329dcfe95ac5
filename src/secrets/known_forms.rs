//! The forms of all known secrets, and where a text has one, whole or cut behind its beginning.
//!
//! In: forms, and texts. Out: ranges. A text is looked through once, however many forms there are:
//! a run that imports a private key learns some hundred. Of a form that counts from its twelfth byte
//! on, five grams are known, so only every fifth gram of a text is looked up. Must not know what is
//! done about a range.

use std::cmp::Reverse;
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
    /// The others.
    long: Vec<String>,
    /// Their grams as far as a form must stand in a text to count: which form, and at which byte.
    grams: HashMap<[u8; GRAM], Vec<(usize, usize)>>,
    likely: Likely,
    /// From one gram of a text that is looked up to the next: as many as each long form has here.
    stride: usize,
}

impl KnownForms {
    /// From now on it is found.
    pub fn add(&mut self, form: String) {
        if form.is_empty() || !self.all.insert(form.clone()) {
            return;
        }
        if form.len() < GRAM {
            self.short.push(form);
            return;
        }
        let telling = &form.as_bytes()[..least(&form)];
        for (at, gram) in grams(telling, 1) {
            self.likely.add(gram);
            self.grams.entry(gram).or_default().push((self.long.len(), at));
        }
        let stride = telling.len() - GRAM + 1;
        self.stride = if self.long.is_empty() { stride } else { self.stride.min(stride) };
        self.long.push(form);
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
            ranges.extend(self.begun(text));
        }
        // Most texts are ASCII, which is told at a glance.
        let cuts = (!text.is_ascii()).then(|| text.match_indices(CUT));
        for (at, _) in cuts.into_iter().flatten() {
            let begun = self.all.iter().filter_map(|form| stump(&text[..at], form));
            ranges.extend(begun.map(|length| at - length..at));
        }
        ranges
    }

    /// Where a long one begins; of those that begin at the same place, the longest.
    fn begun(&self, text: &str) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        for (at, gram) in grams(text.as_bytes(), self.stride) {
            if !self.likely.has(gram) {
                continue;
            }
            for (form, place) in self.grams.get(&gram).into_iter().flatten() {
                let Some(start) = at.checked_sub(*place) else { continue };
                let begun = text.get(start..).and_then(|text| common(text, &self.long[*form]));
                ranges.extend(begun.map(|length| start..start + length));
            }
        }
        ranges.sort_by_key(|range| (range.start, Reverse(range.end)));
        ranges.dedup_by_key(|range| range.start);
        ranges
    }
}

/// Every so many grams of a text, and where they stand.
fn grams(text: &[u8], stride: usize) -> impl Iterator<Item = (usize, [u8; GRAM])> {
    let places = (0..text.len()).step_by(stride);
    places.map_while(|at| Some((at, *text[at..].first_chunk::<GRAM>()?)))
}

/// The beginning by which a long value is known even where it was cut.
pub fn head(form: &str) -> Option<&str> {
    form.get(..HEAD).filter(|_| form.len() >= HEAD + 4)
}

/// How much of a form a text begins with, where that is all of it or enough to know it by.
fn common(text: &str, form: &str) -> Option<usize> {
    let same = text.chars().zip(form.chars()).take_while(|(a, b)| a == b);
    let length = same.map(|(a, _)| a.len_utf8()).sum();
    (length >= least(form)).then_some(length)
}

/// Bytes of a form by which it is known.
pub fn least(form: &str) -> usize {
    head(form).unwrap_or(form).len()
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
    fn wherever_they_stand_forms_of_every_length_are_found() {
        let (long, short) = ("0123456789abcdefghij", "ABCDEFGHIJKLMN");
        for shorter in ["ABCDEFGH", "ABCDEFGHIJ", short] {
            for before in 0..12 {
                let text = format!("{}{long}-{shorter}.", "x".repeat(before));
                assert_eq!(found(&[long, shorter], &text), [long, shorter], "{text}");
                assert_eq!(found(&[long], &text), [long], "{text}");
            }
        }
        let text = format!("{short}{}", &short[1..]);
        assert_eq!(found(&[short], &text), [short], "the second lacks its beginning");
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
