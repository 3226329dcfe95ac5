//! What is known of how well each name was followed.
//!
//! In: the exchanges of a name, one after another. Out: whether everything that happened to it was
//! seen: so it is from a create that was seen on, as long as nothing says otherwise. Must not know
//! what the rules make of it.

use std::collections::HashMap;

use super::order::{Span, overlap};

/// Names that are followed at most; others count as not followed.
const MOST: usize = 100_000;

/// A vault, and a name in it.
type Key = (String, String);

#[derive(Debug, Default)]
struct Followed {
    is_whole: bool,
    /// The last write, for as long as it was under way.
    writing: Option<Span>,
}

/// The names of one file.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<Key, Followed>);

impl Names {
    /// Whether everything of a name was seen.
    pub fn is_whole(&self, vault: &str, name: &str) -> bool {
        let key = (vault.to_owned(), name.to_owned());
        self.0.get(&key).is_some_and(|followed| followed.is_whole)
    }

    /// From here on it is: its create was seen.
    pub fn begins(&mut self, vault: &str, name: &str) {
        if let Some(followed) = self.entry(vault, name) {
            followed.is_whole = true;
        }
    }

    /// Something happened that was not seen, or nobody knows when.
    pub fn lost(&mut self, vault: &str, name: &str) {
        if let Some(followed) = self.entry(vault, name) {
            followed.is_whole = false;
        }
    }

    /// Whether a write of this name was under way when this was sent; a write is remembered.
    pub fn meets_write(&mut self, vault: &str, name: &str, span: Span, writes: bool) -> bool {
        let Some(followed) = self.entry(vault, name) else { return false };
        let met = followed.writing.is_some_and(|earlier| overlap(earlier, span));
        let ends_later = followed.writing.is_none_or(|earlier| earlier.to < span.to);
        if writes && ends_later {
            followed.writing = Some(span);
        }
        met
    }

    fn entry(&mut self, vault: &str, name: &str) -> Option<&mut Followed> {
        let key = (vault.to_owned(), name.to_owned());
        if self.0.len() >= MOST && !self.0.contains_key(&key) {
            return None;
        }
        Some(self.0.entry(key).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_whole_from_a_create_on_until_something_is_lost() {
        let mut names = Names::default();
        assert!(!names.is_whole("v", "a"));
        names.begins("v", "a");
        assert!(names.is_whole("v", "a") && !names.is_whole("w", "a"));
        names.lost("v", "a");
        assert!(!names.is_whole("v", "a"));
    }

    #[test]
    fn what_is_sent_while_a_write_is_under_way_meets_it() {
        let span = |from: i128, to: i128| Span { from: from * 1_000_000, to: to * 1_000_000 };
        let mut names = Names::default();
        assert!(!names.meets_write("v", "a", span(0, 10), true));
        assert!(names.meets_write("v", "a", span(5, 6), false));
        assert!(!names.meets_write("v", "b", span(5, 6), false));
        assert!(!names.meets_write("v", "a", span(10, 11), false));
    }
}
