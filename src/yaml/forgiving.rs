//! Reads a tree as what it is meant to be, and goes on after each mistake of shape.
//!
//! In: a tree and the type that is wanted. Out: every mistake, and the content as far as there is
//! some: what is missing or of another kind is as good as empty, an unknown key is taken for the
//! one that was probably meant. Must not know what the file means.

mod access;
mod broken;
mod part;
mod reading;

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;

use super::flaws::{Flaw, Flaws};
use super::mistake::Mistake;
use super::tree::Node;
use broken::Broken;
use part::Part;
use reading::{MOST, Reading, address};

/// How often a file is read at most. Each time one more part is known that cannot be read, or one
/// more key that is missing.
const ROUNDS: usize = 32;

/// What is left out of a tree, and what is put into it.
#[derive(Debug, Default)]
struct Amends {
    /// Parts that cannot be read, by their address.
    unreadable: BTreeSet<usize>,
    /// Keys that are missing, by the address of their mapping.
    missing: BTreeMap<usize, Vec<&'static str>>,
    flaws: Vec<Flaw>,
}

/// The content, as far as there is some, and what is wrong; `first` is the mistake that is known
/// already, told where nothing else is found.
pub(super) fn read<T: DeserializeOwned>(
    file: &str,
    text: &str,
    root: &Node,
    defining: &[&str],
    first: Mistake,
) -> (Option<T>, Flaws) {
    let mut amends = Amends::default();
    for _ in 0..ROUNDS {
        let reading = Reading::new(file, text, defining, &amends.unreadable, &amends.missing);
        let content = T::deserialize(Part::root(&reading, root));
        let found = reading.into_flaws();
        match content {
            Ok(content) => return (Some(content), told(found, amends.flaws, first)),
            Err(Broken::Lacks { mapping, field, flaw }) => {
                amends.missing.entry(mapping).or_default().push(field);
                amends.flaws.extend(flaw.map(|flaw| *flaw));
            }
            Err(Broken::Unreadable { part, flaw })
                if part != address(root) && amends.unreadable.insert(part) =>
            {
                amends.flaws.extend(flaw.map(|flaw| *flaw));
            }
            Err(_) => return (None, told(found, amends.flaws, first)),
        }
    }
    (None, told(Vec::new(), amends.flaws, first))
}

fn told(mut found: Vec<Flaw>, more: Vec<Flaw>, first: Mistake) -> Flaws {
    found.extend(more);
    found.sort_by_key(|flaw| (flaw.mistake.line, flaw.mistake.column));
    found.truncate(MOST);
    if found.is_empty() { Flaws::of(first) } else { Flaws::all(found) }
}

#[cfg(test)]
mod tests;
