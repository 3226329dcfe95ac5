//! Takes a file apart into recorded exchanges, one at a time.
//!
//! In: a HAR, or JSON objects one after another; which of the two is told by what is in it. Out:
//! each entry as it stands, to whoever takes it. Never holds more than one; must not know what an
//! entry means.

use std::io::Read;

use serde::de::IgnoredAny;

use super::reader::{LARGEST, NoValue, Reader};

/// In which form an entry stands in the file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// As one of the `entries` of a HAR.
    Har,
    /// As an object by itself.
    Line,
}

/// Keys of an object that is an exchange by itself.
const KEYS: [&str; 10] = [
    "method",
    "url",
    "request_headers",
    "request_body",
    "status",
    "headers",
    "response_headers",
    "response_body",
    "started_at",
    "millis",
];

/// Why a file cannot be read to its end.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("entry {entry}, byte {byte}: {cause}")]
pub struct ReadError {
    /// The entry at which it ends, counted from 1.
    pub entry: u64,
    /// How many bytes of the file were taken.
    pub byte: u64,
    /// What is wrong there.
    pub cause: String,
}

/// What is wrong with a file.
enum Wrong {
    /// There is no next value.
    NoValue(NoValue),
    /// Something else stands there than a HAR has.
    Form(&'static str),
    /// A value is no JSON: where, and why.
    Json(u64, String),
}

impl From<NoValue> for Wrong {
    fn from(no: NoValue) -> Self {
        Wrong::NoValue(no)
    }
}

impl From<std::io::Error> for Wrong {
    fn from(error: std::io::Error) -> Self {
        Wrong::NoValue(error.into())
    }
}

const NO_TRAFFIC: Wrong =
    Wrong::Form("this is neither a HAR nor exchanges as JSON objects, one after another");
const NO_HAR: Wrong = Wrong::Form("it is not of the form of a HAR");
const NO_ENTRIES: Wrong = Wrong::Form("the HAR has no list of entries");
const EMPTY: Wrong = Wrong::Form("there is nothing in it");

/// Reads to the end; each entry is given away with its number. Whoever takes it says whether it is
/// JSON; that one is not of the form of an exchange is no mistake of the file.
pub(super) fn read(
    input: impl Read,
    take: impl FnMut(u64, Form, &str) -> Result<(), serde_json::Error>,
) -> Result<(), ReadError> {
    let mut reading = Reading { reader: Reader::new(input), entries: 0, text: Vec::new(), take };
    reading.all().map_err(|wrong| {
        let (byte, cause) = match wrong {
            Wrong::Json(byte, cause) => (byte, format!("no JSON: {cause}")),
            Wrong::Form(cause) => (reading.reader.at(), cause.to_owned()),
            Wrong::NoValue(no) => (reading.reader.at(), told(&no)),
        };
        ReadError { entry: reading.entries + 1, byte, cause }
    })
}

fn told(no: &NoValue) -> String {
    match no {
        NoValue::Unreadable(error) => error.to_string(),
        NoValue::Ended => "the file ends in the middle of it".to_owned(),
        NoValue::Large => format!("it is larger than {} MiB", LARGEST >> 20),
        NoValue::NoJson => "no JSON: nothing that begins a value stands there".to_owned(),
    }
}

/// How far it is.
struct Reading<R, T> {
    reader: Reader<R>,
    entries: u64,
    /// The value that was read last.
    text: Vec<u8>,
    take: T,
}

impl<R: Read, T: FnMut(u64, Form, &str) -> Result<(), serde_json::Error>> Reading<R, T> {
    /// HARs and exchanges, one after another, or a list of them.
    fn all(&mut self) -> Result<(), Wrong> {
        let mut is_empty = true;
        while let Some(byte) = self.reader.peek()? {
            is_empty = false;
            match byte {
                b'{' => self.object()?,
                b'[' => self.list(NO_TRAFFIC, |reading| match reading.reader.peek()? {
                    Some(b'{') => reading.object(),
                    _ => Err(NO_TRAFFIC),
                })?,
                _ => return Err(NO_TRAFFIC),
            }
        }
        if is_empty { Err(EMPTY) } else { Ok(()) }
    }

