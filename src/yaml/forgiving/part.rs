//! A part of a tree, read as whatever is wanted of it.
//!
//! In: a part, or the lack of one. Out: what a visitor makes of it, or of something empty in its
//! stead; what is wrong is noted.

use std::collections::BTreeSet;

use serde::de::{Deserializer, Visitor};
use serde_json::Number;
use serde_saphyr::Spanned;

use super::super::flaws::Flaw;
use super::super::near::{did_you_mean, nearest, shown};
use super::super::told;
use super::super::tree::{Content, Node};
use super::access::{Entries, Items, Place, Readable, Variant};
use super::broken::Broken;
use super::reading::{Reading, address, place};

/// What the parser's type for a value with its place asks for by name.
const SPANNED: &str = "__yaml_spanned";

/// A part, or the lack of one, within a mapping or list.
#[derive(Clone, Copy)]
pub(super) struct Part<'r> {
    pub reading: &'r Reading<'r>,
    pub node: Option<&'r Node>,
    /// Its own place, or that of what lacks it.
    pub at: (u64, u64),
    /// The place of what holds it.
    within: (u64, u64),
    /// Whether names are given here.
    pub defining: bool,
}

impl<'r> Part<'r> {
    pub fn root(reading: &'r Reading<'r>, node: &'r Node) -> Self {
        let at = place(node);
        Part { reading, node: Some(node), at, within: at, defining: false }
    }

    /// A part of this one.
    pub fn inner(self, node: &'r Node, defining: bool) -> Self {
        let defining = self.defining || defining;
        Part { node: Some(node), at: place(node), within: self.at, defining, ..self }
    }

    /// What this one lacks.
    pub fn lack(self) -> Self {
        Part { node: None, ..self }
    }

    fn content(self) -> Option<&'r Content> {
        self.node.map(|node| &node.value)
    }

    /// Notes that something else is wanted here.
    fn other_than(self, wanted: &str) {
        let message = match self.content() {
            Some(Content::Nothing) if wanted == "string" => told::NO_TEXT.to_owned(),
            _ => told::wanted(wanted),
        };
        self.unfit(message, None);
    }

    /// Notes that what stands here will not do. Of what is not there nothing is said.
    fn unfit(self, message: String, hint: Option<String>) {
        if self.node.is_some() {
            let flaw = self.reading.flaw(self.at, message, hint);
            self.reading.note(Flaw { part: self.within, loses_names: self.defining, ..flaw });
        }
    }

    fn number(self, wanted: &'static str) -> Number {
        match self.content() {
            Some(Content::Number(number)) => number.clone(),
            _ => {
                self.other_than(wanted);
                // Not 0, which often means nothing at all.
                Number::from(1)
            }
        }
    }

    /// A text; a number or a flag as it is written.
    fn text(self) -> &'r str {
        match self.content() {
            Some(Content::Text(text)) => text,
            Some(Content::Number(_) | Content::Flag(_)) => {
                self.node.and_then(|node| self.reading.written(node)).unwrap_or_default()
            }
            _ => {
                self.other_than("string");
                ""
            }
        }
    }

    fn items(self) -> &'r [Node] {
        match self.content() {
            Some(Content::List(items)) => items,
            _ => {
                self.other_than("seq");
                &[]
            }
        }
    }

    fn entries(self) -> &'r [(Spanned<String>, Node)] {
        match self.content() {
            Some(Content::Mapping(entries)) => entries,
            _ => {
                self.other_than("map");
                &[]
            }
        }
    }

    /// The elements that can be read.
    fn readable(self, items: &'r [Node]) -> Items<Self> {
        let fine = items.iter().filter(|item| self.reading.can_read(item));
        Items(fine.map(|item| self.inner(item, false)).collect::<Vec<_>>().into_iter())
    }

    /// The entries that can be read, each key once.
    fn keyed(self, entries: &'r [(Spanned<String>, Node)]) -> Vec<(&'r str, Self)> {
        let (mut keyed, mut known) = (Vec::new(), BTreeSet::new());
        for (key, value) in entries {
            if !known.insert(key.value.as_str()) {
                self.twice(key);
            } else if self.reading.can_read(value) {
                keyed.push((
                    key.value.as_str(),
                    self.inner(value, self.reading.defines(&key.value)),
                ));
            }
        }
        keyed
    }

    /// The entries of a mapping that has these keys and no others. An unknown key is taken for the
    /// one that was probably meant, if that is not there.
    fn fields(
        self,
        entries: &'r [(Spanned<String>, Node)],
        fields: &'static [&'static str],
    ) -> Vec<(&'r str, Self)> {
        let there: BTreeSet<&str> = entries.iter().map(|(key, _)| key.value.as_str()).collect();
        let mut known: Vec<(&str, Self)> = Vec::new();
        for (key, value) in entries {
            let name = key.value.as_str();
            let field = match fields.iter().copied().find(|field| *field == name) {
                Some(field) => Some(field),
                // Looking for what is meant takes its time, and nobody reads all of it.
                None if self.reading.is_full() => None,
                None => {
                    let meant = nearest(name, fields).filter(|field| !there.contains(field));
                    self.unknown(key, fields, meant.is_none());
                    meant
                }
            };
            match field {
                Some(field) if known.iter().any(|(known, _)| *known == field) => self.twice(key),
                Some(field) if self.reading.can_read(value) => {
                    known.push((field, self.inner(value, self.reading.defines(field))));
                }
                _ => {}
            }
        }
        known
    }

    fn twice(self, key: &Spanned<String>) {
        let message = format!("the key `{}` is there twice", shown(&key.value));
        self.reading.note(self.reading.flaw(place(key), message, None));
    }

    fn unknown(self, key: &Spanned<String>, fields: &[&str], is_lost: bool) {
        let message = format!("unknown key `{}`", shown(&key.value));
        let hint = did_you_mean(&key.value, fields.iter().copied());
        let flaw = self.reading.flaw(place(key), message, hint);
        self.reading.note(if is_lost {
            Flaw { part: self.at, loses_names: true, ..flaw }
        } else {
            flaw
        });
    }

    /// What a mapping lacks and must have: what is known of it from an earlier reading, or all of
    /// one that is not there itself.
    fn lacking(self, fields: &'static [&'static str]) -> Vec<(&'r str, Self)> {
        let lack = |field: &&'static str| (*field, self.lack());
        match self.node.filter(|node| matches!(node.value, Content::Mapping(_))) {
            None => fields.iter().map(lack).collect(),
            Some(node) => {
                let missing = self.reading.missing_of(node);
                missing.iter().map(lack).collect()
            }
        }
    }
}

