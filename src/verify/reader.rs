//! Cuts JSON out of a stream: one value at a time, by its brackets and quotation marks alone.
//!
//! In: bytes. Out: the bytes of the next value, not yet known to be JSON; or that it never ends, or
//! is larger than anything is allowed to be, so that no input decides how much memory it costs.
//! Must not know what a value means.

use std::io::{self, ErrorKind, Read};

/// Bytes that are read at once.
const BLOCK: usize = 256 * 1024;
/// Bytes of one value at most.
pub(super) const LARGEST: usize = 64 << 20;
/// What some editors and PowerShell put in front of UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Why there is no next value.
#[derive(Debug)]
pub(super) enum NoValue {
    /// The stream cannot be read.
    Unreadable(io::Error),
    /// It ends in the middle of one.
    Ended,
    /// It is larger than is allowed.
    Large,
    /// What stands there begins none.
    NoJson,
}

impl From<io::Error> for NoValue {
    fn from(error: io::Error) -> Self {
        NoValue::Unreadable(error)
    }
}

/// A stream, and how much of it was taken.
pub(super) struct Reader<R> {
    inner: R,
    block: Box<[u8]>,
    start: usize,
    end: usize,
    /// Bytes before the block.
    before: u64,
}

impl<R: Read> Reader<R> {
    /// From the beginning.
    pub fn new(inner: R) -> Self {
        Reader { inner, block: vec![0; BLOCK].into(), start: 0, end: 0, before: 0 }
    }

    /// Bytes taken so far.
    pub fn at(&self) -> u64 {
        self.before + self.start as u64
    }

    /// The next byte that is no white space, without taking it; none at the end.
    pub fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            if self.start == self.end && !self.refill()? {
                return Ok(None);
            }
            let byte = self.block[self.start];
            let is_mark = self.at() < 3 && MARK.contains(&byte);
            if !is_mark && !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.start += 1;
        }
    }

    /// The next byte that is no white space, which there has to be.
    pub fn next(&mut self) -> Result<u8, NoValue> {
        let byte = self.peek()?.ok_or(NoValue::Ended)?;
        self.start += 1;
        Ok(byte)
    }

    /// Takes the next value; its bytes are put behind those that are there, all of them together
    /// no more than [`LARGEST`].
    pub fn value(&mut self, into: &mut Vec<u8>) -> Result<(), NoValue> {
        let first = self.peek()?.ok_or(NoValue::Ended)?;
        let mut cut = Cut::default();
        if !matches!(first, b'{' | b'[' | b'"' | b'-' | b't' | b'f' | b'n' | b'0'..=b'9') {
            return Err(NoValue::NoJson);
        }
        loop {
            let rest = &self.block[self.start..self.end];
            let (taken, is_whole) = cut.go_on(rest);
            if into.len() + taken > LARGEST {
                return Err(NoValue::Large);
            }
            into.extend_from_slice(&rest[..taken]);
            self.start += taken;
            if is_whole {
                return Ok(());
            }
            if !self.refill()? {
                // A number at the very end has nothing behind it.
                return if cut.is_bare() { Ok(()) } else { Err(NoValue::Ended) };
            }
        }
    }

    fn refill(&mut self) -> io::Result<bool> {
        self.before += self.end as u64;
        (self.start, self.end) = (0, 0);
        self.end = loop {
            match self.inner.read(&mut self.block) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        Ok(self.end > 0)
    }
}

/// Where in a value it is.
#[derive(Default)]
struct Cut {
    /// Brackets that are open.
    depth: u64,
    in_text: bool,
    is_escaped: bool,
}

impl Cut {
    /// How many of these bytes belong to the value, and whether it ends with them.
    fn go_on(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while at < bytes.len() {
            if self.in_text {
                at += self.text(&bytes[at..]);
                if !self.in_text && self.depth == 0 {
                    return (at, true);
                }
                continue;
            }
            match bytes[at] {
                b'"' => self.in_text = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return (at + 1, true);
                    }
                }
                b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' if self.depth == 0 => {
                    return (at, true);
                }
                _ => {}
            }
            at += 1;
        }
        (at, false)
    }

    /// How many bytes of a text there are.
    fn text(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        if self.is_escaped && !bytes.is_empty() {
            self.is_escaped = false;
            at = 1;
        }
        // Most of a recording is the inside of texts.
        while let Some(next) = memchr::memchr2(b'"', b'\\', &bytes[at..]) {
            at += next + 1;
            if bytes[at - 1] == b'"' {
                self.in_text = false;
                return at;
            }
            if at == bytes.len() {
                self.is_escaped = true;
                return at;
            }
            at += 1;
        }
        bytes.len()
    }

    /// Whether nothing is open.
    fn is_bare(&self) -> bool {
        self.depth == 0 && !self.in_text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time: every value is cut in all places.
    struct Drops<'b>(&'b [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            (into[0], self.0) = (*first, rest);
            Ok(1)
        }
    }

    #[test]
    fn values_are_cut_where_they_end() {
        let text = "\u{FEFF} {\"a\":[1,\"}\\\"]\\\\\"]} \"x\" [] 12 tru\n-1";
        let mut reader = Reader::new(Drops(text.as_bytes()));
        for expected in ["{\"a\":[1,\"}\\\"]\\\\\"]}", "\"x\"", "[]", "12", "tru", "-1"] {
            let mut value = Vec::new();
            reader.value(&mut value).unwrap();
            assert_eq!(String::from_utf8(value).unwrap(), expected);
        }
        assert_eq!(reader.at(), text.len() as u64);
        assert!(matches!(reader.value(&mut Vec::new()), Err(NoValue::Ended)));
    }

    #[test]
    fn what_never_ends_or_never_begins_is_told() {
        let of = |text: &str| Reader::new(text.as_bytes()).value(&mut Vec::new()).unwrap_err();
        assert!(matches!(of("{\"a\":\"}"), NoValue::Ended));
        assert!(matches!(of(&"[".repeat(1000)), NoValue::Ended));
        assert!(matches!(of("}"), NoValue::NoJson));
        let endless = Reader::new(io::repeat(b'[')).value(&mut Vec::new());
        assert!(matches!(endless, Err(NoValue::Large)));
    }
}