    /// A HAR, or an exchange by itself.
    fn object(&mut self) -> Result<(), Wrong> {
        let (mut is_har, mut is_exchange) = (false, false);
        let mut exchange = Vec::new();
        let began = self.reader.at();
        self.fields(NO_TRAFFIC, |reading, key| {
            if key == "log" && !is_exchange && !is_har {
                is_har = true;
                return reading.log();
            }
            is_exchange |= KEYS.contains(&key);
            if is_har || !KEYS.contains(&key) {
                return reading.skip();
            }
            exchange.push(if exchange.is_empty() { b'{' } else { b',' });
            exchange.extend_from_slice(format!("\"{key}\":").as_bytes());
            Ok(reading.reader.value(&mut exchange)?)
        })?;
        if is_har {
            return Ok(());
        }
        if !is_exchange && self.entries == 0 {
            return Err(NO_TRAFFIC);
        }
        exchange.extend_from_slice(if exchange.is_empty() { b"{}" } else { b"}" });
        self.give(began, &exchange, Form::Line)
    }

    /// The `log` of a HAR.
    fn log(&mut self) -> Result<(), Wrong> {
        let mut has_entries = false;
        self.fields(NO_HAR, |reading, key| {
            if key != "entries" {
                return reading.skip();
            }
            has_entries = true;
            reading.list(NO_HAR, |reading| {
                let mut text = std::mem::take(&mut reading.text);
                text.clear();
                let began = reading.reader.at();
                reading.reader.value(&mut text)?;
                reading.give(began, &text, Form::Har)?;
                reading.text = text;
                Ok(())
            })
        })?;
        if has_entries { Ok(()) } else { Err(NO_ENTRIES) }
    }

    /// Each key of an object, with its value still to be read.
    fn fields(
        &mut self,
        otherwise: Wrong,
        mut one: impl FnMut(&mut Self, &str) -> Result<(), Wrong>,
    ) -> Result<(), Wrong> {
        self.between(b'{', b'}', otherwise, |reading| {
            let mut key = Vec::new();
            let began = reading.reader.at();
            reading.reader.value(&mut key)?;
            let key: String = serde_json::from_slice(&key)
                .map_err(|error| Wrong::Json(began, without_place(&error)))?;
            if reading.reader.next()? != b':' {
                return Err(reading.no_json("there is no `:` behind a key"));
            }
            one(reading, &key)
        })
    }

    /// Each element of a list.
    fn list(
        &mut self,
        otherwise: Wrong,
        one: impl FnMut(&mut Self) -> Result<(), Wrong>,
    ) -> Result<(), Wrong> {
        self.between(b'[', b']', otherwise, one)
    }

    /// Whatever stands between two brackets, with commas in between.
    fn between(
        &mut self,
        open: u8,
        close: u8,
        otherwise: Wrong,
        mut one: impl FnMut(&mut Self) -> Result<(), Wrong>,
    ) -> Result<(), Wrong> {
        if self.reader.peek()? != Some(open) {
            return Err(if self.reader.peek()?.is_some() {
                otherwise
            } else {
                NoValue::Ended.into()
            });
        }
        self.reader.next()?;
        if self.reader.peek()? == Some(close) {
            self.reader.next()?;
            return Ok(());
        }
        loop {
            one(self)?;
            match self.reader.next()? {
                b',' => {}
                byte if byte == close => return Ok(()),
                _ => return Err(self.no_json("there is no comma behind a value")),
            }
        }
    }

    /// A value that nobody looks at.
    fn skip(&mut self) -> Result<(), Wrong> {
        self.text.clear();
        let began = self.reader.at();
        self.reader.value(&mut self.text)?;
        let parsed = serde_json::from_slice::<IgnoredAny>(&self.text);
        parsed.map(drop).map_err(|error| broken(began, &self.text, &error))
    }

    fn give(&mut self, began: u64, bytes: &[u8], form: Form) -> Result<(), Wrong> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            Wrong::Json(began + error.valid_up_to() as u64, "it is no UTF-8".to_owned())
        })?;
        let number = self.entries + 1;
        (self.take)(number, form, text).map_err(|error| broken(began, bytes, &error))?;
        self.entries = number;
        Ok(())
    }

    fn no_json(&self, cause: &str) -> Wrong {
        Wrong::Json(self.reader.at(), cause.to_owned())
    }
}

/// What a parser says of a value that began there, without a word of the file: it may be a secret.
fn broken(began: u64, text: &[u8], error: &serde_json::Error) -> Wrong {
    let lines = text.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
    let before = lines.map(<[u8]>::len).sum::<usize>() + error.column();
    Wrong::Json(began + before as u64, without_place(error))
}

fn without_place(error: &serde_json::Error) -> String {
    let told = error.to_string();
    told.split(" at line ").next().unwrap_or_default().to_owned()
}
