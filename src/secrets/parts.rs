//! What is left of a long secret where a text was cut, wherever that was.
//!
//! In: the forms of credentials, and texts. Out: where a part of one stands that is too long to be
//! there by chance. Must not know what is done about it.

use std::collections::HashMap;
use std::ops::Range;

use super::grams::{GRAM, Likely};

/// Bytes of a form that are no chance any more: two grams, so that one of the text's own is whole
/// wherever it begins.
const ENOUGH: usize = 2 * GRAM;
/// Shorter forms are looked for as a whole.
const SHORTEST: usize = 24;
/// Places of one gram in all forms that are remembered.
const MOST_PLACES: usize = 8;

/// The parts of all forms.
#[derive(Default)]
pub struct Parts {
    forms: Vec<String>,
    /// Where each gram stands: which form, and at which byte.
    grams: HashMap<[u8; GRAM], Vec<(usize, usize)>>,
    /// A bit for each gram, so that most grams of a text need not be looked up.
    likely: Likely,
}

impl Parts {
    /// From now on parts of this form are found as well.
    pub fn add(&mut self, form: &str) {
        if form.len() < SHORTEST || !form.is_ascii() {
            return;
        }
        for (at, gram) in form.as_bytes().windows(GRAM).enumerate() {
            let Ok(gram) = <[u8; GRAM]>::try_from(gram) else { continue };
            self.likely.add(gram);
            let places = self.grams.entry(gram).or_default();
            if places.len() < MOST_PLACES {
                places.push((self.forms.len(), at));
            }
        }
        self.forms.push(form.to_owned());
    }

    /// Where parts stand.
    pub fn found(&self, text: &str) -> Vec<Range<usize>> {
        if self.grams.is_empty() {
            return Vec::new();
        }
        let bytes = text.as_bytes();
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for (index, gram) in bytes.chunks_exact(GRAM).enumerate() {
            let at = index * GRAM;
            if ranges.last().is_some_and(|last| at < last.end) {
                continue;
            }
            let Ok(gram) = <[u8; GRAM]>::try_from(gram) else { continue };
            if !self.likely.has(gram) {
                continue;
            }
            let places = self.grams.get(&gram).into_iter().flatten();
            let longest = places.map(|place| self.around(bytes, at, *place)).max_by_key(Range::len);
            ranges.extend(longest.filter(|range| range.len() >= ENOUGH));
        }
        ranges
    }

    /// How far text and form are the same before and behind a place.
    fn around(&self, text: &[u8], at: usize, (form, place): (usize, usize)) -> Range<usize> {
        let form = self.forms[form].as_bytes();
        let before = text[..at].iter().rev().zip(form[..place].iter().rev());
        let behind = text[at..].iter().zip(&form[place..]);
        let start = at - before.take_while(|(a, b)| a == b).count();
        start..at + behind.take_while(|(a, b)| a == b).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_sixteen_characters_is_found_wherever_it_stands() {
        let mut parts = Parts::default();
        let secret = "abcdefghijklmnopqrstuvwxyz0123456789";
        parts.add(secret);
        for cut in 0..=secret.len() - ENOUGH {
            for before in ["", "é", "12", "xyz", "12345"] {
                let part = &secret[cut..cut + ENOUGH];
                let text = format!("{before}…{part}…");
                let at = before.len() + '…'.len_utf8();
                assert_eq!(parts.found(&text), std::slice::from_ref(&(at..at + ENOUGH)), "{text}");
            }
        }
        assert!(parts.found("abcdefghijklmno").is_empty(), "fifteen");
        parts.add("short-0123456789");
        assert!(parts.found("rt-0123456789").is_empty());
    }
}