impl<'de> Readable<'de> for Part<'_> {
    fn placed(self, broken: Broken) -> Broken {
        match (broken, self.node) {
            (Broken::Unfit(why), Some(node)) => {
                let flaw = self.reading.flaw(self.at, why, None);
                let flaw = Some(Box::new(Flaw { loses_names: self.defining, ..flaw }));
                Broken::Unreadable { part: address(node), flaw }
            }
            (Broken::Unfit(_), None) => Broken::Hollow,
            (Broken::Hollow, Some(node)) => Broken::Unreadable { part: address(node), flaw: None },
            (other, _) => other,
        }
    }
}

macro_rules! numbers {
    ($($method:ident $wanted:literal)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
            number(&self.number($wanted), visitor)
        })*
    };
}

fn number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Broken> {
    match (number.as_u64(), number.as_i64(), number.as_f64()) {
        (Some(number), ..) => visitor.visit_u64(number),
        (None, Some(number), _) => visitor.visit_i64(number),
        (None, None, number) => visitor.visit_f64(number.unwrap_or_default()),
    }
}

impl<'de> Deserializer<'de> for Part<'_> {
    type Error = Broken;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
        match self.content() {
            None | Some(Content::Nothing) => visitor.visit_unit(),
            Some(Content::Flag(flag)) => visitor.visit_bool(*flag),
            Some(Content::Number(written)) => number(written, visitor),
            Some(Content::Text(text)) => visitor.visit_str(text),
            Some(Content::List(items)) => visitor.visit_seq(self.readable(items)),
            Some(Content::Mapping(entries)) => visitor.visit_map(Entries::of(self.keyed(entries))),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
        match self.content() {
            Some(Content::Flag(flag)) => visitor.visit_bool(*flag),
            _ => {
                self.other_than("bool");
                visitor.visit_bool(false)
            }
        }
    }

    numbers! {
        deserialize_i8 "i8" deserialize_i16 "i16" deserialize_i32 "i32" deserialize_i64 "i64"
        deserialize_u8 "u8" deserialize_u16 "u16" deserialize_u32 "u32" deserialize_u64 "u64"
        deserialize_f32 "f32" deserialize_f64 "f64"
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
        visitor.visit_str(self.text())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
        visitor.visit_str(self.text())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
        match self.content() {
            None | Some(Content::Nothing) => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
        visitor.visit_unit()
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
        visitor.visit_seq(self.readable(self.items()))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
        visitor.visit_map(Entries::of(self.keyed(self.entries())))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Broken> {
        if self.reading.is_full() {
            return Err(Broken::Enough);
        }
        let entries = self.entries();
        let mapping = self.node.filter(|node| matches!(node.value, Content::Mapping(_)));
        let mut read = self.fields(entries, fields);
        read.extend(self.lacking(fields));
        let read = visitor.visit_map(Entries::of(read));
        read.map_err(|broken| match (broken, mapping) {
            (Broken::Missing(field), Some(node)) => {
                // One that is there and cannot be read is told already.
                let is_there = entries.iter().any(|(key, _)| key.value == field);
                let flaw = (!is_there).then(|| {
                    let message = format!("the key `{field}` is missing");
                    Box::new(self.reading.flaw(self.at, message, None))
                });
                Broken::Lacks { mapping: address(node), field, flaw }
            }
            (other, _) => other,
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Broken> {
        let (word, node) = match self.content() {
            Some(Content::Mapping(entries)) if entries.len() == 1 => {
                (entries[0].0.value.as_str(), Some(&entries[0].1))
            }
            Some(Content::Text(text)) => (text.as_str(), None),
            _ => {
                let known = format!("known: {}", variants.join(", "));
                self.unfit(told::ONE_WORD.to_owned(), Some(known));
                ("", None)
            }
        };
        let known = variants.iter().copied().find(|variant| *variant == word);
        if known.is_none() && !word.is_empty() {
            let hint = did_you_mean(word, variants.iter().copied());
            let message = format!("unknown word `{}`", shown(word));
            self.reading.note(self.reading.flaw(self.at, message, hint));
        }
        let word = known.or_else(|| variants.first().copied()).unwrap_or_default();
        let inner = Part { node, at: node.map_or(self.at, place), ..self };
        visitor.visit_enum(Variant { word, inner })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Broken> {
        if name == SPANNED {
            visitor.visit_newtype_struct(WithPlace(self))
        } else {
            visitor.visit_newtype_struct(self)
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit_struct tuple tuple_struct identifier
    }
}

/// A part that is asked for its place, too.
struct WithPlace<'r>(Part<'r>);

impl<'de> Deserializer<'de> for WithPlace<'_> {
    type Error = Broken;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
        visitor.visit_map(Place::of(self.0, self.0.at))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}
