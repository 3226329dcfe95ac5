//! Takes a file apart into recorded exchanges, one at a time.
//!
//! In: a HAR, or JSON objects one after another; which of the two is told by what is in it. Out:
//! each entry as it stands, to whoever takes it. Never holds more than one; must not know what an
//! entry means.

use std::fmt;
use std::io::Read;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::reader::{Bounded, Position};

/// Bytes of one entry, and of whatever stands between two, at most.
const LARGEST: u64 = 64 << 20;

/// An entry as it stands in the file.
pub(super) enum Entry<'e> {
    /// One of the `entries` of a HAR.
    Har(&'e str),
    /// An object by itself: the values of the keys that an exchange may have.
    Line(&'e [(String, Box<RawValue>)]),
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

const NO_TRAFFIC: &str = "this is neither a HAR nor exchanges as JSON objects, one after another";
const NO_ENTRIES: &str = "the HAR has no list of entries";

/// Reads to the end; each entry is given away with its number.
pub(super) fn read(
    input: impl Read,
    give: &mut dyn FnMut(u64, Entry<'_>),
) -> Result<u64, ReadError> {
    let position = Position::default();
    let mut reader = Bounded::new(input, &position);
    let mut reading = Reading { position: &position, entries: 0, wrong: None, give };
    let mut is_empty = true;
    loop {
        let next = reader.peek();
        let failed = |entries: u64, cause: String| ReadError {
            entry: entries + 1,
            byte: position.at(),
            cause,
        };
        match next {
            Err(error) => return Err(failed(reading.entries, error.to_string())),
            Ok(None) if is_empty => {
                return Err(failed(0, "there is nothing in it".to_owned()));
            }
            Ok(None) => return Ok(reading.entries),
            Ok(Some(b'{' | b'[')) => {}
            Ok(Some(_)) => return Err(failed(reading.entries, NO_TRAFFIC.to_owned())),
        }
        is_empty = false;
        position.allow(LARGEST);
        let mut parser = serde_json::Deserializer::from_reader(&mut reader);
        if let Err(error) = Top(&mut reading).deserialize(&mut parser) {
            let cause = reading.wrong.map_or_else(|| said(&error, &position), str::to_owned);
            return Err(failed(reading.entries, cause));
        }
    }
}

/// What a parser says, without a word of the file: it may be a secret.
fn said(error: &serde_json::Error, position: &Position) -> String {
    match error.classify() {
        _ if position.is_exceeded() => {
            format!("it is larger than {} MiB", LARGEST >> 20)
        }
        Category::Eof => "the file ends in the middle of it".to_owned(),
        Category::Data => "it is not of the form of a HAR".to_owned(),
        Category::Io | Category::Syntax => {
            let told = error.to_string();
            let told = told.split(" at line ").next().unwrap_or_default();
            format!("no JSON: {told}")
        }
    }
}

/// How far it is.
struct Reading<'r> {
    position: &'r Position,
    entries: u64,
    /// What is wrong, where a parser would not know.
    wrong: Option<&'static str>,
    give: &'r mut dyn FnMut(u64, Entry<'_>),
}

impl Reading<'_> {
    fn fail<E: serde::de::Error>(&mut self, why: &'static str) -> E {
        self.wrong = Some(why);
        E::custom(why)
    }

    fn entry(&mut self, entry: Entry<'_>) {
        self.entries += 1;
        (self.give)(self.entries, entry);
        self.position.allow(LARGEST);
    }
}

/// A HAR, an exchange, or a list of either.
struct Top<'t, 'r>(&'t mut Reading<'r>);

impl<'de> DeserializeSeed<'de> for Top<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<(), D::Error> {
        parser.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("recorded traffic")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Top(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut fields: Vec<(String, Box<RawValue>)> = Vec::new();
        let mut is_har = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "log" && fields.is_empty() && !is_har {
                map.next_value_seed(Log(self.0))?;
                is_har = true;
            } else if !is_har && KEYS.contains(&key.as_str()) && fields.len() < KEYS.len() {
                fields.push((key, map.next_value()?));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if is_har {
            return Ok(());
        }
        if fields.is_empty() && self.0.entries == 0 {
            return Err(self.0.fail(NO_TRAFFIC));
        }
        self.0.entry(Entry::Line(&fields));
        Ok(())
    }
}

/// The `log` of a HAR.
struct Log<'t, 'r>(&'t mut Reading<'r>);

impl<'de> DeserializeSeed<'de> for Log<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<(), D::Error> {
        parser.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Log<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the log of a HAR")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut has_entries = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "entries" {
                map.next_value_seed(Entries(self.0))?;
                has_entries = true;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if has_entries { Ok(()) } else { Err(self.0.fail(NO_ENTRIES)) }
    }
}

/// The `entries` of a HAR.
struct Entries<'t, 'r>(&'t mut Reading<'r>);

impl<'de> DeserializeSeed<'de> for Entries<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<(), D::Error> {
        parser.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.0.position.allow(LARGEST);
        while let Some(entry) = list.next_element::<Box<RawValue>>()? {
            self.0.entry(Entry::Har(entry.get()));
        }
        Ok(())
    }
}
