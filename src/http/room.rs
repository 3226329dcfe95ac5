//! How much a run keeps of what it is answered, in all: reports want bodies, and whoever sends
//! megabytes each time must not fill the memory, nor make a result that nobody can read back.
//!
//! In: records as they are made. Out: the same, with less of the body where there is no more room.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::verdict::ExchangeRecord;

/// Bytes of all answers together that are kept, escaped as JSON has them; whole runs have some
/// hundred thousand.
const ROOM: usize = 24 * 1024 * 1024;
/// Bytes of a body that are kept even then.
const LEAST: usize = 512;

/// What room there is.
#[derive(Debug)]
pub struct Room(AtomicUsize);

impl Default for Room {
    fn default() -> Room {
        Room(AtomicUsize::new(ROOM))
    }
}

impl Room {
    /// Takes the room of a record, or leaves out what there is no room for.
    pub fn keep(&self, record: &mut ExchangeRecord) {
        let headers = record.response_headers.iter().map(|(n, v)| length(n) + length(v));
        let wanted = length(&record.response_body) + headers.sum::<usize>();
        let taken = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(wanted));
        if taken.is_err() {
            let body = &mut record.response_body;
            body.truncate(body.floor_char_boundary(LEAST));
            body.shrink_to_fit();
            record.response_headers.clear();
        }
    }
}

/// Bytes of a text as JSON has it.
fn length(text: &str) -> usize {
    // So many at once that their sum is a byte, too: then the processor adds many in one step.
    let escapes = text.as_bytes().chunks(32).map(|some| some.iter().map(escaping).sum::<u8>());
    text.len() + escapes.map(usize::from).sum::<usize>()
}

/// How many bytes more it is when it is escaped.
fn escaping(b: &u8) -> u8 {
    match b {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' => 1,
        0..=0x1f | 0x7f => 5,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_when_the_room_is_full_is_cut() {
        let record = |body: &str| ExchangeRecord {
            method: "GET".into(),
            url: String::new(),
            request_headers: Vec::new(),
            authenticated: false,
            request_body: None,
            status: Some(200),
            response_headers: vec![("a".into(), "b".into())],
            response_body: body.to_owned(),
            response_bytes: body.len() as u64,
            started_at: String::new(),
            queued_millis: 0,
            millis: 0,
        };
        let room = Room(AtomicUsize::new(2002));
        let kept = |body: &str| {
            let mut record = record(body);
            room.keep(&mut record);
            (record.response_body.len(), record.response_headers.len())
        };
        assert_eq!(kept(&"x".repeat(1000)), (1000, 1));
        assert_eq!(kept(&"\0".repeat(1000)), (LEAST, 0));
        assert_eq!(kept(&"x".repeat(990)), (990, 1));
        assert_eq!(kept("short"), (5, 1));
    }
}
