//! Backups that clients took: whole certificates, found again by the token that a client holds.
//!
//! A real vault's backup holds the certificate itself, encrypted; this one holds a reference, so
//! it can be restored in any vault of the same process, and in no other. The oldest go first.

use std::collections::VecDeque;

use super::entry::Entry;

const MOST: usize = 1000;
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The backups of one process.
#[derive(Debug, Default)]
pub struct Backups {
    kept: VecDeque<(String, Entry)>,
    bytes: usize,
}

impl Backups {
    /// Keeps a certificate under a token.
    pub fn keep(&mut self, token: String, entry: Entry) {
        self.bytes += entry.weight();
        self.kept.push_back((token, entry));
        while self.kept.len() > MOST || (self.bytes > MOST_BYTES && self.kept.len() > 1) {
            let oldest = self.kept.pop_front();
            self.bytes -= oldest.map_or(0, |(_, entry)| entry.weight());
        }
    }

    /// The certificate of a token.
    pub fn get(&self, token: &str) -> Option<&Entry> {
        self.kept.iter().find(|(held, _)| held == token).map(|(_, entry)| entry)
    }
}
