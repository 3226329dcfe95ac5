//! A writer that lets nothing through in which a secret stands.
//!
//! In: what is written, piece by piece. Out: the same to another writer, or an error. A report of many
//! megabytes is looked through without being held. Must not know what is written.

use std::io::{self, Write};

use super::redact::Redactor;

/// Bytes that are looked through at once.
const AT_ONCE: usize = 1024 * 1024;
/// Bytes of them that are looked through again with the next: a secret is known by its first sixteen
/// bytes, or is no longer than a token is, and each may be escaped several times over.
const AGAIN: usize = 16 * 1024;

/// Writes on until a secret comes. What was written until then is not to be used.
pub struct Sieve<'r, W> {
    redactor: &'r Redactor,
    to: W,
    seen: Vec<u8>,
}

impl<'r, W: Write> Sieve<'r, W> {
    /// To that writer. It has to be flushed at the end.
    pub fn new(redactor: &'r Redactor, to: W) -> Self {
        Sieve { redactor, to, seen: Vec::new() }
    }

    fn look(&mut self) -> io::Result<()> {
        if self.redactor.leaks(&String::from_utf8_lossy(&self.seen)) {
            return Err(io::Error::other("a secret stands in what would have been written"));
        }
        self.seen.drain(..self.seen.len().saturating_sub(AGAIN));
        Ok(())
    }
}

impl<W: Write> Write for Sieve<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.to.write(bytes)?;
        self.seen.extend_from_slice(&bytes[..taken]);
        if self.seen.len() >= AT_ONCE {
            self.look()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.look()?;
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a-secret+that/nobody may see";

    /// What comes through, written in pieces of that size.
    fn through(text: &str, size: usize) -> io::Result<Vec<u8>> {
        let redactor = Redactor::new([SECRET.to_owned()]);
        let mut out = Vec::new();
        let mut sieve = Sieve::new(&redactor, &mut out);
        for piece in text.as_bytes().chunks(size) {
            sieve.write_all(piece)?;
        }
        sieve.flush()?;
        Ok(out)
    }

    #[test]
    fn a_secret_is_seen_wherever_what_is_looked_through_at_once_ends() {
        let escaped: String = SECRET.bytes().map(|b| format!("%25{b:02x}")).collect();
        for secret in [SECRET, &escaped] {
            for before in (AT_ONCE - 200..AT_ONCE + 8).step_by(13) {
                let text = format!("{}{secret}{}", "x".repeat(before), "y".repeat(100));
                assert!(through(&text, 10_000).is_err(), "{before} bytes before {secret}");
            }
        }
    }

    #[test]
    fn what_holds_none_comes_through_as_it_is() {
        let text = "\u{e9}1".repeat(AT_ONCE);
        assert!(through(&text, 9999).unwrap() == text.as_bytes());
        assert_eq!(through("", 1).unwrap(), b"");
    }
}
