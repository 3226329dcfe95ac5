//! A reader that knows where it is, and how far it may go.
//!
//! In: bytes. Out: the same bytes, one at a time as serde_json takes them. Whoever parses says
//! where the next bound is; more than that at once is refused, so that no input decides how much
//! memory it costs.

use std::cell::Cell;
use std::io::{self, Read};

/// Bytes that are read at once.
const BLOCK: usize = 256 * 1024;

/// Where a reader is, shared by it and by whoever parses.
#[derive(Debug, Default)]
pub(super) struct Position {
    at: Cell<u64>,
    bound: Cell<u64>,
    exceeded: Cell<bool>,
}

impl Position {
    /// Bytes taken so far.
    pub fn at(&self) -> u64 {
        self.at.get()
    }

    /// Lets so many bytes be read from here on.
    pub fn allow(&self, bytes: u64) {
        self.bound.set(self.at.get().saturating_add(bytes));
    }

    /// Whether more was wanted than was allowed.
    pub fn is_exceeded(&self) -> bool {
        self.exceeded.get()
    }
}

/// The reader.
pub(super) struct Bounded<'p, R> {
    inner: R,
    position: &'p Position,
    block: Box<[u8]>,
    start: usize,
    end: usize,
}

impl<'p, R: Read> Bounded<'p, R> {
    /// From the beginning.
    pub fn new(inner: R, position: &'p Position) -> Self {
        Bounded { inner, position, block: vec![0; BLOCK].into(), start: 0, end: 0 }
    }

    /// The next byte that is no white space, without taking it; none at the end.
    pub fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            if self.start == self.end && !self.refill()? {
                return Ok(None);
            }
            let byte = self.block[self.start];
            // What some editors and PowerShell put in front of UTF-8.
            let mark = self.position.at() < 3 && [0xEF, 0xBB, 0xBF].contains(&byte);
            if !mark && !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.take();
        }
    }

    fn take(&mut self) -> u8 {
        let byte = self.block[self.start];
        self.start += 1;
        self.position.at.set(self.position.at.get() + 1);
        byte
    }

    fn refill(&mut self) -> io::Result<bool> {
        self.start = 0;
        self.end = 0;
        self.end = loop {
            match self.inner.read(&mut self.block) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        Ok(self.end > 0)
    }
}

impl<R: Read> Read for Bounded<'_, R> {
    #[inline]
    fn read(&mut self, wanted: &mut [u8]) -> io::Result<usize> {
        let Some(first) = wanted.first_mut() else { return Ok(0) };
        if self.position.at.get() >= self.position.bound.get() {
            self.position.exceeded.set(true);
            return Err(io::Error::other("more than is allowed at once"));
        }
        if self.start == self.end && !self.refill()? {
            return Ok(0);
        }
        *first = self.take();
        Ok(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_read_than_was_allowed() {
        let position = Position::default();
        let mut reader = Bounded::new(&b"\xEF\xBB\xBF  abcdef"[..], &position);
        assert_eq!(reader.peek().unwrap(), Some(b'a'));
        assert_eq!(position.at(), 5);
        position.allow(3);
        let mut byte = [0];
        for expected in b"abc" {
            assert_eq!(reader.read(&mut byte).unwrap(), 1);
            assert_eq!(byte[0], *expected);
        }
        assert!(!position.is_exceeded());
        reader.read(&mut byte).unwrap_err();
        assert!(position.is_exceeded());
        position.allow(10);
        assert_eq!(reader.read_to_end(&mut Vec::new()).unwrap(), 3);
        assert_eq!(reader.peek().unwrap(), None);
    }
}
