//! One reading of a tree: what is known of it from earlier ones, and what was found wrong in this one.
//!
//! In: the file, what is known. Out: mistakes, as they are noted. Must not know what is wanted of a
//! part.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_saphyr::Spanned;

use super::super::flaws::Flaw;
use super::super::mistake::Mistake;
use super::super::told;
use super::super::tree::Node;

/// Mistakes of one file that are told at most; whoever has mended so many sees the others.
pub(super) const MOST: usize = 200;

/// One reading of a file.
pub(super) struct Reading<'r> {
    file: &'r str,
    text: &'r str,
    defining: &'r [&'r str],
    unreadable: &'r BTreeSet<usize>,
    missing: &'r BTreeMap<usize, Vec<&'static str>>,
    flaws: RefCell<Vec<Flaw>>,
}

/// By what a part is known from one reading to the next.
pub(super) fn address(node: &Node) -> usize {
    std::ptr::from_ref(node).addr()
}

/// Line and column.
pub(super) fn place<T>(node: &Spanned<T>) -> (u64, u64) {
    (node.referenced.line(), node.referenced.column())
}

impl<'r> Reading<'r> {
    pub fn new(
        file: &'r str,
        text: &'r str,
        defining: &'r [&'r str],
        unreadable: &'r BTreeSet<usize>,
        missing: &'r BTreeMap<usize, Vec<&'static str>>,
    ) -> Self {
        Reading { file, text, defining, unreadable, missing, flaws: RefCell::default() }
    }

    pub fn into_flaws(self) -> Vec<Flaw> {
        self.flaws.into_inner()
    }

    /// A mistake at a place; with the usual hint for such a line, where there is no other.
    pub fn flaw(&self, at: (u64, u64), message: String, hint: Option<String>) -> Flaw {
        // To find the line takes as long as the file is.
        let hint =
            if self.is_full() { None } else { hint.or_else(|| told::by_line(self.text, at)) };
        let mistake = Mistake::at(self.file, at, message).hint(hint);
        Flaw { mistake, part: at, loses_names: false }
    }

    /// Whether nothing is known against reading a part.
    pub fn can_read(&self, node: &Node) -> bool {
        !self.unreadable.contains(&address(node))
    }

    /// The keys that a mapping is known to lack.
    pub fn missing_of(&self, mapping: &Node) -> &[&'static str] {
        self.missing.get(&address(mapping)).map_or(&[], Vec::as_slice)
    }

    /// Whether as many mistakes are known as are told.
    pub fn is_full(&self) -> bool {
        self.flaws.borrow().len() >= MOST
    }

    /// Notes a mistake.
    pub fn note(&self, flaw: Flaw) {
        let mut flaws = self.flaws.borrow_mut();
        if flaws.len() < MOST {
            flaws.push(flaw);
        }
    }

    /// Whether names are given below that key.
    pub fn defines(&self, key: &str) -> bool {
        self.defining.contains(&key)
    }

    /// The text of a scalar as it is written.
    pub fn written(&self, node: &Node) -> Option<&str> {
        let span = node.defined.span();
        let from = usize::try_from(span.byte_offset()?).ok()?;
        let length = usize::try_from(span.byte_len()?).ok()?;
        self.text.get(from..from.checked_add(length)?)
    }
}
