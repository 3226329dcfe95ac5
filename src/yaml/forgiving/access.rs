//! Mappings, lists, words and places as serde walks through them.
//!
//! In: parts that can be read, whatever they are made of. Out: what a visitor makes of them. Must not
//! know what is wrong with any: who makes the parts has seen to that.

use serde::de::value::{MapDeserializer, StrDeserializer, U64Deserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::broken::Broken;

/// A part that can be read, and knows where it is when it cannot.
pub(super) trait Readable<'de>: Deserializer<'de, Error = Broken> + Copy {
    /// The error with that part in it.
    fn placed(self, broken: Broken) -> Broken;
}

/// The elements of a list.
pub(super) struct Items<D>(pub std::vec::IntoIter<D>);

impl<'de, D: Readable<'de>> SeqAccess<'de> for Items<D> {
    type Error = Broken;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Broken> {
        let Some(item) = self.0.next() else { return Ok(None) };
        seed.deserialize(item).map(Some).map_err(|broken| item.placed(broken))
    }
}

/// The entries of a mapping.
pub(super) struct Entries<'k, D> {
    rest: std::vec::IntoIter<(&'k str, D)>,
    value: Option<D>,
}

impl<'k, D> Entries<'k, D> {
    pub fn of(entries: Vec<(&'k str, D)>) -> Self {
        Entries { rest: entries.into_iter(), value: None }
    }
}

impl<'de, D: Readable<'de>> MapAccess<'de> for Entries<'_, D> {
    type Error = Broken;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Broken> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some(value);
        key(seed, name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Broken> {
        let value = self.value.take();
        let value = value.ok_or_else(|| Broken::Unfit("a value is expected here".to_owned()))?;
        seed.deserialize(value).map_err(|broken| value.placed(broken))
    }
}

/// Hands a word to whoever asks for a key.
fn key<'de, K: DeserializeSeed<'de>>(seed: K, word: &str) -> Result<K::Value, Broken> {
    let word: StrDeserializer<'_, Broken> = word.into_deserializer();
    seed.deserialize(word)
}

/// A word of a few, and what stands under it.
pub(super) struct Variant<'w, D> {
    pub word: &'w str,
    pub inner: D,
}

impl<'de, D: Readable<'de>> EnumAccess<'de> for Variant<'_, D> {
    type Error = Broken;
    type Variant = Inner<D>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Inner<D>), Broken> {
        Ok((key(seed, self.word)?, Inner(self.inner)))
    }
}

/// What stands under a word of a few.
pub(super) struct Inner<D>(D);

impl<'de, D: Readable<'de>> VariantAccess<'de> for Inner<D> {
    type Error = Broken;

    fn unit_variant(self) -> Result<(), Broken> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Broken> {
        seed.deserialize(self.0).map_err(|broken| self.0.placed(broken))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Broken> {
        self.0.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Broken> {
        self.0.deserialize_struct("", fields, visitor)
    }
}

/// The keys by which the parser's type for a value with its place asks for both. The first is its
/// own mark; a version with another one would be noticed by the tests.
const KEYS: [&str; 4] = ["__serde_saphyr_private_spanned", "value", "referenced", "defined"];

/// A value and its place.
pub(super) struct Place<D> {
    part: D,
    at: (u64, u64),
    next: usize,
}

impl<D> Place<D> {
    pub fn of(part: D, at: (u64, u64)) -> Self {
        Place { part, at, next: 0 }
    }
}

impl<'de, D: Readable<'de>> MapAccess<'de> for Place<D> {
    type Error = Broken;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Broken> {
        let Some(name) = KEYS.get(self.next) else { return Ok(None) };
        self.next += 1;
        key(seed, name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Broken> {
        match self.next {
            1 => seed.deserialize(true.into_deserializer()),
            2 => seed.deserialize(self.part),
            _ => {
                let number = IntoDeserializer::<Broken>::into_deserializer;
                let (line, column): (U64Deserializer<Broken>, U64Deserializer<Broken>) =
                    (number(self.at.0), number(self.at.1));
                let fields = [("line", line), ("column", column)];
                seed.deserialize(MapDeserializer::new(fields.into_iter()))
            }
        }
    }
}
